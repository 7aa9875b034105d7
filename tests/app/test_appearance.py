"""The look is chosen in the window, kept on this PC, and worn by the next window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from desktop.app.appearance import Look, choose, chosen, wear
from desktop.app.window import REOPEN, Window
from desktop.ui.theme import LIGHT, apply_theme, tokens


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "外观.ini"), QSettings.Format.IniFormat)


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    if tokens() is not LIGHT:
        apply_theme(qapp, dark=False)


def test_the_chosen_look_is_kept_and_worn(qapp: QApplication, settings: QSettings) -> None:
    assert chosen(settings) is Look.LIGHT
    choose(settings, Look.DARK)
    wear(qapp, settings)
    assert tokens().dark
    choose(settings, Look.LIGHT)
    wear(qapp, settings)
    assert not tokens().dark


def test_an_unknown_look_is_the_light_one(settings: QSettings) -> None:
    settings.setValue("外观", "紫色")
    assert chosen(settings) is Look.LIGHT


def test_another_look_opens_the_window_anew(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", staticmethod(codes.append))
    actions = {action.text(): action for action in window.top.findChildren(QAction)}
    assert actions["浅色"].isChecked()
    actions["浅色"].trigger()
    assert codes == []
    actions["深色"].trigger()
    assert codes == [REOPEN]
    assert chosen(window.services.settings) is Look.DARK
