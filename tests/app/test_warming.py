"""What the start left out is loaded beside the window, and stops when the window closes."""

import gc
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop import features
from desktop.app import warming
from desktop.app.warming import Warming, modules


def test_every_module_of_every_subject_is_named() -> None:
    root = Path(features.__path__[0])
    files = [path.relative_to(root).with_suffix("") for path in root.rglob("*.py")]
    named = {".".join(("desktop.features", *(part for part in file.parts if part != "__init__")))
             for file in files}
    assert set(modules()) == named - {"desktop.features"}


def test_what_was_loaded_is_not_looked_through_for_garbage_again(
        qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "modules", lambda: ["calendar"])
    before = gc.get_freeze_count()
    try:
        Warming(QObject())._load()
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()


def test_modules_are_loaded_one_by_one_until_the_window_closes(
        qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "AFTER_MS", 0)
    monkeypatch.setattr(warming, "modules", lambda: ["calendar", "desktop.features.office.page"] * 5000)
    monkeypatch.setattr("desktop.ui.aside.PATIENCE_MS", 1)
    owner = QObject()
    made = Warming(owner)
    qtbot.waitUntil(lambda: "desktop.features.office.page" in sys.modules, timeout=10_000)
    made.wait()
    assert made._aside._pool.activeThreadCount() == 0
