"""First start on a new PC: a backup or 交接包 is taken over at once; a bad one changes nothing."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.app import cli, first_start
from desktop.app.check import check
from desktop.app.first_start import FirstStart, RestoreDialog
from desktop.app.setup import open_desk
from desktop.features.institutions.records import Institution
from desktop.features.office import page
from desktop.features.office.queries import is_set_up
from desktop.store.desk import Desk
from desktop.ui.theme import apply_theme


@pytest.fixture
def handed(county: Path, tmp_path: Path) -> Path:
    """The 交接包 of the sample county."""
    made = tmp_path / "交接包.zip"
    assert cli.run(["--data", str(county), "handover", str(made)]) == 0
    return made


def begin(folder: Path, file: Path, agreed: bool, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
          told: list[str]) -> Desk | None:
    """The first start, 从备份恢复 pressed, this file chosen; left when nothing came of it."""
    def press(dialog: FirstStart) -> int:
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.choose("restore")
        qtbot.waitUntil(lambda: (not dialog.tasks.busy and dialog.buttons["start"].isEnabled())
                        or not dialog.isVisible(), timeout=30_000)
        return dialog.result() if dialog.result() else QDialog.DialogCode.Rejected

    monkeypatch.setattr(FirstStart, "exec", press)
    monkeypatch.setattr(page.QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    monkeypatch.setattr(RestoreDialog, "agreed", lambda dialog: agreed)
    monkeypatch.setattr(page, "show_trouble", lambda parent, trouble: told.append(trouble.sentence))
    return first_start.first_start(open_desk(folder))


def test_the_data_of_the_office_is_there_at_once(handed: Path, tmp_path: Path, qapp: QApplication,
                                                 qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(qapp, dark=False)
    desk = begin(tmp_path / "新电脑" / "数据", handed, True, qtbot, monkeypatch, [])
    assert desk is not None
    with desk.store.reading() as session:
        assert is_set_up(session)
        assert session.scalar(select(func.count(Institution.id))) == 86
    assert desk.by == "林晓燕"
    assert check(desk).data["faults"] == []
    desk.store.close()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_broken_one_or_a_no_leaves_the_folder_empty(agreed: bool, handed: Path, tmp_path: Path,
                                                      qapp: QApplication, qtbot: QtBot,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    apply_theme(qapp, dark=False)
    if agreed:
        handed.write_bytes(handed.read_bytes()[:-2000])
    folder, told = tmp_path / "新电脑" / "数据", list[str]()
    assert begin(folder, handed, agreed, qtbot, monkeypatch, told) is None
    assert bool(told) == agreed
    desk = open_desk(folder)
    with desk.store.reading() as session:
        assert not is_set_up(session)
    assert not list(folder.glob(".恢复-*"))
    desk.store.close()
