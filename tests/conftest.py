"""Every test alike on every machine: screen off, shipped fonts, Chinese locale, repeatable examples."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.base.resources import resource
from desktop.ui import aside
from tests.helpers.county import load_county
from tests.helpers.engines import share_statements

os.environ["QT_QPA_PLATFORM"] = "offscreen"
aside.PATIENCE_MS = 20_000  # answers of small data stand there at once, on a busy machine too
settings.register_profile("house", derandomize=True, deadline=None, database=None, print_blob=False)
settings.load_profile("house")


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The one application, in the Fusion style, with the shipped fonts and the shipped 黑体 on the screen."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    families = [
        family
        for path in sorted(resource("fonts").glob("*.[to]t[fc]"))
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    ]
    qapp.setStyle("Fusion")
    sans = next((family for family in families if "Sans" in family), families[0])
    qapp.setFont(QFont(sans, 10))
    return qapp


@pytest.fixture(scope="session", autouse=True)
def statements() -> Iterator[None]:
    """Compiled SQL is shared by all stores (see `tests.helpers.engines`)."""
    with pytest.MonkeyPatch.context() as patch:
        share_statements(patch)
        yield


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the sample county, to be copied (see `tests.helpers.county`)."""
    return load_county(tmp_path_factory.mktemp("示例县"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Dialogs left open are put away without their question about unsaved words; every window is let go."""
    for top in windows():
        if isinstance(top, QDialog):
            top.hide()
    result = yield
    for top in windows():
        if top.parent() is None:
            top.hide()
            top.deleteLater()
    if QApplication.instance():
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return result


def windows() -> list[QWidget]:
    """Everything that stands on the screen by itself."""
    return QApplication.topLevelWidgets() if QApplication.instance() else []
