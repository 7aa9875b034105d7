"""The page of the operators: dialogs do what the operations do and show the faults at their fields."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.features.operators.feature.offer import OPERATORS
from desktop.features.operators.form import (
    CodeDialog,
    Fields,
    open_drop,
    open_idle,
    open_operator,
    open_password,
    open_stand_in,
)
from desktop.features.operators.operations import seed_operator
from desktop.features.operators.page import SHOWN, WHO, OperatorsPage
from desktop.features.operators.queries import idle_minutes, operators, seats
from desktop.store.desk import Desk
from desktop.store.disclosure import note_disclosure
from desktop.store.operators import Role, Way
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.driving import answering
from tests.helpers.screens import PAGE, clipped_texts, settle

GOOD = "小鸟飞过2023山"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_operator, "载入操作员")
    yield made
    made.store.close()


@pytest.fixture
def page(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[OperatorsPage]:
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    services = Services(desk, (OPERATORS,), settings, Outputs(lambda *given: 0))
    made = OperatorsPage(services, OPERATORS)
    made.resize(PAGE)
    made.show()
    settle()
    yield made
    services.tasks.wait()
    made.hide()
    made.deleteLater()
    settle()


def fill(dialog: Fields, **words: Any) -> None:
    for key, value in words.items():
        dialog.editors[key].set_value(value)
    dialog.buttons["save"].click()


def add(page: OperatorsPage, name: str, role: Role) -> None:
    answering(lambda: open_operator(page.services, None, page), Fields,
              lambda dialog: fill(dialog, name=name, role=role))


def names(page: OperatorsPage) -> list[tuple[str, Role]]:
    return [(item.name, item.role) for item in page.services.read(operators)]


def test_operators_are_added_and_changed(page: OperatorsPage) -> None:
    def twice(dialog: Fields) -> None:
        fill(dialog, name="林晓燕", role=Role.VIEWER)
        assert dialog.isVisible()
        assert "同名" in dialog.editors["name"]._fault.text()
        fill(dialog, name="陈局")

    answering(lambda: open_operator(page.services, None, page), Fields, twice)
    answering(lambda: open_operator(page.services, 2, page), Fields,
              lambda dialog: fill(dialog, name="陈局长", role=Role.WORKER))
    assert names(page) == [("林晓燕", Role.WORKER), ("陈局长", Role.WORKER)]
    settle()
    assert page.who.table.windowed.rowCount() == 2
    assert clipped_texts(page) == []


def with_code(opens: Any, filling: Any) -> list[str]:
    """Answer the form, then close the sheet with the code; the codes shown."""
    codes: list[str] = []

    def look() -> None:
        top = QApplication.activeModalWidget()
        if isinstance(top, Fields):
            QTimer.singleShot(30, look)
            filling(top)
        elif isinstance(top, CodeDialog):
            codes.append(top.code)
            top.reject()

    QTimer.singleShot(30, look)
    opens()
    return codes


def test_a_password_is_set_told_once_and_dropped(page: OperatorsPage) -> None:
    def differ_then_agree(dialog: Fields) -> None:
        fill(dialog, words=GOOD, again="别的")
        assert "不一样" in dialog.editors["again"]._fault.text()
        fill(dialog, words="短", again="短")
        assert "至少 8 位" in dialog.editors["words"]._fault.text()
        fill(dialog, words=GOOD, again=GOOD)

    codes = with_code(lambda: open_password(page.services, 1, page), differ_then_agree)
    assert [len(code) for code in codes] == [29]
    assert page.services.read(seats, TODAY)[0].locked
    changed = with_code(lambda: open_password(page.services, 1, page),
                        lambda dialog: fill(dialog, old=GOOD, words=f"{GOOD}新", again=f"{GOOD}新"))
    assert changed != codes

    def wrong_then_right(dialog: Fields) -> None:
        fill(dialog, old="猜的")
        assert "原密码不对" in dialog.editors["old"]._fault.text()
        fill(dialog, old=f"{GOOD}新")

    answering(lambda: open_drop(page.services, 1, page), Fields, wrong_then_right)
    assert not page.services.read(seats, TODAY)[0].locked


def test_a_stand_in_and_the_minutes(page: OperatorsPage) -> None:
    add(page, "王芳", Role.WORKER)

    def late_then_right(dialog: Fields) -> None:
        fill(dialog, stands_for=1, first=TODAY, last=TODAY)
        assert dialog.isVisible()
        fill(dialog, reason="年休假")

    answering(lambda: open_stand_in(page.services, 2, page), Fields, late_then_right)
    assert page.services.read(seats, TODAY)[1].by == "王芳（替林晓燕）"
    answering(lambda: open_idle(page.services, page), Fields, lambda dialog: fill(dialog, minutes=3))
    assert page.services.read(idle_minutes) == 3
    page.who.open_row(2)
    settle()
    assert clipped_texts(page) == []


def test_what_was_shown_stands_behind_it(page: OperatorsPage, desk: Desk) -> None:
    desk.do(note_disclosure, "查看", way=Way.SCREEN, what="甲：联系电话", rows=1, purpose="通知开会")
    page.show_view(SHOWN)
    settle()
    assert page.current() is page.shown
    assert page.shown.table.windowed.rowCount() == 1
    assert not page.shown.can_add()
    assert clipped_texts(page) == []
    page.show_view(WHO)
    assert page.current() is page.who
