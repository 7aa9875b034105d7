"""One case and what hangs on it, cases that may be the same, what is due, the month's counts."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from desktop.base.due import Due
from desktop.base.errors import UserError
from desktop.base.months import first_day, last_day
from desktop.base.records import columns_of
from desktop.base.values import value_class
from desktop.features.complaints.records import (
    Caller,
    Complaint,
    ComplaintKind,
    ComplaintVisit,
    OrderCaller,
    Satisfaction,
    State,
    Step,
    WorkOrder,
)
from desktop.features.complaints.rules.flow import OPEN, Case
from desktop.features.complaints.rules.limits import Limit, limits_of
from desktop.features.complaints.rules.words import project_named
from desktop.features.inspections.records.visits import Visit, VisitState
from desktop.store.settings import get

LIMITS = "complaints.limits"
NEAR_DAYS = 30
"""Cases of one institution or caller within so many days may be the same matter."""
_MOST_NEAR = 8
STEPS = {State.ACCEPTED: "转办", State.ASSIGNED: "核查", State.CHECKING: "记核查结论",
         State.HANDLING: "回复", State.REPLIED: "回访"}


def running_sql() -> ColumnElement[bool]:
    """Open cases that the platform has not closed either."""
    return and_(open_sql(), Complaint.platform_closed_on.is_(None))


def open_sql() -> ColumnElement[bool]:
    """Cases still to be worked on."""
    return Complaint.state.in_(OPEN)


def unchecked_sql() -> ColumnElement[bool]:
    """Open cases without 核查结论, 核查人 or 核查日期: 有举必核."""
    return and_(open_sql(), Complaint.unchecked.is_not(None))


def overdue_sql(today: date) -> ColumnElement[bool]:
    """Open cases past their limit; what the platform has closed is in time or not, but no longer due."""
    return and_(running_sql(), Complaint.due_on < today)


def complaint_case(session: Session, row: int) -> Case:
    """The complaint with what its guards look at; UserError when it is gone."""
    found = session.get(Complaint, row)
    if found is None:
        raise UserError("这件投诉已经不存在。", "请刷新列表。")
    done = select(func.count(Visit.id)).join(ComplaintVisit, ComplaintVisit.visit_id == Visit.id).where(
        ComplaintVisit.complaint_id == row, ComplaintVisit.voided_at.is_(None), Visit.voided_at.is_(None),
        Visit.state == VisitState.DONE)
    return Case(found, session.scalar(done) or 0)


def orders_of(session: Session, row: int) -> list[WorkOrder]:
    """The calls of a case, the first one first."""
    return list(session.scalars(select(WorkOrder).where(
        WorkOrder.complaint_id == row, WorkOrder.voided_at.is_(None)).order_by(WorkOrder.on, WorkOrder.id)))


def people_of_orders(session: Session, orders: list[WorkOrder]) -> dict[int, list[Caller]]:
    """Who made each of these calls, by order."""
    found: dict[int, list[Caller]] = {}
    rows = session.execute(
        select(OrderCaller.order_id, Caller).join(Caller, Caller.id == OrderCaller.caller_id)
        .where(OrderCaller.order_id.in_([order.id for order in orders]), OrderCaller.voided_at.is_(None))
        .order_by(OrderCaller.id))
    for order, caller in rows:
        found.setdefault(order, []).append(caller)
    return found


def callers_of(session: Session, row: int) -> list[Caller]:
    """The different people who called about a case."""
    query = select(Caller).join(OrderCaller, OrderCaller.caller_id == Caller.id).where(
        OrderCaller.complaint_id == row, OrderCaller.voided_at.is_(None)).distinct().order_by(Caller.id)
    return list(session.scalars(query))


def steps_of(session: Session, row: int) -> list[Step]:
    """The trail, oldest first."""
    return list(session.scalars(select(Step).where(Step.complaint_id == row).order_by(Step.id)))


def visits_of(session: Session, row: int) -> list[Visit]:
    """Visits made because of the case, the first one first."""
    query = select(Visit).join(ComplaintVisit, ComplaintVisit.visit_id == Visit.id).where(
        ComplaintVisit.complaint_id == row, ComplaintVisit.voided_at.is_(None), Visit.voided_at.is_(None))
    return list(session.scalars(query.order_by(Visit.on, Visit.id)))


def by_order(session: Session, number: str) -> WorkOrder | None:
    """The order of that number, void ones too: a number stands once."""
    return session.scalar(select(WorkOrder).where(WorkOrder.number == number))


@value_class
class Near:
    """Another open case that may be the same matter, and why."""

    complaint: Complaint
    why: str


def near_cases(session: Session, row: int, days: int = NEAR_DAYS) -> list[Near]:
    """Cases of the same institution, named subject or caller within `days`, the latest first."""
    own = session.get(Complaint, row)
    if own is None or own.received_on is None or own.voided:
        return []
    span = timedelta(days=days)
    called = select(OrderCaller.complaint_id).where(
        OrderCaller.caller_id.in_([caller.id for caller in callers_of(session, row)]),
        OrderCaller.voided_at.is_(None))
    about: list[Any] = [Complaint.id.in_(called)]
    meant = own.institution_id or own.proposed_id
    if meant is not None:
        about += [Complaint.institution_id == meant, Complaint.proposed_id == meant]
    if own.subject:
        about.append(Complaint.subject == own.subject)
    query = select(Complaint).where(
        Complaint.voided_at.is_(None), Complaint.id != row, Complaint.state != State.MERGED,
        Complaint.received_on.between(own.received_on - span, own.received_on + span), or_(*about))
    callers = set(session.scalars(called))
    return [Near(found, _why(own, found, callers)) for found in session.scalars(
        query.order_by(Complaint.received_on.desc(), Complaint.id.desc()).limit(_MOST_NEAR))]


def _why(own: Complaint, other: Complaint, callers: set[int]) -> str:
    meant = own.institution_id or own.proposed_id
    same = meant is not None and meant in (other.institution_id, other.proposed_id)
    parts = ["同一机构" if same or (own.subject and own.subject == other.subject) else "",
             "同一投诉人" if other.id in callers else "", "同一项目" if own.project == other.project else ""]
    return "、".join(part for part in parts if part)


def limits(session: Session) -> dict[ComplaintKind, Limit]:
    """The limits in force by kind."""
    return limits_of(get(session, LIMITS, {}))


def due_items(session: Session, today: date) -> list[Due]:
    """Open cases with a limit, the earliest first; what the platform has closed is not due any more."""
    own = columns_of(Complaint)
    columns = own.project, own.kind, own.subject, own.number, own.town, own.due_on, own.state, own.id
    rows = session.execute(select(*columns).where(
        own.voided_at.is_(None), own.state.in_(OPEN), own.due_on.is_not(None),
        own.platform_closed_on.is_(None)).order_by(own.due_on, own.id)).all()
    return [Due("投诉", project or kind.value, subject or number, town or "", day, STEPS[state], "complaints",
                row) for project, kind, subject, number, town, day, state, row in rows if day is not None]


def overdue_count(session: Session, today: date) -> int:
    """Open cases past their limit."""
    return session.scalar(select(func.count(Complaint.id)).where(
        Complaint.voided_at.is_(None), overdue_sql(today))) or 0


@value_class
class MonthCounts:
    """受理 cases that came in with their 来电, 办结 cases closed in the month; of these 回访 and 满意."""

    received: int
    calls: int
    closed: int
    revisited: int
    content: int


def month_counts(session: Session, month: str) -> MonthCounts:
    """Counts of a month such as 2023-09: by the days on which things happened."""
    first, last = first_day(month), last_day(month)
    living = Complaint.voided_at.is_(None)
    taken = Complaint.state.not_in([State.MERGED, State.REFUSED, State.TRANSFERRED])
    told = Complaint.satisfaction.in_([Satisfaction.CONTENT, Satisfaction.FAIRLY, Satisfaction.DISCONTENT])
    content = Complaint.satisfaction.in_([Satisfaction.CONTENT, Satisfaction.FAIRLY])
    ended = and_(living, Complaint.state == State.CLOSED, Complaint.closed_on.between(first, last))

    def count(*conditions: Any) -> int:
        return session.scalar(select(func.count(Complaint.id)).where(*conditions)) or 0

    calls = session.scalar(select(func.sum(Complaint.calls)).where(
        living, taken, Complaint.received_on.between(first, last))) or 0
    return MonthCounts(count(living, taken, Complaint.received_on.between(first, last)), calls, count(ended),
                       count(ended, told), count(ended, content))


@value_class
class ProblemDraft:
    """What a problem found by a complaint starts with; words and keys of the problems' tree as text."""

    complaint: int
    number: str
    subject: str
    institution_id: int | None
    town: str | None
    address: str | None
    category: str
    subcategory: str | None
    description: str
    found_on: date | None
    handler: str | None
    source: str


def problem_draft(session: Session, row: int) -> ProblemDraft:
    """The draft of a problem from a case; 核查结论 is its description where there is one."""
    found = complaint_case(session, row).complaint
    project = project_named(found.project)
    hotline = found.channel.value.startswith("12345")
    return ProblemDraft(found.id, found.number, found.subject or found.address or found.number,
                        found.institution_id, found.town, found.address, project.category, project.branch,
                        found.conclusion or found.summary, found.checked_on or found.received_on,
                        found.handler, "12345" if hotline else "举报")
