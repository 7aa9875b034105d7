"""Questions about visits: one by its number, what belongs to it, what is due, what a problem takes over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select
from sqlalchemy.orm import Session

from desktop.base.due import Due
from desktop.base.errors import UserError
from desktop.base.records import columns_of
from desktop.base.values import value_class
from desktop.features.calendar.queries import terms_between, work_calendar
from desktop.features.inspections.records.visits import (
    MARK,
    Outcome,
    Visit,
    VisitFinding,
    VisitInspector,
    VisitKind,
    VisitPhoto,
    VisitState,
)
from desktop.features.inspections.rules.slots import fitting, slot_doubt
from desktop.features.inspections.rules.visits import VisitCase
from desktop.features.institutions.records import Institution
from desktop.store.attachments import Attachment

STEP = "去检查并记结果"

WENT = (VisitState.DONE, VisitState.CLOSED_DOOR)
"""States in which people went there."""


def visit(session: Session, ref: int | str) -> Visit:
    """The visit of that id or number (检2023-001); UserError when there is none."""
    words = str(ref).strip()
    numbered = words if words.startswith(MARK) else f"{MARK}{words}"
    found = session.scalar(select(Visit).where(Visit.number == numbered))
    if found is None and words.isdecimal():
        found = session.get(Visit, int(words))
    if found is None:
        raise UserError(f"没有编号为“{words}”的检查。", f"编号写成 {MARK}2023-001 这样，可在“检查”里查。")
    return found


def next_number(session: Session, year: int) -> str:
    """The number after the year's last one; 作废 ones keep theirs."""
    start = f"{MARK}{year}-"
    digits = cast(func.substr(Visit.number, len(start) + 1), Integer)
    last = session.scalar(select(func.max(digits)).where(Visit.number.between(start, f"{start}\uffff")))
    return f"{start}{(last or 0) + 1:03d}"


def crew_of(session: Session, row: int) -> list[VisitInspector]:
    """Who went, in the order they were entered."""
    return list(session.scalars(select(VisitInspector).where(
        VisitInspector.visit_id == row, VisitInspector.voided_at.is_(None)).order_by(VisitInspector.id)))


def findings_of(session: Session, row: int) -> list[VisitFinding]:
    """What was looked at, in the order of the checklists."""
    return list(session.scalars(select(VisitFinding).where(
        VisitFinding.visit_id == row, VisitFinding.voided_at.is_(None))
        .order_by(VisitFinding.position, VisitFinding.id)))


def photos_of(session: Session, row: int) -> list[tuple[VisitPhoto, Attachment]]:
    """Living photos and other files of a visit, oldest first."""
    found = session.execute(select(VisitPhoto, Attachment)
                            .join(Attachment, Attachment.id == VisitPhoto.attachment_id)
                            .where(VisitPhoto.visit_id == row, VisitPhoto.voided_at.is_(None))
                            .order_by(VisitPhoto.id)).all()
    return [(photo, kept) for photo, kept in found]


def photo_names() -> Select[int, str, str]:
    """Visit, name of a kept file, number and object of the visit: for the search box."""
    return (select(Visit.id, Attachment.name, Visit.number + " " + Visit.subject)
            .join(VisitPhoto, VisitPhoto.visit_id == Visit.id)
            .join(Attachment, Attachment.id == VisitPhoto.attachment_id)
            .where(VisitPhoto.voided_at.is_(None), Visit.voided_at.is_(None)).order_by(VisitPhoto.id.desc()))


def case_of(session: Session, found: Visit, today: date, reason: str | None = None) -> VisitCase:
    """A visit with everything the guards look at."""
    return VisitCase(found, tuple(crew_of(session, found.id)), tuple(findings_of(session, found.id)), today,
                     reason)


def vacations(session: Session, on: date) -> list[str]:
    """Names of the school vacations that a day lies in; one without a last day only on its first."""
    return [f"{term.stage.value}{term.vacation.value}" for term in terms_between(session, on, on)]


def slot(session: Session, kind: VisitKind, on: date, starts: str | None) -> str | None:
    """Why the kind does not fit the day and the hour by the data's calendar; None when it does."""
    return slot_doubt(kind, on, starts, work_calendar(session), vacations(session, on))


