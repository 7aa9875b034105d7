"""Cases joined and parted, linked with institutions and visits; limits of the kinds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import compare_key
from desktop.base.errors import UserError
from desktop.features.calendar.queries import work_calendar
from desktop.features.complaints.operations.callers import give_order, recount
from desktop.features.complaints.operations.intake import SECTORS, open_case, open_new
from desktop.features.complaints.operations.moves import step
from desktop.features.complaints.queries.cases import LIMITS, limits, orders_of, people_of_orders
from desktop.features.complaints.records import (
    READ_ONLY,
    Complaint,
    ComplaintKind,
    ComplaintVisit,
    State,
    WorkOrder,
)
from desktop.features.complaints.rules.limits import BY_ORDER, LONGEST, Limit, Unit, kept_form
from desktop.features.complaints.rules.words import Person, hidden
from desktop.features.inspections.operations.entry import plan_visit
from desktop.features.inspections.records.visits import SiteKind, Visit, VisitKind
from desktop.features.institutions.records import Institution
from desktop.store.editing import check_values, current, living
from desktop.store.settings import get, put

EDITABLE = frozenset({
    "received_on", "kind", "channel", "tier", "institution_id", "subject", "town", "address", "sector",
    "project", "summary", "due_on", "department", "handler", "disposal", "note"})
"""What the form may set; states, 核查 and 回复 come from moves."""
IN_LIST = EDITABLE - {"institution_id", "summary"}


def change_complaint(session: Session, *, by: str, today: date, row: int, values: Mapping[str, Any],
                     version: int | None = None, confirmed: bool = False) -> Complaint:
    """Change what the form and the list show; a finished case is refused."""
    case: Complaint = living(session, Complaint, row, version)
    given = {key: (value.strip() or None) if type(value) is str else value for key, value in values.items()}
    faults = {key: "这里不能改" for key in given if key not in EDITABLE}
    received = given.get("received_on")
    if isinstance(received, date) and received > today:
        faults["received_on"] = "受理日期不能晚于今天"
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)
    for key in ("summary", "disposal"):
        if given.get(key):
            given[key] = hidden(given[key])
    before = current(case)
    _follow(session, case, before, given)
    check_values(Complaint, {**before, **given})
    for key, value in given.items():
        if getattr(case, key) != value:
            setattr(case, key, value)
    session.flush()
    return case


def _follow(session: Session, case: Complaint, before: Mapping[str, Any], given: dict[str, Any]) -> None:
    """A limit that was typed is a stated one; another day or kind counts the limit anew."""
    chosen = given.get("institution_id")
    if chosen is not None and chosen != before["institution_id"]:
        found: Institution = living(session, Institution, chosen)
        given["subject"] = given.get("subject") or before["subject"] or found.name
        given["town"] = given.get("town") or before["town"] or found.town
        if not given.get("sector") and not before["sector"] and found.category is not None:
            given["sector"] = SECTORS[found.category]
    if "due_on" in given and given["due_on"] != before["due_on"]:
        case.due_basis = "手工填写"
    elif case.due_basis not in (BY_ORDER, "手工填写") and (
            {"received_on", "kind"} & given.keys()):
        received = given.get("received_on", before["received_on"])
        kind = given.get("kind") or before["kind"]
        if received is not None and (received, kind) != (before["received_on"], before["kind"]):
            limit = limits(session)[kind]
            given["due_on"], case.due_basis = limit.day(received, work_calendar(session)), limit.words


def link_institution(session: Session, *, by: str, today: date, rows: Sequence[int],
                     institution: int | None = None) -> int:
    """Confirm the proposed institution of these cases, or link the one given; how many were linked."""
    linked = 0
    for row in rows:
        case: Complaint = living(session, Complaint, row)
        wanted = institution if institution is not None else case.proposed_id
        if wanted is None or case.state in READ_ONLY:
            continue
        change_complaint(session, by=by, today=today, row=row, values={"institution_id": wanted})
        case.proposed_id = None
        linked += 1
    if not linked:
        raise UserError("没有可关联的：选中的投诉没有疑似机构，或已经办结。", "请打开详情，手工选择机构。")
    session.flush()
    return linked


def drop_proposal(session: Session, *, by: str, today: date, row: int) -> Complaint:
    """The proposed institution is not the one meant."""
    case: Complaint = living(session, Complaint, row)
    case.proposed_id = None
    session.flush()
    return case


def merge_complaints(session: Session, *, by: str, today: date, kept: int, gone: int, reason: str
                     ) -> Complaint:
    """Two cases are one matter: the calls and visits of `gone` go to `kept`, `gone` is 并案."""
    if kept == gone:
        raise UserError("不能把一件投诉和它自己并案。", "请另选一件。")
    if not reason.strip():
        raise UserError("没有并案：请写明理由。", "例如：同一机构同一件事。", {"reason": "请填写"})
    own, other = open_case(session, kept), open_case(session, gone)
    for order in orders_of(session, gone):
        give_order(session, order, kept)
    known = set(session.scalars(select(ComplaintVisit.visit_id).where(
        ComplaintVisit.complaint_id == kept, ComplaintVisit.voided_at.is_(None))))
    for item in session.scalars(select(ComplaintVisit).where(ComplaintVisit.complaint_id == gone)):
        if item.visit_id not in known:
            item.complaint_id = kept
    session.flush()
    with other.moving():
        before, other.state, other.merged_into = other.state, State.MERGED, kept
        step(session, other, by=by, on=today, move="并案", before=before,
             reason=f"并入{own.title()}：{reason.strip()}")
    recount(session, own)
    recount(session, other)
    step(session, own, by=by, on=today, move="并入", before=own.state,
         reason=f"{other.title()}：{reason.strip()}")
    session.flush()
    return own


def split_call(session: Session, *, by: str, today: date, order: int, into: int | None = None) -> Complaint:
    """A wrongly joined call becomes a case of its own, or goes to the case `into`."""
    found: WorkOrder = living(session, WorkOrder, order)
    own = open_case(session, found.complaint_id)
    if into == own.id:
        raise UserError("这次来电已经在这一件里。")
    if own.calls < 2:
        raise UserError(f"{own.title()}只有这一次来电，不用拆。", "整件都不对的，请并案或作废。")
    if into is None:
        target = _new_case(session, found, own, by=by, today=today)
    else:
        target = open_case(session, into)
        give_order(session, found, target.id)
    recount(session, own)
    recount(session, target)
    step(session, own, by=by, on=today, move="拆出来电", before=own.state,
         reason=f"{found.title()}拆到{target.title()}")
    session.flush()
    return target


def _new_case(session: Session, order: WorkOrder, own: Complaint, *, by: str, today: date) -> Complaint:
    """A fresh case from the words of a call that exists; the call goes there."""
    people = [Person(item.name, item.phone)
              for item in people_of_orders(session, [order]).get(order.id, [])]
    case = open_new(session, by=by, today=today, people=people, values={
        "content": order.content or own.summary, "place": order.place, "on": order.on, "at": order.at,
        "channel": order.channel.value, "kind": order.kind.value, "department": order.department,
        "due_on": order.due_on})
    give_order(session, order, case.id)
    return case


def link_visit(session: Session, *, by: str, today: date, complaint: int, visit: int) -> ComplaintVisit:
    """A visit answers a complaint; linking twice is linking once."""
    case: Complaint = living(session, Complaint, complaint)
    living(session, Visit, visit)
    known = session.scalar(select(ComplaintVisit).where(
        ComplaintVisit.complaint_id == complaint, ComplaintVisit.visit_id == visit,
        ComplaintVisit.voided_at.is_(None)))
    if known is not None:
        return known
    made = ComplaintVisit(complaint_id=case.id, visit_id=visit)
    session.add(made)
    session.flush()
    return made


def plan_complaint_visit(session: Session, *, by: str, today: date, complaint: int, way: VisitKind | None,
                         on: date | None, confirmed: bool = False) -> Visit:
    """安排检查 in one step: a planned visit to whom the case is about, linked with it."""
    case = open_case(session, complaint)
    faults = {key: "请填写" for key, value in (("way", way), ("on", on)) if value is None}
    if faults:
        raise UserError("没有安排：检查方式和日期要填。", "填好后再安排。", faults)
    site = SiteKind.INSTITUTION if case.institution_id is not None else SiteKind.OTHER
    visit = plan_visit(session, by=by, today=today, confirmed=confirmed, way=way, on=on,
                       institution_id=case.institution_id, site_kind=site, town=case.town,
                       subject=case.subject or case.address or f"{case.title()}反映的地点",
                       address=case.address, note=f"{case.title()}：{case.summary[:200]}")
    link_visit(session, by=by, today=today, complaint=complaint, visit=visit.id)
    return visit


def note_disposal(session: Session, *, by: str, today: date, complaint: int, words: str) -> Complaint:
    """Add to 处理情况 what was done because of the case, such as 已立问题 2023-047; said once."""
    case: Complaint = living(session, Complaint, complaint)
    known = case.disposal or ""
    if compare_key(words) not in compare_key(known):
        with case.moving():
            case.disposal = "\n".join(part for part in (known, words) if part)
    session.flush()
    return case


def give_to(session: Session, gone: int, kept: int) -> None:
    """Complaints of an institution belong to the one it was merged into; closed ones too."""
    for case in session.scalars(select(Complaint).where(Complaint.institution_id == gone)):
        with case.moving():
            case.institution_id = kept
    for case in session.scalars(select(Complaint).where(Complaint.proposed_id == gone)):
        case.proposed_id = kept


def set_limit(session: Session, *, by: str, today: date, of: ComplaintKind, days: int, unit: Unit,
              source: str) -> Limit:
    """A limit as confirmed by somebody, with where it is written; cases that come in later follow it."""
    faults = {} if 1 <= days <= LONGEST else {"days": f"填 1 到 {LONGEST} 之间的天数"}
    if not source.strip():
        faults["source"] = "写明依据，例如本市 12345 办理办法的文号"
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)
    limit = Limit(of, days, unit, source.strip(), f"{by} {today.isoformat()}")
    put(session, LIMITS, {**get(session, LIMITS, {}), of.value: kept_form(limit)})
    return limit
