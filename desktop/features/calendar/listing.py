"""The list of special days."""

from datetime import date
from typing import Any

from desktop.base.listing import Filter, Listing, column, computed
from desktop.base.marks import Mark, Tone, tag
from desktop.features.calendar.records import SpecialDay

WEEK = "一二三四五六日"


def _weekday(value: Any, today: date) -> str:
    return f"星期{WEEK[value.weekday()]}" if isinstance(value, date) else ""


def _working(value: Any, today: date) -> str:
    return "上班" if value else "放假"


def _mark(value: Any, today: date) -> Mark:
    return tag(Tone.AMBER if value else Tone.GREEN)


CALENDAR_DAYS = Listing(
    key="calendar", title="日历", unit="天", record=SpecialDay,
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
