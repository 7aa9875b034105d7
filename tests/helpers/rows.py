"""Every stored value, to see what an act and its undo leave behind."""

from typing import Any

from sqlalchemy import text

from desktop.store.store import Store

OWN = ("act", "journal", "journal_head", "alembic_version", "scratch", "sqlite_sequence")
"""What tells of acts, or is no record: an undo adds to it and takes nothing away."""

COUNTED = "version"
"""Only grows: an undone record is a newer one, so that a form opened before the undo cannot overwrite it."""

Rows = dict[str, list[dict[str, Any]]]


def stored(store: Store) -> Rows:
    """Every row of every table, column by column; times of the last change among them."""
    found: Rows = {}
    with store.engine.connect() as connection:
        tables = connection.execute(text(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )).scalars().all()
        for table in [name for name in tables if name not in OWN and not _shadow(name)]:
            rows = connection.execute(text(f'SELECT * FROM "{table}" ORDER BY 1')).mappings()
            found[table] = [{key: value for key, value in row.items() if key != COUNTED} for row in rows]
    return found


def indexed(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """What every full-text index holds, word by word; it holds what the rows say before and after."""
    found = {}
    with store.engine.connect() as connection:
        indexes = connection.execute(text(
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")).scalars().all()
        for index in indexes:
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE temp.told_{index} USING fts5vocab('main', '{index}', 'instance')")
            found[index] = sorted(tuple(row) for row in connection.exec_driver_sql(
                f"SELECT doc, offset, term FROM temp.told_{index}"))
            connection.exec_driver_sql(f"DROP TABLE temp.told_{index}")
        connection.rollback()
    return found


def differences(before: Rows, after: Rows) -> list[str]:
    """What is not as it was: table, row, column, old and new."""
    told = [f"{table} only on one side" for table in before.keys() ^ after.keys()]
    for table in before.keys() & after.keys():
        old, new = ({row.get("id", place): row for place, row in enumerate(rows)}
                    for rows in (before[table], after[table]))
        told += [f"{table} {row} only {'before' if row in old else 'after'}"
                 for row in old.keys() ^ new.keys()]
        told += [f"{table} {row} {key}: {old[row][key]!r} -> {new[row][key]!r}"
                 for row in old.keys() & new.keys() for key in old[row] if old[row][key] != new[row][key]]
    return told


def _shadow(table: str) -> bool:
    """Inner tables of a full-text index, laid out anew with every change."""
    return table.endswith(("_data", "_idx", "_content", "_docsize", "_config"))
