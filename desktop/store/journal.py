"""谁、何时、改了什么: every change, written by the one writing door, chained by running number and hash.

`Act` is one committed operation; `Entry` is one row it inserted, updated or deleted. The hash of an entry
covers the entry before it, `JournalHead` counts them, and every act is sealed when it ends (`act_chain`), so
cut, edited or missing rows show in `verify`.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Table, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.base.plain import plain_value
from desktop.base.records import Base
from desktop.base.types import MomentType
from desktop.store import act_chain
from desktop.store.table_writer import Kept, Portion, TableWriter

START = act_chain.START
ENTERED = "新增"
"""`Entry.action` of a new record."""
_INTO_ENTERED = 'journal (act, at, "by", title, record, action, seq, record_id, changes, hash)'
_SEPARATOR = "\x1f"
_quoted = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain_value).encode


class Act(Base):
    """One committed operation: who, when, what; `batch` ones can be undone as a whole."""

    __tablename__ = "act"
    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012 - read by SQLAlchemy, never changed

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(MomentType())
    by: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40), default="")
    summary: Mapped[str] = mapped_column(Text(), default="{}")
    final: Mapped[str | None] = mapped_column(String(200))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("act.id"))
    sealed: Mapped[str] = mapped_column(String(64), default="", server_default="")


class Entry(Base):
    """One changed row of one act; `changes` is JSON: {field: [old, new]}, absent sides null."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    act: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    at: Mapped[datetime] = mapped_column(MomentType())
    by: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    record: Mapped[str] = mapped_column(String(60), index=True)
    record_id: Mapped[int] = mapped_column(Integer, index=True)
    action: Mapped[str] = mapped_column(String(10))
    changes: Mapped[str] = mapped_column(Text())
    hash: Mapped[str] = mapped_column(String(64))


class JournalHead(Base):
    """The last running number and hash, kept apart so that a cut tail shows."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


class Spelling:
    """The `changes` of new rows as JSON: exactly what the encoder would make of them, many times quicker."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def entered(self, columns: Mapping[str, Sequence[Any]], keys: Iterable[str]) -> list[str]:
        """{key: [null, value]} of what is not None in each row; the rows are given as whole columns."""
        told = []
        for key in keys:
            values = columns.get(key)
            if values is not None:
                kept = self._kept.get(key)
                if kept is None:
                    kept = self._kept[key] = Kept(partial(_spelled, key))
                # 12.5 and 12.50 are equal but not spelled alike.
                each = kept.full or isinstance(next(filter(None, values), None), Decimal)
                told.append(_plainly(key, values) if each else [kept[value] for value in values])
        return ["{" + ",".join(filter(None, parts)) + "}" for parts in zip(*told, strict=True)]


def _plainly(key: str, values: Sequence[Any]) -> list[str | None]:
    """The same for names and numbers that hardly ever repeat."""
    head = f'"{key}":[null,'
    return [None if value is None else f"{head}{_quoted(value)}]" if value.__class__ is str
            else _spelled(key, value) for value in values]


def _spelled(key: str, value: Any) -> str:
    plain = plain_value(value)
    return f'"{key}":[null,{_quoted(plain) if isinstance(plain, str) else _encode(plain)}]'


class Chain:
    """The end of the journal while an act adds to it: entries become rows, `keep` tells the head."""

    def __init__(self, session: Session, act: Act) -> None:
        self._session = session
        head = session.get(JournalHead, 1)
        if head is None:
            head = JournalHead(id=1, seq=0, hash=START)
            session.add(head)
            session.flush()
        self._head, self._seq, self._last = head, head.seq, head.hash
        table = Entry.__table__
        assert isinstance(table, Table)
        self.writer = TableWriter(session, table)
        whose = {"act": act.id, "at": act.at, "by": act.by, "title": act.title}
        self._opening = tuple(self.writer.stored(key, [value])[0] for key, value in whose.items())
        self._hashed = _SEPARATOR.join(str(plain_value(value)) for value in whose.values())

    def rows(self, entries: Iterable[tuple[str, int, str, dict[str, Any] | str]]) -> list[tuple[Any, ...]]:
        """The rows of entries (table, id, action, changes or their JSON) that come next."""
        seq, last, opening, hashed = self._seq, self._last, self._opening, self._hashed
        stored = []
        for record, row, action, changes in entries:
            seq += 1
            text = changes if isinstance(changes, str) else _encode(changes)
            last = _digest(last, seq, hashed, record, row, action, text)
            stored.append((seq, *opening, record, row, action, text, last))
        self._seq, self._last = seq, last
        return stored

    def entered(self, record: str, ids: Iterable[int], changes: Iterable[str]) -> Portion:
        """The rows of new records of one table, with the JSON of their changes, that come next."""
        seq, last, hashed, stored = self._seq, self._last, self._hashed, list[tuple[Any, ...]]()
        for row, text in zip(ids, changes, strict=True):
            seq += 1
            last = _digest(last, seq, hashed, record, row, ENTERED, text)
            stored.append((seq, row, text, last))
        self._seq, self._last = seq, last
        return Portion(_INTO_ENTERED, stored, (*self._opening, record, ENTERED))

    def keep(self) -> None:
        """Once the rows are written: the head counts them."""
        self._head.seq, self._head.hash = self._seq, self._last
        self._session.flush()


