"""The whole window at the smallest screen that counts, its cards and links taken as she takes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSettings, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app.features import STREET
from desktop.app.window import OWN_PAGES, Window
from desktop.store.desk import Desk
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.theme import apply_theme
from desktop.ui.views_page import ViewsPage
from tests.helpers.county import county_copy
from tests.helpers.driving import enabled
from tests.helpers.screens import settle

SIZE = QSize(1366, 736)
PAGES = [feature.key for feature in STREET if feature.icon] + list(OWN_PAGES)
"""Every page of the sidebar."""


@contextmanager
def county_window(county: Path, folder: Path, qapp: QApplication) -> Iterator[Window]:
    """The program's window on a copy of the sample county, shown; gone afterwards."""
    apply_theme(qapp)
    with county_copy(county, folder) as desk:
        made = Window(desk, STREET, QSettings(str(folder / "窗口.ini"), QSettings.Format.IniFormat))
        made.show()
        made.activateWindow()
        settle()
        yield made
        made.services.tasks.wait()
        made.hide()
        made.deleteLater()
        settle()


def shown_pages(window: Window) -> Iterator[tuple[str, QWidget]]:
    """Every page in front, and every view of those with several."""
    for key in PAGES:
        window.go(key)
        settle()
        page = window.current()
        assert page is not None
        for view in list(page._views) if isinstance(page, ViewsPage) else [""]:
            if isinstance(page, ViewsPage):
                page.show_view(view)
                settle()
            yield f"{key} {view}", page


def open_window(desk: Desk, folder: Path, qapp: QApplication, qtbot: QtBot) -> Window:
    """The program's window, shown, on every subject of the street."""
    apply_theme(qapp)
    made = Window(desk, STREET, QSettings(str(folder / "窗口.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made)
    made.resize(SIZE)
    made.show()
    settle()
    return made


def card_in_front(window: Window) -> LedgerCard:
    """The card of the page in front."""
    settle()
    page = window.current()
    assert isinstance(page, LedgerPage), page
    assert isinstance(page.card, LedgerCard)
    return page.card


def verb(shown: QWidget, words: str) -> Button:
    """The button of these words, which must not be greyed."""
    return enabled(next(item for item in shown.findChildren(Button) if item.text() == words))


def entry(button: Button, words: str) -> QAction:
    """The entry of a button's menu whose words begin so; it can be chosen."""
    menu = button.menu()
    assert menu is not None, button.text()
    found = next(item for item in menu.actions() if item.text().startswith(words))
    assert found.isEnabled(), words
    return found


def link(shown: QWidget, words: str) -> LinkButton:
    """The link of a card whose words begin so."""
    known = [item for item in shown.findChildren(LinkButton) if item.isVisible()]
    found = next((item for item in known if item.text().startswith(words)), None)
    assert found is not None, [item.text() for item in known]
    return found


class _Shown(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(f"{type(watched).__name__} {watched.windowTitle()}")
        return False


@contextmanager
def windows_shown(qapp: QApplication) -> Iterator[list[str]]:
    """The windows that come to the screen meanwhile."""
    heard = _Shown()
    qapp.installEventFilter(heard)
    try:
        yield heard.names
    finally:
        qapp.removeEventFilter(heard)
