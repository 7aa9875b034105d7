"""This PC looked at: every case in words, what is found by really asking, the dialog, the copied text."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from desktop.app import first_check
from desktop.app.first_check import GIGABYTE, Line, Machine, Screen, as_text, lines, look, verdict
from desktop.app.first_check_dialog import FirstCheckDialog
from desktop.base.errors import StoreTrouble
from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.theme import apply_theme
from tests.helpers.screens import clipped_texts, settle

GOOD = Machine(
    system="Windows-10-10.0.19045", build=19045, screen=Screen(1366, 728, 100), substitutes=(),
    printers=("HP LaserJet",), folder=Path("D:/台账"), program=Path("C:/程序"), free=50 * GIGABYTE,
    written=0.01, removable=False, trouble=None, guards=(), sqlite="3.45.1", full_text=True)


def line(found: Machine, title: str) -> Line:
    return next(line for line in lines(found) if line.title == title)


def test_a_good_pc() -> None:
    told = lines(GOOD)
    assert {line.tone for line in told} <= {Tone.GREEN, Tone.GREY}
    assert verdict(told) == "都合适，可以使用。"


@pytest.mark.parametrize(
    ("title", "tone", "words", "changes"),
    [
        ("系统", Tone.AMBER, "早于", {"build": 17134}),
        ("屏幕", Tone.AMBER, "1024×600，缩放 150%", {"screen": Screen(1024, 600, 150)}),
        ("数据文件夹", Tone.RED, "网络共享", {"trouble": StoreTrouble("在网络共享上。", "移走。")}),
        ("数据文件夹", Tone.AMBER, "U 盘", {"removable": True}),
        ("数据文件夹", Tone.AMBER, "太长", {"folder": Path("D:/" + "长" * 150)}),
        ("磁盘", Tone.AMBER, "1.0 GB", {"free": GIGABYTE}),
        ("磁盘", Tone.RED, "0.1 GB", {"free": GIGABYTE // 10}),
        ("写入", Tone.RED, "不能", {"written": None}),
        ("写入", Tone.AMBER, "3.0 秒", {"written": 3.0}),
        ("杀毒软件", Tone.BLUE, "360 安全卫士、火绒", {"guards": ("360 安全卫士", "火绒")}),
        ("字体", Tone.AMBER, "本机没有仿宋", {"substitutes": ("本机没有仿宋，已用附带的替代",)}),
        ("打印机", Tone.AMBER, "没有找到", {"printers": ()}),
        ("数据库", Tone.RED, "3.8.0", {"sqlite": "3.8.0"}),
        ("数据库", Tone.RED, "全文索引", {"full_text": False}),
    ],
)
def test_each_case(title: str, tone: Tone, words: str, changes: dict[str, object]) -> None:
    found = replace(GOOD, **changes)  # type: ignore[arg-type]
    told = line(found, title)
    assert told.tone is tone
    assert words in told.words
    assert told.advice
    others = [other for other in lines(found) if other.tone is not line(GOOD, other.title).tone]
    assert [other.title for other in others] == [title]


def test_the_trust_list_names_both_folders() -> None:
    advice = line(replace(GOOD, guards=("火绒",)), "杀毒软件").advice
    assert str(GOOD.folder) in advice
    assert str(GOOD.program) in advice


def test_no_windows_no_antivirus_hint() -> None:
    assert line(replace(GOOD, build=None), "杀毒软件").advice == ""


def test_the_verdict_counts() -> None:
    assert "2 项值得" in verdict(lines(replace(GOOD, printers=(), removable=True)))
    assert "1 项要先处理" in verdict(lines(replace(GOOD, written=None, printers=())))


def test_really_asking_this_pc(tmp_path: Path) -> None:
    found = look(tmp_path, Screen(1366, 736, 100), (), ())
    assert found.written is not None
    assert found.free > 0
    assert found.full_text
    assert found.sqlite == sqlite3.sqlite_version
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _data: bytes) -> int:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    assert first_check.write_seconds(tmp_path) is None


def test_antivirus_is_found_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Huorong" / "Sysdiag").mkdir(parents=True)
    for name in first_check.PROGRAM_PLACES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    assert first_check.guards_here() == ("火绒",)


def test_the_dialog_shows_and_copies_everything(qapp: QApplication) -> None:
    apply_theme(qapp, dark=False)
    told = lines(replace(GOOD, printers=(), guards=("火绒",), written=None))
    dialog = FirstCheckDialog(told)
    dialog.show()
    settle()
    shown = [part.text() for part in dialog.findChildren(QLabel)]
    assert all(line.title in shown and line.words in shown for line in told)
    assert verdict(told) in shown
    assert clipped_texts(dialog) == []
    next(link for link in dialog.findChildren(LinkButton) if "复制" in link.text()).click()
    assert QGuiApplication.clipboard().text() == as_text(told)
    assert "✗ 写入" in as_text(told)
    dialog.close()
