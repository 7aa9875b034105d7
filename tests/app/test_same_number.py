"""The same filter gives the same number everywhere: page, print, export and command line.

Pains: 报表与清单对不上; 户数/条数 mixed. Every chip of every list of the street, and views saved from them.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from desktop.app import cli, sample
from desktop.app.exporting import export_listing
from desktop.app.features import STREET
from desktop.app.printing import list_sheet
from desktop.app.setup import open_desk
from desktop.base.listing import Listing, Question
from desktop.base.progress import silent
from desktop.base.views import View
from desktop.features.problems.form import printing
from desktop.features.problems.page.whole import BOARD, ProblemsPage
from desktop.output.pdf.sheet import Paper
from desktop.store.desk import Desk
from desktop.store.lists import count
from desktop.store.views import ListView, save_view
from desktop.ui.feature import whole_listing
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services

LISTS = [(feature, listing) for feature in STREET for listing in feature.listings]
NAMES = [listing.key for _, listing in LISTS]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, loaded once."""
    made = tmp_path_factory.mktemp("同数") / "数据"
    desk = open_desk(made)
    sample.load(desk, silent())
    desk.store.close()
    return made


@pytest.fixture
def desk(folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of it."""
    shutil.copytree(folder, tmp_path / "数据")
    opened = open_desk(tmp_path / "数据")
    yield opened
    opened.store.close()


def services(desk: Desk, folder: Path) -> Services:
    settings = QSettings(str(folder / "窗口.ini"), QSettings.Format.IniFormat)
    return Services(desk, STREET, settings, Outputs(lambda *given: export_listing(desk, *given)))


@pytest.mark.parametrize("place", range(len(LISTS)), ids=NAMES)
def test_every_chip_counts_the_same_on_page_print_and_export(
        desk: Desk, tmp_path: Path, qtbot: QtBot, place: int) -> None:
    feature, listing = LISTS[place]
    with desk.store.reading() as session:
        whole = whole_listing(listing, STREET, session)
    page = LedgerPage(services(desk, tmp_path), feature, whole)
    qtbot.addWidget(page)
    for chip in whole.filters:
        asked = Question(filters=frozenset({chip.key}))
        page.show_question(asked)
        shown = page.table.windowed.rowCount()
        sheet = list_sheet(desk, listing_narrow(page), page.asked(), "", silent())
        with desk.store.reading() as session:
            counted = count(session, whole, asked, desk.today)
        assert (len(sheet.rows), counted.rows) == (shown, shown), chip.label
        assert sheet.notes == (f"共 {counted.words}。",)
        if counted.holders is not None:
            assert counted.holders <= counted.rows
    file = tmp_path / "导出.xlsx"
    page.show_question(Question())
    assert export_listing(desk, page.listing, page.asked(), file, silent()) == page.table.windowed.rowCount()


def listing_narrow(page: LedgerPage) -> Listing:
    """The page's list with the columns in sight."""
    return page.listing.showing(page.table.shown_keys()[:6])


@pytest.mark.parametrize("place", range(len(LISTS)), ids=NAMES)
def test_every_saved_view_counts_the_same_on_page_print_export_and_command(
        desk: Desk, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str], place: int) -> None:
    feature, listing = LISTS[place]
    with desk.store.reading() as session:
        whole = whole_listing(listing, STREET, session)
    wanted = [View(f"视图{number}", Question(filters=frozenset({chip.key}), order=whole.columns[0].key),
                   tuple(column.key for column in whole.columns[:4]))
              for number, chip in enumerate(whole.filters[:6])]
    wanted.append(View("作废的", Question(voided=True)))
    for view in wanted:
        desk.do(save_view, "存视图", listing=listing.key, view=view)
    page = LedgerPage(services(desk, tmp_path), feature, whole)
    qtbot.addWidget(page)
    page.show()
    for view, chip in zip(wanted, page.views.row.chips()[1:], strict=False):
        chip.click()
        shown = page.table.windowed.rowCount()
        assert chip.accessibleName() == f"{view.name} {shown}"
        sheet = list_sheet(desk, page.listing.showing(page.table.shown_keys()), page.asked(),
                           page.print_title(), silent())
        assert len(sheet.rows) == shown
        total, rows = command(desk, tmp_path, capsys, listing.key, view.name)
        assert (total, rows) == (shown, shown), view.name


