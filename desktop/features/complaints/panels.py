"""What a card shows of a complaint, and what an institution's card shows of its complaints, as plain data."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.lights import TONES
from desktop.base.marks import Tone
from desktop.base.masks import masked
from desktop.features.calendar.queries import work_calendar
from desktop.features.complaints.listing.cases import SATISFACTION_TONES, STATE_TONES
from desktop.features.complaints.queries.cases import (
    NEAR_DAYS,
    complaint_case,
    near_cases,
    orders_of,
    people_of_orders,
    steps_of,
    visits_of,
)
from desktop.features.complaints.records import Complaint, State, WorkOrder
from desktop.features.complaints.rules.flow import OPEN, missing, standing
from desktop.features.complaints.rules.words import masked_name
from desktop.features.institutions.records import Institution
from desktop.ui.ledger_card import facts_of
from desktop.ui.sections import Alert, CardHead, Fact, Item, Section

NEAR, ORDER, PROPOSED, JOIN, VISIT = "near:", "order:", "proposed", "join", "visit"
MOST_ON_CARD = 6
_MOST_STEPS = 12


def card_head(session: Session, found: Complaint, today: date) -> CardHead:
    """Number and subject; state, light, round and 满意度."""
    tags = [(found.state.value, STATE_TONES.get(found.state, Tone.GREY))]
    light = standing(found, today, work_calendar(session))
    if light is not None:
        tags.append((f"{light.light.value} · {light.words}", TONES[light.light]))
    if found.round > 1:
        tags.append((f"第 {found.round} 次办理", Tone.AMBER))
    if found.satisfaction is not None:
        tags.append((found.satisfaction.value, SATISFACTION_TONES.get(found.satisfaction, Tone.GREY)))
    return CardHead(found.subject or found.project or found.kind.value, found.number, tuple(tags[:4]))


def own_sections(session: Session, found: Complaint) -> list[Section]:
    """The case's own sections; other subjects' panels follow them."""
    return [_work(session, found), _matter(session, found), _calls(session, found), _result(found),
            _visits(session, found), _trail(session, found)]


def _work(session: Session, found: Complaint) -> Section:
    """What is to be done: what is missing, whom it may be about, which cases may be the same."""
    rows: list[Fact | Item | Alert] = []
    if found.state in OPEN:
        lacking = missing(complaint_case(session, found.id))
        rows += [Alert(f"还缺{item.what}：{item.words}。") for item in lacking if item.what == "处理情况"]
        checks = [item.what for item in lacking if item.what != "处理情况"]
        if checks:
            rows.append(Alert(f"有举必核：还缺{'、'.join(checks)}，不能办结。"))
        if found.platform_closed_on is not None and checks:
            rows.append(Alert(f"平台 {found.platform_closed_on.isoformat()} 已结案，台账里还没有核查。"))
        rows += _proposed(session, found)
        rows += [Alert(f"{near.complaint.number}（{near.complaint.state.value}）{near.why}，"
                       f"相隔不到 {NEAR_DAYS} 天，可能是同一件事。", Tone.BLUE,
                       f"{NEAR}{near.complaint.id}", "核对")
                 for near in near_cases(session, found.id)[:3]]
    if found.merged_into is not None:
        other = session.get(Complaint, found.merged_into)
        if other is not None:
            rows.append(Fact("并入", other.number, f"complaints:{other.id}"))
    rows += facts_of(found, (Complaint.department, Complaint.handler, Complaint.due_on, Complaint.due_basis,
                             Complaint.exit_to, Complaint.exit_reason))
    return Section("work", "办理", rows=tuple(rows), empty="没有要办的。")


def _proposed(session: Session, found: Complaint) -> list[Alert]:
    if found.institution_id is not None or found.proposed_id is None:
        return []
    meant = session.get(Institution, found.proposed_id)
    if meant is None or meant.voided:
        return []
    return [Alert(f"工单里的“{found.subject}”疑似{meant.name}。", Tone.BLUE, PROPOSED, "确认")]


def _matter(session: Session, found: Complaint) -> Section:
    about = session.get(Institution, found.institution_id) if found.institution_id is not None else None
    rows = [Fact("关联机构", about.name, f"institutions:{about.id}")] if about is not None else []
    rows += facts_of(found, (Complaint.received_on, Complaint.kind, Complaint.kind_words, Complaint.channel,
                            Complaint.channel_words, Complaint.tier, Complaint.subject, Complaint.town,
                            Complaint.address, Complaint.sector, Complaint.project, Complaint.summary,
                            Complaint.note))
    return Section("matter", "诉求", rows=tuple(rows))


def _calls(session: Session, found: Complaint) -> Section:
    """Each call with who made it; names and numbers masked until asked for."""
    orders = orders_of(session, found.id)
    people = people_of_orders(session, orders)
    rows: list[Fact | Item | Alert] = []
    for order in orders:
        rows.append(Item(order.channel.value, f"{ORDER}{order.id}", order.title(),
                         right=order.on.isoformat() if order.on else "无日期"))
        for caller in people.get(order.id, []):
            full = "　".join(part for part in (caller.name, caller.phone) if part)
            shown = "　".join(part for part in (masked_name(caller.name), masked(caller.phone or "")) if part)
            rows.append(Fact("投诉人", shown, full=full))
        rows += _order_facts(order)
    count = f"{found.calls} 次、{found.callers} 人" if found.calls else ""
    empty = "来电已并入别的投诉。" if found.state is State.MERGED else "没有来电。"
    return Section("calls", f"来电（{count}）" if count else "来电", None, tuple(rows), empty,
                   (JOIN, "并入来电") if found.state in OPEN else None)


def _order_facts(order: WorkOrder) -> list[Fact]:
    told = "，".join(part for part in (
        f"{order.closed_on.isoformat()} 结案" if order.closed_on else "", order.resolved or "",
        order.satisfaction_words or (order.satisfaction.value if order.satisfaction else "")) if part)
    return [Fact("平台", told)] if told else []


def _result(found: Complaint) -> Section:
    rows = facts_of(found, (Complaint.verdict, Complaint.conclusion, Complaint.checkers, Complaint.checked_on,
                            Complaint.disposal, Complaint.reply, Complaint.replied_on,
                            Complaint.satisfaction, Complaint.satisfaction_words, Complaint.revisited_on,
                            Complaint.closed_on))
    return Section("result", "核查与答复", rows=tuple(rows), empty="还没有核查。")


def _visits(session: Session, found: Complaint) -> Section:
    visits = visits_of(session, found.id)
    rows = tuple(Item(f"{visit.subject}　{visit.result.value if visit.result else ''}",
                      f"inspections:{visit.id}", visit.number, visit.state.value,
                      right=visit.on.isoformat()) for visit in visits)
    action = (VISIT, "安排检查") if found.state in OPEN else None
    return Section("visits", "检查", len(visits), rows, "还没有为这件投诉去检查。", action)


def _trail(session: Session, found: Complaint) -> Section:
    steps = steps_of(session, found.id)
    rows = tuple(Item(step.reason or "", link_text="", words=step.move,
                      right=step.on.isoformat()) for step in reversed(steps[-_MOST_STEPS:]))
    return Section("trail", "办理过程", len(steps), rows)


def institution_section(session: Session, row: int, today: date) -> Section | None:
    """投诉 on an institution's card: the open ones first, each a link."""
    query = select(Complaint).where(Complaint.institution_id == row, Complaint.voided_at.is_(None),
                                    Complaint.state != State.MERGED)
    found = sorted(session.scalars(query), key=lambda case: (case.state not in OPEN, -case.id))
    rows = []
    for case in found[:MOST_ON_CARD]:
        light = standing(case, today, work_calendar(session))
        words = light.words if light else case.state.value
        tone = TONES[light.light] if light else STATE_TONES.get(case.state, Tone.GREY)
        rows.append(Item(f"{case.project or case.kind.value}　{case.summary[:40]}", f"complaints:{case.id}",
                         case.number, words, tone, case.state.value if light else ""))
    return Section("complaints", "投诉", len(found), tuple(rows), "没有投诉。")
