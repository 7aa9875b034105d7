"""今天先办三件, the month's trend, files that do not open, and the page on paper: every number its list."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.clock import FixedClock
from desktop.base.due import Due
from desktop.base.workdays import WorkCalendar
from desktop.features.filings.listing import due_items as filing_due
from desktop.features.overview.feature import OVERVIEW
from desktop.features.overview.notices import due_sheet
from desktop.features.overview.page import OverviewPage
from desktop.features.overview.queries import lost_files, passed, trend, weekly
from desktop.features.overview.rules import REPORT, first_things, month_spans, placed
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.queries import closed_between, found_between
from desktop.features.problems.queries import due_items as problem_due
from desktop.features.problems.records import Evidence, EvidenceKind, Problem
from desktop.store.attachments import Attachment, Files, check_some, keep_file, unreachable
from desktop.store.desk import Desk
from desktop.store.store import Store
from desktop.ui.feature import Feature
from desktop.ui.line_table import Line
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import TODAY
from tests.helpers.screens import NARROW, PAGE, clipped_texts, settle

STREET = (Feature("problems", "问题清单", records=(Problem,), listings=(PROBLEMS,), due=problem_due),
          Feature("filings", "报送", due=filing_due), OVERVIEW)
PLAIN = WorkCalendar({}, {}, frozenset({2023}))


def due(kind: str, day: date, row: int, *, calendar_days: bool = False) -> Due:
    return Due(kind, f"{kind}{row}", "某培训中心", "", day, "办理", "problems", row, calendar_days)


@pytest.fixture
def desk(filled: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(Store(Path(copytree(filled, tmp_path / "数据")), FixedClock.on(TODAY)), by="林晓燕")
    yield made
    made.store.close()


def attach(session: Session, *, by: str, today: date, problem: int, names: list[str]) -> list[int]:
    """Evidence files of a problem."""
    kept = [keep_file(session, f"内容{name}".encode(), name) for name in names]
    session.add_all([Evidence(problem_id=problem, kind=EvidenceKind.AFTER, attachment_id=file.id,
                              copies=1, round=1, added_on=today) for file in kept])
    return [file.id for file in kept]


def place(desk: Desk, row: int) -> Path:
    with desk.store.reading() as session:
        kept = session.get_one(Attachment, row)
        files = session.info["files"]
        assert isinstance(files, Files)
        return files.path(kept.sha256, kept.name)


@pytest.fixture
def page(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[OverviewPage]:
    apply_theme(qapp)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    services = Services(desk, STREET, settings, Outputs(lambda *given: 0))
    made = OverviewPage(services, OVERVIEW)
    made.checking.stop()
    qtbot.addWidget(made)
    made.resize(PAGE)
    made.show()
    settle()
    yield made
    made.checking.stop()
    services.tasks.wait()


def test_the_three_most_urgent_with_their_reason() -> None:
    items = placed([
        due("问题", TODAY - timedelta(days=3), 1), due("问题", TODAY - timedelta(days=10), 2),
        due("问题", TODAY, 3), due(REPORT, TODAY - timedelta(days=4), 4),
        due("证照", TODAY + timedelta(days=3), 5, calendar_days=True)], TODAY, PLAIN)
    found = first_things(items)
    assert [first.item.due.row for first in found] == [4, 2, 1]
    assert found[0].reason.endswith("收件单位等着汇总")
    assert found[1].reason.endswith("逾期最久")
    assert first_things([]) == ()


def test_a_report_due_soon_comes_before_problems_due_soon_but_after_what_is_late() -> None:
    items = placed([due("问题", TODAY + timedelta(days=1), 1), due(REPORT, TODAY + timedelta(days=3), 2),
                    due("问题", TODAY - timedelta(days=1), 3)], TODAY, PLAIN)
    assert [first.item.due.row for first in first_things(items)] == [3, 2, 1]


@pytest.mark.parametrize(("today", "before"), [
    (date(2023, 9, 25), (date(2023, 8, 1), date(2023, 8, 25))),
    (date(2023, 3, 31), (date(2023, 2, 1), date(2023, 2, 28))),
    (date(2024, 1, 5), (date(2023, 12, 1), date(2023, 12, 5)))])
def test_the_same_days_of_the_month_before(today: date, before: tuple[date, date]) -> None:
    now, past = month_spans(today)
    assert (now.first, now.last) == (today.replace(day=1), today)
    assert (past.first, past.last) == before


@pytest.mark.parametrize("today", [TODAY, TODAY + timedelta(days=40), date(2023, 10, 1)])
def test_every_week_and_month_is_what_its_own_question_finds(desk: Desk, today: date) -> None:
    with desk.store.reading() as session:
        days = passed(session, today)
        shown = [(week.first, week.first + timedelta(days=6), week.found, week.closed)
                 for week in weekly(days, today)]
        now, before = month_spans(today)
        told = trend(days, today)
        shown += [(now.first, now.last, told.found, told.closed),
                  (before.first, before.last, told.found_before, told.closed_before)]
        assert any(found for _, _, found, _ in shown)
        for first, last, found, closed in shown:
            assert found == frozenset(found_between(session, first, last))
            assert closed == frozenset(closed_between(session, first, last))


def test_the_trend_counts_what_its_lists_show(page: OverviewPage, desk: Desk) -> None:
    with desk.store.reading() as session:
        found = trend(passed(session, TODAY), TODAY)
        total = len(list(session.scalars(select(Problem.id))))
    assert len(found.found) == total
    opened: list[object] = []
    page.services.opened.connect(lambda key, row, question: opened.append(question.only))
    page.weeks._trend["found"].click()
    assert opened == [found.found]
    assert page.weeks._trend["found"].text() == str(total)


def test_unreachable_evidence_is_told_with_its_problem(page: OverviewPage, desk: Desk) -> None:
    assert not page.lost.isVisible()
    rows = desk.do(attach, "添加", problem=1, names=["甲.jpg", "乙.jpg"])
    settle()
    assert not page.lost.isVisible()
    place(desk, rows[0]).unlink()
    place(desk, rows[1]).write_bytes(b"x")
    page.refresh()
    settle()
    assert page.lost.isVisible()
    assert [lost.words for lost in page.lost_files()] == ["找不到文件：甲.jpg", "文件已改动：乙.jpg"]
    assert clipped_texts(page) == []
    opened: list[tuple[object, object]] = []
    page.services.opened.connect(lambda key, row, question: opened.append((row, question)))
    page.lost._link.click()
    assert opened[0][1].only == frozenset({1})  # type: ignore[attr-defined]
    assert page.lost._link.text() == "打开这 1 个问题"


def test_altered_content_of_the_same_length_is_found_aside(page: OverviewPage, desk: Desk,
                                                           qtbot: QtBot) -> None:
    (row,) = desk.do(attach, "添加", problem=2, names=["丙.jpg"])
    file = place(desk, row)
    file.write_bytes(b"y" * file.stat().st_size)
    with desk.store.reading() as session:
        assert unreachable(session) == {}
    page.refresh()
    assert not page.lost.isVisible()
    page.check_some()
    page.services.tasks.wait()
    qtbot.waitUntil(lambda: bool(page.altered))
    assert page.lost.isVisible()
    assert page.lost_files()[0].problem == 2


def test_files_are_compared_portion_by_portion(desk: Desk) -> None:
    desk.do(attach, "添加", problem=1, names=[f"{place}.jpg" for place in range(5)])
    with desk.store.reading() as session:
        steps, after = 0, 0
        while True:
            after, faults = check_some(session, after, 2)
            steps += 1
            assert faults == {}
            if not after:
                break
    assert steps == 3


def test_a_file_of_no_problem_is_told_too(desk: Desk) -> None:
    with desk.store.reading() as session:
        assert lost_files(session, {}) == ()
        found = lost_files(session, {99: "找不到文件：定稿.pdf"})
    assert (found[0].problem, found[0].number) == (None, "")


def test_the_page_on_paper_says_everything(page: OverviewPage) -> None:
    assert page.board is not None
    sheet = due_sheet(page.board, page.due.shown_items(), "晋江市教育局")
    words = "".join(sheet.notes)
    for part in ("今天先办：1. ", "报送：", "9月至今新增问题", "现挂账", "证照 30 日内到期"):
        assert part in words or part == "证照 30 日内到期"
    assert f"新增问题 {len(page.board.trend.found) if page.board.trend else 0} 个" in words


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_clipped(page: OverviewPage, qapp: QApplication, *, dark: bool) -> None:
    apply_theme(qapp, dark=dark)
    for size in (PAGE, NARROW):
        page.resize(size)
        settle()
        assert clipped_texts(page) == []
        assert all(isinstance(line, Line) for line in page.first.table.lines.lines)
    apply_theme(qapp)
