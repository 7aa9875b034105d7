"""Whether a kind fits its day: every make-up day and every day off of 2023-2026, by the official notices."""

import json
from datetime import date, timedelta

import pytest

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.base.workdays import from_notice_json
from desktop.features.inspections.records.visits import VisitKind
from desktop.features.inspections.rules.slots import clock_words, fitting, slot_doubt

MAKE_UP = {
    2023: ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"],
    2024: ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
OFF = {
    2023: ["2022-12-31/3", "01-21/7", "04-05/1", "04-29/5", "06-22/3", "09-29/8"],
    2024: ["01-01/1", "02-10/8", "04-04/3", "05-01/5", "06-10/1", "09-15/3", "10-01/7"],
    2025: ["01-01/1", "01-28/8", "04-04/3", "05-01/5", "05-31/3", "10-01/8"],
    2026: ["01-01/3", "02-15/9", "04-04/3", "05-01/5", "06-19/3", "09-25/3", "10-01/7"],
}
CALENDAR = from_notice_json(*(json.loads(resource("calendar", f"{year}.json").read_text("utf-8"))
                              for year in MAKE_UP))


def whole(year: int, words: str) -> date:
    return date.fromisoformat(words if len(words) == 10 else f"{year}-{words}")


MADE_UP = [whole(year, words) for year, rows in MAKE_UP.items() for words in rows]
HOLIDAYS = [whole(year, words.split("/")[0]) + timedelta(days=step)
            for year, rows in OFF.items() for words in rows for step in range(int(words.split("/")[1]))]


def fits(kind: VisitKind, on: date, starts: str | None = "19:30", *vacations: str) -> bool:
    return slot_doubt(kind, on, starts, CALENDAR, vacations) is None


@pytest.mark.parametrize("on", MADE_UP, ids=str)
def test_a_make_up_day_is_a_working_day(on: date) -> None:
    assert on.weekday() >= 5
    assert fits(VisitKind.EVENING, on)
    assert not fits(VisitKind.WEEKEND, on)
    assert not fits(VisitKind.HOLIDAY, on)
    doubt = slot_doubt(VisitKind.WEEKEND, on, "10:00", CALENDAR)
    assert doubt is not None
    assert "调休上班" in doubt
    assert "工作日" in doubt


@pytest.mark.parametrize("on", HOLIDAYS, ids=str)
def test_a_day_off_is_a_holiday(on: date) -> None:
    assert fits(VisitKind.HOLIDAY, on)
    assert not fits(VisitKind.EVENING, on)
    assert fits(VisitKind.WEEKEND, on) == (on.weekday() >= 5)


def test_every_other_day_goes_by_its_weekday() -> None:
    special = {*MADE_UP, *HOLIDAYS}
    day, seen = date(2023, 1, 1), 0
    while day.year < 2027:
        if day not in special:
            weekend = day.weekday() >= 5
            assert fits(VisitKind.EVENING, day) == (not weekend), day
            assert fits(VisitKind.WEEKEND, day) == weekend, day
            assert not fits(VisitKind.HOLIDAY, day), day
            seen += 1
        day += timedelta(days=1)
    assert seen == 1461 - len({on for on in special if 2023 <= on.year <= 2026})


def test_a_school_vacation_is_a_holiday_even_on_a_make_up_day() -> None:
    assert fits(VisitKind.HOLIDAY, date(2026, 2, 14), "10:00", "小学寒假")
    assert fits(VisitKind.HOLIDAY, date(2026, 2, 3), "10:00", "小学寒假")
    assert not fits(VisitKind.WEEKEND, date(2026, 2, 14), "10:00", "小学寒假")


@pytest.mark.parametrize(("starts", "good"), [("18:00", True), ("17:59", False), ("09:00", False),
                                              (None, False), ("21:30", True)])
def test_the_evening_begins_at_six(starts: str | None, good: bool) -> None:
    assert fits(VisitKind.EVENING, date(2023, 9, 21), starts) is good


@pytest.mark.parametrize("kind", [kind for kind in VisitKind if kind not in (
    VisitKind.EVENING, VisitKind.WEEKEND, VisitKind.HOLIDAY)])
def test_the_other_kinds_have_no_time_of_their_own(kind: VisitKind) -> None:
    assert all(fits(kind, on, None) for on in (date(2023, 10, 1), date(2023, 10, 8), date(2031, 3, 4)))


def test_a_year_without_a_notice_is_told() -> None:
    doubt = slot_doubt(VisitKind.EVENING, date(2027, 3, 4), "19:00", CALENDAR)
    assert doubt is not None
    assert "2027 年的放假安排还没有录入" in doubt


def test_a_day_suggests_its_kind() -> None:
    assert fitting(date(2023, 10, 8), "19:00", CALENDAR, ()) is VisitKind.EVENING
    assert fitting(date(2023, 10, 1), "19:00", CALENDAR, ()) is VisitKind.HOLIDAY
    assert fitting(date(2023, 9, 23), None, CALENDAR, ()) is VisitKind.WEEKEND
    assert fitting(date(2023, 9, 21), "10:00", CALENDAR, ()) is VisitKind.SPECIAL
    assert fitting(date(2023, 7, 20), None, CALENDAR, ("小学暑假",)) is VisitKind.HOLIDAY


@pytest.mark.parametrize(("words", "clock"), [("19:30", "19:30"), ("19：30", "19:30"), ("1930", "19:30"),
                                              ("930", "09:30"), ("9点5分", "09:05"), ("19", "19:00"),
                                              ("19时", "19:00"), (" ", None), (None, None)])
def test_hours_are_read_as_they_are_written(words: str | None, clock: str | None) -> None:
    assert clock_words(words) == clock


@pytest.mark.parametrize("words", ["25:00", "19:60", "晚上", "19:30-20:30", "-1"])
def test_what_is_no_hour_is_refused(words: str) -> None:
    with pytest.raises(UserError, match="看不懂"):
        clock_words(words)
