"""Whether the way a visit is called fits its day and hour: pure.

工作日晚间临检 is on a working day (a 调休 Sunday is one) from 18:00 on; 周末集中检查 on a Saturday or Sunday
that is not worked; 假期专项检查 on a statutory holiday or in a school vacation. The other kinds have no time
of their own.
"""

from collections.abc import Sequence
from datetime import date, time

from desktop.base.chinese import date_cn, half_width
from desktop.base.errors import UserError
from desktop.base.later import later_pattern
from desktop.base.workdays import WorkCalendar
from desktop.features.inspections.records.visits import VisitKind

EVENING = time(18, 0)
"""From when on a visit is one of the evening."""

BOUND = frozenset({VisitKind.EVENING, VisitKind.WEEKEND, VisitKind.HOLIDAY})
"""Kinds that say something about the day."""

_WEEK = "一二三四五六日"
_TIME = later_pattern(r"(\d{1,2})(?:[:.时点](\d{1,2})?分?)?|(\d{1,2})(\d{2})")


def clock_words(words: str | None) -> str | None:
    """19:30 out of 19:30, 19：30, 1930, 19点30分, 7:5; None for nothing; UserError for what is no time."""
    text = half_width(words or "").strip()
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if found is not None:
        hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
        if hour < 24 and minute < 60:
            return f"{hour:02d}:{minute:02d}"
    raise UserError(f"时间“{words}”看不懂。", "请写成 19:30 这样。")


def slot_doubt(kind: VisitKind, on: date, starts: str | None, calendar: WorkCalendar,
               vacations: Sequence[str] = ()) -> str | None:
    """Why the kind does not fit the day and the hour; None when it does.

    `vacations`: names of the school vacations that the day lies in, such as 小学寒假.
    """
    if kind not in BOUND:
        return None
    doubt = _DOUBTS[kind](on, starts, calendar, vacations)
    if calendar.covers(on) or (kind is VisitKind.HOLIDAY and vacations):
        return doubt
    unknown = f"{on.year} 年的放假安排还没有录入，{day_words(on, calendar)}只按星期推算"
    return f"{unknown}；{doubt}" if doubt else unknown


def _evening(on: date, starts: str | None, calendar: WorkCalendar, vacations: Sequence[str]) -> str | None:
    faults = []
    if not calendar.is_workday(on):
        faults.append(f"{day_words(on, calendar)}，不是工作日")
    if starts is None:
        faults.append("没有填开始时间，看不出是不是晚间")
    elif time.fromisoformat(starts) < EVENING:
        faults.append(f"{starts} 不是晚间（{EVENING:%H:%M} 以后）")
    return "；".join(faults) or None


def _weekend(on: date, starts: str | None, calendar: WorkCalendar, vacations: Sequence[str]) -> str | None:
    if on.weekday() < 5:
        return f"{day_words(on, calendar)}，不是周末"
    return f"{day_words(on, calendar)}，是工作日" if calendar.is_workday(on) else None


def _holiday(on: date, starts: str | None, calendar: WorkCalendar, vacations: Sequence[str]) -> str | None:
    if calendar.holiday(on) or vacations:
        return None
    return f"{day_words(on, calendar)}，不在法定节假日，“日历”里也没有这一天的寒暑假"


_DOUBTS = {VisitKind.EVENING: _evening, VisitKind.WEEKEND: _weekend, VisitKind.HOLIDAY: _holiday}


def day_words(on: date, calendar: WorkCalendar) -> str:
    """2023年10月8日（星期日，国庆节调休上班）."""
    week = f"星期{_WEEK[on.weekday()]}"
    name = calendar.day_name(on)
    return f"{date_cn(on)}（{week}{'' if not name or name == week else f'，{name}'}）"


def fitting(on: date, starts: str | None, calendar: WorkCalendar, vacations: Sequence[str]) -> VisitKind:
    """The kind that a day and an hour suggest: 假期, 周末, 晚间, else 专项督查."""
    if calendar.holiday(on) or vacations:
        return VisitKind.HOLIDAY
    if not calendar.is_workday(on):
        return VisitKind.WEEKEND
    late = starts is not None and time.fromisoformat(starts) >= EVENING
    return VisitKind.EVENING if late else VisitKind.SPECIAL
