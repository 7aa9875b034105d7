"""What the start left out is loaded and mapped while the clerk reads the first page: no click waits."""

import gc
import pkgutil
from collections.abc import Callable
from functools import partial
from importlib import import_module
from threading import Event
from time import sleep

from PySide6.QtCore import QObject, QTimer
from sqlalchemy.orm import configure_mappers

from desktop import features
from desktop.base.records import Base
from desktop.ui.aside import Aside

AFTER_MS = 1_500
PAUSE = 0.01
"""Seconds between two modules or records: the window goes first."""


class Warming(QObject):
    """Loads the modules of all subjects and maps their records on a thread of its own; nothing is asked."""

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
        """How many modules and records were looked at."""
        steps: list[Callable[[], object]] = [partial(import_module, name) for name in modules()]
        steps += [partial(Base.late.map_now, kind) for kind in Base.late.kinds()]
        steps.append(configure_mappers)
        for number, step in enumerate(steps):
            if self._stop.is_set():
                return number
            step()
            sleep(PAUSE)
        # What was loaded stays: a look through it for garbage would stop the window for a tenth of a second.
        gc.freeze()
        return len(steps)


def modules() -> list[str]:
    """Every module of every subject."""
    return [found.name for found in pkgutil.walk_packages(features.__path__, f"{features.__name__}.")]
