"""Working days of the State Council's yearly holiday notices: pure date arithmetic, no files read.

A `WorkCalendar` holds two maps, date -> holiday name: days off (`off_days`, weekends inside a holiday
included) and weekend days worked instead (`make_up`). `years` are the years whose notice is known. Outside
them a day is judged by Saturday and Sunday alone; callers show `uncovered(...)` beside any deadline that
rests on such a guess.

Counting follows 民法典 §201: the day a period starts from is not counted.
`from_notice_json` takes the parsed form of resources/calendar/20NN.json, dates as YYYY-MM-DD:
{"year": 2023, "off": [[first, last, name], ...], "make_up": [[day, name], ...], ...}.
It raises CalendarDataError, with the reason in Chinese, when such data is malformed or contradicts itself.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKEND_NAMES = {5: "星期六", 6: "星期日"}
_LONGEST_HOLIDAY = 31


class CalendarDataError(ValueError):
    """Holiday data that cannot be used; the message says in Chinese which line and why."""


class WorkCalendar:
    """Answers, for any date, whether offices work on it; immutable after construction."""

    def __init__(
        self, off_days: Mapping[date, str], make_up: Mapping[date, str], years: frozenset[int]
    ) -> None:
        both = sorted(off_days.keys() & make_up.keys())
        if both:
            raise CalendarDataError(f"{both[0].isoformat()} 既列为放假又列为上班")
        self._off = dict(off_days)
        self._make_up = dict(make_up)
        self._years = years
        self._weekdays_off = sorted(day for day in off_days if day.weekday() < _SATURDAY)
        self._weekend_worked = sorted(day for day in make_up if day.weekday() >= _SATURDAY)

    @property
    def years(self) -> frozenset[int]:
        """The years whose official notice is known."""
        return self._years

    def is_workday(self, day: date) -> bool:
        """True when offices work on `day`; by weekday alone where no notice is known."""
        if day in self._off:
            return False
        return day in self._make_up or day.weekday() < _SATURDAY

    def day_name(self, day: date) -> str:
        """The reason for a special day: 春节, 春节调休上班, 星期六; an ordinary working weekday gives ''."""
        if day in self._off:
            return self._off[day]
        if day in self._make_up:
            return f"{self._make_up[day]}调休上班"
        return _WEEKEND_NAMES.get(day.weekday(), "")

    def holiday(self, day: date) -> str:
        """The name of the holiday `day` is off for, weekends inside it included; '' for any other day."""
        return self._off.get(day, "")

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted; backwards when negative."""
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            if self.is_workday(day):
                left -= 1
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is the earlier one."""
        if end < start:
            return -self.workdays_between(end, start)
        return self._workdays_until(end) - self._workdays_until(start)

    def last_workday_before(self, day: date) -> date:
        """The last working day strictly before `day`: the reminder for "每月1日前"."""
        return self.add_workdays(day, -1)

    def next_workday_on_or_after(self, day: date) -> date:
        """`day` itself when worked, else the next working day (民法典 §203)."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def covers(self, day: date) -> bool:
        """True when an official notice decides about `day`; a notice may reach into the year before."""
        return day.year in self._years or day in self._off or day in self._make_up

    def uncovered(self, *days: date) -> list[int]:
        """The years, ascending and once each, in which `days` fall without an official notice."""
        return sorted({day.year for day in days if not self.covers(day)})

    def _workdays_until(self, day: date) -> int:
        """Working days from the calendar's first Monday (0001-01-01) up to and including `day`."""
        weeks, rest = divmod(day.toordinal(), 7)
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._weekdays_off, day) + bisect_right(self._weekend_worked, day)


def from_notice_json(*notices: Mapping[str, object]) -> WorkCalendar:
    """One calendar out of any number of yearly notices (parsed JSON, form above)."""
    off: dict[date, str] = {}
    make_up: dict[date, str] = {}
    years: set[int] = set()
    for notice in notices:
        year = notice.get("year")
        if not isinstance(year, int) or isinstance(year, bool):
            raise CalendarDataError("节假日数据缺少年份（year）")
        years.add(year)
        for row in _rows(notice, "off", year):
            off.update(_span(row, year))
        for row in _rows(notice, "make_up", year):
            make_up.update(_single(row, year))
    return WorkCalendar(off, make_up, frozenset(years))


def _rows(notice: Mapping[str, object], key: str, year: int) -> Sequence[object]:
    rows = notice.get(key)
    if not isinstance(rows, list):
        raise CalendarDataError(f"{year}年节假日数据缺少“{key}”列表")
    return rows


def _span(row: object, year: int) -> dict[date, str]:
    first_text, last_text, name = _texts(row, 3, year)
    first, last = _date(first_text, year), _date(last_text, year)
    length = (last - first).days + 1
    if not 1 <= length <= _LONGEST_HOLIDAY:
        raise CalendarDataError(f"{year}年节假日数据的起止日期不对：{first_text} 至 {last_text}")
    return {first + _DAY * offset: name for offset in range(length)}


def _single(row: object, year: int) -> dict[date, str]:
    day, name = _texts(row, 2, year)
    return {_date(day, year): name}


def _texts(row: object, count: int, year: int) -> list[str]:
    if not isinstance(row, list) or len(row) != count or not all(isinstance(cell, str) for cell in row):
        raise CalendarDataError(f"{year}年节假日数据有一行看不懂：{row}")
    return [str(cell) for cell in row]


def _date(text: str, year: int) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        raise CalendarDataError(f"{year}年节假日数据里的日期不对：{text}") from fault
    if abs(day.year - year) > 1:
        raise CalendarDataError(f"{year}年节假日数据里出现了别年的日期：{text}")
    return day
