"""Questions about problems: one by its number, its case for the rules, counts, what is due."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from desktop.base.due import Due
from desktop.base.errors import UserError
from desktop.base.months import first_day, last_day
from desktop.base.records import columns_of
from desktop.base.resources import resource
from desktop.base.values import value_class
from desktop.features.complaints.records import Complaint, ComplaintVisit
from desktop.features.documents.records import Document, DocumentState
from desktop.features.inspections.records.visits import Visit
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.records import (
    Category,
    Check,
    Escalation,
    Evidence,
    EvidenceKind,
    Extension,
    Problem,
    ProblemVisit,
    Rung,
    State,
    Step,
    Tie,
)
from desktop.features.problems.rules.gate import CLOSING_FORM, Case, IssuedPaper
from desktop.features.problems.rules.ladder import Ladder, read_ladder
from desktop.features.problems.rules.limits import Pace, read_pace
from desktop.features.problems.rules.moves import CLOSED, EXITS, MAIN_MOVES, OPEN, STAGES, WORKFLOW
from desktop.features.problems.rules.tree import Branch, branch_of, read_tree
from desktop.store.attachments import Attachment

ORDER = "rectification"
"""The wording by which a rectification is ordered."""


@cache
def tree() -> tuple[Branch, ...]:
    """The category tree as shipped."""
    return read_tree(_categories())


@cache
def pace() -> Pace:
    """Days until 回头看 and months of 反弹 as shipped."""
    return read_pace(_categories())


@cache
def ladder() -> Ladder:
    """Steps of escalation and bodies a case is referred to, as shipped."""
    return read_ladder(tomllib.loads(resource("problems", "ladder.toml").read_text(encoding="utf-8")))


def _categories() -> dict[str, Any]:
    return tomllib.loads(resource("problems", "categories.toml").read_text(encoding="utf-8"))


def problem(session: Session, ref: int | str) -> Problem:
    """The problem of that id or number (2023-047); UserError when there is none."""
    words = str(ref).strip()
    found = session.scalar(select(Problem).where(Problem.number == words))
    if found is None and words.isdecimal():
        found = session.get(Problem, int(words))
    if found is None:
        raise UserError(f"没有编号为“{words}”的问题。", "编号写成 2023-047 这样，可在“问题整改”里查。")
    return found


def case_of(session: Session, found: Problem) -> Case:
    """Everything the rules look at: evidence of this round, check and steps of this attempt."""
    evidence = session.scalars(select(Evidence).where(
        Evidence.problem_id == found.id, Evidence.round == found.round, Evidence.voided_at.is_(None))
        .order_by(Evidence.id)).all()
    check = session.scalar(select(Check).where(
        Check.problem_id == found.id, Check.attempt == found.attempt, Check.voided_at.is_(None))
        .order_by(Check.id.desc()).limit(1))
    steps = session.scalars(select(Step).where(Step.problem_id == found.id, Step.attempt == found.attempt)
                            .order_by(Step.id)).all()
    branch = branch_of(tree(), found.category, found.subcategory)
    return Case(found, branch, tuple(evidence), check, tuple(steps), _papers(session, found))


def _papers(session: Session, found: Problem) -> tuple[IssuedPaper, ...]:
    """Valid papers about the problem that prove it was told, issued since it was last put on the list."""
    from desktop.features.documents.queries import documents_about  # papers are loaded with the first case

    begun = session.scalar(select(func.max(Step.created_at)).where(
        Step.problem_id == found.id, Step.move == WORKFLOW.moves["rebound"].label))
    return tuple(IssuedPaper(item.number, item.delivered_at)
                 for item in documents_about(session, Problem.__tablename__, found.id)
                 if item.state is DocumentState.ISSUED and item.template not in unproving()
                 and (begun is None or item.created_at > begun))


def unproving() -> frozenset[str]:
    """Wordings of papers that say nothing of a rectification: the closing form, most of the ladder."""
    return ladder().papers() | {CLOSING_FORM}


def evidence_names() -> Select[int, str, str]:
    """Problem, name of a kept file, number and subject of the problem: for the search box."""
    return (select(Problem.id, Attachment.name, Problem.number + " " + Problem.subject)
            .join(Evidence, Evidence.problem_id == Problem.id)
            .join(Attachment, Attachment.id == Evidence.attachment_id)
            .where(Evidence.voided_at.is_(None), Problem.voided_at.is_(None)).order_by(Evidence.id.desc()))


def evidence_files(session: Session, found: Problem) -> list[tuple[Evidence, Attachment]]:
    """Living evidence of every round with its kept file, oldest first."""
    rows = session.execute(select(Evidence, Attachment)
                           .join(Attachment, Attachment.id == Evidence.attachment_id)
                           .where(Evidence.problem_id == found.id, Evidence.voided_at.is_(None))
                           .order_by(Evidence.id)).all()
    return [(evidence, kept) for evidence, kept in rows]


def photo_pairs(session: Session, found: Problem) -> list[tuple[Attachment | None, Attachment | None]]:
    """整改前 and 整改后 photos of this round, first with first."""
    files = [(evidence.kind, kept) for evidence, kept in evidence_files(session, found)
             if evidence.round == found.round]
    before = [kept for kind, kept in files if kind is EvidenceKind.BEFORE]
    after = [kept for kind, kept in files if kind is EvidenceKind.AFTER]
    count = max(len(before), len(after))
    return [(_at(before, index), _at(after, index)) for index in range(count)]


def _at(files: Sequence[Attachment], index: int) -> Attachment | None:
    return files[index] if index < len(files) else None


def steps_of(session: Session, found: Problem) -> list[Step]:
    """The whole trail, oldest first."""
    return list(session.scalars(select(Step).where(Step.problem_id == found.id).order_by(Step.id)))


def extensions_of(session: Session, found: Problem) -> list[Extension]:
    """Every extension, oldest first."""
    return list(session.scalars(select(Extension).where(Extension.problem_id == found.id,
                                                        Extension.voided_at.is_(None)).order_by(Extension.id)))


def steps_up(session: Session, row: int) -> list[Escalation]:
    """Living steps of a problem on the ladder, oldest first."""
    return list(session.scalars(select(Escalation).where(
        Escalation.problem_id == row, Escalation.voided_at.is_(None)).order_by(Escalation.on, Escalation.id)))


def step_token(step: int, attempt: int = 0) -> str:
    """The token of a step's paper: one paper a step, the next one once the last was voided."""
    return f"escalation-{step}-{attempt}"


