"""日历: the shipped notices as working days, the list, and the line about a year that is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.base.clock import FixedClock
from desktop.base.listing import Question
from desktop.features.calendar.feature import CALENDAR
from desktop.features.calendar.operations import seed_calendar
from desktop.features.calendar.page import CalendarPage, missing_years
from desktop.features.calendar.queries import work_calendar
from desktop.features.calendar.records import SpecialDay
from desktop.store.desk import Desk
from desktop.store.editing import save_record, void_record
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.screens import NARROW, PAGE, clipped_texts, settle


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


def enter(desk: Desk, on: date, *, working: bool) -> int:
    values = {"on": on, "name": "更正", "working": working, "year": on.year, "source": "补充通知"}
    made = desk.do(save_record, "录入", record=SpecialDay, values=values)
    number = made.id
    assert isinstance(number, int)
    return number


def test_the_shipped_notices_become_working_days(desk: Desk) -> None:
    with desk.store.reading() as session:
        calendar = work_calendar(session)
    assert calendar.years == {2023, 2024, 2025, 2026}
    assert not calendar.is_workday(date(2023, 9, 29))
    assert calendar.is_workday(date(2023, 10, 7))
    assert calendar.day_name(date(2023, 10, 7)) == "中秋节、国庆节调休上班"


def test_seeding_again_adds_nothing(desk: Desk) -> None:
    assert desk.do(seed_calendar, "录入放假安排") == 0


def test_a_correction_of_a_day_counts_and_its_voiding_too(desk: Desk) -> None:
    day = date(2023, 10, 7)
    row = enter(desk, day, working=False)
    with desk.store.reading() as session:
        assert not work_calendar(session).is_workday(day)
    desk.do(void_record, "作废", record=SpecialDay, row=row, reason="录错")
    with desk.store.reading() as session:
        assert work_calendar(session).is_workday(day)


@pytest.mark.parametrize(("today", "missing"), [
    (date(2023, 9, 25), ""), (date(2025, 12, 31), ""), (date(2026, 1, 1), "2027"),
    (date(2030, 1, 1), "2030、2031"),
])
def test_the_line_names_the_missing_years(desk: Desk, today: date, missing: str) -> None:
    with desk.store.reading() as session:
        words = missing_years(session, today)
    assert words.startswith(f"{missing} 年的放假安排还没有录入") if missing else words == ""


@pytest.fixture
def page(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[CalendarPage]:
    apply_theme(qapp)
    desk = make_desk(tmp_path, FixedClock.on(date(2026, 3, 2)))
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    services = Services(desk, (CALENDAR,), settings, Outputs(lambda *given: 0))
    made = CalendarPage(services, CALENDAR)
    qtbot.addWidget(made)
    made.resize(PAGE)
    made.show()
    settle()
    yield made
    desk.store.close()


def test_the_page_lists_every_day_and_warns(page: CalendarPage) -> None:
    assert page.missing.isVisible()
    assert "2027" in page.missing.text()
    with page.services.desk.store.reading() as session:
        total = session.scalar(page.listing.count(Question(), page.services.today))
    assert page.table.windowed.rowCount() == total
    assert total
    for size in (PAGE, NARROW):
        page.resize(size)
        settle()
        assert clipped_texts(page) == []


def test_entering_the_missing_year_takes_the_line_away(page: CalendarPage) -> None:
    enter(page.services.desk, date(2027, 1, 1), working=False)
    settle()
    assert not page.missing.isVisible()
