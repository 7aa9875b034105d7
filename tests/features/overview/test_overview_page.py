"""今日 on real records: every figure equals the list it opens, void records are gone, the list narrows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree
from threading import get_ident
from time import process_time

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.base.clock import FixedClock
from desktop.base.listing import Question
from desktop.features.documents.operations import keep_draft
from desktop.features.documents.rules import Paper
from desktop.features.filings.listing import due_items as filing_due
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.features.institutions.queries import due as licence_due
from desktop.features.institutions.records import Institution
from desktop.features.office.operations import set_up_office
from desktop.features.overview.feature import OVERVIEW
from desktop.features.overview.notices import due_pdf, due_sheet
from desktop.features.overview.page import OverviewPage
from desktop.features.overview.queries import board
from desktop.features.overview.rules import Item, Tile, of_tile, parts
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.queries import due_items as problem_due
from desktop.features.problems.records import Problem, State
from desktop.store.desk import Desk
from desktop.store.editing import void_record
from desktop.store.store import Store
from desktop.ui.buttons import LinkButton
from desktop.ui.feature import Feature
from desktop.ui.line_table import GroupLine, Line
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import OFFICE, TODAY, make_desk
from tests.helpers.problems import bring_to, register
from tests.helpers.screens import NARROW, PAGE, clipped_texts, settle

STREET = (
    Feature("institutions", "机构台账", records=(Institution,), listings=(INSTITUTIONS,), due=licence_due),
    Feature("problems", "问题清单", records=(Problem,), listings=(PROBLEMS,), due=problem_due),
    Feature("filings", "报送", due=filing_due),
    OVERVIEW)
LIMITED = 9
"""Problems of the data folder, all with a limit."""


@pytest.fixture
def services(filled: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Services]:
    apply_theme(qapp)
    desk = Desk(Store(Path(copytree(filled, tmp_path / "数据")), FixedClock.on(TODAY)), by="林晓燕")
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    made = Services(desk, STREET, settings, Outputs(lambda *given: 0))
    yield made
    made.tasks.wait()
    desk.store.close()


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> OverviewPage:
    made = OverviewPage(services, OVERVIEW)
    qtbot.addWidget(made)
    made.resize(PAGE)
    made.show()
    settle()
    return made


def counts(page: OverviewPage) -> dict[Tile, int]:
    assert page.board is not None
    return {tile: len(of_tile(page.board.items, tile)) for tile in Tile}


def folded(page: OverviewPage) -> list[Line]:
    """The lines 还有 N 件."""
    lines = page.due.table.lines.lines
    return [line for line in lines if isinstance(line, Line) and isinstance(line.payload, str)]


def listed(page: OverviewPage) -> int:
    """Lines of the list, folded ones counted by their words."""
    lines = page.due.table.lines.lines
    shown = sum(isinstance(line, Line) and isinstance(line.payload, Item) for line in lines)
    return shown + sum(int(line.cells[1][0].split()[1]) for line in folded(page))


def test_the_figures(page: OverviewPage) -> None:
    assert counts(page) == {Tile.LATE: 5, Tile.SOON: 4, Tile.NEAR: 5, Tile.LAPSING: 2}


def test_every_figure_equals_the_lists_it_opens(page: OverviewPage, services: Services) -> None:
    assert page.board is not None
    for tile in Tile:
        own = of_tile(page.board.items, tile)
        page.show_figure(tile)
        assert listed(page) == len(own)
        for part in parts(own):
            feature = next(item for item in STREET if item.key == part.feature)
            if feature.listings:
                query = feature.listings[0].count(Question(only=part.rows), services.today)
                assert services.read(lambda session, query=query: session.scalar(query)) == len(part.rows)


def test_group_heads_count_their_lines(page: OverviewPage) -> None:
    heads = [line.count for line in page.due.table.lines.lines if isinstance(line, GroupLine)]
    assert sum(heads) == listed(page) == len(page.due.shown_items())


def test_the_figures_are_gathered_beside_the_window(
        page: OverviewPage, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many records there are, the window goes on painting."""
    threads = set[int]()

    def gathered(*given: object) -> object:
        threads.add(get_ident())
        return board(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("desktop.features.overview.page.board", gathered)
    page.refresh()
    assert len(threads) == 1
    assert get_ident() not in threads


def test_a_void_record_is_gone(page: OverviewPage, services: Services) -> None:
    before = counts(page)
    late = next(item for item in page.due.shown_items() if item.due.feature == "problems")
    services.desk.do(void_record, "作废问题", record=Problem, row=late.due.row, reason="重复登记")
    assert page.board is not None
    lapsing = of_tile(page.board.items, Tile.LAPSING)[0]
    services.desk.do(void_record, "作废机构", record=Institution, row=lapsing.due.row, reason="重复登记")
    after = counts(page)
    assert (after[Tile.LATE], after[Tile.LAPSING]) == (before[Tile.LATE] - 1, before[Tile.LAPSING] - 1)


def test_a_part_opens_its_list(page: OverviewPage, services: Services, qtbot: QtBot) -> None:
    assert page.board is not None
    part = next(part for part in parts(of_tile(page.board.items, Tile.LATE)) if part.feature == "problems")
    with qtbot.waitSignal(services.opened) as heard:
        page.open_part(Tile.LATE, part)
    feature, row, question = heard.args
    assert (feature, row, question.only) == ("problems", None, part.rows)


def test_a_figure_of_nothing_says_so_beside_what_is_late(page: OverviewPage, qtbot: QtBot) -> None:
    assert page.board is not None
    page.due.show_board(page.board, (), Tile.LAPSING.value)
    told = [item.text() for item in page.due.findChildren(QLabel) if item.isVisible()]
    assert f"现在没有“{Tile.LAPSING.value}”的。按“看全部”回到要办的事。" in told
    assert not page.due.start.isVisible()
    qtbot.mouseClick(page.due.keyboard(), Qt.MouseButton.LeftButton)
    assert listed(page) == len(page.due.shown_items()) > 0


def test_a_part_without_a_list_narrows_this_one(page: OverviewPage) -> None:
    assert page.board is not None
    part = next(part for part in parts(of_tile(page.board.items, Tile.SOON)) if part.feature == "filings")
    page.open_part(Tile.SOON, part)
    assert [item.due.feature for item in page.due.shown_items()] == ["filings"]
    page.due.show_all()
    assert len(page.due.shown_items()) > 1


def test_clicking_figures_and_parts(page: OverviewPage, services: Services, qtbot: QtBot) -> None:
    links = page.tiles.findChildren(LinkButton)
    figure = next(button for button in links if button.property("figure") == "true")
    figure.click()
    assert len(page.due.shown_items()) == counts(page)[Tile.LATE]
    with qtbot.waitSignal(services.opened):
        next(button for button in links if button.property("figure") != "true").click()


def test_enter_opens_the_record(page: OverviewPage, services: Services, qtbot: QtBot) -> None:
    first = page.due.table.current_line()
    assert first is not None
    with qtbot.waitSignal(services.opened) as heard:
        QTest.keyClick(page.due.table, Qt.Key.Key_Return)
    assert heard.args == [first.payload.due.feature, first.payload.due.row, None]


def test_by_town_shows_the_same_items(page: OverviewPage) -> None:
    before = listed(page)
    page.due.link_clicked.emit("turn")
    heads = {line.title for line in page.due.table.lines.lines if isinstance(line, GroupLine)}
    assert heads == {"梅岭街道", "全市"}
    assert listed(page) == before


def test_folded_lines_open(page: OverviewPage) -> None:
    page.due.table.resize(600, 100)
    settle()
    more = folded(page)
    assert more
    page.due.table.opened.emit(more[0].payload)
    assert listed(page) == len(page.due.shown_items())
    assert len(folded(page)) == len(more) - 1


def test_the_cursor_stays_on_its_record_over_a_change(page: OverviewPage, services: Services) -> None:
    page.due.table.setCurrentIndex(page.due.table.lines.index(3, 0))
    kept = page.due.table.current_line()
    register(services.desk)
    now = page.due.table.current_line()
    assert kept is not None
    assert now is not None
    assert now.key == kept.key


def test_weeks_count_what_they_open(page: OverviewPage, services: Services, qtbot: QtBot) -> None:
    found = bring_to(services.desk, register(services.desk), State.CLOSED)
    assert page.board is not None
    week = next(week for week in page.board.weekly if week.first == date(2023, 9, 11))
    assert len(week.found) == LIMITED + 1
    assert found.id in week.found
    assert found.id not in page.board.open
    assert len(page.board.open) == LIMITED
    with qtbot.waitSignal(services.opened) as heard:
        page.weeks.chart.clicked.emit("2023-09-11", 0)
    assert heard.args[2].only == week.found


def test_a_begun_paper_is_listed(page: OverviewPage, services: Services, qtbot: QtBot) -> None:
    found = register(services.desk)
    paper = Paper("rectification", {}, about=Problem.__tablename__, about_id=found.id)
    services.desk.do(keep_draft, "保存草稿", paper=paper)
    assert page.board is not None
    (draft,) = page.board.drafts
    assert draft.title.endswith(found.title())
    assert draft.state.startswith("还空 ")
    with qtbot.waitSignal(services.opened) as heard:
        page.drafts.table.opened.emit(draft)
    assert heard.args == ["problems", found.id, None]


def test_the_next_report(page: OverviewPage) -> None:
    assert page.board is not None
    reports = page.board.reports
    assert reports is not None
    assert reports.words == "9月数据最迟 9月28日（周四）报出，剩 3 个工作日"
    assert len(reports.rows) == 5


def test_a_scheme_without_reports_has_no_box(page: OverviewPage, services: Services) -> None:
    assert page.reports.isVisible()
    services.desk.do(set_up_office, "改方案", office=replace(OFFICE, plan="nanchang-2021"))
    assert not page.reports.isVisible()
    assert clipped_texts(page) == []


def test_a_figure_of_nothing_is_not_red(page: OverviewPage, services: Services) -> None:
    def tone() -> object:
        links = page.tiles.findChildren(LinkButton)
        return next(link for link in links if link.property("figure") == "true").property("tone")

    assert tone() == "red"
    for item in of_tile(page.board.items if page.board else (), Tile.LATE):
        record = Problem if item.due.feature == "problems" else Institution
        services.desk.do(void_record, "作废", record=record, row=item.due.row, reason="试")
    settle()
    assert tone() == "grey"


def test_a_year_without_data_is_said(page: OverviewPage, services: Services) -> None:
    assert not page.missing.isVisible()
    services.desk.store.clock = FixedClock.on(date(2027, 3, 1))
    page._check_day()
    assert "2027" in page.missing.text()
    assert page.missing.isVisible()


@pytest.mark.parametrize("size", [PAGE, NARROW], ids=["wide", "narrow"])
def test_nothing_is_clipped(page: OverviewPage, size: object) -> None:
    page.resize(size)  # type: ignore[call-overload]
    settle()
    assert clipped_texts(page) == []


def test_nothing_to_do_says_what_to_do(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    desk = make_desk(tmp_path)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    empty = OverviewPage(Services(desk, (OVERVIEW,), settings, Outputs(lambda *given: 0)), OVERVIEW)
    qtbot.addWidget(empty)
    empty.resize(PAGE)
    empty.show()
    settle()
    assert not empty.due.table.isVisible()
    assert clipped_texts(empty) == []
    desk.store.close()


def test_gathering_is_quick(services: Services) -> None:
    offers = [feature.due for feature in STREET if feature.due is not None]
    services.read(board, services.today, offers)
    start = process_time()
    services.read(board, services.today, offers)
    assert process_time() - start < 0.3


def test_paper_holds_the_rows_of_the_list(page: OverviewPage) -> None:
    assert page.board is not None
    items = page.due.shown_items()
    sheet = due_sheet(page.board, items, "晋江市教育局")
    assert [row[2] for row in sheet.rows] == [item.due.subject for item in items]
    assert sheet.notes[0].startswith(f"共 {len(items)} 件：已逾期 5 件，3 个工作日内到期 4 件")
    assert due_pdf(page.board, (), "晋江市教育局").startswith(b"%PDF")
