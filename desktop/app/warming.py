"""What the start left out is loaded while the clerk reads the first page, so that no click waits for it."""

import pkgutil
from importlib import import_module
from threading import Event
from time import sleep

from PySide6.QtCore import QObject, QTimer

from desktop import features
from desktop.ui.aside import Aside

AFTER_MS = 1_500
PAUSE = 0.01
"""Seconds between two modules: the window goes first."""


class Warming(QObject):
    """Loads the modules of all subjects on a thread of its own; nothing is made or asked."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = Event()
        self._aside = Aside(self)
        QTimer.singleShot(AFTER_MS, self, lambda: self._aside.ask(self._load, lambda loaded: None))

    def wait(self) -> None:
        """Stop after the module in hand (at closing)."""
        self._stop.set()
        self._aside.wait()

    def _load(self) -> int:
        """How many modules were looked at."""
        names = modules()
        for number, name in enumerate(names):
            if self._stop.is_set():
                return number
            import_module(name)
            sleep(PAUSE)
        return len(names)


def modules() -> list[str]:
    """Every module of every subject."""
    return [found.name for found in pkgutil.walk_packages(features.__path__, f"{features.__name__}.")]
