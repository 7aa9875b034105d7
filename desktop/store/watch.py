"""What a session changed: collected at each flush, handed to the journal at commit."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import PassiveFlag, Session
from sqlalchemy.orm.attributes import get_history, instance_state

from desktop.base.chinese import pinyin_key
from desktop.base.records import Record, Searchable
from desktop.base.searching import search_text, spellings

JournalRow = tuple[str, int, str, dict[str, Any]]
_DERIVED = frozenset({"search_text", "initials", "sort_key"})


def watch(session: Session, now: datetime) -> list[JournalRow]:
    """Fill times and search text before each flush; returns the list that grows with every change."""
    rows: list[JournalRow] = []

    def before_flush(flushed: Session, *_: object) -> None:
        undoing = bool(flushed.info.get("undoing"))
        for record in [*flushed.new, *flushed.dirty]:
            if isinstance(record, Record) and not undoing:
                stamp(record, now, new=record in flushed.new)

    def after_flush(flushed: Session, *_: object) -> None:
        for record in flushed.new:
            if isinstance(record, Record):
                rows.append(
                    journal_row(
                        record,
                        "新增",
                        {key: [None, value] for key, value in values(record).items() if value is not None},
                    )
                )
        for record in sorted((one for one in flushed.dirty if isinstance(one, Record)), key=_place):
            if found := changed(record):
                rows.append(
                    journal_row(record, "修改", {**found, "version": [record.version - 1, record.version]})
                )
        for record in flushed.deleted:
            if isinstance(record, Record):
                rows.append(
                    journal_row(
                        record,
                        "删除",
                        {key: [value, None] for key, value in values(record).items() if value is not None},
                    )
                )

    event.listen(session, "before_flush", before_flush)
    event.listen(session, "after_flush", after_flush)
    return rows


def values(record: Record) -> dict[str, Any]:
    """All stored values of a record but the derived search columns."""
    return {key: getattr(record, key) for key in stored_keys(type(record))}


@cache
def stored_keys(kind: type[Record]) -> tuple[str, ...]:
    """Keys of the columns that are journaled: all but those that follow from others."""
    return tuple(column.key for column in inspect(kind).column_attrs
                 if column.key not in _DERIVED and not column.columns[0].info.get("derived"))


def _place(record: Record) -> tuple[str, int]:
    """What is written together stands in the journal in the order of the rows."""
    return record.__tablename__, record.id


def stamp(record: Record, now: datetime, *, new: bool) -> None:
    """Bring times, derived values and search text in line before a record is written."""
    if new and record.created_at is None:
        record.created_at = now
    record.derive()
    if new or changed(record):
        record.updated_at = now if not new or record.updated_at is None else record.updated_at
    if isinstance(record, Searchable):
        fill_search(record)


def fill_search(record: Searchable, *, anew: bool = False) -> None:
    """Bring the derived search columns in line with the searched values; `anew` though they seem to be."""
    values = list(filter(None, record.searched()))
    text = search_text(values)
    if record.search_text == text and not anew:
        return
    record.search_text = text
    record.initials = spellings(values, list(filter(None, record.spelled())))
    record.sort_key = pinyin_key(values[0]) if values else ""


def changed(record: Record) -> dict[str, Any]:
    """What the journal tells of a changed record: key -> [old, new], without the version."""
    found: dict[str, Any] = {}
    touched = instance_state(record).committed_state
    for key in stored_keys(type(record)):
        if key in touched and key != "version" and (
                history := get_history(record, key, PassiveFlag.PASSIVE_NO_INITIALIZE)).has_changes():
            old = history.deleted[0] if history.deleted else None
            found[key] = [old, history.added[0] if history.added else None]
    return found


def journal_row(record: Record, action: str, changes: dict[str, Any]) -> JournalRow:
    """What is handed to the journal of one record."""
    return (record.__tablename__, record.id, action, changes)
