"""A run that fell over below Python leaves a report, told once at the next start; else there is none."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.app import crashes
from desktop.app.crashes import left, tell, watched

FALLS = """
import faulthandler, sys
from pathlib import Path
from desktop.app.crashes import watched
with watched(Path(sys.argv[1])):
    faulthandler._sigsegv()
"""


def test_a_fault_below_python_is_told_once_and_can_be_copied(
        tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.run([sys.executable, "-c", FALLS, str(tmp_path)], cwd=Path(__file__).parents[2],
                           check=False, capture_output=True)
    assert ended.returncode != 0
    shown: list[tuple[str, ...]] = []
    monkeypatch.setattr(crashes.ErrorDialog, "__init__", lambda self, *given, **_: shown.append(given))
    monkeypatch.setattr(crashes.ErrorDialog, "exec", lambda self: 0)
    tell(tmp_path)
    tell(tmp_path)
    ((what, advice, details),) = shown
    assert "意外中断" in what
    assert "保存过的都在" in advice
    assert "faulthandler" in details or "Fatal Python error" in details
    assert len(list((tmp_path / "日志").glob("*-崩溃.txt"))) == 1


def test_a_run_that_ended_or_was_killed_without_a_word_tells_nothing(tmp_path: Path) -> None:
    with watched(tmp_path):
        assert (tmp_path / "日志" / crashes.FILE).exists()
    assert left(tmp_path) is None
    (tmp_path / "日志" / crashes.FILE).write_text("", encoding="utf-8")
    assert left(tmp_path) is None
    assert left(tmp_path / "没有") is None


def test_a_folder_that_takes_no_report_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "日志").write_text("不是文件夹", encoding="utf-8")
    with watched(tmp_path):
        assert left(tmp_path) is None
