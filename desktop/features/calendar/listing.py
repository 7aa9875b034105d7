"""The lists of special days and of school vacations."""

from datetime import date
from typing import Any

from desktop.base.listing import Filter, Listing, choices_filters, column, computed
from desktop.base.marks import Mark, Tone, tag
from desktop.features.calendar.records import SchoolTerm, SpecialDay

WEEK = "一二三四五六日"


def _weekday(value: Any, today: date) -> str:
    return f"星期{WEEK[value.weekday()]}" if isinstance(value, date) else ""


def _working(value: Any, today: date) -> str:
    return "上班" if value else "放假"


def _mark(value: Any, today: date) -> Mark:
    return tag(Tone.AMBER if value else Tone.GREEN)


def _checked(value: Any, today: date) -> str:
    return "已核对" if value else "待核对"


def _checked_mark(value: Any, today: date) -> Mark:
    return tag(Tone.GREEN if value else Tone.AMBER)


CALENDAR_DAYS = Listing(
    key="calendar", title="放假和调休", unit="天", record=SpecialDay,
    columns=(
        column(SpecialDay.on),
        computed("weekday", "星期", lambda today: SpecialDay.on, show=_weekday),
        column(SpecialDay.name),
        column(SpecialDay.working, show=_working, mark=_mark),
        column(SpecialDay.year),
        column(SpecialDay.source),
    ),
    filters=(
        Filter("year:this", "今年", lambda today: SpecialDay.year == today.year, "年份"),
        Filter("year:next", "明年", lambda today: SpecialDay.year == today.year + 1, "年份"),
        Filter("off", "放假", lambda today: SpecialDay.working.is_(False), "性质"),
        Filter("work", "调休上班", lambda today: SpecialDay.working.is_(True), "性质"),
        Filter("coming", "今天以后", lambda today: SpecialDay.on >= today, "时间"),
    ),
    order=(lambda today: SpecialDay.on,),
)

SCHOOL_TERMS = Listing(
    key="school_terms", title="校历", unit="条", record=SchoolTerm,
    columns=(
        column(SchoolTerm.school_year),
        column(SchoolTerm.stage),
        column(SchoolTerm.vacation),
        column(SchoolTerm.starts),
        column(SchoolTerm.ends),
        column(SchoolTerm.checked, show=_checked, mark=_checked_mark),
        column(SchoolTerm.place),
        column(SchoolTerm.source),
    ),
    filters=(
        *choices_filters(SchoolTerm.stage, "学段"),
        *choices_filters(SchoolTerm.vacation, "假期"),
        Filter("unchecked", "待核对", lambda today: SchoolTerm.checked.is_(False), "核对"),
        Filter("coming", "今天以后", lambda today: SchoolTerm.starts >= today, "时间"),
    ),
    order=(lambda today: SchoolTerm.starts, lambda today: SchoolTerm.stage),
)
