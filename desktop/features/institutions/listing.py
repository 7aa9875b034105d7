"""机构台账: its columns, chips and the order of its sections, for screen, card, form and Excel."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session

from desktop.base.fields import Attribute
from desktop.base.listing import Column, Filter, Listing, Where, choices_filters, column, computed
from desktop.base.marks import CellStyle, Mark, Tone, tag
from desktop.features.institutions.queries import charged_beyond, lapsed, lapsing, papers_sql, twin_sql
from desktop.features.institutions.records import Institution, Prepaid, Running, lines
from desktop.features.institutions.rules import WARNING_DAYS, Papers
from desktop.features.office.queries import towns

OTHER_TOWNS, NO_TOWN = "其他镇街", "未填镇街"
"""Chips for rows at no town of the office."""

Limited = Callable[[Attribute, date], ColumnElement[bool]]

SECTIONS: tuple[tuple[str, tuple[Attribute, ...]], ...] = (
    ("基本", (Institution.name, Institution.code, Institution.category, Institution.department,
             Institution.nature, Institution.stage, Institution.content, Institution.founder,
             Institution.founded_on, Institution.running)),
    ("联系", (Institution.legal_person, Institution.legal_person_id, Institution.principal,
             Institution.phone)),
    ("场所", (Institution.town, Institution.community, Institution.grid, Institution.grid_person,
             Institution.grid_phone, Institution.keeper, Institution.address, Institution.area,
             Institution.rooms, Institution.sites)),
    ("证照", (Institution.licence_no, Institution.licence_office, Institution.licence_on,
             Institution.licence_from, Institution.licence_until, Institution.licence_ended_on,
             Institution.registration, Institution.registrar, Institution.registered_address,
             Institution.conversion)),
    ("人员", (Institution.students, Institution.staff, Institution.teachers)),
    ("平台", (Institution.platform_included, Institution.platform_on)),
    ("预收费", (Institution.prepaid, Institution.bank, Institution.account_name, Institution.account_no,
              Institution.agreement_no, Institution.agreement_from, Institution.agreement_until,
              Institution.filed_no, Institution.filed_on, Institution.deposit_due, Institution.deposit_held,
              Institution.deposit_checked_on)),
    ("名单", (Institution.list_state,)),
    ("备注", (Institution.notes,)),
)
"""Every declared field, once, in the order of the card, the form and the Excel sheet."""

PAPERS_TONES = {Papers.BOTH: Tone.GREEN, Papers.NO_LICENCE: Tone.AMBER, Papers.NO_REGISTRATION: Tone.AMBER,
                Papers.NEITHER: Tone.RED}
_SHOWN = (Institution.name, Institution.code, Institution.category, Institution.town)


def until_mark(until: date | None, today: date) -> Mark | None:
    """Red once past, amber within 30 calendar days."""
    if until is None or (until - today).days > WARNING_DAYS:
        return None
    return Mark(CellStyle.TEXT, Tone.RED if until < today else Tone.AMBER)


def _papers_mark(value: str, today: date) -> Mark:
    return tag(PAPERS_TONES[Papers(value)])


def _prepaid_mark(value: Prepaid | None, today: date) -> Mark | None:
    return Mark(CellStyle.TEXT, Tone.RED) if value is Prepaid.NONE else None


def _running_mark(value: Running, today: date) -> Mark | None:
    return None if value is Running.OPEN else tag(Tone.GREY if value is Running.CLOSED else Tone.AMBER)


def _in_a_row(value: str | None, today: date) -> str:
    return "；".join(lines(value))


_SPECIAL: dict[str, dict[str, Any]] = {
    Institution.name.key: {"order": lambda today: Institution.sort_key},
    Institution.licence_until.key: {"mark": until_mark},
    Institution.agreement_until.key: {"mark": until_mark, "shown": False},
    Institution.prepaid.key: {"mark": _prepaid_mark},
    Institution.running.key: {"mark": _running_mark, "shown": False},
}
_PAPERS = computed("papers", "证照", papers_sql, width=5, mark=_papers_mark)
_MARKS = computed("marks", "待核对", lambda today: Institution.marks, width=16, shown=False, show=_in_a_row)
_FORMER = computed("former", "曾用名、旧代码", lambda today: Institution.former, width=16, shown=False,
                   show=_in_a_row)


def _columns() -> tuple[Column, ...]:
    """What the screen shows first stands first; the rest follows in the order of the sections."""
    leading = [column(item, **_SPECIAL.get(item.key, {})) for item in _SHOWN]
    leading += [_PAPERS] + [column(item, **_SPECIAL[item.key])
                            for item in (Institution.licence_until, Institution.prepaid)]
    known = {item.key for item in leading}
    rest = [column(item, **{"shown": False, **_SPECIAL.get(item.key, {})})
            for _, fields in SECTIONS for item in fields if item.key not in known]
    return (*leading, *rest, _MARKS, _FORMER)


def _papers_filter(word: Papers) -> Filter:
    return Filter(f"papers:{word.value}", word.value, lambda today: papers_sql(today) == word.value, "papers",
                  tag(PAPERS_TONES[word]))


def _limit_filter(key: str, label: str, until: Attribute, state: Limited) -> Filter:
    return Filter(key, label, lambda today: state(until, today), "limit")


_LAPSING = _limit_filter("licence:lapsing", f"证照{WARNING_DAYS}日内到期", Institution.licence_until, lapsing)
_LIMITS = (
    _limit_filter("licence:lapsed", "证照已过期", Institution.licence_until, lapsed),
    _limit_filter("agreement:lapsing", f"监管协议{WARNING_DAYS}日内到期", Institution.agreement_until,
                  lapsing),
    _limit_filter("agreement:lapsed", "监管协议已过期", Institution.agreement_until, lapsed),
)


def _always(condition: ColumnElement[bool]) -> Where:
    return lambda today: condition


def town_filters(names: Sequence[str]) -> tuple[Filter, ...]:
    """One chip per town of the office, one for towns beside these, one for none: together they are all."""
    known = func.coalesce(Institution.town, "")
    asked = {**{town: Institution.town == town for town in names},
             OTHER_TOWNS: known.not_in(["", *names]), NO_TOWN: known == ""}
    return tuple(Filter(f"town:{town}", town, _always(wanted), "town") for town, wanted in asked.items())


def _own_towns(session: Session) -> tuple[Filter, ...]:
    return town_filters(towns(session))


INSTITUTIONS = Listing(
    key="institutions",
    title="机构台账",
    unit="家",
    record=Institution,
    columns=_columns(),
    filters=(
        *(_papers_filter(word) for word in Papers if word is not Papers.NO_REGISTRATION),
        _LAPSING,
        Filter("prepaid:none", "预收费未纳入", _always(Institution.prepaid == Prepaid.NONE), "prepaid"),
        *choices_filters(Institution.category, "category"),
        Filter("twins", "疑似重复", lambda today: twin_sql(), "twins"),
        Filter("marks", "待核对", _always(Institution.marks.is_not(None)), "marks"),
        _papers_filter(Papers.NO_REGISTRATION),
        Filter("prepaid:beyond", "收费超限", _always(charged_beyond()), "prepaid"),
        Filter("platform:none", "平台未纳入", _always(Institution.platform_included.is_(False)), "platform"),
        *_LIMITS,
        *choices_filters(Institution.running, "running"),
    ),
    order=(lambda today: Institution.sort_key,),
    more_filters=_own_towns,
)
