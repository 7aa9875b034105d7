"""How the program looks on this PC: light, dark, or as the system does. Kept with the window's sizes."""

from enum import StrEnum

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import apply_theme, is_worn

KEY = "外观"


class Look(StrEnum):
    """What she may choose."""

    SYSTEM = "跟随系统"
    LIGHT = "浅色"
    DARK = "深色"


def chosen(settings: QSettings) -> Look:
    """The kept choice; light before the first one, or when what was kept is unknown."""
    kept = str(settings.value(KEY, Look.LIGHT.value))
    return Look(kept) if kept in [look.value for look in Look] else Look.LIGHT


def choose(settings: QSettings, look: Look) -> None:
    """Keep a choice; the next window wears it."""
    settings.setValue(KEY, look.value)


def wear(app: QApplication, settings: QSettings) -> None:
    """Dress the application as chosen; windows made before keep the pictures they drew."""
    look = chosen(settings)
    system = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    dark = look is Look.DARK or (look is Look.SYSTEM and system)
    if not is_worn(app, dark):
        apply_theme(app, dark)
