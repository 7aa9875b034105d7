"""Long work of a dialog that was closed meanwhile: its answer is for nobody."""

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.base.errors import UserError
from desktop.ui import services as served
from tests.helpers.desk import make_desk
from tests.helpers.services import working_services


def test_the_answer_for_a_closed_dialog_is_dropped(tmp_path: Path, qtbot: QtBot) -> None:
    heard: list[object] = []
    with working_services(make_desk(tmp_path), tmp_path, ()) as services:
        dialog, window = QWidget(), QWidget()
        qtbot.addWidget(window)
        services.run(lambda progress: "检查好了", "检查", heard.append, parent=dialog)
        services.run(lambda progress: "也好了", "检查", heard.append, parent=window)
        shiboken6.delete(dialog)
        qtbot.waitUntil(lambda: not services.tasks.busy)
    assert heard == ["也好了"]


def test_a_trouble_of_a_closed_dialog_is_told_all_the_same(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, str]] = []
    monkeypatch.setattr(served, "show_trouble", lambda parent, trouble: told.append((parent, trouble.what)))

    def work(progress: object) -> None:
        raise UserError("磁盘满了。", "腾出空间后再试。")

    with working_services(make_desk(tmp_path), tmp_path, ()) as services:
        dialog = QWidget()
        services.run(work, "检查", lambda result: None, parent=dialog,
                     failed=lambda: told.append((dialog, "晚了")))
        shiboken6.delete(dialog)
        qtbot.waitUntil(lambda: not services.tasks.busy)
    assert told == [(None, "磁盘满了。")]
