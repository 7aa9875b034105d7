"""Writing behind: SQLite stores one portion on a thread of its own while the next one is being prepared.

SQLite lets go of the interpreter while it works, so that two cores share what would be one after the other.
Between two statements it must have it back; that takes up to the interpreter's switch interval, which is
therefore shortened meanwhile: at its usual 5 ms the thread behind waited a fifth of its time.
"""

import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

_MOST = 2
"""Portions that may wait: enough to keep both sides busy, few enough to hold little memory."""
_TURN_S = 0.0001


class Behind:
    """Runs calls one after the other in their order. As a context nothing is left running when it ends."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "writing")
        self._waiting: deque[Future[None]] = deque()
        self._usual_turn = sys.getswitchinterval()

    def __enter__(self) -> Self:
        sys.setswitchinterval(_TURN_S)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if error is None:
                self.settle()
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)
            sys.setswitchinterval(self._usual_turn)

    def call(self, work: Callable[..., None], *given: Any) -> None:
        """Have `work(*given)` done; raises what an earlier call has failed with."""
        self._waiting.append(self._thread.submit(work, *given))
        while len(self._waiting) > _MOST:
            self._waiting.popleft().result()

    def settle(self) -> None:
        """Wait until all is done; raises what a call has failed with."""
        while self._waiting:
            self._waiting.popleft().result()
