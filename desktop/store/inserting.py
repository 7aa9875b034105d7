"""Many new records at once: the rows, times, search texts and journal entries that the ORM would write.

A flush of the ORM costs some fifty times what the row itself costs. Here each record is a plain object with
the methods of its class, so `derive` and `searched` work on it; relationships and validators are left out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import FunctionType, TracebackType
from typing import Any, Self

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from desktop.base.records import Record, Searchable
from desktop.store import journal
from desktop.store.behind import Behind
from desktop.store.editing import check_values, surely_fit
from desktop.store.late_indexes import LateIndexes
from desktop.store.table_writer import Portion, TableWriter, columns_of, write_rows
from desktop.store.watch import fill_search, stored_keys

PORTION = 2000
"""Rows best written in one call: enough to be quick, few enough to hear a cancel."""


class Inserting:
    """New records of one kind, written behind as part of the running act.

    As a context: when it ends all is written. `settle` before anything else is done with the session.
    `expected`: how many there will be; where they are more than are there, the indexes are made anew at the
    end of the same transaction, in half the time that keeping them up takes.
    """

    def __init__(self, session: Session, record: type[Record], expected: int = 0) -> None:
        table = record.__table__
        assert isinstance(table, Table)
        self._session, self._record, self._table = session, record, table
        self._writer = TableWriter(session, table)
        self._columns = [column.key for column in table.columns]
        self._behind = Behind()
        self._spelling = journal.Spelling()
        self._chain: journal.Chain | None = None
        self._next, self._stored, self._expected = 0, 0, expected
        self._indexes: LateIndexes | None = None

    def __enter__(self) -> Self:
        self._behind.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if error is None:
                self.settle()
                self._behind.call(self._finish)
        finally:
            self._behind.__exit__(kind, error, trace)

    def write(self, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Write new records with these values; their ids, in order. UserError when a value cannot be.

        The rows are taken over and filled up. What waits in the session is written before them, here and in
        the journal.
        """
        if not rows:
            return []
        chain = self._begun()
        _fill_up(self._session, self._record, rows, self._next)
        columns = columns_of(rows, self._columns)
        if not surely_fit(self._record, columns):
            for row in rows:
                check_values(self._record, row)
        changes = self._spelling.entered(columns, stored_keys(self._record))
        ids = [row["id"] for row in rows]
        name = self._table.name
        entries = chain.entered(name, ids, changes)
        self._behind.call(self._store, self._writer.portion(columns), entries)
        self._next += len(rows)
        self._session.info["touched"].update((name, number) for number in ids)
        return ids

    def settle(self) -> None:
        """Wait until all is written; the session may be used again."""
        if self._chain is not None:
            self._behind.settle()
            self._chain.keep()
            self._chain = None

    def _begun(self) -> journal.Chain:
        session = self._session
        waiting = session.info["changed"]
        if self._chain is None or session.new or session.dirty or session.deleted or waiting:
            self.settle()
            session.flush()
            journal.write(session, session.info["act"], waiting)
            session.info["touched"].update((table, row) for table, row, _, _ in waiting)
            waiting.clear()
            self._chain = journal.Chain(session, session.info["act"])
            self._next = _next_id(session, self._table)
            self._execute = session.connection().connection.cursor().execute
            if self._indexes is None:
                self._indexes = LateIndexes(session, self._table, self._expected)
        return self._chain

    def _store(self, rows: Portion, entries: Portion) -> None:
        """On the thread behind, by the driver alone."""
        write_rows(self._execute, rows.into, rows.rows, always=rows.always)
        write_rows(self._execute, entries.into, entries.rows, always=entries.always)
        self._stored += len(rows.rows)
        if self._indexes is not None and 5 * self._stored > 3 * self._expected:
            self._indexes.make_one(self._execute)

    def _finish(self) -> None:
        if self._indexes is not None:
            self._indexes.make_all(self._execute)


def insert_records(session: Session, record: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write new records with these values as part of the running act; their ids, in order."""
    with Inserting(session, record) as inserting:
        return inserting.write(list(map(dict, rows)))


def _fill_up(session: Session, record: type[Record], rows: Sequence[dict[str, Any]], first: int) -> None:
    """Give each row all its values, by key."""
    plain, usual, searched = _plain_class(record), _defaults(record), issubclass(record, Searchable)
    made, now = plain(), session.info["act"].at
    for number, row in enumerate(rows, first):
        made.__dict__ = row
        for key, value in usual:
            if row.get(key) is None:
                row[key] = value
        row["id"], row["version"], row["created_at"], row["updated_at"] = number, 1, now, now
        made.derive()
        if searched:
            fill_search(made)


def _next_id(session: Session, table: Table) -> int:
    """Ids are never used twice: one more than any row ever had."""
    used = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    return int(used or 0) + 1


@cache
def _defaults(record: type[Record]) -> tuple[tuple[str, Any], ...]:
    """What the columns hold when nothing is given, by key."""
    return tuple((attribute.key, attribute.columns[0].default.arg)
                 for attribute in record.__mapper__.column_attrs if attribute.columns[0].default is not None)


@cache
def _plain_class(record: type[Record]) -> type[Any]:
    """The class without its columns: the same methods over plain attributes, None where nothing is set."""
    names: dict[str, Any] = {}
    for kind in reversed(record.__mro__):
        if kind is not object:
            names |= {name: found for name, found in vars(kind).items()
                      if isinstance(found, FunctionType | property | staticmethod) and name != "__init__"}
    columns = dict.fromkeys((attribute.key for attribute in record.__mapper__.column_attrs), None)
    return type(record.__name__, (), {**names, **columns, "called": record.called})
