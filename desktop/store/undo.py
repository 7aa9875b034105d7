"""Taking an act back as a whole, after a restart too, while its rows are untouched since."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import Date, Integer, Row, Select, Table, UniqueConstraint, and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from desktop.base.errors import UserError
from desktop.base.progress import Progress, silent
from desktop.base.records import Base, Record, Searchable
from desktop.base.types import MomentType, MoneyType
from desktop.store.journal import Act, Entry
from desktop.store.store import act_id, final
from desktop.store.watch import fill_search

_Row = Row[int, str, int, str, str]
UNDO = "撤销"
"""`Act.kind` of an undo."""


_PORTION = 500
"""Rows put back in one go where their order does not matter."""
_MOST_NAMED = 3


def size(session: Session, act: int) -> int:
    """How many changed rows an act has."""
    return session.scalar(select(func.count()).select_from(Entry).where(Entry.act == act)) or 0


def undo(session: Session, *, by: str, today: date, act: int, progress: Progress | None = None) -> Act:
    """Put every row of `act` back as it was; UserError with the reason when that cannot be done whole."""
    done = session.get(Act, act)
    if done is None:
        raise UserError(f"没有第 {act} 批。", "请用“历史”里的批号。")
    if done.undone_by is not None:
        raise UserError(f"第 {act} 批“{done.title}”已经撤销过。")
    if done.final is not None:
        raise UserError(f"第 {act} 批“{done.title}”不能撤销：{done.final}。")
    if touched := _touched(session, act):
        raise UserError(f"第 {act} 批不能撤销：其中 {len(touched)} 条之后又改过（{'、'.join(touched[:5])}"
                        f"{'等' if len(touched) > 5 else ''}）。",
                        f"请先处理这些记录（{_later_words(session, act)}），其余没有变动。")
    session.info["undoing"] = True
    session.info["act"].kind = UNDO
    final(session, "撤销本身不能再撤销")
    told, count, reverted = progress or silent(), size(session, act), 0
    try:
        for rows in _rows_of(session, act):
            told.step(reverted, count, "撤销")
            _revert(session, rows)
            reverted += len(rows)
        session.flush()
    except IntegrityError as error:
        if "UNIQUE" in str(error.orig):
            raise UserError(f"第 {act} 批不能撤销：撤销后会和之后登记的记录重复（同一对象只能有一条）。",
                            "请先处理之后登记的那一条。") from error
        raise UserError(f"第 {act} 批不能撤销：其中有记录已被别的记录引用（例如已登记问题）。",
                        "请先处理引用它的记录。") from error
    done.undone_by = act_id(session)
    return done


def undoable(session: Session, act: Act) -> str | None:
    """None when the act can be taken back now, else why not."""
    if act.undone_by is not None:
        return "已经撤销过"
    if act.final is not None:
        return act.final
    touched = _touched(session, act.id)
    return f"其中 {len(touched)} 条之后又改过" if touched else None


def _after(act: int, *wanted: Any) -> Select[*tuple[Any, ...]]:
    """What is wanted of the later acts, themselves not undone, and of their rows that the act has too."""
    mine = aliased(Entry)
    return (select(*wanted).distinct()
            .join(mine, and_(mine.record == Entry.record, mine.record_id == Entry.record_id, mine.act == act))
            .join(Act, Act.id == Entry.act)
            .where(Entry.act > act, Act.undone_by.is_(None), Act.kind != UNDO))


def _later_words(session: Session, act: int) -> str:
    """Which acts to take back first, the last one first."""
    found = session.execute(_after(act, Act.id, Act.title).select_from(Entry).order_by(Act.id.desc())).all()
    named = "、".join(f"第 {later} 批“{title}”" for later, title in found[:_MOST_NAMED])
    return f"或先撤销{named}{'等' if len(found) > _MOST_NAMED else ''}"


def _touched(session: Session, act: int) -> list[str]:
    """Titles of the act's rows that a later act, itself not undone, has changed."""
    found = session.execute(_after(act, Entry.record, Entry.record_id)).all()
    rows = [(table, row, session.get(record_class(table), row)) for table, row in found]
    return [record.title() if record is not None else f"{table} {row}" for table, row, record in rows]


def _rows_of(session: Session, act: int) -> Iterator[Sequence[_Row]]:
    """The changed rows of an act, the last first: together where they are of one table and one sort and none
    stands twice, alone where the table has values that no two rows may have at a time."""
    last = session.scalar(select(func.max(Entry.seq)).where(Entry.act == act)) or 0
    while part := session.execute(
            select(Entry.seq, Entry.record, Entry.record_id, Entry.action, Entry.changes)
            .where(Entry.act == act, Entry.seq <= last).order_by(Entry.seq.desc()).limit(_PORTION)).all():
        last = part[-1].seq - 1
        for (table, _), same in groupby(part, key=lambda row: (row.record, row.action)):
            rows = list(same)
            yield from (rows,) if _any_order(record_class(table), rows) else ([row] for row in rows)


def _any_order(kind: type[Record], rows: Sequence[_Row]) -> bool:
    """True where no row stands twice, none refers to another, and none can be in another's way."""
    table, ids = kind.__table__, {row.record_id for row in rows}
    assert isinstance(table, Table)
    if len(ids) < len(rows) or any(column.unique for column in table.columns) or any(
            isinstance(rule, UniqueConstraint) for rule in table.constraints) or any(
            index.unique for index in table.indexes):
        return False
    own = [column.name for column in table.columns
           if any(key.column.table is table for key in column.foreign_keys)]
    return not own or ids.isdisjoint(value for row in rows for key, both in json.loads(row.changes).items()
                                     if key in own for value in both)


def _revert(session: Session, rows: Sequence[_Row]) -> None:
    """Put back rows of one table that one sort of change was made to."""
    kind, action = record_class(rows[0].record), rows[0].action
    if action == "删除":
        for row in rows:
            session.add(_shaped(kind(**{key: restored(kind, key, old)
                                        for key, (old, _) in json.loads(row.changes).items()})))
        session.flush()
        return
    ids = [row.record_id for row in rows]
    found = {record.id: record for record in session.scalars(select(kind).where(kind.id.in_(ids)))}
    for row in rows:
        record = found[row.record_id]
        if action == "新增":
            session.delete(record)
            continue
        for key, (old, _) in json.loads(row.changes).items():
            if key != "version":
                setattr(record, key, restored(kind, key, old))
        _shaped(record)
    session.flush()


def _shaped(record: Record) -> Record:
    record.derive()
    if isinstance(record, Searchable):
        fill_search(record)
    return record


def record_class(table: str) -> type[Record]:
    """The record class of a table name; KeyError for an unknown one."""
    for kind in Base.late.kinds():
        if kind.__tablename__ == table and issubclass(kind, Record):
            return kind
    raise KeyError(table)


def restored(kind: type[Record], key: str, value: Any) -> Any:
    """A journaled JSON value as the column holds it."""
    column = kind.__mapper__.columns[key]
    if value is None or isinstance(column.type, Integer):
        return value
    match column.type:
        case Date():
            return date.fromisoformat(value)
        case MomentType():
            return datetime.fromisoformat(value)
        case MoneyType():
            return Decimal(value)
        case _:
            return value
