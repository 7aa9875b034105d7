"""A complaint comes in: as a new case, or as a further call of a known one.

`values` are the words of the order by the keys of `KEYS`; the same function serves the quick form, pasted
text and the import, so that a number is never a second case and callers are told apart alike.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.features.calendar.queries import work_calendar
from desktop.features.complaints.operations.callers import count_first, put_callers, recount
from desktop.features.complaints.operations.moves import start_round, step
from desktop.features.complaints.queries.cases import by_order, callers_of, limits
from desktop.features.complaints.queries.naming import names, town_of
from desktop.features.complaints.records import (
    READ_ONLY,
    Complaint,
    ComplaintKind,
    Satisfaction,
    Sector,
    State,
    WorkOrder,
)
from desktop.features.complaints.rules import words
from desktop.features.complaints.rules.flow import NEED_DISPOSAL, SECOND
from desktop.features.complaints.rules.limits import BY_ORDER
from desktop.features.institutions.records import Category, Institution
from desktop.store.editing import check_values, living

TEXTS = ("number", "channel", "kind", "name", "phone", "place", "town", "title", "content", "subject",
         "department", "resolved", "satisfaction", "answer", "project", "original", "verdict", "conclusion",
         "checkers", "handler", "note")
KEYS = frozenset({*TEXTS, "on", "at", "due_on", "closed_on", "checked_on", "institution_id", "tier",
                  "sector"})
SECTORS = {Category.ACADEMIC: Sector.ACADEMIC, Category.SPORT: Sector.SPORT, Category.ART: Sector.ART,
           Category.SCIENCE: Sector.SCIENCE, Category.MIXED: Sector.MIXED}
_NEXT = "complaints.next"
OLDEST = date(2000, 1, 1)


def register_complaint(session: Session, *, by: str, today: date, values: Mapping[str, Any],
                       token: str | None = None) -> Complaint:
    """A new case with its first call. `token`: the same form again gives the same case.

    UserError when nothing is said, the day lies ahead, or the work order is known already.
    """
    if token is not None:
        known = session.scalar(select(Complaint).where(Complaint.token == token))
        if known is not None:
            return known
    given = _cleaned(values)
    _check(session, given, today)
    order = receive(session, by=by, today=today, values=given)
    case = session.get_one(Complaint, order.complaint_id)
    case.token = token
    session.flush()
    return case


def add_call(session: Session, *, by: str, today: date, complaint: int, values: Mapping[str, Any]
             ) -> WorkOrder:
    """A further call joins an open case: 投诉次数 goes up, the case stays one."""
    case = open_case(session, complaint)
    given = _cleaned(values)
    _check(session, given, today)
    order = _order(session, case, given)
    put_callers(session, order, words.people_of(given.get("name"), given.get("phone")),
                callers_of(session, complaint))
    recount(session, case)
    if order.satisfaction is not None:
        take_satisfaction(session, case, order, by=by, today=today)
    return order


def open_case(session: Session, row: int) -> Complaint:
    """A case that may still take calls; a finished one says how to go on."""
    case: Complaint = living(session, Complaint, row)
    if case.state in READ_ONLY:
        raise UserError(f"{case.title()}现在是“{case.state.value}”，不能再并入来电。",
                        "先“重新办理”，或另登记一件。")
    return case


def receive(session: Session, *, by: str, today: date, values: Mapping[str, Any]) -> WorkOrder:
    """A case from the cleaned words of one order, in the state these words prove."""
    people = words.people_of(values.get("name"), values.get("phone"))
    case = open_new(session, by=by, today=today, values=values, people=people)
    order = _order(session, case, values)
    count_first(case, order, put_callers(session, order, people))
    _as_told(session, case, order, values, by=by, today=today)
    return order


def open_new(session: Session, *, by: str, today: date, values: Mapping[str, Any],
             people: Sequence[words.Person]) -> Complaint:
    """受理: a case that has no call yet."""
    facts = _case_values(session, values, people)
    check_values(Complaint, {**facts, "number": "-"})
    case = Complaint(number=_next_number(session, (facts["received_on"] or today).year), round=1, calls=0,
                     callers=0, **facts)
    session.add(case)
    session.flush()
    step(session, case, by=by, on=case.received_on or today, move="受理", before=None, reason=None)
    return case


def update_order(session: Session, order: WorkOrder, given: Mapping[str, Any], *, by: str, today: date
                 ) -> None:
    """Take changed values of a re-imported order over; the case follows as far as it is still open."""
    case = session.get_one(Complaint, order.complaint_id)
    before = order.satisfaction
    for key, value in given.items():
        setattr(order, key, value)
    recount(session, case)
    if case.state not in READ_ONLY:
        if "due_on" in given:
            case.due_on, case.due_basis = order.due_on, BY_ORDER
        if case.received_on is None and order.on is not None:
            case.received_on = order.on
    if order.satisfaction is not before:
        take_satisfaction(session, case, order, by=by, today=today)
    session.flush()


def take_satisfaction(session: Session, case: Complaint, order: WorkOrder, *, by: str, today: date) -> None:
    """满意度 of a call becomes that of the case; 不满意 sends an answered case back."""
    case.satisfaction, case.satisfaction_words = order.satisfaction, order.satisfaction_words
    if case.satisfaction is Satisfaction.DISCONTENT and case.state in (State.REPLIED, State.CLOSED):
        start_round(session, case, by=by, on=today, move=SECOND,
                    reason=f"{order.title()}回访：{order.satisfaction_words or '不满意'}")
    session.flush()


def order_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The stored values of a work order; only those that the order states."""
    found: dict[str, Any] = {key: values[key] for key in (
        "number", "place", "department", "due_on", "closed_on", "resolved", "answer", "original")
        if values.get(key) is not None}
    content = "\n".join(dict.fromkeys(part for part in (values.get("title"), values.get("content")) if part))
    if content:
        found["content"] = content
    if values.get("channel"):
        found["channel"] = words.channel_of(values["channel"])[0]
    if values.get("kind"):
        found["kind"] = words.kind_of(values["kind"])[0]
    if values.get("satisfaction"):
        found["satisfaction"], found["satisfaction_words"] = words.satisfaction_of(values["satisfaction"])
    at, on = values.get("at"), values.get("on")
    if isinstance(at, datetime):
        found["at"], found["on"] = at, at.astimezone(CHINA).date()
    elif on is not None:
        found["on"] = on
    return found


