"""The search index: one FTS5 table beside each searched table, brought up to date with every act.

Triggers note every changed row and what the index holds of it, whether an operation, an undo, an import or a
bulk statement changed it; the writing door settles the notes in the same transaction, all at once, since the
index takes single rows slowly. Very many are left noted and settled beside the work (`search_later`): a
question asks noted rows themselves. The index holds no text of its own; it is made again when it is missing
or was made by a program with another way of making tokens.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, Engine, Table, bindparam, inspect, select, text, update
from sqlalchemy.orm import Session

from desktop.base.records import Base, Record, Searchable
from desktop.base.searching import TOKEN_SIGNS, index_name, tokens, tokens_of_many
from desktop.store.table_writer import MOST_VALUES, write_rows
from desktop.store.watch import fill_search

FUNCTION = "search_tokens_2"
"""Goes up with every change of `fold`, `spellings`, `tokens` or of what a record is searched by: then every
index is made again."""
_STEP = 2000
_USUAL_BYTES = 1 << 20
"""FTS5's own: what it holds in memory before it writes a part of the index, which it has to merge later."""
_MANY_BYTES = 24 << 20
PART = 6000
"""Rows indexed in one statement where there are very many."""
MOST_AT_ONCE = 5000
"""Noted rows that are still settled by the act that changed them: about a fifth of a second."""


def teach(connection: sqlite3.Connection, _record: object = None) -> None:
    """Give a connection the function that the triggers call."""
    connection.create_function(FUNCTION, 3, tokens, deterministic=True)


def keep_index(engine: Engine) -> list[str]:
    """Make every index that is missing or outdated, settle what was left; returns all searched tables."""
    with engine.connect() as connection:
        present = _present(connection)
        searched = _searched(connection)
        names = [record.__tablename__ for record in searched]
        left = [name for name in names if _notes(name) in present and _noted(connection, name)]
    stale = [record for record in searched if not _wanted(record).items() <= present.items()]
    if stale or left:
        with engine.execution_options(writing=True).begin() as connection:
            for record in stale:
                rebuild(connection, record)
            for name in settle(connection, left):
                while settle_part(connection, name, PART):
                    pass
    return names


def settle(connection: Connection, tables: Iterable[str]) -> list[str]:
    """Bring the indexes of these tables up to date with the changed rows that were noted; returns those left
    as they are, with more than `MOST_AT_ONCE`."""
    left = []
    for table in tables:
        noted = _noted(connection, table)
        if noted > MOST_AT_ONCE:
            left.append(table)
        if not 0 < noted <= MOST_AT_ONCE:
            continue
        name, notes = f"search_{table}", _notes(table)
        _forget(connection, table, "words IS NOT NULL")
        connection.execute(text(
            f"INSERT INTO {name}(rowid, words) SELECT row.id, {_made('row.')} "
            f"FROM {notes} JOIN {table} AS row ON row.id = {notes}.id"))
        connection.execute(text(f"DELETE FROM {notes}"))
    return left


def settle_part(connection: Connection, table: str, most: int) -> bool:
    """The same for the first `most` noted rows of many; False when there was none."""
    notes = _notes(table)
    ids = connection.execute(text(f"SELECT id FROM {notes} ORDER BY id LIMIT {most}")).scalars().all()
    if not ids:
        return False
    part = f"id BETWEEN {ids[0]} AND {ids[-1]}"
    _forget(connection, table, f"words IS NOT NULL AND {part}")
    rows = connection.execute(text(
        f"SELECT id, search_text, initials, voided_at IS NOT NULL FROM {table} "
        f"WHERE {part} AND id IN (SELECT id FROM {notes})")).all()
    words = tokens_of_many([(row[1] or "", row[2] or "", bool(row[3])) for row in rows])
    _index_many(connection, table, list(zip((row.id for row in rows), words, strict=True)))
    connection.execute(text(f"DELETE FROM {notes} WHERE {part}"))
    return True


def _noted(connection: Connection, table: str) -> int:
    """Rows noted, counted no further than matters."""
    counted = f"SELECT count(*) FROM (SELECT 1 FROM {_notes(table)} LIMIT {MOST_AT_ONCE + 1})"
    return int(connection.execute(text(counted)).scalar_one())