def suggested_kind(session: Session, on: date, starts: str | None) -> VisitKind:
    """The kind that the day and the hour suggest."""
    return fitting(on, starts, work_calendar(session), vacations(session, on))


def visits_of(session: Session, institution: int) -> list[Visit]:
    """Living visits to an institution, the latest first."""
    return list(session.scalars(select(Visit).where(
        Visit.institution_id == institution, Visit.voided_at.is_(None))
        .order_by(Visit.on.desc(), Visit.id.desc())))


def last_visit_sql(today: date) -> Any:
    """The day an institution was last visited; NULL when never."""
    return (select(func.max(Visit.on)).where(
        Visit.institution_id == Institution.id, Visit.state == VisitState.DONE, Visit.voided_at.is_(None))
        .correlate(Institution).scalar_subquery())


def planned_count(session: Session, today: date) -> int:
    """Visits planned for today or earlier that were not made yet."""
    return session.scalar(select(func.count(Visit.id)).where(
        Visit.voided_at.is_(None), Visit.state == VisitState.PLANNED, Visit.on <= today)) or 0


def due_items(session: Session, today: date) -> list[Due]:
    """Planned visits, the earliest first."""
    own = columns_of(Visit)
    found = session.execute(
        select(own.id, own.number, own.way, own.subject, own.town, own.on)
        .where(own.voided_at.is_(None), own.state == VisitState.PLANNED).order_by(own.on, own.id)).all()
    return [Due("检查", f"{number} {kind.value}", subject, town or "", on, STEP, "inspections", row)
            for row, number, kind, subject, town, on in found]


@value_class
class ProblemDraft:
    """Everything a problem takes over from a failed finding. `category` and `subcategory` as in the tree of
    problems, not validated here; `statute_keys` parted by blanks; `basis` the citations in words, 待核对
    said; `patrol`: found by a 网格员; `photos` of the finding first, then of the visit as a whole."""

    subject: str
    institution_id: int | None
    town: str | None
    address: str | None
    category: str
    subcategory: str | None
    description: str
    basis: str
    statute_keys: str
    measures: str
    found_on: date
    found_by: str
    patrol: bool
    visit_id: int
    finding_id: int
    visit_number: str
    photos: tuple[Attachment, ...]


def problem_draft(session: Session, finding: VisitFinding) -> ProblemDraft:
    """What a problem made of this finding begins with; UserError when nothing is wrong there."""
    from desktop.features.inspections.queries.checklists import citations  # loaded with the first finding
    from desktop.features.inspections.rules.checklists import keys_of  # as above

    if finding.outcome is not Outcome.FAILED:
        raise UserError(f"“{finding.wording}”没有发现问题，不能转为问题。", "请先把这一项改为“有问题”。")
    of = session.get_one(Visit, finding.visit_id)
    kept = [(photo.finding_id, file) for photo, file in photos_of(session, of.id)]
    photos = [file for place, file in kept if place == finding.id]
    photos += [file for place, file in kept if place is None]
    keys = keys_of(finding.statute_keys)
    return ProblemDraft(
        of.subject, of.institution_id, of.town, of.address, finding.category or "", finding.subcategory,
        finding.detail or finding.wording, "；".join(citations(session, keys)), " ".join(keys),
        finding.measures or "", of.on, of.inspectors or of.grid_person or "",
        of.way is VisitKind.PATROL, of.id, finding.id, of.number, tuple(photos))


def failed_findings(session: Session, row: int) -> list[VisitFinding]:
    """The items of a visit with something wrong."""
    return [one for one in findings_of(session, row) if one.outcome is Outcome.FAILED]


def visits_between(session: Session, first: date, last: date,
                   states: Sequence[VisitState] = WENT) -> list[Visit]:
    """Living visits of these states in the period, both days included, by day and hour."""
    return list(session.scalars(select(Visit).where(
        Visit.voided_at.is_(None), Visit.state.in_(states), Visit.on.between(first, last))
        .order_by(Visit.on, Visit.starts, Visit.id)))
