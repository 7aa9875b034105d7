"""投诉台账: its columns and chips. Nothing personal stands in it: callers are counted, never named."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_
from sqlalchemy.orm import Session

from desktop.base.lights import SOON, light_mark, light_words
from desktop.base.listing import Column, Filter, Holders, Listing, choices_filters, column, computed
from desktop.base.marks import Mark, Tone, light, tag
from desktop.features.calendar.queries import light_days, working_days_left
from desktop.features.complaints.queries.cases import overdue_sql, running_sql, unchecked_sql
from desktop.features.complaints.records import (
    READ_ONLY,
    Complaint,
    Satisfaction,
    Sector,
    State,
    Verdict,
)
from desktop.features.complaints.rules.flow import OPEN
from desktop.features.office.queries import towns

STATE_TONES = {State.ACCEPTED: Tone.GREY, State.ASSIGNED: Tone.BLUE, State.CHECKING: Tone.AMBER,
               State.HANDLING: Tone.BLUE, State.REPLIED: Tone.AMBER, State.CLOSED: Tone.GREEN}
SATISFACTION_TONES = {Satisfaction.CONTENT: Tone.GREEN, Satisfaction.FAIRLY: Tone.GREEN,
                      Satisfaction.DISCONTENT: Tone.RED}


def days_left(today: date) -> ColumnElement[int]:
    """What the light shows; null when closed or without limit."""
    done = or_(Complaint.state.in_(READ_ONLY), Complaint.platform_closed_on.is_not(None))
    return light_days(Complaint.due_on, today, done=done)


def _state_mark(value: Any, today: date) -> Mark | None:
    return tag(STATE_TONES.get(State(value), Tone.GREY)) if value else None


def _satisfaction_mark(value: Any, today: date) -> Mark | None:
    return tag(SATISFACTION_TONES.get(Satisfaction(value), Tone.GREY)) if value else None


def _amber(today: date) -> ColumnElement[bool]:
    return and_(running_sql(), Complaint.due_on >= today,
                working_days_left(Complaint.due_on, today) <= SOON)


def _within(*states: State) -> Any:
    return lambda today: Complaint.state.in_(states)


def _always(condition: Any) -> Any:
    return lambda today: condition


FILTERS = (
    Filter("red", "红 · 逾期", overdue_sql, "期限", light(Tone.RED)),
    Filter("amber", "黄 · 3日内", _amber, "期限", light(Tone.AMBER)),
    Filter("open", "未办结", _within(*OPEN), "状态"),
    *(Filter(f"state:{state.value}", state.value, _within(state), "状态") for state in OPEN),
    Filter("closed", "已办结", _within(State.CLOSED), "状态"),
    Filter("unchecked", "未核查", lambda today: unchecked_sql(), "核查"),
    Filter("platform", "平台已结、未核查", _always(and_(Complaint.platform_closed_on.is_not(None),
                                                    unchecked_sql())), "核查"),
    Filter("true", "核查属实", _always(Complaint.verdict.in_([Verdict.TRUE, Verdict.PARTLY])), "核查"),
    Filter("discontent", "不满意", _always(Complaint.satisfaction == Satisfaction.DISCONTENT), "满意度"),
    Filter("repeated", "多次投诉", _always(Complaint.calls > 1), "次数"),
    Filter("again", "二次办理", _always(Complaint.round > 1), "次数"),
    Filter("proposed", "待确认机构", _always(and_(Complaint.institution_id.is_(None),
                                             Complaint.proposed_id.is_not(None))), "机构"),
    Filter("undated", "没有受理日期", _always(Complaint.received_on.is_(None)), "日期"),
    *(Filter(f"state:{state.value}", state.value, _within(state), "去向")
      for state in (State.REFUSED, State.TRANSFERRED, State.MERGED)),
    *choices_filters(Complaint.kind, "类型"),
    *choices_filters(Complaint.channel, "渠道"),
    *choices_filters(Complaint.tier, "层级"),
    *(Filter(f"sector:{word.value}", word.value, _always(Complaint.sector == word), "行业")
      for word in Sector),
)


def own_chips(session: Session) -> tuple[Filter, ...]:
    """One chip a town of the office."""
    return tuple(Filter(f"town:{town}", town, _always(Complaint.town == town), "镇街")
                 for town in towns(session))


def _hidden(attribute: Any, **facts: Any) -> Column:
    return column(attribute, shown=False, **facts)


STANDING = computed("standing", "期限", days_left, width=8, show=light_words, mark=light_mark,
                    order=lambda today: Complaint.due_on)

COMPLAINTS = Listing(
    key="complaints", title="投诉台账", unit="件", record=Complaint, named_by=Complaint.number.key,
    columns=(
        STANDING,
        column(Complaint.number),
        column(Complaint.received_on),
        column(Complaint.subject, order=lambda today: Complaint.sort_key),
        column(Complaint.town),
        column(Complaint.project),
        column(Complaint.summary),
        column(Complaint.calls, shown=False),
        column(Complaint.state, mark=_state_mark),
        *(_hidden(item) for item in (
            Complaint.callers, Complaint.kind, Complaint.due_on, Complaint.channel,
            Complaint.tier, Complaint.sector, Complaint.address, Complaint.due_basis,
            Complaint.department, Complaint.handler, Complaint.verdict, Complaint.conclusion,
            Complaint.checkers, Complaint.checked_on, Complaint.disposal, Complaint.reply,
            Complaint.replied_on)),
        _hidden(Complaint.satisfaction, mark=_satisfaction_mark),
        *(_hidden(item) for item in (
            Complaint.satisfaction_words, Complaint.revisited_on, Complaint.round, Complaint.closed_on,
            Complaint.platform_closed_on, Complaint.exit_to, Complaint.exit_reason, Complaint.kind_words,
            Complaint.channel_words, Complaint.note)),
        computed("orders", "工单编号", lambda today: Complaint.orders, width=10, exported=True, shown=False),
    ),
    filters=FILTERS,
    order=(lambda today: Complaint.received_on.desc(), lambda today: Complaint.id.desc()),
    holders=Holders(lambda today: func.coalesce(cast(Complaint.institution_id, String), Complaint.subject),
                    "家"),
    more_filters=own_chips,
)
