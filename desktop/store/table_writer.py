"""Rows written straight into a table by the thousand, with the types the ORM would give their values."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

_MOST_VALUES = 30_000
"""SQLite takes 32,766 values a statement."""


class TableWriter:
    """Inserts into one table inside the session's transaction; a column not given is NULL."""

    def __init__(self, session: Session, table: Table) -> None:
        self._connection = session.connection()
        dialect = self._connection.dialect
        self._bound = [
            (column.key, column.type.dialect_impl(dialect).bind_processor(dialect))
            for column in table.columns
        ]
        named = dialect.identifier_preparer
        columns = ", ".join(named.format_column(column) for column in table.columns)
        self._sql = f"INSERT INTO {named.format_table(table)} ({columns}) VALUES "
        self._places = f"({', '.join('?' for _ in table.columns)})"
        self._at_once = max(1, _MOST_VALUES // len(table.columns))

    def stored(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """The row as the driver takes it."""
        get = row.get
        return tuple([
            value if (value := get(key)) is None or bound is None else bound(value)
            for key, bound in self._bound
        ])

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert the rows."""
        self.write_stored([self.stored(row) for row in rows])

    def write_stored(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows that `stored` has made, or that follow the table's columns in the driver's types.

        Many rows a statement: the search index is written out at the end of each.
        """
        for start in range(0, len(rows), self._at_once):
            part = rows[start : start + self._at_once]
            self._connection.exec_driver_sql(
                self._sql + ", ".join([self._places] * len(part)), tuple(chain.from_iterable(part))
            )
