"""One worker thread for long work: progress after 0.4 s, cancel, the answer back in the window's thread."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal
from shiboken6 import isValid

from desktop.base.errors import Cancelled
from desktop.base.progress import Progress

PATIENCE_MS = 400
_NEVER = 1_000_000_000
_TURN_S = 0.0005


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

    So only young objects are looked at meanwhile, and what is left afterwards is taken as lasting.
    """
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)
    try:
        yield
    finally:
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


class _Runner(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        self._task.run()


class Tasks(QObject):
    """The one worker; work waits for the work before it."""

    showing = Signal(object)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._alive: set[Task] = set()

    def start(self, work: Callable[[Progress], Any], words: str, done: Callable[[Any], None],
              failed: Callable[[BaseException], None]) -> Task:
        """Run `work(progress)`; `done(result)` or `failed(error)` is called in the window's thread."""
        task = Task(work, words)
        self._alive.add(task)
        queued = Qt.ConnectionType.QueuedConnection
        task.finished.connect(lambda result: self._ended(task, lambda: done(result)), queued)
        task.failed.connect(lambda error: self._ended(task, lambda: failed(error)), queued)
        task.cancelled.connect(lambda: self._ended(task, lambda: failed(Cancelled())), queued)
        QTimer.singleShot(PATIENCE_MS, self,
                          lambda: self.showing.emit(task) if task in self._alive else None)
        self._pool.start(_Runner(task))
        return task

    def wait(self) -> None:
        """Block until nothing runs (at closing)."""
        self._pool.waitForDone()

    @property
    def busy(self) -> bool:
        """True while something runs or waits."""
        return bool(self._alive)

    def _ended(self, task: Task, answer: Callable[[], None]) -> None:
        if not isValid(self):
            return  # the window is gone, nobody waits for the answer
        self._alive.discard(task)
        if not self._alive:
            self.idle.emit()
        answer()
