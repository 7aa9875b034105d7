"""The program is open all day: what is opened and closed again leaves nothing behind."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from desktop.app.features import STREET
from desktop.app.window import Window
from desktop.store.desk import Desk
from desktop.store.store import Store
from desktop.ui.ledger_page import LedgerPage
from tests.helpers.county import county_copy, reopened
from tests.helpers.screens import settle

WARM_UP = 5
PAGES = ("institutions", "problems", "overview")
MOST = 40
"""Objects of Python's one opening may leave: what is loaded late. A card once left 1000, a form 600."""


def make_window(desk: Desk, place: Path) -> Window:
    made = Window(desk, STREET, QSettings(str(place / "窗口.ini"), QSettings.Format.IniFormat))
    made.show()
    settle()
    return made


def put_away(window: Window) -> None:
    window._wait()
    window.hide()
    window.deleteLater()
    settle()


@pytest.fixture
def desk(county: Path, tmp_path: Path) -> Iterator[Desk]:
    with county_copy(county, tmp_path) as made:
        yield made


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qapp: QApplication) -> Iterator[Window]:
    made = make_window(desk, tmp_path)
    yield made
    put_away(made)


def closing(opens: Callable[[], object]) -> None:
    """Open a dialog and leave it as soon as it is there."""
    met: list[QDialog] = []

    def look() -> None:
        top = QApplication.activeModalWidget()
        if isinstance(top, QDialog):
            met.append(top)
            top.done(0)

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(2)
    opens()
    timer.stop()
    assert met
    settle()


def page(window: Window, key: str) -> LedgerPage:
    window.go(key)
    found = window.current()
    assert isinstance(found, LedgerPage)
    return found


def show_card(window: Window, key: str, turn: int) -> None:
    page(window, key).open_row(1 + turn % 5)
    settle()


def edit(window: Window, turn: int) -> None:
    show_card(window, "institutions", turn)
    closing(page(window, "institutions").card.edit)


def print_preview(window: Window, turn: int) -> None:
    shown = page(window, "institutions")

    def printing() -> None:
        shown.print()
        while window.services.tasks.busy:
            QApplication.processEvents()

    closing(printing)


OPENINGS = (
    (80, partial(show_card, key="institutions")),
    (80, partial(show_card, key="problems")),
    (15, edit),
    (15, lambda window, turn: closing(page(window, "problems").new)),
    (6, lambda window, turn: closing(lambda: window.shortcut_sheet().exec())),
    (4, print_preview),
)


def alive() -> tuple[Counter[str], int]:
    """Widgets by their kind, and how many objects Python keeps."""
    settle()
    gc.collect()
    return Counter(type(widget).__name__ for widget in QApplication.allWidgets()), len(gc.get_objects())


def test_two_hundred_cards_and_dialogs_leave_nothing_behind(window: Window) -> None:
    for _, opening in OPENINGS:
        for turn in range(WARM_UP):
            opening(window, turn=turn)
    before, objects = alive()
    for times, opening in OPENINGS:
        for turn in range(times):
            opening(window, turn=turn)
    after, more = alive()
    assert after - before == Counter()
    assert more - objects < MOST * sum(times for times, _ in OPENINGS)


def test_a_window_opened_anew_keeps_nothing_of_the_old_one(desk: Desk, tmp_path: Path, qapp: QApplication
                                                           ) -> None:
    """Another look, another operator, a restore: each closes the window and opens one."""
    gc.collect()
    stores = {id(found) for found in gc.get_objects() if isinstance(found, Store)}
    before, _ = alive()
    for _ in range(3):
        window = make_window(desk, tmp_path)
        for key in PAGES:
            window.go(key)
            settle()
        put_away(window)
        desk = reopened(desk)
    del window
    after, _ = alive()
    assert after - before == Counter()
    assert [found for found in gc.get_objects() if isinstance(found, Store) and id(found) not in stores] == [
        desk.store]
    desk.store.close()
