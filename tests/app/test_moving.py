"""A share or a synchronised folder: the window offers 搬到本机 and opens there, the command line says how."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import cli, main, moving
from desktop.app.moving import MovingDialog
from desktop.store.safe_place import NOTE, UnsafePlace, danger
from desktop.store.store import FILE_NAME
from desktop.ui.theme import apply_theme
from tests.store.test_moving import filled, hashes


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    made = filled(tmp_path / "先")
    place = tmp_path / "坚果云" / "台账"
    place.parent.mkdir()
    return made.rename(place)


def test_the_command_line_says_how_and_does_it(synced: Path, tmp_path: Path,
                                               capsys: pytest.CaptureFixture[str]) -> None:
    before = hashes(synced)
    assert cli.run(["--data", str(synced), "list", "institutions"]) == 2
    told = capsys.readouterr().err
    assert "坚果云" in told
    assert "移到本机磁盘" in told
    assert "move" in told
    assert cli.run(["--data", str(synced), "move", str(tmp_path / "数据"), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["tables"]["town"] == 1
    assert hashes(tmp_path / "数据") == before
    assert cli.run(["--data", str(tmp_path / "数据"), "check"]) == 0
    capsys.readouterr()
    assert cli.run(["--data", str(synced), "check"]) == 2
    assert str(tmp_path / "数据") in capsys.readouterr().err


def test_the_window_moves_and_then_opens_there(synced: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(qapp, dark=False)
    monkeypatch.setattr(moving, "default_folder", lambda: tmp_path / "本机" / "数据")

    def press(dialog: MovingDialog) -> int:
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.buttons["here"].click()
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
        return dialog.result()

    monkeypatch.setattr(MovingDialog, "exec", press)
    opened: list[Path] = []
    monkeypatch.setattr(main, "make_application", lambda: qapp)
    monkeypatch.setattr(main, "run_windows", lambda folder, app, keys: opened.append(folder) or 0)
    assert main.open_window(synced) == 0
    assert opened == [tmp_path / "本机" / "数据"]
    assert (synced / NOTE).exists()
    asked: list[str] = []
    monkeypatch.setattr(moving.AskDialog, "ask", lambda dialog: asked.append(dialog.windowTitle()) or "open")
    assert main.open_window(synced) == 0
    assert opened == [tmp_path / "本机" / "数据"] * 2
    assert "数据已搬到" in asked[0]


def test_another_folder_where_this_pc_has_data_already(synced: Path, tmp_path: Path, qapp: QApplication,
                                                       qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "本机").mkdir()
    (tmp_path / "本机" / "文件").write_text("字", encoding="utf-8")
    trouble = danger(synced)
    assert trouble is not None
    dialog = MovingDialog(trouble, synced, tmp_path / "本机")
    qtbot.addWidget(dialog)
    assert list(dialog.buttons) == ["choose"]
    monkeypatch.setattr(moving.QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "另选"))
    dialog.choose("choose")
    qtbot.waitUntil(lambda: dialog.result() == 1, timeout=20_000)
    assert dialog.place == tmp_path / "另选"
    assert (tmp_path / "另选" / FILE_NAME).exists()


def test_an_empty_folder_there_is_refused_as_before(tmp_path: Path, qapp: QApplication) -> None:
    place = tmp_path / "Dropbox" / "台账"
    with pytest.raises(UnsafePlace):
        main.safe_folder(place)
    assert main.safe_folder(tmp_path / "数据") == tmp_path / "数据"
