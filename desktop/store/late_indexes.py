"""The indexes of a table left for the end of a transaction that more than doubles it.

Sorting all keys once takes a third of the time of placing each of them in every index. They come back one by
one during the last fifth, while the thread behind has time to spare. The rows are not noted for the search
index either, which whoever writes them brings up to date himself. All of it is part of the transaction:
whatever stops it, everything is there as before.
"""

from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from desktop.store.search_index import noting_trigger
from desktop.store.table_writer import Execute

LEAST = 5000
"""Rows from which on it is worth it."""


class LateIndexes:
    """Drops the plain indexes of a table, and the trigger that notes new rows, when at least as many rows are
    expected as are there."""

    def __init__(self, session: Session, table: Any, expected: int) -> None:
        self._statements: list[str] = []
        self._noting = ""
        there = session.scalar(select(func.count()).select_from(table)) if expected >= LEAST else None
        if there is None or there > expected:
            return
        found = session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table "
                 "AND sql LIKE 'CREATE INDEX%'"), {"table": table.name}).all()
        for name, statement in found:
            session.execute(text(f'DROP INDEX "{name}"'))
            self._statements.append(statement)
        trigger = noting_trigger(table.name)
        noting = session.scalar(text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name"),
                                {"name": trigger})
        if noting is not None:
            session.execute(text(f"DROP TRIGGER {trigger}"))
            self._noting = noting

    def note_again(self, execute: Execute) -> None:
        """Note new rows as before: needed before anyone else writes to the table."""
        if self._noting:
            execute(self._noting, ())
            self._noting = ""

    def make_one(self, execute: Execute) -> None:
        """Make one of the dropped indexes again, word for word."""
        if self._statements:
            execute(self._statements.pop(0), ())

    def make_all(self, execute: Execute) -> None:
        """Make all that are still missing."""
        while self._statements:
            self.make_one(execute)
