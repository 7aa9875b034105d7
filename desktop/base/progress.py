"""How long work tells where it is, and hears that it should stop."""

from collections.abc import Callable
from threading import Event

from desktop.base.errors import Cancelled

Report = Callable[[int, int, str], None]


class Progress:
    """Passed into long operations; `step` reports and raises `Cancelled` when asked to stop."""

    def __init__(self, report: Report | None = None) -> None:
        self._report = report
        self._stop = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def step(self, done: int, total: int, words: str) -> None:
        """`done` of `total` (0 = unknown) with words such as 读取表格."""
        if self._stop.is_set():
            raise Cancelled
        if self._report is not None:
            self._report(done, total, words)


def silent() -> Progress:
    """A progress nobody watches."""
    return Progress()
