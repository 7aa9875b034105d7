"""日历: the shipped notices as working days, the list, and the line about a year that is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.base.clock import FixedClock
from desktop.base.due import Due
from desktop.base.listing import Question
from desktop.features.calendar.feature import CALENDAR
from desktop.features.calendar.form import NoticeDialog
from desktop.features.calendar.notices import month_pdf, month_sheet
from desktop.features.calendar.operations import seed_calendar
from desktop.features.calendar.page.lists import DAYS, TERMS, missing_years
from desktop.features.calendar.page.whole import CalendarPage
from desktop.features.calendar.queries import work_calendar
from desktop.features.calendar.records import SpecialDay
from desktop.output.pdf.fonts import font_book
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
    page.show_view(DAYS)
    settle()
    assert page.days.missing.isVisible()
    assert "2027" in page.days.missing.text()
    with page.services.desk.store.reading() as session:
        total = session.scalar(page.days.listing.count(Question(), page.services.today))
    assert page.days.table.windowed.rowCount() == total
    assert total
    for size in (PAGE, NARROW):
        page.resize(size)
        settle()
        assert clipped_texts(page) == []


def test_entering_the_missing_year_takes_the_line_away(page: CalendarPage) -> None:
    enter(page.services.desk, date(2027, 1, 1), working=False)
    settle()
    assert not page.month.missing.isVisible()


def test_the_line_about_missing_years_stands_on_the_month_too(page: CalendarPage) -> None:
    assert page.month.missing.isVisible()
    assert clipped_texts(page) == []


def test_a_shown_year_without_data_is_told(page: CalendarPage) -> None:
    page.month.show_month("2031-05")
    assert "2031" in page.month.missing.text()


def test_school_terms_are_listed_and_marked(page: CalendarPage) -> None:
    page.show_view(TERMS)
    settle()
    assert page.terms.table.windowed.rowCount() == 5
    assert page.terms.head.title.text() == "日历"
    assert clipped_texts(page) == []


def test_the_month_shows_holidays_and_every_deadline(page: CalendarPage) -> None:
    page.month.offers = [lambda session, today: [
        Due("问题", "2026-001", "某培训中心", "青阳街道", date(2026, 3, 5), "核查", "problems", 1),
        Due("报送", "附件2", "五个收件单位", "", date(2026, 2, 28), "封存", "filings", 0)]]
    page.month.refresh()
    assert page.month.grid.words_of(date(2026, 3, 5)) == "3月5日，问题 2026-001"
    assert "报送 附件2" in page.month.grid.words_of(date(2026, 2, 28))
    assert "春节调休" in page.month.grid.words_of(date(2026, 2, 28))
    opened: list[tuple[str, object]] = []
    page.services.opened.connect(lambda key, row, question: opened.append((key, row)))
    page.month.show_day(date(2026, 3, 5))
    QTest.keyClick(page.month.table, Qt.Key.Key_Return)
    assert opened == [("problems", 1)]
    sheet = month_sheet("2026-03", page.month.calendar, page.month.dues, page.services.today, "晋江市教育局")
    assert "问题 2026-001" in "".join(words for row in sheet.rows for words in row)
    assert "本月到期 1 件" in sheet.notes[0]


def test_the_arrow_keys_walk_into_the_next_month(page: CalendarPage) -> None:
    page.month.show_day(date(2026, 3, 31))
    QTest.keyClick(page.month.grid, Qt.Key.Key_Right)
    assert page.month.month == "2026-04"
    assert page.month.grid.cursor_day == date(2026, 4, 1)
    assert "2026年4月" in page.month.place_words()


def test_the_month_on_paper_reads_back(page: CalendarPage) -> None:
    data = month_pdf("2026-02", page.month.calendar, {}, page.services.today, "晋江市教育局", font_book())
    document = PdfDocument(data)
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert "2026年2月期限月历" in words
    assert "春节" in words
    assert data.count(b"/FontFile2") > 0


@pytest.mark.parametrize("each", [0, 2, 12])
def test_a_month_is_one_page_however_much_is_due(page: CalendarPage, each: int) -> None:
    dues = {date(2026, 8, day): [Due("问题", f"2026-{day:02d}{place} 预收费·超期", "某培训中心", "",
                                     date(2026, 8, day), "核查", "problems", place) for place in range(each)]
            for day in range(1, 32)}
    data = month_pdf("2026-08", page.month.calendar, dues, page.services.today, "晋江市教育局", font_book())
    document = PdfDocument(data)
    words = document[0].get_textpage().get_text_range()
    assert len(document) == 1
    assert document[0].get_width() > document[0].get_height()
    document.close()
    assert f"本月到期 {each * 31} 件" in words


def test_pasting_a_notice_shows_the_days_before_it_stores_them(page: CalendarPage) -> None:
    dialog = NoticeDialog(page.services, page)
    title = "国务院办公厅关于2027年部分节假日安排的通知 "
    dialog.text.setPlainText(f"{title}一、元旦：1月1日（周五）至3日（周日）放假，共4天。")
    assert not dialog.buttons["adopt"].isEnabled()
    assert "写着共4天" in dialog.faults.text()
    dialog.text.setPlainText(f"{title}一、元旦：1月1日（周五）至3日（周日）放假，共3天。")
    assert dialog.buttons["adopt"].text() == "录入 3 天"
    dialog.choose("adopt")
    settle()
    assert not page.month.missing.isVisible()
    dialog.deleteLater()
