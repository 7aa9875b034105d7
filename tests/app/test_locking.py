"""The window's lock: Ctrl+L and idle minutes, a half-filled form, long work, the recovery sheet."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from desktop.app.window import TITLE, Window
from desktop.base.progress import Progress
from desktop.features.institutions.form import institution_dialog
from desktop.features.operators.form import CodeDialog, Fields
from desktop.features.operators.operations import save_operator, set_idle, set_password
from desktop.store.operators import Role
from tests.helpers.screens import settle

GOOD = "小鸟飞过2023山"
NAME = "晋江市某某培训中心"


@pytest.fixture
def code(window: Window) -> str:
    """The recovery code of the operator at this window, who has a password."""
    desk = window.desk
    made = desk.do(save_operator, "登记", name="王芳", role=Role.WORKER)
    assert made.id == 2
    return str(desk.do(set_password, "设密码", row=1, words=GOOD))


def in_sight() -> str:
    tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
    words = [top.windowTitle() for top in tops]
    for top in tops:
        words += [part.text() for part in [*top.findChildren(QLabel), *top.findChildren(QLineEdit)]
                  if part.isVisible()]
    return "\n".join(words)


def unlock(window: Window, words: str = GOOD) -> None:
    form = window.locking.screen().covers()[0].form
    form.password.set_text(words)
    form.button.click()


def test_ctrl_l_covers_the_form_and_keeps_what_is_typed(window: Window, code: str) -> None:
    dialog = institution_dialog(window.services, None, window)
    dialog.show()
    dialog.record_form.editors["name"].set_text(NAME)
    settle()
    assert NAME in in_sight()
    dialog.activateWindow()
    settle()
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert window.locking.on
    assert NAME not in in_sight()
    assert "机构" not in in_sight()
    assert {top.windowTitle() for top in QApplication.topLevelWidgets() if top.isVisible()} == {TITLE}
    unlock(window, "猜的")
    assert window.locking.on
    unlock(window)
    settle()
    assert not window.locking.on
    assert dialog.record_form.editors["name"].text() == NAME
    dialog.hide()
    dialog.deleteLater()


def test_long_work_goes_on_and_what_it_opens_is_covered(
    window: Window, code: str, finished: Callable[[], None]
) -> None:
    done: list[Any] = []

    def work(progress: Progress) -> int:
        progress.step(1, 2, "做着")
        return 7

    def then(result: int) -> None:
        done.append(result)
        dialog = institution_dialog(window.services, None, window)
        dialog.setWindowTitle(NAME)
        dialog.show()
        done.append(dialog)

    window.locking.lock()
    window.services.run(work, "长任务", then, parent=window)
    finished()
    settle()
    assert done[0] == 7
    assert NAME not in in_sight()
    unlock(window)
    settle()
    assert NAME in in_sight()
    done[1].hide()
    done[1].deleteLater()


def test_the_clock_locks_only_where_there_is_a_password(window: Window) -> None:
    assert not window.locking.idle._timer.isActive()
    window.desk.do(save_operator, "登记", name="王芳", role=Role.WORKER)
    window.desk.do(set_password, "设密码", row=1, words=GOOD)
    settle()
    assert window.locking.idle._timer.isActive()
    window.desk.do(set_idle, "锁屏", minutes=0)
    settle()
    assert not window.locking.idle._timer.isActive()
    window.desk.do(set_idle, "锁屏", minutes=3)
    settle()
    window.locking.idle.passed.emit()
    assert window.locking.on
    unlock(window)


def test_the_recovery_sheet_opens_a_locked_window(window: Window, code: str) -> None:
    window.locking.lock()
    met: list[str] = []

    def answer() -> None:
        top = QApplication.activeModalWidget()
        if isinstance(top, Fields):
            met.append("fields")
            for key, words in (("code", code), ("words", "新的密码2023"), ("again", "新的密码2023")):
                top.editors[key].set_text(words)
            QTimer.singleShot(50, answer)
            top.buttons["save"].click()
        elif isinstance(top, CodeDialog):
            met.append("code")
            assert top.code != code
            assert top.pdf().startswith(b"%PDF")
            assert window.locking.on
            top.reject()

    QTimer.singleShot(50, answer)
    window.locking.screen().covers()[0].form.lost.click()
    assert met == ["fields", "code"]
    assert not window.locking.on
    window.locking.lock()
    unlock(window, GOOD)
    assert window.locking.on
    unlock(window, "新的密码2023")
    assert not window.locking.on
