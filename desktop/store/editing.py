"""The plain changes every list offers: create, edit, 作废, restore."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_dict

from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.base.fields import field_of, required
from desktop.base.records import Record, attributes
from desktop.store.journal import Entry

_GATHERED = "gathered"


@contextmanager
def gathering(session: Session) -> Iterator[None]:
    """Changes that `save_record` makes meanwhile are not written yet: who gathers writes them at the end.
    What is asked of the data in between has them written before."""
    session.info[_GATHERED] = True
    try:
        yield
    finally:
        del session.info[_GATHERED]


def save_record(
    session: Session,
    *,
    by: str,
    today: date,
    record: type[Record],
    values: Mapping[str, Any],
    row: int | None = None,
    version: int | None = None,
) -> Record:
    """Create (`row` None) or edit a record; UserError naming the field for a required one left empty."""
    found = record() if row is None else living(session, record, row, version)
    check_values(record, {**({} if row is None else current(found)), **values})
    for key, value in values.items():
        if getattr(found, key) != value:
            setattr(found, key, value)
    if row is None:
        session.add(found)
    if row is None or not session.info.get(_GATHERED):
        session.flush()
    return found


def check_values(record: type[Record], values: Mapping[str, Any]) -> None:
    """UserError when a required field is empty or a text is too long."""
    needed_keys, most = _bounds(record)
    if all(map(values.get, needed_keys)) and not any(
        isinstance(value, str) and len(value) > most.get(key, len(value)) for key, value in values.items()
    ):
        return
    faults: dict[str, str] = {}
    get = values.get
    for key, label, needed, length in _limits(record):
        value = get(key)
        if value is None or value == "":
            if needed:
                faults[key] = f"请填写{label}"
        elif length and isinstance(value, str) and len(value) > length:
            faults[key] = f"{label}最多 {length} 字，现有 {len(value)} 字"
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)


def surely_fit(record: type[Record], columns: Mapping[str, Sequence[Any]]) -> bool:
    """True when `check_values` has nothing against any of the rows, given as whole columns; False says only
    that each has to be asked."""
    needed_keys, most = _bounds(record)
    try:
        return all(all(columns.get(key, (None,))) for key in needed_keys) and all(
            max(map(len, filter(None, values)), default=0) <= most[key]
            for key, values in columns.items() if key in most)
    except TypeError:
        return False


@cache
def _limits(record: type[Record]) -> tuple[tuple[str, str, bool, int], ...]:
    """Key, label, whether required, greatest length (0: none) of the fields that can be faulty alone."""
    facts = ((item.key, field_of(item), required(item)) for item in attributes(record))
    return tuple((key, field.label, needed, field.length or 0) for key, field, needed in facts
                 if needed or field.length)


@cache
def _bounds(record: type[Record]) -> tuple[tuple[str, ...], dict[str, int]]:
    """The same for the one look that nearly all values pass: the required keys, the greatest lengths."""
    limits = _limits(record)
    return (tuple(key for key, _, needed, _ in limits if needed),
            {key: length for key, _, _, length in limits if length})


def current(found: Record) -> dict[str, Any]:
    """Declared values of a record by key."""
    held: dict[str, Any] = instance_dict(found)
    return {key: held[key] if key in held else getattr(found, key) for key in _keys(type(found))}


@cache
def _keys(record: type[Record]) -> tuple[str, ...]:
    """Keys of the declared fields."""
    return tuple(attribute.key for attribute in attributes(record))


def living(session: Session, record: type[Record], row: int, version: int | None = None) -> Any:
    """The record, not void and not changed since `version`; UserError otherwise."""
    found = session.get(record, row)
    if found is None:
        raise UserError(f"这条{record.called}已经不存在。", "请刷新列表。")
    if found.voided:
        raise UserError(f"{found.title()}已作废，不能修改。", "请先恢复。")
    if version is not None and found.version != version:
        raise UserError(f"没有保存：{found.title()}刚在别处被改过{_elsewhere(session, found, version)}。",
                        "填写的内容还在：关闭时选“留作草稿”，再打开就是别处改过的内容加上填写的，核对后再保存。")
    return found


def _elsewhere(session: Session, found: Record, version: int) -> str:
    """（陈志远 10:32 改了“镇街”、“实际地址”）: what became of it since that version, by the journal."""
    labels = {attribute.key: field_of(attribute).label for attribute in attributes(type(found))}
    newest = session.scalars(select(Entry).where(
        Entry.record == found.__tablename__, Entry.record_id == found.id)
        .order_by(Entry.seq.desc()).limit(max(found.version - version, 1))).all()
    keys = {key for entry in newest for key in json.loads(entry.changes)}
    told = "、".join(f"“{label}”" for key, label in labels.items() if key in keys)
    if not newest:
        return ""
    who = f"{newest[0].by} {newest[0].at.astimezone(CHINA):%H:%M} "
    return f"（{who}{f'改了{told}' if told else newest[0].title}）"


def void_record(
    session: Session, *, by: str, today: date, record: type[Record], row: int, reason: str
) -> Record:
    """作废 with a reason; the row stays and can be restored."""
    found: Record = living(session, record, row)
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：重复登记。", {"reason": "请填写"})
    found.voided_at = session.info["act"].at
    found.void_reason = reason.strip()
    return found


def restore_record(session: Session, *, by: str, today: date, record: type[Record], row: int) -> Record:
    """Take a 作废 back."""
    found = session.get(record, row)
    if found is None or not found.voided:
        raise UserError(f"这条{record.called}没有作废，不用恢复。")
    if (reason := found.restore_obstacle()) is not None:
        raise UserError(f"不能恢复：{reason}。", "请到“历史”里撤销当时的那一步。")
    found.voided_at = None
    found.void_reason = None
    return found
