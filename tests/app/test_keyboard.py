"""Every page by keyboard alone: Tab reaches each control and leaves it, keys are told truly, Esc closes."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app.features import STREET
from desktop.app.window import HISTORY, TRASH, Window
from desktop.base.changes import Changes
from desktop.base.listing import Question
from desktop.base.views import View
from desktop.store.editing import void_record
from desktop.store.views import ListView, save_view
from desktop.ui.buttons import Button
from desktop.ui.history_page import HistoryPage
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.page import Page
from desktop.ui.shortcut_sheet import ShortcutSheet, working_keys
from desktop.ui.theme import apply_theme
from desktop.ui.trash_page import TrashPage
from desktop.ui.views_page import ViewsPage
from tests.helpers.screens import settle
from tests.helpers.windows import PAGES, county_window, windows_shown

MOST_STEPS = 400
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)


@pytest.fixture
def window(county: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Window]:
    with county_window(county, tmp_path, qapp) as made:
        yield made


def reached(window: Window) -> list[QWidget]:
    """What has the keyboard after each Tab, until it comes round to the first; a trap fails."""
    found: list[QWidget] = []
    for _ in range(MOST_STEPS):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        here = window.focusWidget()
        assert here is not None
        if here in found:
            assert here is found[0], f"Tab is caught at {name(here)}, after {name(found[-1])}"
            return found
        found.append(here)
    raise AssertionError("Tab does not come round")


def in_front(window: Window, page: Page) -> None:
    """The window is the active one, the page has the keyboard."""
    window.activateWindow()
    settle()
    page.setFocus()
    settle()


def name(widget: QWidget) -> str:
    words = widget.accessibleName() or getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} {words}"


def controls(page: QWidget) -> list[QWidget]:
    """Enabled controls in sight, without the inner parts of others."""
    return [item for item in page.findChildren(QWidget) if isinstance(item, CONTROLS) and item.isVisible()
            and item.isEnabled() and not inner(item) and not shown_only(item)]


def shown_only(widget: QWidget) -> bool:
    """A table to read: it takes neither keyboard nor choice."""
    return isinstance(widget, QAbstractItemView) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus


def turned_to(widget: QWidget, seen: list[QWidget]) -> bool:
    """One of several words of which one holds: Tab reaches one of them, the arrow keys the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and any(other in seen for other in group.buttons())