def paper_of_step(session: Session, step: int) -> Document | None:
    """The valid paper issued for a step."""
    return session.scalar(select(Document).where(
        Document.token.like(step_token(step, 0)[:-1] + "%"), Document.state == DocumentState.ISSUED))


def next_token(session: Session, step: int) -> str:
    """The token for the paper of a step; papers voided before have used theirs."""
    used = session.scalar(select(func.count(Document.id)).where(
        Document.token.like(step_token(step, 0)[:-1] + "%"), Document.state == DocumentState.VOID)) or 0
    return step_token(step, used)


def bodies(session: Session) -> list[str]:
    """Names of the bodies a case is referred to, by the county's name."""
    county = office(session).county if is_set_up(session) else ""
    return [name.format(county=county) for name in ladder().departments.values()]


@value_class
class Origin:
    """Where a problem came from: the page and row it opens, and how it is called."""

    feature: str
    row: int
    words: str


def origins(session: Session, found: Problem) -> tuple[Origin, ...]:
    """The visit and the complaint that brought the problem."""
    kept = []
    if found.visit_id is not None:
        visit = session.get_one(Visit, found.visit_id)
        kept.append(Origin("inspections", visit.id, f"来源 {visit.number}"))
    if found.complaint_id is not None:
        complaint = session.get_one(Complaint, found.complaint_id)
        kept.append(Origin("complaints", complaint.id, f"来源 {complaint.number}"))
    return tuple(kept)


def look_back_visit(session: Session, row: int) -> int | None:
    """The last visit planned to look at the problem again."""
    return session.scalar(select(ProblemVisit.visit_id).where(
        ProblemVisit.problem_id == row, ProblemVisit.tie == Tie.LOOK_BACK,
        ProblemVisit.voided_at.is_(None)).order_by(ProblemVisit.id.desc()).limit(1))


def problem_of_finding(session: Session, finding: int) -> Problem | None:
    """The living problem a failed item became, or was found again as."""
    again = select(ProblemVisit.problem_id).where(ProblemVisit.finding_id == finding,
                                                  ProblemVisit.voided_at.is_(None))
    return session.scalar(select(Problem).where(
        or_(Problem.finding_id == finding, Problem.id.in_(again)), Problem.voided_at.is_(None)).limit(1))


