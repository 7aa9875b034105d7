"""The same filter gives the same number everywhere: page, print, export and command line.

Pains: 报表与清单对不上; 户数/条数 mixed. Every chip of every list of the street, and views saved from them.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
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
from desktop.store.desk import Desk
from desktop.store.lists import count
from desktop.store.views import save_view
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
