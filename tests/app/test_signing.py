"""Who works at the desk: `--by` and its password, the question at the start, the window of a viewer."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from desktop.app.cli import run
from desktop.app.features import STREET
from desktop.app.setup import open_desk
from desktop.app.signing import PASSWORD, check, known, seated, sign_in
from desktop.app.window import Window
from desktop.base.clock import FixedClock
from desktop.features.operators.operations import leave_desk, save_operator, set_password, stand_in
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.operators import Operator, Role
from desktop.ui.buttons import Button
from desktop.ui.sign_in import SignInDialog

GOOD = "小鸟飞过2023山"
DAY = date(2023, 9, 25)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "数据"
    assert run(["--data", str(made), "init", "--plan", "quanzhou-2023", "--county", "晋江市",
                "--code", "350582"]) == 0  # fmt: skip
    return made


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    made = open_desk(folder, FixedClock.on(DAY))
    yield made
    made.store.close()


def command(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = run(["--data", str(folder), "--today", "2023-09-25", "--json", *words])
    return code, json.loads(capsys.readouterr().out)


def add(desk: Desk, name: str, role: Role, password: str = "") -> int:
    made: Operator = desk.do(save_operator, f"登记{name}", name=name, role=role)
    if password:
        Desk(desk.store, name).do(set_password, "设密码", row=made.id, words=password) if (
            role is Role.REVIEWER) else desk.do(set_password, "设密码", row=made.id, words=password)
    return made.id


def last_by(desk: Desk) -> str:
    with desk.store.reading() as session:
        return str(session.scalars(select(Act.by).order_by(Act.id.desc())).first())


def test_a_new_folder_has_one_operator_and_asks_nobody(desk: Desk) -> None:
    assert [(seat.name, seat.role, seat.locked) for seat in known(desk)] == [("经办人", Role.WORKER, False)]
    signed = sign_in(desk)
    assert signed is not None
    assert signed.by == "经办人"


def test_by_is_written_down_and_unknown_names_are_refused(
    folder: Path, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    add(desk, "王芳", Role.WORKER)
    code, told = command(folder, capsys, "--by", "生人", "list", "operators")
    assert (code, "没有“生人”" in told["error"]) == (2, True)
    code, _ = command(folder, capsys, "operator", "add", "新来的", "--by", "王芳")
    assert code == 0
    assert last_by(desk) == "王芳"


def test_who_left_may_not_come_back_by_the_command_line(
    folder: Path, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.do(leave_desk, "离岗", row=add(desk, "王芳", Role.WORKER))
    code, told = command(folder, capsys, "--by", "王芳", "list", "operators")
    assert (code, "已经离岗" in told["error"]) == (2, True)


def test_a_password_is_asked_for_and_checked(
    folder: Path, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    desk.do(set_password, "设密码", row=1, words=GOOD)
    for words in (["list", "institutions"], ["check"], ["backup", str(folder.parent / "甲.zip")]):
        code, told = command(folder, capsys, *words)
        assert (code, "没有给密码" in told["error"]) == (2, True)
    monkeypatch.setenv(PASSWORD, "猜的")
    code, told = command(folder, capsys, "list", "institutions")
    assert (code, "密码不对" in told["error"]) == (2, True)
    monkeypatch.setenv(PASSWORD, GOOD)
    assert command(folder, capsys, "list", "institutions")[0] == 0


def test_a_restore_asks_too_and_viewers_may_not(
    folder: Path, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = folder.parent / "甲.zip"
    assert command(folder, capsys, "backup", str(copy))[0] == 0
    add(desk, "陈局", Role.VIEWER)
    desk.do(set_password, "设密码", row=1, words=GOOD)
    monkeypatch.delenv(PASSWORD, raising=False)
    desk.store.close()
    code, told = command(folder, capsys, "restore", str(copy))
    assert (code, "没有给密码" in told["error"]) == (2, True)
    code, told = command(folder, capsys, "--by", "陈局", "restore", str(copy))
    assert (code, "只能看" in told["error"]) == (2, True)
    monkeypatch.setenv(PASSWORD, GOOD)
    again = open_desk(folder, FixedClock.on(DAY))
    add(again, "王芳", Role.WORKER)
    again.store.close()
    assert command(folder, capsys, "--by", "王芳", "restore", str(copy))[0] == 0
    after = open_desk(folder, FixedClock.on(DAY))
    with after.store.reading() as session:
        title = session.scalars(select(Act.title).order_by(Act.id.desc())).first()
    after.store.close()
    assert (title or "").endswith("，王芳办理")


def test_a_stand_in_signs_for_two(folder: Path, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    row = add(desk, "王芳", Role.WORKER)
    desk.do(stand_in, "替班", operator=row, stands_for=1, first=DAY, last=DAY, reason="年休假")
    assert command(folder, capsys, "--by", "王芳", "operator", "add", "新来的")[0] == 0
    assert last_by(desk) == "王芳（替经办人）"


def answer_start(desk: Desk, act: Any, **given: str) -> Desk | None:
    """Sign in while `act(dialog)` answers the question."""
    def look() -> None:
        top = QApplication.activeModalWidget()
        assert isinstance(top, SignInDialog)
        act(top)

    QTimer.singleShot(30, look)
    return sign_in(desk, **given)


def test_the_start_asks_where_there_are_several(desk: Desk, qapp: QApplication) -> None:
    add(desk, "陈局", Role.VIEWER, GOOD)

    def wrong_then_right(dialog: SignInDialog) -> None:
        dialog.form.choose("陈局")
        dialog.form.password.set_text("猜的")
        dialog.form.button.click()
        assert dialog.isVisible()
        assert dialog.form.password.text() == ""
        dialog.form.password.set_text(GOOD)
        dialog.form.button.click()

    signed = answer_start(desk, wrong_then_right)
    assert signed is not None
    assert (signed.by, signed.role) == ("陈局", Role.VIEWER)
    assert answer_start(desk, lambda dialog: dialog.reject()) is None
    again = sign_in(desk, signed="陈局")
    assert again is not None
    assert again.role is Role.VIEWER


def test_five_wrong_tries_make_her_wait(desk: Desk, qapp: QApplication) -> None:
    add(desk, "王芳", Role.WORKER, GOOD)

    def guess(dialog: SignInDialog) -> None:
        dialog.form.choose("王芳")
        for _ in range(5):
            dialog.form.password.set_text("猜的")
            dialog.form.button.click()
        dialog.form.password.set_text(GOOD)
        dialog.form.password.moved_on.emit()
        assert dialog.isVisible()
        assert not dialog.form.button.isEnabled()
        dialog.reject()

    assert answer_start(desk, guess) is None
    assert check(desk, "王芳", GOOD) == ""


def test_a_viewers_pages_open_with_every_writing_button_off(
    desk: Desk, tmp_path: Path, qapp: QApplication
) -> None:
    add(desk, "陈局", Role.VIEWER)
    looking = seated(desk, next(seat for seat in known(desk) if seat.name == "陈局"))
    window = Window(looking, STREET, QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))
    window.show()
    for feature in STREET:
        if not feature.icon:
            continue
        window.go(feature.key)
        qapp.processEvents()
        page = window.current()
        assert page is not None
        shown = [button for button in page.findChildren(Button) if button.isVisible()]
        on = [button.text() for button in shown if button.isEnabled() and button.primary]
        assert [words for words in on if words not in ("投屏", "打印", "打开定稿")] == [], feature.key
        assert all("只能看" in button.toolTip() for button in shown if button._closed), feature.key
    window.services.tasks.wait()
    window.hide()
    window.deleteLater()
    qapp.processEvents()
