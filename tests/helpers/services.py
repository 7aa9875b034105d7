"""Services of a window without the window: settings in the test's folder, exports really written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings

from desktop.app.exporting import export_listing
from desktop.store.desk import Desk
from desktop.ui.feature import Feature
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services


def make_services(desk: Desk, folder: Path, features: Sequence[Feature]) -> Services:
    """Services of a window that knows these subjects."""
    settings = QSettings(str(folder / "窗口.ini"), QSettings.Format.IniFormat)
    return Services(desk, tuple(features), settings, Outputs(lambda *given: export_listing(desk, *given)))


@contextmanager
def working_services(desk: Desk, folder: Path, features: Sequence[Feature]) -> Iterator[Services]:
    """The same; long work is waited for at the end."""
    made = make_services(desk, folder, features)
    yield made
    made.tasks.wait()
