"""What a problem came from: a failed item of a visit or a complaint becomes one, and is found again later."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.complaints.queries.cases import problem_draft as complaint_draft
from desktop.features.inspections.operations.entry import plan_visit
from desktop.features.inspections.queries.visits import failed_findings, problem_draft
from desktop.features.inspections.records.visits import Visit, VisitFinding, VisitKind
from desktop.features.problems.operations.entry import register_problem
from desktop.features.problems.operations.evidence import attach_evidence
from desktop.features.problems.operations.moves import move_problem
from desktop.features.problems.queries import complaint_of_visit, problem_of_finding
from desktop.features.problems.records import (
    Category,
    EvidenceKind,
    Problem,
    ProblemVisit,
    Source,
    Tie,
)
from desktop.features.problems.rules.moves import CLOSED, OPEN
from desktop.store.attachments import Attachment
from desktop.store.editing import living
from desktop.store.photos import is_picture_name

UNCHECKED = "待核对"
"""Articles with this word go along by their keys alone: a paper citing them is then stopped."""


def finding_values(session: Session, finding: int) -> tuple[dict[str, Any], tuple[Attachment, ...]]:
    """What a problem of this finding begins with, and the files that go along; UserError when it is clean."""
    draft = problem_draft(session, session.get_one(VisitFinding, finding))
    known = {word.value: word for word in Category}
    return {
        "subject": draft.subject, "institution_id": draft.institution_id, "town": draft.town,
        "address": draft.address, "category": known.get(draft.category),
        "subcategory": draft.subcategory if draft.category in known else None,
        "description": draft.description,
        "basis": None if UNCHECKED in draft.basis else draft.basis or None,
        "statute_keys": draft.statute_keys or None, "measures": draft.measures or None,
        "found_on": draft.found_on, "source": Source.GRID if draft.patrol else Source.INSPECTION,
        "visit_id": draft.visit_id, "finding_id": draft.finding_id,
        "complaint_id": complaint_of_visit(session, draft.visit_id)}, draft.photos


def complaint_values(session: Session, complaint: int) -> dict[str, Any]:
    """What a problem of this complaint begins with."""
    draft = complaint_draft(session, complaint)
    known = {word.value: word for word in Category}
    sources = {word.value: word for word in Source}
    return {
        "subject": draft.subject, "institution_id": draft.institution_id, "town": draft.town,
        "address": draft.address, "category": known.get(draft.category),
        "subcategory": draft.subcategory if draft.category in known else None,
        "description": draft.description, "found_on": draft.found_on, "complaint_id": draft.complaint,
        "source": sources.get(draft.source, Source.REPORT)}


def problem_from_finding(session: Session, *, by: str, today: date, finding: int) -> Problem:
    """A failed item becomes a problem with category, 依据, measures and photos; again gives the same one."""
    known = problem_of_finding(session, finding)
    if known is not None:
        return known
    values, photos = finding_values(session, finding)
    made = register_problem(session, by=by, today=today, **values)
    for file in photos:
        kind = EvidenceKind.BEFORE if is_picture_name(file.name) else EvidenceKind.OTHER
        attach_evidence(session, by=by, today=today, problem=made.id, evidence_kind=kind, attachment=file)
    return made


def problems_from_visit(session: Session, *, by: str, today: date, visit: int) -> list[Problem]:
    """Every failed item of a visit becomes a problem as one act; those that are one already stay."""
    failed = failed_findings(session, visit)
    if not failed:
        raise UserError("这次检查没有“有问题”的检查项。", "请先在检查里记下有问题的项目。")
    return [problem_from_finding(session, by=by, today=today, finding=item.id) for item in failed]


def found_again(session: Session, *, by: str, today: date, problem: int, finding: int,
                new_limit: date | None = None) -> Problem:
    """The item is a problem known before: a closed one is put on the list again, an open one is noted."""
    found: Problem = living(session, Problem, problem)
    other = problem_of_finding(session, finding)
    if other is not None:
        if other.id != found.id:
            raise UserError(f"这个检查项已经记在{other.title()}上。", "请打开那个问题办理。")
        return other
    item = session.get_one(VisitFinding, finding)
    visit = session.get_one(Visit, item.visit_id)
    closed = found.state in CLOSED
    if closed:
        move_problem(session, by=by, today=today, problem=found.id, move="rebound", on=visit.on,
                     reason=f"{visit.title()}：{item.detail or item.wording}"[:400], new_limit=new_limit)
    elif found.state not in OPEN:
        raise UserError(f"{found.title()}现在是“{found.state.value}”，不能记再次发现。", "请另登记一个问题。")
    tie = Tie.RELAPSED if closed else Tie.STILL
    session.add(ProblemVisit(problem_id=found.id, visit_id=visit.id, finding_id=item.id, tie=tie,
                             on=visit.on))
    session.flush()
    return found


def plan_look_back(session: Session, *, by: str, today: date, problem: int, on: date | None,
                   confirmed: bool = False) -> Visit:
    """Plan a visit of kind 回头看 for a problem.

    NeedsConfirmation when the day does not fit; UserError without a day.
    """
    found: Problem = living(session, Problem, problem)
    if on is None:
        raise UserError("没有安排：请填写回头看的日期。", "写成 2023-10-09。", {"on": "请填写"})
    visit = plan_visit(session, by=by, today=today, confirmed=confirmed, way=VisitKind.LOOK_BACK, on=on,
                       institution_id=found.institution_id, subject=found.subject, town=found.town,
                       address=found.address, note=f"{found.title()}回头看：{found.description}"[:400])
    session.add(ProblemVisit(problem_id=found.id, visit_id=visit.id, tie=Tie.LOOK_BACK, on=on))
    session.flush()
    return visit
