"""Every day of 2023-2026 against the official notices, and the deadline rules that rest on them."""

import json
from datetime import date, timedelta

import pytest

from desktop.base.resources import resource
from desktop.base.workdays import CalendarDataError, WorkCalendar, from_notice_json

OFFICIAL = {
    2023: (
        "12.31–1.2; 1.21–27; 4.5; 4.29–5.3; 6.22–24; 9.29–10.6",
        "1.28,1.29,4.23,5.6,6.25,10.7,10.8",
    ),
    2024: (
        "1.1; 2.10–17; 4.4–6; 5.1–5; 6.10; 9.15–17; 10.1–7",
        "2.4,2.18,4.7,4.28,5.11,9.14,9.29,10.12",
    ),
    2025: (
        "1.1; 1.28–2.4; 4.4–6; 5.1–5; 5.31–6.2; 10.1–8",
        "1.26,2.8,4.27,9.28,10.11",
    ),
    2026: (
        "1.1–3; 2.15–23; 4.4–6; 5.1–5; 6.19–21; 9.25–27; 10.1–7",
        "1.4,2.14,2.28,5.9,9.20,10.10",
    ),
}


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(offset) for offset in range((last - first).days + 1)]


def official_off(year: int) -> set[date]:
    found: set[date] = set()
    for span in OFFICIAL[year][0].split("; "):
        start, _, end = span.partition("–")
        month, day = (int(part) for part in start.split("."))
        first = date(year - 1 if month == 12 else year, month, day)
        if not end:
            last = first
        elif "." in end:
            last = date(year, *(int(part) for part in end.split(".")))
        else:
            last = date(year, month, int(end))
        found.update(days(first, last))
    return found


def official_worked(year: int) -> set[date]:
    return {date(year, *(int(part) for part in day.split("."))) for day in OFFICIAL[year][1].split(",")}


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    paths = sorted(resource("calendar").glob("20*.json"))
    return from_notice_json(*(json.loads(path.read_text(encoding="utf-8")) for path in paths))


@pytest.mark.parametrize("year", OFFICIAL)
def test_every_day_of_the_year_is_as_the_notice_says(calendar: WorkCalendar, year: int) -> None:
    off = set().union(*(official_off(known) for known in OFFICIAL))
    worked = official_worked(year)
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert calendar.is_workday(day) is expected, day
        assert calendar.covers(day)


@pytest.mark.parametrize(
    ("due", "reminder"),
    [
        ("2025-02-01", "2025-01-27"),
        ("2025-10-01", "2025-09-30"),
        ("2026-03-01", "2026-02-28"),
        ("2026-02-01", "2026-01-30"),
        ("2026-08-01", "2026-07-31"),
        ("2026-11-01", "2026-10-30"),
        ("2026-06-01", "2026-05-29"),
        ("2023-10-01", "2023-09-28"),
        ("2023-09-01", "2023-08-31"),
    ],
)
def test_monthly_report_is_due_on_the_last_workday_before_the_first(
    calendar: WorkCalendar, due: str, reminder: str
) -> None:
    assert calendar.last_workday_before(date.fromisoformat(due)) == date.fromisoformat(reminder)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2023-09-28", 1, "2023-10-07"),
        ("2023-09-28", 2, "2023-10-08"),
        ("2023-09-27", 7, "2023-10-12"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-14", 0, "2026-02-14"),
        ("2026-02-24", -1, "2026-02-14"),
        ("2024-05-01", 3, "2024-05-08"),
    ],
)
def test_the_first_day_is_not_counted(calendar: WorkCalendar, start: str, count: int, end: str) -> None:
    assert calendar.add_workdays(date.fromisoformat(start), count) == date.fromisoformat(end)


def test_between_counts_what_walking_counts(calendar: WorkCalendar) -> None:
    for start in days(date(2022, 12, 20), date(2023, 1, 10)) + days(date(2026, 1, 25), date(2026, 2, 28)):
        walked = 0
        for end in days(start + timedelta(1), start + timedelta(70)):
            walked += calendar.is_workday(end)
            assert calendar.workdays_between(start, end) == walked
            assert calendar.workdays_between(end, start) == -walked
        assert calendar.workdays_between(start, start) == 0


def test_a_deadline_on_a_holiday_moves_to_the_next_workday(calendar: WorkCalendar) -> None:
    assert calendar.next_workday_on_or_after(date(2025, 10, 1)) == date(2025, 10, 9)
    assert calendar.next_workday_on_or_after(date(2026, 2, 28)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2023-10-01", "中秋节、国庆节"),
        ("2023-10-07", "中秋节、国庆节调休上班"),
        ("2023-09-23", "星期六"),
        ("2023-09-24", "星期日"),
        ("2023-09-25", ""),
        ("2022-12-31", "元旦"),
    ],
)
def test_special_days_have_their_name(calendar: WorkCalendar, day: str, name: str) -> None:
    assert calendar.day_name(date.fromisoformat(day)) == name


def test_years_without_notice_fall_back_to_weekends_and_are_named(calendar: WorkCalendar) -> None:
    assert not calendar.is_workday(date(2027, 10, 2))
    assert calendar.is_workday(date(2027, 10, 1))
    asked = (date(2028, 5, 1), date(2026, 12, 31), date(2027, 10, 1), date(2027, 1, 4), date(2022, 12, 31))
    assert calendar.uncovered(*asked) == [2027, 2028]
    assert calendar.years == frozenset(OFFICIAL)


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        ({"off": [], "make_up": []}, "缺少年份"),
        ({"year": 2027, "make_up": []}, "“off”"),
        ({"year": 2027, "off": [["2027-01-01", "元旦"]], "make_up": []}, "看不懂"),
        ({"year": 2027, "off": [["2027-02-30", "2027-03-01", "春节"]], "make_up": []}, "2027-02-30"),
        ({"year": 2027, "off": [["2027-03-02", "2027-03-01", "春节"]], "make_up": []}, "起止"),
        ({"year": 2027, "off": [["2077-01-01", "2077-01-03", "元旦"]], "make_up": []}, "别年"),
        (
            {"year": 2027, "off": [["2027-01-01"] * 2 + ["元旦"]], "make_up": [["2027-01-01", "元旦"]]},
            "既列为放假又列为上班",
        ),
    ],
)
def test_wrong_holiday_data_is_refused_with_the_reason(notice: dict[str, object], reason: str) -> None:
    with pytest.raises(CalendarDataError, match=reason):
        from_notice_json(notice)
