"""Every page and view of the sample county on each screen that counts: every word has room of its own."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QScrollArea, QTabBar, QToolButton, QWidget

from desktop.app.window import Window
from desktop.features.problems.page.whole import ProblemsPage
from desktop.ui.table import LedgerTable
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.windows import county_window, shown_pages

SCREENS = {"1366x768": QSize(1366, 736), "1920x1080": QSize(1920, 1048), "125 %": QSize(1093, 582),
           "150 %": QSize(910, 480)}
"""What the title bar leaves; a scaled screen of 1366 x 768 has so many px of its own."""


@pytest.fixture
def window(county: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Window]:
    with county_window(county, tmp_path, qapp) as made:
        yield made


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
    for key, page in shown_pages(window):
        cut, over = clipped_texts(window), overlapping(page)
        if cut or over:
            faults.append((key, cut, over))
    window.go("problems")
    board = window.current()
    assert isinstance(board, ProblemsPage)
    board.choose_view("board")
    settle()
    assert (faults, clipped_texts(board), overlapping(board)) == ([], [], [])


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
