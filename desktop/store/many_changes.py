"""Changed records written together: what a flush of the ORM would write and journal, in one statement a
kind of change instead of one a row, since a row with a version is written by itself there."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import StaleDataError

from desktop.base.records import Record
from desktop.store.watch import changed, journal_row, stamp

_ROW, _VERSION = "changed_row", "changed_version"


def write_changes(session: Session, record: type[Record]) -> None:
    """As `session.flush()`. Where nothing but records of this kind was changed they leave the session: who
    asks for one again reads what was written. StaleDataError when one was changed elsewhere."""
    touched = list(session.dirty)
    if session.new or session.deleted or session.info.get("undoing") or \
            any(type(found) is not record for found in touched):
        session.flush()
        return
    found: list[Record] = sorted(touched, key=lambda item: item.id)
    with session.no_autoflush:
        for item in found:
            stamp(item, session.info["act"].at, new=False)
    _write(session, record, found)
    for item in found:
        session.expunge(item)


def _write(session: Session, record: type[Record], found: Iterable[Record]) -> None:
    rows: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    entries = []
    for item in found:
        touched = instance_state(item).committed_state
        keys = tuple(key for key in _columns(record) if key in touched)
        journaled = changed(item)
        if not keys or not any(getattr(item, key) != touched[key] for key in keys):
            continue
        before = item.version
        values = {key: getattr(item, key) for key in keys}
        rows[keys].append({**values, "version": before + 1, _ROW: item.id, _VERSION: before})
        if journaled:
            entries.append(journal_row(item, "修改", {**journaled, "version": [before, before + 1]}))
    connection = session.connection()
    for keys, given in rows.items():
        done = connection.execute(_statement(record, keys), given)
        if done.rowcount != len(given):
            raise StaleDataError(f"{len(given)} rows to be written, {done.rowcount} as they were")
    session.info["changed"].extend(entries)


@cache
def _columns(record: type[Record]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in inspect(record).column_attrs if attribute.key != "version")


@cache
def _statement(record: type[Record], keys: tuple[str, ...]) -> Any:
    table = record.__table__
    assert isinstance(table, Table)
    return update(table).where(table.c.id == bindparam(_ROW), table.c.version == bindparam(_VERSION)).values(
        {key: bindparam(key) for key in (*keys, "version")})
