"""Many new records at once: the rows, times, search texts and journal entries that the ORM would write.

A flush of the ORM costs some fifty times what the row itself costs. Here each record is a plain object with
the methods of its class, so `derive` and `searched` work on it; relationships and validators are left out.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import FunctionType
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from desktop.base.records import Record, Searchable
from desktop.store import journal
from desktop.store.search_index import index_new
from desktop.store.table_writer import TableWriter, columns_of
from desktop.store.watch import fill_search, stored_keys

PORTION = 2000
"""Rows best written in one call: enough to be quick, few enough to hear a cancel."""


def insert_records(session: Session, record: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write new records with these values as part of the running act; their ids, in order.

    What waits in the session is written before them, here and in the journal.
    """
    session.flush()
    journal.write(session, session.info["act"], session.info["changed"])
    session.info["touched"].update((table, row) for table, row, _, _ in session.info["changed"])
    session.info["changed"].clear()
    table = record.__table__
    assert isinstance(table, Table)
    first = _next_id(session, table)
    made = _made(session, record, rows, first)
    columns = columns_of(made, [column.key for column in table.columns])
    TableWriter(session, table).write_columns(columns)
    if issubclass(record, Searchable):
        index_new(session.connection(), record, made)
    changes = journal.entered(columns, stored_keys(record))
    entries = ((table.name, number, "新增", text) for number, text in enumerate(changes, first))
    journal.write(session, session.info["act"], entries)
    ids = list(range(first, first + len(made)))
    session.info["touched"].update((table.name, number) for number in ids)
    return ids


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
