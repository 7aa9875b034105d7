"""Questions to the data asked beside the window: quick answers are there at once, slow ones never stop it."""

from collections.abc import Callable
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QThreadPool, Signal

T = TypeVar("T")
PATIENCE_MS = 40
"""How long the window's thread waits for an answer before it goes on without."""


class _Asked:
    """One question on its way; `done` in the worker's thread, the rest in the window's."""

    def __init__(self, question: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self.question, self.then = question, then
        self.ready = Event()
        self.taken = False
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        """Ask, in the worker's thread."""
        try:
            self.result = self.question()
        except BaseException as error:  # noqa: BLE001 - raised in the window's thread
            self.error = error
        self.ready.set()

    def take(self) -> None:
        """Hand over the answer, once."""
        if not self.taken:
            self.taken = True
            if self.error is not None:
                raise self.error
            self.then(self.result)


class Aside(QObject):
    """One question at a time on a thread of its own; a question overtaken by a newer one is dropped."""

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: _Asked | None = None
        self._running: _Asked | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._done.connect(self._finished, Qt.ConnectionType.QueuedConnection)

    def ask(self, question: Callable[[], T], then: Callable[[T], None], *, later: bool = False) -> None:
        """`then(answer)` in the window's thread: before this returns when the answer is quick, else later;
        always later when nothing is to wait for it."""
        self._newest = _Asked(question, then)
        if self._running is None:
            self._start(self._newest, 0 if later else PATIENCE_MS)

    def answer(self, question: Callable[[], T]) -> T:
        """The answer itself; while a slow one is awaited the window goes on painting, without taking keys."""
        held: list[T] = []
        loop = QEventLoop()
        asked = _Asked(question, held.append)
        self._pool.start(lambda: self._work(asked, loop.wakeUp))
        if not asked.ready.wait(PATIENCE_MS / 1000):
            while not asked.ready.is_set():
                loop.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
                                   | QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        asked.take()
        return held[0]

    def wait(self) -> None:
        """Forget what is asked and block until nothing runs (at closing)."""
        self._newest = None
        self._pool.waitForDone()

    def _start(self, asked: _Asked, patience_ms: int) -> None:
        self._running = asked
        self._pool.start(lambda: self._work(asked, lambda: self._done.emit(asked)))
        if patience_ms and asked.ready.wait(patience_ms / 1000):
            self._running = None
            asked.take()

    def _work(self, asked: _Asked, tell: Callable[[], None]) -> None:
        asked.answer()
        try:
            tell()
        except RuntimeError:
            return  # who asked is gone, and with it the one to be told

    def _finished(self, asked: _Asked) -> None:
        if self._running is asked:
            self._running = None
        if asked is self._newest:
            asked.take()
        elif self._running is None and self._newest is not None and not self._newest.taken:
            self._start(self._newest, PATIENCE_MS)
