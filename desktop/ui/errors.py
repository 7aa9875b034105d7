"""Telling the clerk what went wrong: questions, sentences, and a crash report she can copy."""

import platform
import re
import traceback
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.base.clock import CHINA
from desktop.base.errors import Trouble
from desktop.base.masks import masked
from desktop.ui.dialogs import AskDialog, ErrorDialog

_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{7,}[Xx]?(?![0-9A-Za-z])")
LOGS = "日志"
"""The folder of reports beside the data."""


def ask(parent: QWidget | None, title: str, words: str, verb: str = "") -> bool:
    """A question with one verb and 取消; True for the verb."""
    return AskDialog(title, words, [("yes", verb or title)], parent).ask() == "yes"


def show_trouble(parent: QWidget | None, trouble: Trouble) -> None:
    """What happened and what to do."""
    ErrorDialog(trouble.what, trouble.advice, parent=parent).exec()


def show_error(parent: QWidget | None, error: BaseException, folder: Path) -> None:
    """An unforeseen error: nothing was saved, the report is written to 日志 and can be copied."""
    report = crash_report(error)
    place = write_report(folder, report)
    advice = "这一步没有保存，之前的数据都在。请复制详细情况发给维护人员"
    ErrorDialog("程序遇到意外，这一步没有做成。", f"{advice}（记录在 {place}）。" if place else f"{advice}。",
                report, parent).exec()


def crash_report(error: BaseException) -> str:
    """The technical details, for the maintainer; long numbers (phones, papers, accounts) masked."""
    moment = datetime.now(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    told = _NUMBER.sub(lambda found: masked(found.group()), "".join(traceback.format_exception(error)))
    return f"{moment}  {platform.platform()}\n{told}"


def write_report(folder: Path, report: str) -> Path | None:
    """Append the report to 日志 beside the data; None when even that cannot be written."""
    place = folder / LOGS / f"{datetime.now(CHINA):%Y-%m-%d}.txt"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8") as stream:
            stream.write(report + "\n")
    except OSError:
        return None
    return place
