"""The covered screen: nothing readable, no key gets through, forms and work stay, the password lifts it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.idle import Idle
from desktop.ui.lock import Lock
from desktop.ui.sign_in import Place
from tests.helpers.screens import settle

SECRET = "晋江市某某培训中心 13809486249"


class Room:
    """A window and a form with a half-typed line, and their lock."""

    def __init__(self, password: str = "对的") -> None:
        self.window = QMainWindow()
        self.label = QLabel(SECRET)
        self.window.setCentralWidget(self.label)
        self.window.resize(900, 600)
        self.window.show()
        self.form = QDialog(self.window)
        self.form.setWindowTitle(f"修改{SECRET}")
        column = QVBoxLayout(self.form)
        self.line = QLineEdit("没写完的")
        column.addWidget(QLabel(SECRET))
        column.addWidget(self.line)
        self.form.show()
        self.forgotten: list[str] = []
        self.lock = Lock("程序", lambda: Place("林晓燕", "经办", bool(password)),
                         lambda name, words: "" if words == password else "密码不对。",
                         lambda name, parent: self.forgotten.append(name), self.window)


@pytest.fixture
def room(qapp: QApplication, qtbot: QtBot) -> Iterator[Room]:
    made = Room()
    settle()
    yield made
    if made.lock.on:
        made.lock.unlock()
    made.form.close()
    made.window.close()
    made.window.deleteLater()
    settle()


def readable() -> list[str]:
    """Everything the program's windows show in words."""
    found = []
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            found.append(top.windowTitle())
            found += [part.text() for part in [*top.findChildren(QLabel), *top.findChildren(QLineEdit)]
                      if part.isVisible()]
    return found


def test_nothing_stays_readable(room: Room) -> None:
    assert any(SECRET in words for words in readable())
    room.lock.lock()
    settle()
    assert not [words for words in readable() if "晋江" in words or "没写完" in words]
    assert [cover.geometry() for cover in room.lock.covers()] == [
        cover.window().rect() for cover in room.lock.covers()]
    assert {room.window, room.form} <= {cover.window() for cover in room.lock.covers()}


def test_the_picture_is_the_covers_alone(room: Room) -> None:
    room.lock.lock()
    settle()
    covered = room.window.grab().toImage()
    room.label.setText("别的内容")
    settle()
    assert covered == room.window.grab().toImage()


def test_the_clipboard_is_emptied(room: Room) -> None:
    QGuiApplication.clipboard().setText(SECRET)
    room.lock.lock()
    assert QGuiApplication.clipboard().text() == ""


def test_no_key_and_no_click_reaches_what_is_below(room: Room, qtbot: QtBot) -> None:
    fired: list[str] = []
    QShortcut(QKeySequence("Ctrl+Z"), room.window, lambda: fired.append("撤销"))
    room.lock.lock()
    settle()
    qtbot.keyClicks(room.line, "more")
    qtbot.keyClick(room.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(room.form, Qt.Key.Key_Escape)
    place = QPointF(5, 5)
    click = QMouseEvent(QEvent.Type.MouseButtonPress, place, place, Qt.MouseButton.LeftButton,
                        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(room.line, click)
    assert (fired, room.line.text(), room.form.isVisible()) == ([], "没写完的", True)
    assert not room.window.close()


def test_a_window_that_comes_up_is_covered(room: Room) -> None:
    room.lock.lock()
    settle()
    late = QDialog(room.window)
    QVBoxLayout(late).addWidget(QLabel(SECRET))
    late.show()
    settle()
    assert not [words for words in readable() if "晋江" in words]
    room.lock.unlock()
    settle()
    assert SECRET in readable()
    late.close()


def test_the_password_lifts_it_and_everything_is_as_it_was(room: Room) -> None:
    title = room.form.windowTitle()
    room.lock.lock()
    settle()
    form = room.lock.covers()[0].form
    form.password.set_text("猜的")
    form.button.click()
    assert room.lock.on
    assert form.password.text() == ""
    form.password.set_text("对的")
    form.button.click()
    settle()
    assert not room.lock.on
    assert room.line.text() == "没写完的"
    assert room.form.windowTitle() == title
    assert SECRET in readable()


def test_without_a_password_enter_is_enough(qapp: QApplication) -> None:
    open_room = Room("")
    open_room.lock.lock()
    settle()
    form = open_room.lock.covers()[0].form
    assert not form.password.isVisible()
    form.button.click()
    assert not open_room.lock.on
    open_room.form.close()
    open_room.window.close()


def test_a_forgotten_password_asks_for_the_sheet(room: Room) -> None:
    room.lock.lock()
    room.lock.covers()[0].form.lost.click()
    assert room.forgotten == ["林晓燕"]


def test_idle_minutes_pass_only_when_nobody_touches(qapp: QApplication, qtbot: QtBot,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("desktop.ui.idle.monotonic", lambda: now[0])
    parent = QWidget()
    idle, heard = Idle(parent), list[bool]()
    idle.passed.connect(lambda: heard.append(True))
    idle.set_minutes(10)
    now[0] += 599
    idle.touch()
    now[0] += 2
    idle._look()
    assert heard == []
    now[0] += 600
    idle._look()
    assert heard == [True]
    idle.set_minutes(0)
    assert not idle._timer.isActive()
