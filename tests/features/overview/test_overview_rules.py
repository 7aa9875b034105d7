"""Bands on boundary days with days off, figures that add up, the holiday ahead."""

from datetime import date, timedelta
from functools import cache

import pytest

from desktop.base.due import Due
from desktop.base.marks import Tone
from desktop.base.workdays import WorkCalendar
from desktop.features.overview.rules import (
    BANDS,
    Band,
    Item,
    Tile,
    by_band,
    by_town,
    next_holiday,
    of_tile,
    parts,
    place,
    placed,
    report_words,
    weeks,
)

TODAY = date(2023, 9, 25)
NAME = "中秋节、国庆节"


@cache
def calendar() -> WorkCalendar:
    """Autumn 2023: 29 September to 6 October off, 7 and 8 October worked."""
    first = date(2023, 9, 29)
    off = {first + timedelta(days=step): NAME for step in range(8)}
    return WorkCalendar(off, {date(2023, 10, 7): NAME, date(2023, 10, 8): NAME}, frozenset({2023}))


def due(day: date, row: int = 1, kind: str = "问题", *, days: bool = False, town: str = "") -> Due:
    return Due(kind, f"2023-{row:03d}", "某机构", town, day, "催交", "problems", row, calendar_days=days)


@pytest.mark.parametrize(("day", "band", "words"), [
    (date(2023, 9, 22), Band.LATE, "逾期 1 日"),
    (date(2023, 9, 24), Band.LATE, "逾期 1 日"),
    (date(2023, 9, 18), Band.LATE, "逾期 5 日"),
    (date(2023, 9, 25), Band.SOON, "今天到期"),
    (date(2023, 9, 28), Band.SOON, "剩 3 日"),
    (date(2023, 10, 6), Band.SOON, "剩 3 日"),
    (date(2023, 10, 7), Band.NEAR, "剩 4 日"),
    (date(2023, 10, 8), Band.NEAR, "剩 5 日"),
    (date(2023, 10, 10), Band.NEAR, "剩 7 日"),
])
def test_working_days_decide_over_the_holiday(day: date, band: Band, words: str) -> None:
    item = place(due(day), TODAY, calendar())
    assert item is not None
    assert (item.band, item.words) == (band, words)


def test_the_eighth_working_day_is_not_shown() -> None:
    assert place(due(date(2023, 10, 11)), TODAY, calendar()) is None


@pytest.mark.parametrize(("ahead", "band", "words"), [
    (-1, Band.LATE, "过期 1 日"), (0, Band.LAPSING, "今天到期"), (1, Band.LAPSING, "剩 1 日"),
    (30, Band.LAPSING, "剩 30 日"),
])
def test_licences_count_calendar_days(ahead: int, band: Band, words: str) -> None:
    item = place(due(TODAY + timedelta(days=ahead), days=True), TODAY, calendar())
    assert item is not None
    assert (item.band, item.words) == (band, words)


def test_a_licence_of_31_days_is_not_shown() -> None:
    assert place(due(TODAY + timedelta(days=31), days=True), TODAY, calendar()) is None


def some() -> tuple[Item, ...]:
    dues = [due(TODAY + timedelta(days=step), row, kind, town=town)
            for row, (step, kind, town) in enumerate([
                (-7, "问题", "青阳街道"), (-3, "工单", ""), (1, "问题", "池店镇"), (3, "报送", ""),
                (12, "问题", "池店镇"), (40, "问题", "池店镇")])]
    return placed([*dues, due(TODAY + timedelta(days=9), 9, "办学许可证", days=True)], TODAY, calendar())


def test_seven_days_include_three() -> None:
    counts = {tile: len(of_tile(some(), tile)) for tile in Tile}
    assert counts == {Tile.LATE: 2, Tile.SOON: 2, Tile.NEAR: 3, Tile.LAPSING: 1}


@pytest.mark.parametrize("tile", Tile)
def test_the_parts_of_a_figure_add_up(tile: Tile) -> None:
    own = of_tile(some(), tile)
    assert sum(len(part.rows) for part in parts(own)) == len(own)


@pytest.mark.parametrize("tile", Tile)
def test_the_list_below_shows_what_the_figure_counts(tile: Tile) -> None:
    groups = by_band(of_tile(some(), tile), TODAY)
    assert sum(len(group.items) for group in groups) == len(of_tile(some(), tile))
    assert [group.title for group in groups] == [band.value for band in BANDS[tile]]


def test_a_record_counts_once_per_kind_with_its_earliest_day() -> None:
    found = placed([due(date(2023, 9, 28)), due(date(2023, 9, 26)), due(date(2023, 9, 27), kind="回头看")],
                   TODAY, calendar())
    assert [(item.due.kind, item.due.day.day) for item in found] == [("问题", 26), ("回头看", 27)]


def test_towns_with_most_overdue_items_come_first() -> None:
    groups = by_town(some())
    counts = [(group.title, len(group.items)) for group in groups]
    assert counts == [("全市", 3), ("青阳街道", 1), ("池店镇", 2)]
    assert sum(len(group.items) for group in groups) == len(some())


def test_longest_overdue_first() -> None:
    assert [item.due.day for item in some()] == sorted(item.due.day for item in some())
    assert some()[0].tone is Tone.RED


def test_the_holiday_ahead() -> None:
    holiday = next_holiday(calendar(), TODAY)
    assert holiday is not None
    assert (holiday.name, holiday.left) == (NAME, 3)
    assert holiday.span == "9月29日至10月6日放假，10月7日、8日上班"


def test_on_the_eve_and_within_the_holiday() -> None:
    eve, within = (next_holiday(calendar(), day) for day in (date(2023, 9, 28), date(2023, 10, 2)))
    assert eve is not None
    assert within is not None
    assert (eve.left, within.left, within.last) == (0, 0, date(2023, 10, 6))


def test_no_holiday_without_data() -> None:
    assert next_holiday(WorkCalendar({}, {}, frozenset()), TODAY) is None


def test_twelve_whole_weeks() -> None:
    found = weeks(TODAY)
    assert (found[0].first, found[-1].first, found[-1].last) == (
        date(2023, 7, 3), date(2023, 9, 18), date(2023, 9, 24))
    assert weeks(date(2023, 10, 1)) == found


@pytest.mark.parametrize(("due_on", "words"), [
    (date(2023, 9, 28), "9月数据最迟 9月28日（周四）报出，剩 3 个工作日"),
    (date(2023, 9, 25), "9月数据最迟 9月25日（周一）报出，今天到期"),
    (date(2023, 8, 31), "9月数据应在 8月31日（周四）报出，逾期 17 日"),
    (date(2024, 1, 2), "9月数据最迟 2024年1月2日（周二）报出，剩 67 个工作日"),
])
def test_the_next_filing_in_words(due_on: date, words: str) -> None:
    assert report_words("9月", due_on, TODAY, calendar()) == words