def test_a_view_of_a_town_that_is_gone_says_so_and_shows_no_number(
        desk: Desk, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    feature, listing = next(item for item in LISTS if item[1].key == "institutions")
    gone = View("旧镇的", Question("泮池", frozenset({"town:撤并的镇"})))
    desk.do(save_view, "存视图", listing=listing.key, view=gone)
    with desk.store.reading() as session:
        whole = whole_listing(listing, STREET, session)
    known = services(desk, tmp_path)
    said: list[str] = []
    known.said.connect(lambda told: said.append(told.words))
    page = LedgerPage(known, feature, whole)
    qtbot.addWidget(page)
    page.show()
    every, chip = page.table.windowed.rowCount(), page.views.row.chips()[1]
    chip.click()
    assert (chip.accessibleName().strip(), page.table.windowed.rowCount()) == ("旧镇的", every)
    assert "“撤并的镇”已经没有了" in said[-1]
    assert cli.run(["--data", str(desk.store.folder), "list", listing.key, "--view", gone.name]) == 2
    assert "“撤并的镇”已经没有了" in capsys.readouterr().err


def command(desk: Desk, folder: Path, capsys: pytest.CaptureFixture[str], key: str,
            view: str) -> tuple[int, int]:
    """What `list` counts and `export` writes."""
    given = ["--data", str(desk.store.folder), "--json"]
    file = folder / f"{key}-{view}.xlsx"
    capsys.readouterr()
    assert cli.run(["list", key, "--view", view, *given]) == 0
    total = json.loads(capsys.readouterr().out)["total"]
    assert cli.run(["export", key, str(file), "--view", view, *given]) == 0
    capsys.readouterr()
    return int(total), data_rows(file)


def data_rows(file: Path) -> int:
    """Rows below the head of an exported sheet."""
    book = load_workbook(file, read_only=True)
    try:
        return sum(any(cell is not None for cell in row)
                   for row in book.worksheets[0].iter_rows(min_row=2, values_only=True))
    finally:
        book.close()


def test_every_saved_view_counts_the_same_on_list_ledger_board_wall_and_form(
        desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The board follows lights, states, search and views as they stand in the list, its print too."""
    feature, listing = next(pair for pair in LISTS if pair[1].key == "problems")
    with desk.store.reading() as session:
        whole = whole_listing(listing, STREET, session)
    keys = [chip.key for chip in whole.filters if not chip.key.startswith(("town:", "department:"))]
    asked = [Question(filters=frozenset({key})) for key in keys]
    asked += [Question("托管", frozenset({"red", "open"})), Question("", frozenset({"amber", "waiting"})),
              Question(filters=frozenset({"red", "blue", "state:整改中", "town:安海镇"})),
              Question(voided=True)]
    for place, question in enumerate(asked):
        desk.do(save_view, "存视图", listing=listing.key, view=View(f"视图{place}", question))
    page = ProblemsPage(services(desk, tmp_path), feature)
    qtbot.addWidget(page)
    page.show()
    printed: list[bytes] = []
    monkeypatch.setattr(printing, "PrintDialog", lambda services, title, data, name, parent: Kept(
        data, printed))
    for view, row in page.views.views.items():
        page.choose_saved(view)
        page.board.wall = None
        page.choose_view(BOARD)
        qtbot.waitUntil(lambda: page.board.wall is not None)
        wall, shown = page.board.wall, page.table.windowed.rowCount()
        assert wall is not None
        counts = (sum(wall.stages.values()) + wall.elsewhere, wall.figures["挂账总数"] + wall.elsewhere)
        assert counts == (shown, shown), row.name
        told = {name: int(button.text()) for name, button in page.board.figures.numbers.items()}
        assert told == dict(wall.figures)
        assert sum(column.count for column in page.board.board.columns) == wall.figures["挂账总数"]
        if row.id % 5 == 0:
            paper = printed_wall(page, qtbot, printed)
            assert f"挂账总数{shown - wall.elsewhere}未销号" in paper
            assert "筛选：" in paper or question_of(row).voided
        name = next((name for name in ("红", "已销号", "未销号") if wall.figures[name]), "挂账总数")
        page.board.figures.numbers[name].click()
        assert (page.view, page.table.windowed.rowCount()) == ("list", wall.figures[name]), (row.name, name)


def question_of(view: ListView) -> Question:
    return view.view().question


class Kept:
    """In the place of the preview: keeps the paper."""

    def __init__(self, data: bytes, into: list[bytes]) -> None:
        into.append(data)

    def exec(self) -> None:
        """Nobody is there to look."""


def printed_wall(page: ProblemsPage, qtbot: QtBot, printed: list[bytes]) -> str:
    """The words of the wall chart as the page prints it now, without spaces."""
    printed.clear()
    printing.print_form(page.services, printing.WALL, Paper.A3, page.asked(), page, lambda _: page.listing)
    qtbot.waitUntil(lambda: bool(printed), timeout=20_000)
    with PdfDocument(printed[0]) as book:
        return "".join("".join(sheet.get_textpage().get_text_bounded().split()) for sheet in book)