def _forget(connection: Connection, table: str, which: str) -> None:
    name = f"search_{table}"
    connection.execute(text(f"INSERT INTO {name}({name}, rowid, words) "
                            f"SELECT 'delete', id, words FROM {_notes(table)} WHERE {which}"))


def _index_many(connection: Connection, table: str, words: Sequence[tuple[int, str]]) -> None:
    name = f"search_{table}"
    configure = f"INSERT INTO {name}({name}, rank) VALUES (?, ?)"
    execute = connection.exec_driver_sql
    execute(configure, ("hashsize", _MANY_BYTES))
    write_rows(execute, f"{name} (rowid, words)", words, MOST_VALUES)
    execute(configure, ("hashsize", _USUAL_BYTES))


def rebuild(connection: Connection, record: type[Record]) -> None:
    """Make the search columns and the index of one table from its records."""
    name = index_name(record)
    for trigger in _triggers(record):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
    for gone in (name, _notes(record.__tablename__)):
        connection.execute(text(f"DROP TABLE IF EXISTS {gone}"))
    _fill_columns(connection, record)
    for statement in _wanted(record).values():
        connection.exec_driver_sql(statement)
    connection.execute(text(
        f"INSERT INTO {name}(rowid, words) SELECT id, {_made('')} FROM {record.__tablename__}"))


_COLUMNS = ("search_text", "initials", "sort_key")


def _fill_columns(connection: Connection, record: type[Record]) -> None:
    table = record.__table__
    assert isinstance(table, Table)
    change = update(table).where(table.c.id == bindparam("row"))
    for part in _parts(connection, record):
        rows = []
        for found in part:
            assert isinstance(found, Searchable)
            before = found.search_text, found.initials, found.sort_key
            fill_search(found, anew=True)
            after = found.search_text, found.initials, found.sort_key
            if after != before:
                rows.append({"row": found.id, **dict(zip(_COLUMNS, after, strict=True))})
        if rows:
            connection.execute(change.values({key: bindparam(key) for key in _COLUMNS}), rows)


def _parts(connection: Connection, record: type[Record]) -> Iterator[Sequence[Record]]:
    last = 0
    while True:
        with Session(connection, autoflush=False) as session:
            part = session.scalars(
                select(record).where(record.id > last).order_by(record.id).limit(_STEP)).all()
            session.expunge_all()
        if not part:
            return
        last = part[-1].id
        yield part


def _searched(connection: Connection) -> list[type[Record]]:
    tables = set(inspect(connection).get_table_names())
    return [kind for kind in Base.late.kinds()
            if issubclass(kind, Record) and issubclass(kind, Searchable) and kind.__tablename__ in tables]


def _present(connection: Connection) -> dict[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE name LIKE 'search%'"))
    return {row.name: row.sql for row in rows}


def _wanted(record: type[Record]) -> dict[str, str]:
    """The statement that makes each part of the index, by name; SQLite keeps them word for word."""
    name, notes = index_name(record), _notes(record.__tablename__)
    index = (f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', "
             f"tokenize=\"ascii tokenchars '{TOKEN_SIGNS}'\")")
    noted = f"CREATE TABLE {notes} (id INTEGER PRIMARY KEY, words TEXT)"
    return {name: index, notes: noted, **_triggers(record)}


def _triggers(record: type[Record]) -> dict[str, str]:
    name, table = index_name(record), record.__tablename__
    note = f"INSERT INTO {_notes(table)}(id, words) VALUES"
    entered = f"{note} (new.id, NULL) ON CONFLICT DO NOTHING;"
    altered = f"{note} (old.id, {_made('old.')}) ON CONFLICT DO NOTHING;"
    differs = ("old.search_text IS NOT new.search_text OR old.initials IS NOT new.initials "
               "OR (old.voided_at IS NULL) <> (new.voided_at IS NULL)")
    return {
        f"{name}_new": f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} BEGIN {entered} END",
        f"{name}_changed": f"CREATE TRIGGER {name}_changed AFTER UPDATE OF search_text, initials, voided_at "
                           f"ON {table} WHEN {differs} BEGIN {altered} END",
        f"{name}_gone": f"CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN {altered} END",
    }


def _notes(table: str) -> str:
    return f"search_{table}_notes"


def _made(row: str) -> str:
    return f"{FUNCTION}({row}search_text, {row}initials, {row}voided_at IS NOT NULL)"
