"""帮助: its menu, and what greets her by itself: what changed and this PC, each once."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from desktop.app import helping
from desktop.app.helping import AboutDialog, begin, greet
from desktop.app.updates import SEEN
from desktop.app.window import Window
from desktop.base.version import VERSION
from desktop.ui.buttons import LinkButton
from tests.helpers.screens import settle


def shown() -> list[str]:
    settle()
    tops = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog)]
    return [top.windowTitle() for top in tops if top.isVisible()]


def close_all() -> None:
    for top in QApplication.topLevelWidgets():
        if isinstance(top, QDialog) and top.isVisible():
            top.reject()
    settle()


def test_first_what_changed_then_this_pc_each_once(
    window: Window, qtbot: QtBot, finished: Callable[[], None]
) -> None:
    greet(window.services, window)
    assert shown() == ["这一版改了什么"]
    close_all()
    qtbot.waitUntil(lambda: shown() == ["检查这台电脑"], timeout=20_000)
    close_all()
    greet(window.services, window)
    finished()
    assert shown() == []


def test_who_begins_with_this_version_is_told_nothing_new(
    window: Window, qtbot: QtBot, finished: Callable[[], None]
) -> None:
    begin(window.services.settings)
    greet(window.services, window)
    qtbot.waitUntil(lambda: shown() == ["检查这台电脑"], timeout=20_000)
    close_all()


def test_after_an_update_only_what_changed(window: Window, finished: Callable[[], None]) -> None:
    window.services.settings.setValue(SEEN, "0.1.0")
    window.services.settings.setValue(helping.CHECKED, "0.1.0")
    greet(window.services, window)
    assert shown() == ["这一版改了什么"]
    close_all()
    finished()
    assert shown() == []
    assert window.services.settings.value(SEEN) == VERSION


@pytest.mark.parametrize(
    ("words", "title"), [("检查", "检查这台电脑"), ("改了", "这一版改了什么"), ("关于", "关于")]
)
def test_the_menu_opens_each(window: Window, qtbot: QtBot, words: str, title: str) -> None:
    button = next(link for link in window.top.findChildren(LinkButton) if link.text() == "帮助")
    menu = next(menu for menu in button.findChildren(QMenu))
    next(action for action in menu.actions() if words in action.text()).trigger()
    qtbot.waitUntil(lambda: shown() == [title], timeout=20_000)
    close_all()


def test_about_tells_the_version_and_can_be_copied(window: Window) -> None:
    dialog = AboutDialog("台账", window.desk.store.folder, window)
    dialog.findChildren(LinkButton)[0].click()
    told = QApplication.clipboard().text()
    assert told.startswith(f"台账 {VERSION}")
    assert str(window.desk.store.folder) in told