def problems_of_visit(session: Session, visit: int) -> list[Problem]:
    """Living problems a visit found, found again or looks at, oldest first."""
    tied = select(ProblemVisit.problem_id).where(ProblemVisit.visit_id == visit,
                                                 ProblemVisit.voided_at.is_(None))
    return list(session.scalars(select(Problem).where(
        or_(Problem.visit_id == visit, Problem.id.in_(tied)), Problem.voided_at.is_(None))
        .order_by(Problem.id)))


def problems_of_complaint(session: Session, complaint: int) -> list[Problem]:
    """Living problems of a complaint: its own, those of cases merged into it, those its visits found."""
    cases = select(Complaint.id).where(or_(Complaint.id == complaint, Complaint.merged_into == complaint))
    visits = select(ComplaintVisit.visit_id).where(ComplaintVisit.complaint_id.in_(cases),
                                                   ComplaintVisit.voided_at.is_(None))
    return list(session.scalars(select(Problem).where(
        or_(Problem.complaint_id.in_(cases), Problem.visit_id.in_(visits)), Problem.voided_at.is_(None))
        .order_by(Problem.id)))


def complaint_of_visit(session: Session, visit: int) -> int | None:
    """The complaint that led to a visit, the first of several."""
    return session.scalar(select(ComplaintVisit.complaint_id).where(
        ComplaintVisit.visit_id == visit, ComplaintVisit.voided_at.is_(None)).order_by(ComplaintVisit.id))


def same_before(session: Session, *, institution: int | None, subject: str, category: Category,
                subcategory: str | None, on: date) -> Problem | None:
    """The last problem of the same type at the same subject within the months of a 反弹, still on the list
    or closed: what is found now may be that one again."""
    year, month = divmod(on.year * 12 + on.month - 1 - pace().again_months, 12)
    owner = Problem.subject == subject if institution is None else Problem.institution_id == institution
    return session.scalar(select(Problem).where(
        owner, Problem.category == category, Problem.subcategory.is_not_distinct_from(subcategory),
        Problem.state.in_([*OPEN, *CLOSED]), Problem.voided_at.is_(None), Problem.found_on <= on,
        Problem.found_on >= date(year, month + 1, 1)).order_by(Problem.id.desc()).limit(1))


def reached(session: Session, found: Problem) -> dict[State, Step]:
    """The last step of this round into each state of the strip."""
    return {step.to_state: step for step in steps_of(session, found)
            if step.round == found.round and step.to_state in STAGES}


def overdue_count(session: Session, today: date) -> int:
    """Open problems past their limit: the badge."""
    return session.scalar(select(func.count(Problem.id)).where(
        Problem.voided_at.is_(None), Problem.state.in_(OPEN), Problem.limit < today)) or 0


def problems_of(session: Session, institution: int) -> list[Problem]:
    """Living problems of an institution, newest first."""
    return list(session.scalars(select(Problem).where(Problem.institution_id == institution,
                                                      Problem.voided_at.is_(None)).order_by(Problem.id.desc())))


def closed_between(session: Session, first: date, last: date) -> list[int]:
    """Ids of living problems approved for closing in the period, both days included.

    Counted by the closing step, so that a later 反弹 does not change a month already reported.
    """
    return list(session.scalars(select(Step.problem_id).join(Problem, Problem.id == Step.problem_id)
                                .where(Step.to_state == State.CLOSED, Step.on.between(first, last),
                                       Problem.voided_at.is_(None))
                                .distinct().order_by(Step.problem_id)))


def found_between(session: Session, first: date, last: date) -> list[int]:
    """Ids of living problems found in the period, both days included."""
    return list(session.scalars(select(Problem.id).where(Problem.found_on.between(first, last),
                                                         Problem.voided_at.is_(None)).order_by(Problem.id)))


def closed_days(session: Session, first: date, last: date) -> dict[date, list[int]]:
    """By day of approval the ids behind `closed_between` of any part of the period."""
    own, step = columns_of(Problem), columns_of(Step)
    rows = session.execute(select(step.on, step.problem_id).where(
        own.id == step.problem_id, step.to_state == State.CLOSED, step.on.between(first, last),
        own.voided_at.is_(None)))
    return _by_day(rows.all())


def found_days(session: Session, first: date, last: date) -> dict[date, list[int]]:
    """By day the ids behind `found_between` of any part of the period."""
    own = columns_of(Problem)
    living = select(own.found_on, own.id).where(own.found_on.between(first, last), own.voided_at.is_(None))
    return _by_day(session.execute(living).all())


