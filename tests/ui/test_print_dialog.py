"""The print preview: kept as a file, a missing printer and a full folder are told, the preview stays."""

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop.base.errors import Trouble, UserError
from desktop.base.resources import resource
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tables import Column, HeadCell, TableSheet, render_table
from desktop.ui import paper_window
from desktop.ui.dialogs import AskDialog
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.theme import apply_theme
from tests.helpers.screens import clipped_texts, settle


class Heard(QObject):
    """Stands for the services: only remembers what was said."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def say(self, words: str, *, saved: bool = True) -> None:
        assert not saved
        self.words.append(words)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def dialog(heard: Heard, qtbot: QtBot, qapp: QApplication) -> PrintDialog:
    apply_theme(qapp)
    sheet = TableSheet("试印", (Column(),), (HeadCell(0, 0, "名称"),), [("一",)])
    data = render_table(sheet, FontBook(resource("fonts"), ()))
    made = PrintDialog(heard, "打印", data, "试/印?.pdf")  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def test_nothing_is_clipped(dialog: PrintDialog) -> None:
    assert clipped_texts(dialog) == []
    assert dialog.view.pages() == 1


def test_the_offered_name_is_one_windows_takes(dialog: PrintDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[str] = []
    asking = "desktop.ui.print_dialog.QFileDialog.getSaveFileName"
    monkeypatch.setattr(asking, lambda *given: (offered.append(given[2]), ("", ""))[1])
    dialog.choose("save")
    assert offered == ["试_印_.pdf"]


def test_kept_as_a_file(
        dialog: PrintDialog, heard: Heard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "试印.pdf"
    asking = "desktop.ui.print_dialog.QFileDialog.getSaveFileName"
    monkeypatch.setattr(asking, lambda *given: (str(place), ""))
    dialog.choose("save")
    assert place.read_bytes().startswith(b"%PDF")
    assert heard.words == ["已存为 试印.pdf"]
    assert not dialog.isVisible()


def test_a_place_that_cannot_be_written(dialog: PrintDialog, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as told:
        dialog.save_to(tmp_path / "没有这个文件夹" / "试印.pdf")
    assert told.value.advice


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full once the first bytes are written."""
    def refuse(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("desktop.store.whole_file.os.fsync", refuse)


def test_a_full_disk_leaves_the_older_file_as_it_was(
        dialog: PrintDialog, tmp_path: Path, full: None) -> None:
    place = tmp_path / "试印.pdf"
    place.write_bytes(b"before")
    with pytest.raises(Trouble):
        dialog.save_to(place)
    assert place.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [place]


def test_a_draft_saved_on_a_full_disk_is_told_and_harms_nothing(
        dialog: PrintDialog, tmp_path: Path, full: None, monkeypatch: pytest.MonkeyPatch) -> None:
    place, told = tmp_path / "草稿.docx", []
    place.write_bytes(b"before")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(place), ""))
    monkeypatch.setattr(paper_window, "show_trouble", lambda parent, trouble: told.append(trouble.what))
    assert paper_window.save_file(b"new", "草稿.docx", dialog) is None
    assert place.read_bytes() == b"before"
    assert len(told) == 1


def test_a_file_open_in_word_is_offered_another_name(
        dialog: PrintDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "草稿.docx"
    place.write_bytes(b"open in Word")
    move = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target == place:
            raise PermissionError(errno.EACCES, "in use")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(place), ""))
    monkeypatch.setattr(AskDialog, "ask", lambda self: "other")
    kept = paper_window.save_file(b"new", "草稿.docx", dialog)
    assert kept == tmp_path / "草稿(2).docx"
    assert kept.read_bytes() == b"new"
    assert place.read_bytes() == b"open in Word"


def test_no_printer_is_told_and_the_preview_stays(
        dialog: PrintDialog, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[UserError] = []
    monkeypatch.setattr("desktop.ui.print_dialog.show_trouble", lambda parent, trouble: told.append(trouble))

    def none() -> None:
        raise UserError("这台电脑上没有装打印机。", "请先添加。")

    monkeypatch.setattr("desktop.ui.print_dialog.office_printer", none)
    dialog.choose("print")
    assert [trouble.what for trouble in told] == ["这台电脑上没有装打印机。"]
    assert dialog.isVisible()
    assert heard.words == []
