"""Taking an act back as a whole, after a restart too, while its rows are untouched since."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Integer, and_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from desktop.base.errors import UserError
from desktop.base.records import Base, Record, Searchable
from desktop.base.types import MomentType, MoneyType
from desktop.store.journal import Act, Entry
from desktop.store.store import act_id, final
from desktop.store.watch import fill_search

UNDO = "撤销"
"""`Act.kind` of an undo."""


def undo(session: Session, *, by: str, today: date, act: int) -> Act:
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
                        f"{'等' if len(touched) > 5 else ''}）。", "请先处理这些记录，其余没有变动。")
    session.info["undoing"] = True
    session.info["act"].kind = UNDO
    final(session, "撤销本身不能再撤销")
    entries = session.scalars(select(Entry).where(Entry.act == act).order_by(Entry.seq.desc())).all()
    try:
        for entry in entries:
            _revert(session, entry)
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


def _touched(session: Session, act: int) -> list[str]:
    """Titles of the act's rows that a later act, itself not undone, has changed."""
    later, mine = aliased(Entry), aliased(Entry)
    found = session.execute(
        select(later.record, later.record_id).distinct()
        .join(mine, and_(mine.record == later.record, mine.record_id == later.record_id, mine.act == act))
        .join(Act, Act.id == later.act)
        .where(later.act > act, Act.undone_by.is_(None), Act.kind != UNDO)).all()
    rows = [(table, row, session.get(record_class(table), row)) for table, row in found]
    return [record.title() if record is not None else f"{table} {row}" for table, row, record in rows]


def _revert(session: Session, entry: Entry) -> None:
    kind = record_class(entry.record)
    changes = json.loads(entry.changes)
    if entry.action == "删除":
        record = kind(**{key: restored(kind, key, old) for key, (old, _) in changes.items()})
        session.add(record)
    else:
        found = session.get(kind, entry.record_id)
        assert found is not None, entry.record
        record = found
        if entry.action == "新增":
            session.delete(record)
            session.flush()
            return
        for key, (old, _) in changes.items():
            if key != "version":
                setattr(record, key, restored(kind, key, old))
    record.derive()
    if isinstance(record, Searchable):
        fill_search(record)
    session.flush()


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