def write(session: Session, act: Act, entries: Iterable[tuple[str, int, str, dict[str, Any] | str]]) -> None:
    """Append entries (table, id, action, changes or their JSON) of `act`."""
    chain = Chain(session, act)
    chain.writer.write_stored(chain.rows(entries))
    chain.keep()


def end(session: Session, act: Act) -> tuple[int, str]:
    """The act ends: all it says of itself is sealed; the number of the last entry, and the seal."""
    session.flush()
    head = session.get(JournalHead, 1)
    seq, last = (head.seq, head.hash) if head is not None else (0, START)
    return seq, act_chain.seal(raw(session), act.id, last)


def raw(session: Session) -> sqlite3.Connection:
    """The driver's connection of the session's transaction."""
    found: sqlite3.Connection | None = session.connection().connection.driver_connection
    assert found is not None
    return found


def length(session: Session) -> int:
    """Number of entries written so far."""
    head = session.get(JournalHead, 1)
    return head.seq if head is not None else 0


def digest(before: str, values: dict[str, Any]) -> str:
    """Hash of one entry, chained to the hash before it."""
    whose = _SEPARATOR.join(str(plain_value(values[key])) for key in ("act", "at", "by", "title"))
    entry = (values[key] for key in ("record", "record_id", "action", "changes"))
    return _digest(before, values["seq"], whose, *entry)


def _digest(before: str, seq: int, whose: str, record: str, row: int, action: str, changes: str) -> str:
    parts = f"{before}\x1f{seq}\x1f{whose}\x1f{record}\x1f{row}\x1f{action}\x1f{changes}"
    return hashlib.sha256(parts.encode()).hexdigest()


_STORED = ("seq", "act", "at", '"by"', "title", "record", "record_id", "action", "changes", "hash")
_AS_STORED = (f"SELECT {', '.join(f'CAST({name} AS BLOB)' for name in _STORED)}, "
              f"{' || '.join(f'typeof({name})' for name in _STORED)} FROM journal ORDER BY seq")
_KINDS = "integerintegertexttexttexttextintegertexttexttext"


def verify(session: Session) -> list[str]:
    """Faults of the chain in Chinese; empty when every entry stands, to the byte, as it was written."""
    before, counted, faults, ends = START, 0, list[str](), dict[int, str]()
    for expected, row in enumerate(session.connection().exec_driver_sql(_AS_STORED), start=1):
        counted = expected
        if row[0] != b"%d" % expected:
            faults.append(f"变更记录第 {expected} 号缺失")
            break
        last = _proven(before, row)
        if last is None:
            faults.append(f"变更记录第 {expected} 号被改动过")
            break
        before = last
        ends[int(row[1])] = last
    faults += _faults_of_acts(session)
    head = session.get(JournalHead, 1)
    if head is None and counted:
        faults.append("变更记录的总数记录缺失")
    elif head is not None and not faults and (head.seq, head.hash) != (counted, before if counted else START):
        faults.append(f"变更记录应有 {head.seq} 条，现有 {counted} 条，末尾被删改过")
    return faults or list(act_chain.faults(raw(session), ends))


def _proven(before: str, row: Sequence[Any]) -> str | None:
    """The hash of a stored entry when it follows from the one before it and is spelled as it was written."""
    if row[-1] != _KINDS:
        return None
    try:
        seq, act, at, by, title, record, number, action, changes, last = (
            bytes(value).decode() for value in row[:-1])
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    except ValueError:
        return None
    whose = _SEPARATOR.join((act, moment.isoformat(), by, title))
    whole = _stored(moment) == at and _digest(
        before, int(seq), whose, record, int(number), action, changes) == last
    return last if whole else None


def _stored(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _faults_of_acts(session: Session) -> list[str]:
    """What 历史 shows of an act is what its entries say, and the last acts are still there."""
    first = select(func.min(Entry.seq)).group_by(Entry.act)
    differing = session.scalars(select(Entry.act).outerjoin(Act, Act.id == Entry.act).where(
        Entry.seq.in_(first),
        or_(Act.id.is_(None), Act.at != Entry.at, Act.by != Entry.by, Act.title != Entry.title))
        .limit(1)).all()
    faults = [f"第 {act} 批的时间、经办人或名称被改动过" for act in differing]
    given = session.connection().exec_driver_sql(
        "SELECT seq FROM sqlite_sequence WHERE name = 'act'").scalar() or 0
    last = session.scalar(select(func.max(Act.id))) or 0
    return faults if given == last else [*faults, f"变更记录做到第 {given} 批，现在只到第 {last} 批"]
