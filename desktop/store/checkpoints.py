"""The write-ahead log brought into the data file beside the work, not inside the commit that made it long.

SQLite does it within the commit that finds the log long: after an import of 100,000 rows that is half a
second of waiting, or of a window that stands still when a small save comes next. What is committed stands in
the log, safe against a power cut, whether it was brought over or not.
"""

from contextlib import closing
from logging import getLogger
from pathlib import Path
from threading import Thread

from sqlalchemy import Engine

from desktop.store.sqlite import errors

LONG = 4 << 20
"""Bytes of the log from which on it is brought over, SQLite's own measure."""
_LOG = getLogger(__name__)


class Checkpoints:
    """Of one data file; `look` after every commit, `wait` before the file is let go."""

    def __init__(self, file: Path, engine: Engine) -> None:
        self._log, self._engine = file.with_name(f"{file.name}-wal"), engine
        self._running: Thread | None = None

    def look(self) -> None:
        """Begin to bring the log over where it is long; one at a time."""
        if self._running is not None and self._running.is_alive():
            return
        try:
            long = self._log.stat().st_size >= LONG
        except OSError:
            return
        if long:
            self._running = Thread(target=self._bring_over, name="checkpoint")
            self._running.start()

    def wait(self) -> None:
        """Until it is done."""
        if self._running is not None:
            self._running.join()
            self._running = None

    def _bring_over(self) -> None:
        # A connection of its own, closed afterwards: one of the others would be kept with a second cache.
        pool = self._engine.pool.recreate()
        try:
            with closing(pool.connect()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        except errors() as error:
            # As with SQLite's own: a full disk keeps the log as it is, and the next commit tries again.
            _LOG.warning("log not brought over: %s", error)
        finally:
            pool.dispose()
