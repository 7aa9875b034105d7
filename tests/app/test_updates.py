"""What changed with a version: every version told once on a PC, the shipped list sound."""

import re
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLabel

from desktop.app.updates import SEEN, UpdatesDialog, mark_seen, unseen, updates
from desktop.base.version import VERSION, parts
from desktop.ui.theme import apply_theme
from tests.helpers.screens import clipped_texts, settle

BOTH = ["0.2.0", "0.1.0"]


@pytest.fixture
def kept(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat)


def test_this_version_tells_what_changed() -> None:
    assert updates()[0].number == VERSION


def test_every_version_is_told_newest_first() -> None:
    numbers = [parts(update.number) for update in updates()]
    assert numbers == sorted(set(numbers), reverse=True)
    assert all(update.lines and date.fromisoformat(update.day) for update in updates())


def test_sentences_are_in_the_clerks_words() -> None:
    lines = [line for update in updates() for line in update.lines]
    assert [line for line in lines if not line.endswith("。") or re.search(r"_|\b[a-z]{3,}", line)] == []


@pytest.mark.parametrize(
    ("seen", "told"),
    [("", BOTH), ("0.1.0", ["0.2.0"]), ("0.0.1", BOTH), ("rubbish", BOTH)],
)
def test_what_came_since(kept: QSettings, seen: str, told: list[str]) -> None:
    kept.setValue(SEEN, seen)
    assert [update.number for update in unseen(kept) if parts(update.number) <= (0, 2, 0)] == told


def test_told_once(kept: QSettings) -> None:
    assert unseen(kept)
    mark_seen(kept)
    assert unseen(kept) == []


def test_a_version_she_went_back_from_is_not_told(kept: QSettings) -> None:
    kept.setValue(SEEN, "999.0.0")
    assert unseen(kept) == []


def test_the_dialog_shows_every_sentence_whole(qapp: QApplication) -> None:
    apply_theme(qapp, dark=False)
    dialog = UpdatesDialog(updates())
    dialog.show()
    settle()
    shown = "\n".join(part.text() for part in dialog.findChildren(QLabel))
    assert VERSION in shown
    assert all(line in shown for update in updates() for line in update.lines)
    assert clipped_texts(dialog) == []
    dialog.close()
