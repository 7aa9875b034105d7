"""Whether the rows are what the journal says of them: none edited, added or taken away past the program.

To be asked of a journal that is itself as it was written. Columns that follow from others are left out.
"""

import json
from collections.abc import Iterator, Mapping, Set
from typing import Any

from sqlalchemy import Table, func, inspect, select
from sqlalchemy.orm import Session

from desktop.base.fields import Field
from desktop.base.records import Base, Record
from desktop.store.journal import Act, Entry
from desktop.store.restore import RESTORED
from desktop.store.table_writer import TableWriter
from desktop.store.undo import restored
from desktop.store.watch import stored_keys

LOST = "lost"
"""Fact of a salvage's act: [table, id] of every row it could not bring back whole."""
MOST = 20
"""Faults told of one table."""
PORTION = 2000
HOUSE = {"version": "修改次数", "created_at": "登记时间", "updated_at": "修改时间"}
"""Columns every record has, which no form shows."""
Told = dict[int, dict[str, Any] | None]


def faults(session: Session) -> Iterator[str]:
    """Faults in Chinese, at most some of each table; rows that a salvage has said were lost are left out."""
    lost = set(_lost(session))
    there = set(inspect(session.connection()).get_table_names())
    kinds = {kind.__tablename__: kind for kind in Base.late.kinds()
             if issubclass(kind, Record) and kind.__tablename__ in there}
    for table in sorted(kinds):
        for count, fault in enumerate(_of_table(session, kinds[table], lost)):
            if count == MOST:
                yield f"{kinds[table].called}还有别的行和变更记录不同"
                break
            yield fault


def _lost(session: Session) -> Iterator[tuple[str, int]]:
    for summary in session.scalars(select(Act.summary).where(Act.kind == RESTORED)):
        yield from ((str(table), int(row)) for table, row in json.loads(summary).get(LOST, ()))


def _of_table(session: Session, kind: type[Record], lost: Set[tuple[str, int]]) -> Iterator[str]:
    table = kind.__table__
    assert isinstance(table, Table)
    keys, stored = stored_keys(kind), _Stored(kind, TableWriter(session, table))
    names = ", ".join(f'"{table.columns[key].name}"' for key in keys)
    asked = f'SELECT id, {names} FROM "{table.name}" WHERE id BETWEEN ? AND ?'
    last = max(session.scalar(select(func.max(kind.id))) or 0,
               session.scalar(select(func.max(Entry.record_id)).where(Entry.record == table.name)) or 0)
    for first in range(1, last + 1, PORTION):
        span = (first, first + PORTION - 1)
        told = _told(session, table.name, span)
        rows = {row[0]: dict(zip(keys, row[1:], strict=True))
                for row in session.connection().exec_driver_sql(asked, span)}
        for number in sorted(told.keys() | rows.keys()):
            if (table.name, number) in lost:
                continue
            if (fault := _fault(stored, number, told.get(number), rows.get(number))) is not None:
                yield fault


class _Stored:
    """What the journal tells of a value, as the database holds it."""

    def __init__(self, kind: type[Record], writer: TableWriter) -> None:
        self.kind, self._writer = kind, writer

    def value(self, key: str, told: Any) -> Any:
        """The stored value; as told where it is none of its kind any more."""
        try:
            return self._writer.stored(key, [restored(self.kind, key, told)])[0]
        except (ValueError, ArithmeticError):
            return told


def _told(session: Session, table: str, span: tuple[int, int]) -> Told:
    """What the journal says last of every row; None of one it took away."""
    told: Told = {}
    entries = session.execute(select(Entry.record_id, Entry.action, Entry.changes).where(
        Entry.record == table, Entry.record_id.between(*span)).order_by(Entry.seq))
    for number, action, changes in entries:
        if action == "删除":
            told[number] = None
            continue
        known = told.get(number) if action == "修改" else None
        told[number] = {**(known or {}), **{key: new for key, (_, new) in json.loads(changes).items()}}
    return told


def _fault(stored: _Stored, number: int, told: Mapping[str, Any] | None,
           row: Mapping[str, Any] | None) -> str | None:
    where = f"{stored.kind.called}第 {number} 条"
    if told is None:
        return None if row is None else f"{where}不是在程序里登记的，或已在程序里删去"
    if row is None:
        return f"{where}被删掉了，变更记录里没有删去它"
    for key, value in row.items():
        if stored.value(key, told.get(key)) != value:
            field = stored.kind.__mapper__.columns[key].info.get("field")
            label = field.label if isinstance(field, Field) else HOUSE.get(key, f"内部记号 {key}")
            return f"{where}的“{label}”和变更记录不同"
    return None