def cleaned_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """The words of an order stripped, its number in one form; `on` may be a moment."""
    return _cleaned(values)


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - KEYS)
    if unknown:
        raise UserError(f"登记投诉用不到：{'、'.join(unknown)}。")
    found = {key: (value.strip() or None) if type(value) is str else value for key, value in values.items()}
    found["number"] = words.order_number(found.get("number"))
    on = found.get("on")
    if isinstance(on, datetime):
        found["at"], found["on"] = on, on.astimezone(CHINA).date()
    return found


def _check(session: Session, given: Mapping[str, Any], today: date) -> None:
    faults: dict[str, str] = {}
    if not given.get("content") and not given.get("title"):
        faults["content"] = "请填写诉求内容"
    on = given.get("on")
    if on is not None and not OLDEST <= on <= today:
        faults["on"] = "来电日期不能晚于今天" if on > today else f"来电日期早于 {OLDEST.year} 年"
    known = by_order(session, given["number"]) if given.get("number") else None
    if known is not None:
        case = session.get_one(Complaint, known.complaint_id)
        gone = "（已作废）" if case.voided else ""
        faults["number"] = f"工单 {known.number} 已登记在{case.title()}{gone}"
    if faults:
        raise UserError(f"没有登记：{'；'.join(faults.values())}。", "改好后再登记。", faults)


def _order(session: Session, case: Complaint, values: Mapping[str, Any]) -> WorkOrder:
    stored = order_values(values)
    check_values(WorkOrder, {"complaint_id": case.id, **stored})
    order = WorkOrder(complaint_id=case.id, **stored)
    session.add(order)
    session.flush()
    return order


