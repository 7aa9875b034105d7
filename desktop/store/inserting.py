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
from desktop.store.search_index import index_new, index_words
from desktop.store.table_writer import TableWriter, columns_of, write_rows
from desktop.store.watch import fill_search, stored_keys

_MOST_WORDS = 14_000
"""Rows whose words are indexed in one statement: the index is written out at the end of each."""
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
        self._searched = issubclass(record, Searchable)
        self._writer = TableWriter(session, table)
        self._columns = [column.key for column in table.columns]
        self._behind = Behind()
        self._spelling = journal.Spelling()
        self._chain: journal.Chain | None = None
        self._next, self._stored, self._expected = 0, 0, expected
        self._indexes: LateIndexes | None = None
        self._words: list[tuple[int, str]] = []

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

    def write(self, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Write new records with these values; their ids, in order. UserError when a value cannot be.

        What waits in the session is written before them, here and in the journal.
        """
        if not rows:
            return []
        chain = self._begun()
        made = _made(self._session, self._record, rows, self._next)
        columns = columns_of(made, self._columns)
        if not surely_fit(self._record, columns):
            for row in made:
                check_values(self._record, row)
        changes = self._spelling.entered(columns, stored_keys(self._record))
        ids = [row["id"] for row in made]
        name = self._table.name
        entries = chain.rows((name, number, "新增", text) for number, text in zip(ids, changes, strict=True))
        words = index_words(made) if self._searched else []
        into, stored = self._writer.into(list(columns)), self._writer.stored_rows(columns)
        self._behind.call(self._store, into, stored, chain.writer.into(), entries, words)
        self._next += len(made)
        self._session.info["touched"].update((name, number) for number in ids)
        return ids

    def settle(self) -> None:
        """Wait until all is written and can be found; the session may be used again."""
        if self._chain is not None:
            self._behind.call(self._index)
            self._behind.call(self._note_again)
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

    def _store(self, into: str, rows: list[tuple[Any, ...]], journaled: str, entries: list[tuple[Any, ...]],
               words: list[tuple[int, str]]) -> None:
        """On the thread behind, by the driver alone."""
        write_rows(self._execute, into, rows)
        write_rows(self._execute, journaled, entries)
        self._words += words
        if len(self._words) >= _MOST_WORDS:
            self._index()
        self._stored += len(rows)
        if self._indexes is not None and 5 * self._stored > 4 * self._expected:
            self._indexes.make_one(self._execute)

    def _index(self) -> None:
        if self._words:
            index_new(self._execute, self._table.name, self._words)
            self._words = []

    def _note_again(self) -> None:
        if self._indexes is not None:
            self._indexes.note_again(self._execute)

    def _finish(self) -> None:
        if self._indexes is not None:
            self._indexes.make_all(self._execute)


def insert_records(session: Session, record: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write new records with these values as part of the running act; their ids, in order."""
    with Inserting(session, record) as inserting:
        return inserting.write(rows)


def _made(session: Session, record: type[Record], rows: Sequence[Mapping[str, Any]], first: int
          ) -> list[dict[str, Any]]:
    """All values of each row, by key."""
    plain, usual, searched = _plain_class(record), _defaults(record), issubclass(record, Searchable)
    now, found = session.info["act"].at, []
    for number, values in enumerate(rows, first):
        made = plain()
        row: dict[str, Any] = made.__dict__
        row.update(usual)
        row.update(values, id=number, version=1, created_at=now, updated_at=now)
        made.derive()
        if searched:
            fill_search(made)
        found.append(row)
    return found


def _next_id(session: Session, table: Table) -> int:
    """Ids are never used twice: one more than any row ever had."""
    used = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    return int(used or 0) + 1


@cache
def _defaults(record: type[Record]) -> dict[str, Any]:
    """What the columns hold when nothing is given."""
    return {attribute.key: attribute.columns[0].default.arg for attribute in record.__mapper__.column_attrs
            if attribute.columns[0].default is not None}


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
