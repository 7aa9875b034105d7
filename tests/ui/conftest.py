"""Every test of the kit starts in the light look."""

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import LIGHT, apply_theme, tokens


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    """The light theme, applied once unless a test changed it."""
    if tokens() is not LIGHT or not qapp.styleSheet():
        apply_theme(qapp, dark=False)
