"""Writing behind: SQLite stores one portion on a thread of its own while the next one is being prepared.

SQLite lets go of the interpreter while it works, so that two cores share what would be one after the other.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

_MOST = 2
"""Portions that may wait: enough to keep both sides busy, few enough to hold little memory."""


class Behind:
    """Runs calls one after the other in their order. As a context nothing is left running when it ends."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "writing")
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if error is None:
                self.settle()
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def call(self, work: Callable[..., None], *given: Any) -> None:
        """Have `work(*given)` done; raises what an earlier call has failed with."""
        self._waiting.append(self._thread.submit(work, *given))
        while len(self._waiting) > _MOST:
            self._waiting.popleft().result()

    def settle(self) -> None:
        """Wait until all is done; raises what a call has failed with."""
        while self._waiting:
            self._waiting.popleft().result()
