"""The indexes of a table left for the end of a transaction that more than doubles it.

Sorting all keys once takes a third of the time of placing each of them in every index. They come back one by
one during the last two fifths, while the thread behind has time to spare, those of long texts last. All of it
is part of the transaction: whatever stops it, everything is there as before.
"""

from typing import Any

from sqlalchemy import Column, func, select, text
from sqlalchemy.orm import Session

from desktop.store.table_writer import Execute

LEAST = 5000
"""Rows from which on it is worth it."""
_NUMBER = 8


class LateIndexes:
    """Drops the plain indexes of a table when at least as many rows are expected as are there."""

    def __init__(self, session: Session, table: Any, expected: int) -> None:
        self._statements: list[str] = []
        there = session.scalar(select(func.count()).select_from(table)) if expected >= LEAST else None
        if there is None or there > expected:
            return
        found = session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table "
                 "AND sql LIKE 'CREATE INDEX%'"), {"table": table.name}).all()
        widths = {index.name: sum(map(_width, index.columns)) for index in table.indexes}
        for name, statement in sorted(found, key=lambda row: (widths.get(row.name, 0), row.name)):
            session.execute(text(f'DROP INDEX "{name}"'))
            self._statements.append(statement)

    def make_one(self, execute: Execute) -> None:
        """Make one of the dropped indexes again, word for word."""
        if self._statements:
            execute(self._statements.pop(0), ())

    def make_all(self, execute: Execute) -> None:
        """Make all that are still missing."""
        while self._statements:
            self.make_one(execute)


def _width(column: Column[Any]) -> int:
    """Characters a value may have: a short one takes little to keep up, so its index comes back first."""
    return getattr(column.type, "length", None) or _NUMBER
