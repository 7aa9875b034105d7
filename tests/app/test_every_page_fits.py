"""Every page and view of the sample county on each screen that counts: every word has room of its own."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication, QScrollArea, QTabBar, QToolButton, QWidget

from desktop.app.features import STREET
from desktop.app.window import OWN_PAGES, Window
from desktop.features.problems.page.whole import ProblemsPage
from desktop.ui.table import LedgerTable
from desktop.ui.theme import apply_theme
from desktop.ui.views_page import ViewsPage
from tests.helpers.county import county_copy
from tests.helpers.screens import clipped_texts, settle

PAGES = [feature.key for feature in STREET if feature.icon] + list(OWN_PAGES)
SCREENS = {"1366x768": QSize(1366, 736), "1920x1080": QSize(1920, 1048), "125 %": QSize(1093, 582),
           "150 %": QSize(910, 480)}
"""What the title bar leaves; a scaled screen of 1366 x 768 has so many px of its own."""


@pytest.fixture
def window(county: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Window]:
    apply_theme(qapp)
    with county_copy(county, tmp_path) as desk:
        made = Window(desk, STREET, QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))
        yield made
        made.services.tasks.wait()
        made.hide()
        made.deleteLater()
        settle()


def overlapping(page: QWidget) -> list[str]:
    """Neighbours in a layout of which one lies over the other: too little height squeezes them together."""
    found = []
    for parent in page.findChildren(QWidget):
        layout = parent.layout()
        if layout is None or not parent.isVisible():
            continue
        parts = [layout.itemAt(place).widget() for place in range(layout.count())]
        shown = [part for part in parts if part is not None and part.isVisible()]
        for one, other in pairwise(shown):
            both = one.geometry().intersected(other.geometry())
            if both.height() > 1 and both.width() > 1:
                found.append(f"{type(one).__name__} {type(other).__name__} in {type(parent).__name__}")
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_has_room_for_its_words(window: Window, screen: str) -> None:
    window.resize(SCREENS[screen])
    window.show()
    settle()
    faults = []
    for key in PAGES:
        window.go(key)
        settle()
        page = window.current()
        assert page is not None
        for view in list(page._views) if isinstance(page, ViewsPage) else [""]:
            if isinstance(page, ViewsPage):
                page.show_view(view)
                settle()
            cut, over = clipped_texts(window), overlapping(page)
            if cut or over:
                faults.append((key, view, cut, over))
    window.go("problems")
    board = window.current()
    assert isinstance(board, ProblemsPage)
    board.choose_view("board")
    settle()
    assert (faults, clipped_texts(board), overlapping(board)) == ([], [], [])


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


def needless_bars(page: QWidget) -> list[str]:
    """Bars beside what would have room, lists that go on at the right, tabs behind arrows."""
    found = [f"{table.head.length()} px of {table.viewport().width()}"
             for table in page.findChildren(LedgerTable)
             if table.isVisible() and table.horizontalScrollBar().maximum() > 0]
    for area in page.findChildren(QScrollArea):
        inside = area.widget()
        if area.isVisible() and inside is not None and inside.layout() is not None:
            needed = inside.layout().heightForWidth(area.maximumViewportSize().width())
            if area.verticalScrollBar().isVisible() and 0 < needed <= area.maximumViewportSize().height():
                found.append(f"bar beside {needed} px in {area.maximumViewportSize().height()}")
    for tabs in page.findChildren(QTabBar):
        arrows = [button for button in tabs.findChildren(QToolButton) if button.isVisible()]
        found += ["tabs behind arrows"] * bool(arrows)
    return found


@pytest.mark.parametrize("screen", ["1366x768", "1920x1080"])
def test_nothing_scrolls_that_has_room(window: Window, screen: str) -> None:
    window.resize(SCREENS[screen])
    window.show()
    settle()
    assert [(key, bars) for key, page in shown_pages(window) if (bars := needless_bars(page))] == []