def inner(widget: QWidget) -> bool:
    """A part of a box one reaches as a whole: the clear button of a line, the line of a combo box."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, Page):
        if isinstance(above, (QLineEdit, QComboBox, QAbstractItemView)):
            return True
        above = above.parentWidget()
    return False


@pytest.mark.parametrize("key", PAGES)
def test_tab_reaches_every_control_and_leaves_it(window: Window, key: str) -> None:
    window.go(key)
    settle()
    page = window.current()
    assert page is not None
    in_front(window, page)
    seen = reached(window)
    proxied = {item.focusProxy() for item in seen} | set(seen)
    missed = [name(item) for item in controls(page) if item not in proxied
              and not (isinstance(item, Button) and item.key()) and not turned_to(item, seen)]
    assert missed == [], [name(item) for item in seen]


@pytest.mark.parametrize("key", PAGES)
def test_a_page_opens_with_the_keyboard_in_sight_and_no_other_window(
    window: Window, key: str, qapp: QApplication
) -> None:
    """A part shown before it has a place would flash as a window and take the keyboard away."""
    with windows_shown(qapp) as shown:
        window.go(key)
        settle()
    assert shown == []
    page = window.current()
    here = window.focusWidget()
    assert page is not None
    assert here is not None
    assert here.isVisible()
    assert page.isAncestorOf(here) or controls(page) == []


@pytest.mark.parametrize("key", PAGES)
def test_the_sheet_of_keys_tells_the_truth(window: Window, key: str) -> None:
    window.go(key)
    settle()
    page = window.current()
    assert page is not None
    told = {item.keys for group in window.shortcut_sheet().groups for item in group.keys}
    works = {button.key() for button in page.findChildren(Button) if button.key() and not button.isHidden()}
    works |= {short.key().toString() for short in page.findChildren(QShortcut) if short.whatsThis()}
    assert works <= told
    assert {item.keys for item in working_keys(page)} <= works


def test_esc_closes_the_sheet_of_keys(window: Window, qtbot: QtBot) -> None:
    sheet: ShortcutSheet = window.shortcut_sheet()
    sheet.show()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def blind_spots(window: Window, page: Page) -> list[str]:
    """Controls that look the same with the keyboard and without it."""
    in_front(window, page)
    blind = []
    for item in reached(window):
        empty = isinstance(item, QAbstractItemView) and item.model().rowCount() == 0
        if page.isAncestorOf(item) and isinstance(item, (*CONTROLS, QTabBar)) and not empty:
            item.setFocus(Qt.FocusReason.TabFocusReason)
            settle()
            there = item.grab().toImage()
            item.clearFocus()
            settle()
            if item.isVisible() and item.grab().toImage() == there:
                blind.append(f"{name(item)} {item.geometry()}")
    return blind


@pytest.mark.parametrize("key", PAGES)
def test_the_place_of_the_keyboard_can_be_seen(window: Window, key: str) -> None:
    """A control looks otherwise while it has the keyboard."""
    window.go(key)
    settle()
    page = window.current()
    assert page is not None
    assert blind_spots(window, page) == []


@pytest.mark.parametrize("key", ["complaints", "problems", "filings", "history"])
def test_it_can_be_seen_in_the_dark_look_too(window: Window, qapp: QApplication, key: str) -> None:
    apply_theme(qapp, dark=True)
    try:
        window.go(key)
        settle()
        page = window.current()
        assert page is not None
        assert blind_spots(window, page) == []
    finally:
        apply_theme(qapp, dark=False)


def place_of(item: QWidget, other: QWidget, page: Page) -> QPoint:
    """Where `item` stands: within what scrolls when both are in it; else where that is on the page."""
    for area in page.findChildren(QScrollArea):
        inside = area.widget()
        if inside is not None and inside.isAncestorOf(item):
            return (item.mapTo(inside, QPoint(0, 0)) if inside.isAncestorOf(other)
                    else area.mapTo(page, QPoint(0, 0)))
    return item.mapTo(page, QPoint(0, 0))


@pytest.mark.parametrize("key", PAGES)
def test_tab_goes_as_one_reads(window: Window, key: str) -> None:
    """Down, or on to the right; up only where another column begins."""
    window.go(key)
    settle()
    page = window.current()
    assert page is not None
    in_front(window, page)
    ring = reached(window)
    first = next((place for place, item in enumerate(ring) if not page.isAncestorOf(item)), 0)
    ring = [*ring[first:], *ring[:first]]
    stops = [item for item in ring if page.isAncestorOf(item)]
    back = []
    for before, after in pairwise(stops):
        old, new = place_of(before, after, page), place_of(after, before, page)
        if new.y() + after.height() < old.y() and new.x() < old.x() + before.width() - 4:
            back.append(f"{name(before)} {old} to {name(after)} {new}")
    assert back == []


LEDGERS = [feature.key for feature in STREET if feature.icon and feature.listings]


def inside(page: Page) -> bool:
    """The keyboard is at something of the page that is in sight and can be used."""
    here = page.window().focusWidget()
    return here is not None and page.isAncestorOf(here) and here.isVisible() and here.isEnabled()


def ledgers(page: Page) -> list[LedgerPage]:
    """The list of a page, or those of its views, that have rows."""
    if isinstance(page, ViewsPage):
        found = []
        for view in page._views:
            page.show_view(view)
            settle()
            found += [item for item in page.findChildren(LedgerPage) if item.isVisible()]
        return found
    return [page] if isinstance(page, LedgerPage) else []


@pytest.mark.parametrize("key", LEDGERS)
def test_the_keyboard_stays_on_the_page_when_its_last_row_goes(
        window: Window, key: str, qtbot: QtBot) -> None:
    """From the table, from a verb of the card and from a chip, whatever took the row away."""
    window.go(key)
    page = window.current()
    assert page is not None
    for view in ledgers(page):
        if isinstance(page, ViewsPage):
            page.show_view(next(name for name, shown in page._views.items() if shown[0] is view))
        for place in ("table", "card", "tab"):
            view.clear_filters()
            ids = view.table.windowed.ids()
            if not ids:
                continue
            view.show_question(Question(only=frozenset(ids[:1])))
            in_front(window, page)
            {"table": view.table, "card": view.card, "tab": view.clearing}[place].setFocus()
            settle()
            assert inside(page), (view.listing.key, place)
            view.source.question = Question(only=frozenset())
            gone = frozenset({(view.listing.record.__tablename__, ids[0])})
            window.services.changed.emit(Changes(1, "办了一条", gone))
            settle()
            assert view.table.windowed.rowCount() == 0
            assert inside(page), (view.listing.key, place, window.focusWidget())


def test_the_keyboard_stays_in_the_trash_after_the_last_one_came_back(
        window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = window.services.desk.do(save_view, "存视图", listing="institutions", view=View("常看的"))
    window.go(TRASH)
    page = window.current()
    assert isinstance(page, TrashPage)
    monkeypatch.setattr(page.source, "records", lambda: [ListView])
    window.services.desk.do(void_record, "作废", record=ListView, row=kept.id, reason="不用了")
    in_front(window, page)
    page.back.setFocus()
    QTest.keyClick(page.back, Qt.Key.Key_Space)
    settle()
    assert page.current() is None
    assert page.empty.isVisible()
    assert window.focusWidget() is page.empty.button
    QTest.keyClick(page.empty.button, Qt.Key.Key_Space)
    settle()
    assert window.current() is not page, "to the history, which tells what came back"


def test_the_keyboard_stays_by_the_views_when_the_last_one_is_dropped(window: Window) -> None:
    window.go("institutions")
    page = window.current()
    assert isinstance(page, LedgerPage)
    view = page.views.store("常看的")
    assert view is not None
    settle()
    in_front(window, page)
    chip = next(chip for chip in page.views.row.chips() if "常看的" in chip.accessibleName())
    chip.setFocus()
    page.views.drop(view)
    settle()
    assert inside(page), window.focusWidget()
    assert page.views.isAncestorOf(window.focusWidget())


def test_the_keyboard_stays_in_the_history_when_the_step_is_taken_back(window: Window) -> None:
    services = window.services
    services.desk.do(save_view, "存视图", listing="institutions", view=View("常看的"))
    window.go(HISTORY)
    page = window.current()
    assert isinstance(page, HistoryPage)
    in_front(window, page)
    button = page.taking_back.button
    button.setFocus()
    assert window.focusWidget() is button
    number = page.table.current_id()
    assert number is not None
    services.take_back(number, "撤销：存视图", lambda: None, parent=page)
    services.tasks.wait()
    settle()
    assert inside(page), window.focusWidget()
