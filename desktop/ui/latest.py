"""Questions asked faster than answered: only the newest counts, answered away from the window's thread."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal


class Latest(QObject):
    """Runs `answer(words)` on a thread of its own, one at a time; a question overtaken is dropped.

    `answered(words, result)` and `failed(words, error)` come in the window's thread, for the newest words.
    """

    answered = Signal(str, object)
    failed = Signal(str, object)
    _done = Signal(str, object, object)

    def __init__(self, answer: Callable[[str], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer = answer
        self._newest: str | None = None
        self._running = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._pool.setExpiryTimeout(-1)
        self._done.connect(self._finished, Qt.ConnectionType.QueuedConnection)

    def ask(self, words: str) -> None:
        """Ask, instead of whatever was asked before."""
        self._newest = words
        if not self._running:
            self._start(words)

    def wait(self) -> None:
        """Forget what is asked and block until nothing runs (at closing)."""
        self._newest = None
        self._pool.waitForDone()

    def _start(self, words: str) -> None:
        self._running = True
        self._pool.start(lambda: self._work(words))

    def _work(self, words: str) -> None:
        try:
            result = self._answer(words)
        except Exception as error:  # noqa: BLE001 - handed to the window, which words it
            self._done.emit(words, None, error)
        else:
            self._done.emit(words, result, None)

    def _finished(self, words: str, result: object, error: Exception | None) -> None:
        self._running = False
        if self._newest is None:
            return
        if words != self._newest:
            self._start(self._newest)
        elif error is not None:
            self.failed.emit(words, error)
        else:
            self.answered.emit(words, result)
