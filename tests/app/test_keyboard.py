"""Every page by keyboard alone: Tab reaches each control and leaves it, keys are told truly, Esc closes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app.features import STREET
from desktop.app.window import OWN_PAGES, Window
from desktop.ui.buttons import Button
from desktop.ui.page import Page
from desktop.ui.shortcut_sheet import ShortcutSheet, working_keys
from desktop.ui.theme import apply_theme
from tests.helpers.county import county_copy
from tests.helpers.screens import settle
from tests.helpers.windows import windows_shown

PAGES = [feature.key for feature in STREET if feature.icon] + list(OWN_PAGES)
MOST_STEPS = 400
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)


@pytest.fixture
def window(county: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Window]:
    apply_theme(qapp)
    with county_copy(county, tmp_path) as desk:
        settings = QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat)
        made = Window(desk, STREET, settings)
        made.show()
        made.activateWindow()
        settle()
        yield made
        made.services.tasks.wait()
        made.hide()
        made.deleteLater()
        settle()


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


@pytest.mark.parametrize("key", PAGES)
def test_the_place_of_the_keyboard_can_be_seen(window: Window, key: str) -> None:
    """A control looks otherwise while it has the keyboard."""
    window.go(key)
    settle()
    page = window.current()
    assert page is not None
    in_front(window, page)
    blind = []
    for item in reached(window):
        empty = isinstance(item, QAbstractItemView) and item.model().rowCount() == 0
        if page.isAncestorOf(item) and isinstance(item, CONTROLS) and not empty:
            item.setFocus(Qt.FocusReason.TabFocusReason)
            settle()
            there = item.grab().toImage()
            item.clearFocus()
            settle()
            if item.isVisible() and item.grab().toImage() == there:
                blind.append(f"{name(item)} {item.geometry()}")
    assert blind == [], blind