def _by_day(rows: Iterable[Any]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = {}
    for day, row in rows:
        found.setdefault(day, []).append(row)
    return found


def ordered_between(session: Session, first: date, last: date) -> list[int]:
    """责令整改: ids of living problems about which a valid notice to rectify was issued in the period."""
    return list(session.scalars(select(Problem.id).join(Document, Document.about_id == Problem.id).where(
        Document.about == Problem.__tablename__, Document.template == ORDER,
        Document.state == DocumentState.ISSUED, Document.issued_on.between(first, last),
        Problem.voided_at.is_(None)).distinct().order_by(Problem.id)))


def escalated_between(session: Session, first: date, last: date) -> dict[Rung, list[int]]:
    """Ids of living problems by the step of the ladder made in the period."""
    rows = session.execute(select(Escalation.rung, Escalation.problem_id).join(
        Problem, Problem.id == Escalation.problem_id).where(
        Escalation.voided_at.is_(None), Problem.voided_at.is_(None), Escalation.on.between(first, last))
        .distinct().order_by(Escalation.problem_id))
    found: dict[Rung, list[int]] = {}
    for rung, row in rows:
        found.setdefault(rung, []).append(row)
    return found


def month_counts(session: Session, month: str) -> dict[str, int]:
    """登记, 责令整改, 销号 and each step of the ladder in a month such as 2023-09."""
    first, last = first_day(month), last_day(month)
    steps = escalated_between(session, first, last)
    return {"登记": len(found_between(session, first, last)),
            "责令整改": len(ordered_between(session, first, last)),
            "销号": len(closed_between(session, first, last)),
            **{rung.value: len(steps.get(rung, ())) for rung in Rung}}


def rates(session: Session, today: date) -> dict[str, tuple[int, int]]:
    """(numerator, denominator): 销号率 of what was due, 总整改率 of all, 反弹率 of look-backs done."""
    living = Problem.voided_at.is_(None)
    closed = session.scalar(select(func.count(Problem.id)).where(living, Problem.state.in_(CLOSED))) or 0
    every = session.scalar(select(func.count(Problem.id)).where(living, Problem.state.not_in(EXITS))) or 0
    late = overdue_count(session, today)
    held = session.scalar(select(func.count(Step.id)).where(Step.to_state == State.ARCHIVED)) or 0
    relapsed = session.scalar(select(func.count(Step.id)).where(
        Step.move == WORKFLOW.moves["rebound"].label)) or 0
    return {"销号率": (closed, closed + late), "总整改率": (closed, every),
            "反弹率": (relapsed, held + relapsed)}


def due_items(session: Session, today: date) -> list[Due]:
    """Open problems with a limit, 回头看 still to be done, answers waited for, soonest first."""
    own = columns_of(Problem)
    columns = (own.id, own.number, own.category_label, own.subject, own.town, own.state, own.limit,
               own.lookback_due)
    rows = session.execute(select(*columns).where(
        own.voided_at.is_(None), own.state.in_([*OPEN, State.CLOSED, State.LOOK_BACK])))
    items = [item for row in rows.all() if (item := _due(row)) is not None]
    return sorted([*items, *_answers_due(session)], key=lambda item: (item.day, item.row))


def _due(row: Any) -> Due | None:
    day = row.limit if row.state in OPEN else row.lookback_due
    if day is None:
        return None
    kind = "问题" if row.state in OPEN else "回头看"
    move = WORKFLOW.moves[MAIN_MOVES[row.state]].label
    return Due(kind, f"{row.number} {row.category_label}", row.subject, row.town or "", day, move, "problems",
               row.id)


def _answers_due(session: Session) -> list[Due]:
    """Steps of the ladder that wait for an answer."""
    own, step = columns_of(Problem), columns_of(Escalation)
    rows = session.execute(
        select(step.rung, step.target, step.reply_by, own.number, own.subject, own.town, own.id).where(
            own.id == step.problem_id, step.voided_at.is_(None), own.voided_at.is_(None),
            step.reply_by.is_not(None), step.replied_on.is_(None)))
    return [Due(f"{rung.value}回复", f"{number} {target or ''}", subject, town or "", day, "登记回复",
                "problems", row) for rung, target, day, number, subject, town, row in rows if day]