def _case_values(session: Session, values: Mapping[str, Any], people: Sequence[words.Person]
                 ) -> dict[str, Any]:
    content, title, place = values.get("content"), values.get("title"), values.get("place")
    kind, kind_words = words.kind_of(values.get("kind"))
    channel, channel_words = words.channel_of(values.get("channel"))
    institution, subject, proposed = _whom(session, values)
    satisfaction, satisfaction_words = words.satisfaction_of(values.get("satisfaction"))
    received = order_values(values).get("on")
    due, basis = _due(session, kind, received, values.get("due_on"))
    sector = values.get("sector") or _sector(institution, subject, title, content)
    own_town = institution.town if institution is not None else None
    return {
        "received_on": received, "kind": kind, "kind_words": kind_words, "channel": channel,
        "channel_words": channel_words, "tier": values.get("tier") or words.tier_of(channel),
        "institution_id": institution.id if institution is not None else None, "proposed_id": proposed,
        "subject": subject, "town": town_of(session, values.get("town"), place, content) or
        values.get("town") or own_town, "address": place, "sector": sector,
        "project": words.project_of(values.get("project"), title, content),
        "summary": words.summary_of(title, content, people) or "（工单没有内容）", "due_on": due,
        "due_basis": basis, "department": (values.get("department") or "")[:60] or None,
        "handler": values.get("handler"), "note": values.get("note"), "satisfaction": satisfaction,
        "satisfaction_words": satisfaction_words,
    }


def _whom(session: Session, values: Mapping[str, Any]) -> tuple[Institution | None, str | None, int | None]:
    """The institution chosen, how the order calls it, and the one that its words seem to name."""
    if values.get("institution_id") is not None:
        chosen: Institution = living(session, Institution, values["institution_id"])
        return chosen, values.get("subject") or chosen.name, None
    text = "\n".join(str(values[key]) for key in ("subject", "title", "content", "place") if values.get(key))
    named = names(session).proposal(text)
    subject = values.get("subject") or (named.words if named is not None else None)
    return None, subject[:100] if subject else None, named.institution if named is not None else None


def _sector(institution: Institution | None, *texts: str | None) -> Sector | None:
    told = words.sector_of(*texts)
    if told is Sector.MARKET or institution is None or institution.category is None:
        return told
    return SECTORS[institution.category]


def _due(session: Session, kind: ComplaintKind, received: date | None, stated: date | None
         ) -> tuple[date | None, str | None]:
    if stated is not None:
        return stated, BY_ORDER
    if received is None:
        return None, None
    limit = limits(session)[kind]
    return limit.day(received, work_calendar(session)), limit.words


def _as_told(session: Session, case: Complaint, order: WorkOrder, values: Mapping[str, Any], *, by: str,
             today: date) -> None:
    """The state that an order proves: closed only with 核查结论, 核查人 and 核查日期, and answered."""
    verdict = words.verdict_of(values.get("verdict"))
    whole = verdict is not None and all(values.get(key) for key in ("conclusion", "checkers", "checked_on"))
    with case.moving():
        if whole:
            case.verdict, case.checked_on = verdict, values["checked_on"]
            case.conclusion = words.hidden(values["conclusion"])[:2000]
            case.checkers = values["checkers"][:80]
            case.disposal = words.hidden(order.answer) or None if verdict in NEED_DISPOSAL else None
            case.reply = words.hidden(order.answer) or None
            done = order.closed_on is not None and bool(case.reply)
            content = case.satisfaction is not Satisfaction.DISCONTENT
            case.replied_on = case.closed_on = order.closed_on if done and content else None
            case.state = State.CLOSED if done and content else State.HANDLING
        elif order.closed_on is not None:
            case.state = State.CHECKING
        if case.state is not State.ACCEPTED:
            told = f"平台 {order.closed_on.isoformat()} 结案" if order.closed_on else "工单带有核查结论"
            step(session, case, by=by, on=today, move="按工单登记", before=State.ACCEPTED, reason=told)
    session.flush()


def _next_number(session: Session, year: int) -> str:
    """投2023-0001: the next number of the year; void and merged cases keep theirs."""
    kept: dict[int, int] = session.info.setdefault(_NEXT, {})
    if year not in kept:
        last = session.scalar(select(Complaint.number).where(Complaint.number.like(f"投{year}-%")).order_by(
            func.length(Complaint.number).desc(), Complaint.number.desc()).limit(1))
        kept[year] = int(last.rpartition("-")[2]) if last else 0
    kept[year] += 1
    return f"投{year}-{kept[year]:04d}"
