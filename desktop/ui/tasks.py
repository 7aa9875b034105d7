"""One worker thread for long work: progress after 0.4 s, cancel, the answer back in the window's thread."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from desktop.base.errors import Cancelled
from desktop.base.progress import Progress

PATIENCE_MS = 400
_NEVER = 1_000_000_000
_TURN_S = 0.0005
LASTING = 500_000
"""Objects that work must have made for what is there at its end to be taken as lasting."""


class Task(QObject):
    """Running work. Signals arrive in the window's thread."""

    progressed = Signal(int, int, str)
    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, work: Callable[[Progress], Any], words: str) -> None:
        super().__init__()
        self.words = words
        self.progress = Progress(self.progressed.emit)
        self._work = work

    def run(self) -> None:
        """Do the work (in the worker thread)."""
        try:
            with _no_long_collections(), _short_turns():
                result = self._work(self.progress)
        except Cancelled:
            self.cancelled.emit()
        except BaseException as error:  # noqa: BLE001 - handed to the window, which words it
            self.failed.emit(error)
        else:
            self.finished.emit(result)


@contextmanager
def _no_long_collections() -> Iterator[None]:
    """Long work makes millions of lasting objects; looking through all of them stops the window for a second.

    So only young objects are looked at meanwhile, and where it made so many, all that is left afterwards is
    taken as lasting: windows that stand open then are never found as garbage, which small work must not cost.
    """
    young, middle, old = gc.get_threshold()
    first = _looks()
    gc.set_threshold(young, middle, _NEVER)
    try:
        yield
    finally:
        if (_looks() - first) * young >= LASTING:
            gc.collect(1)
            gc.freeze()
        gc.set_threshold(young, middle, old)


@contextmanager
def _short_turns() -> Iterator[None]:
    """The window's thread asks for the interpreter at every cell it paints: not to wait 5 ms each time."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _looks() -> int:
    """How often young objects have been looked through: once for every so many that were made and stayed."""
    return int(gc.get_stats()[0]["collections"])


class Tasks(QObject):
    """The one worker; work waits for the work before it."""

    showing = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._alive: dict[int, Task] = {}
        self._numbers = count()
        self._ended_last: Task | None = None

    def start(self, work: Callable[[Progress], Any], words: str, done: Callable[[Any], None],
              failed: Callable[[BaseException], None]) -> Task:
        """Run `work(progress)`; `done(result)` or `failed(error)` is called in the window's thread."""
        task, number = Task(work, words), next(self._numbers)
        self._alive[number] = task
        # By number: what a signal calls, and holds, must not hold the task the signal belongs to.
        queued = Qt.ConnectionType.QueuedConnection
        task.finished.connect(lambda result: self._ended(number, lambda: done(result)), queued)
        task.failed.connect(lambda error: self._ended(number, lambda: failed(error)), queued)
        task.cancelled.connect(lambda: self._ended(number, lambda: failed(Cancelled())), queued)
        QTimer.singleShot(PATIENCE_MS, self, lambda: self._show(number))
        # A QRunnable of ours would outlive its run now and then, with all it held: its end may come before
        # its owner is told.
        self._pool.start(task.run)
        return task

    def wait(self) -> None:
        """Block until nothing runs (at closing)."""
        self._pool.waitForDone()

    @property
    def busy(self) -> bool:
        """True while something runs or waits."""
        return bool(self._alive)

    def _show(self, number: int) -> None:
        if number in self._alive:
            self.showing.emit(self._alive[number])

    def _ended(self, number: int, answer: Callable[[], None]) -> None:
        if not isValid(self):
            return  # the window is gone, nobody waits for the answer
        # Kept until the next one ends: it must not go while its own signal is being delivered.
        self._ended_last = self._alive.pop(number)
        if not self._alive:
            self.idle.emit()
        answer()
