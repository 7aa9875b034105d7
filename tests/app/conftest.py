"""The whole window on a fresh data folder, and its wizard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app.features import STREET
from desktop.app.window import Window
from desktop.ui.theme import LIGHT, apply_theme, tokens
from tests.helpers.desk import make_desk


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """The window in the light look, closed without questions."""
    if tokens() is not LIGHT or not qapp.styleSheet():
        apply_theme(qapp, dark=False)
    desk = make_desk(tmp_path)
    made = Window(desk, STREET, QSettings(str(tmp_path / "窗口.ini"), QSettings.Format.IniFormat))
    made.show()
    yield made
    made.services.tasks.wait()
    made.hide()
    made.deleteLater()
    qapp.processEvents()
    desk.store.close()


@pytest.fixture
def finished(window: Window, qtbot: QtBot) -> Callable[[], None]:
    """Wait until no long work runs."""
    return lambda: qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=10_000)
