"""The search index brought up to date beside the work after an act that changed very many rows.

The words of 100,000 rows take longer than the rows themselves. They wait as notes, which were committed with
the act, and are settled here part by part, each in a transaction of its own between the clerk's. A question
finds the rows that still wait (`base.searching.found_ids`), so nothing depends on when it is done; what is
left when the data are closed is done when they are opened again.
"""

from collections.abc import Sequence
from logging import getLogger
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from desktop.store.search_index import PART, settle_part

_GAP_S = 0.05
"""Between two parts, so that a save that waits gets its turn."""
_LOG = getLogger(__name__)


class SearchLater:
    """Of one data file; `begin` after a commit, `stop` before the file is let go."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._running: Thread | None = None
        self._stopped = Event()

    def begin(self, tables: Sequence[str]) -> None:
        """Settle these tables, of which `settle` told; while it runs, the next act tells of them again."""
        if tables and not self.busy:
            self._stopped.clear()
            self._running = Thread(target=self._settle, args=(tables,), name="search-later")
            self._running.start()

    @property
    def busy(self) -> bool:
        """True while rows are being indexed."""
        return self._running is not None and self._running.is_alive()

    def wait(self) -> None:
        """Until all is indexed."""
        if self._running is not None:
            self._running.join()
            self._running = None

    def stop(self) -> None:
        """Let the part that is being done be the last."""
        self._stopped.set()
        self.wait()

    def _settle(self, tables: Sequence[str]) -> None:
        try:
            for table in tables:
                while not self._stopped.is_set() and self._part(table):
                    self._stopped.wait(_GAP_S)
        except DBAPIError as error:
            # A full disk or a long act of another program: the rows go on waiting, and are found meanwhile.
            _LOG.warning("search index not brought up to date: %s", error)

    def _part(self, table: str) -> bool:
        with self._engine.execution_options(writing=True).begin() as connection:
            return settle_part(connection, table, PART)
