"""The acts of the journal as a list: who, when, what, how many records, and why one cannot be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from desktop.base.records import Record
from desktop.store.journal import Act, Entry
from desktop.store.scratch import KIND as DRAFT
from desktop.store.undo import record_class

MOST_ENTRIES = 60


@dataclass(frozen=True)
class ActLine:
    """One act; `rows` counts its changed records, `fixed` says why it stays ("" when it can be asked for)."""

    number: int
    at: datetime
    by: str
    title: str
    rows: int
    fixed: str
    undone: bool


def acts(search: str = "") -> Select[int]:
    """Numbers of the acts that changed something, the latest first; drafts left out."""
    query: Select[int] = select(Act.id).where(
        Act.kind != DRAFT, select(Entry.seq).where(Entry.act == Act.id).exists())
    for word in search.split():
        query = query.where(or_(Act.title.contains(word, autoescape=True),
                                Act.by.contains(word, autoescape=True)))
    return query.order_by(Act.id.desc())


def act_lines(session: Session, numbers: Sequence[int]) -> list[ActLine]:
    """The acts of these numbers, in this order."""
    found = {act.id: act for act in session.scalars(select(Act).where(Act.id.in_(numbers)))}
    pairs = select(Entry.act, Entry.record, Entry.record_id).where(Entry.act.in_(numbers)).distinct()
    part = pairs.subquery()
    counted = session.execute(select(part.c.act, func.count()).group_by(part.c.act))
    counts = {int(act): int(rows) for act, rows in counted}
    return [_line(found[number], counts.get(number, 0)) for number in numbers if number in found]


def _line(act: Act, rows: int) -> ActLine:
    fixed = "已经撤销" if act.undone_by is not None else act.final or ""
    return ActLine(act.id, act.at, act.by, act.title, rows, fixed, act.undone_by is not None)


def entries(session: Session, act: int, limit: int = MOST_ENTRIES) -> list[Entry]:
    """The first changes of an act."""
    return list(session.scalars(select(Entry).where(Entry.act == act).order_by(Entry.seq).limit(limit)))


def title_of(session: Session, entry: Entry) -> str:
    """How the record of a change is named now; its kind when it is gone."""
    kind = record_class(entry.record)
    found = session.get(kind, entry.record_id)
    return found.title() if found is not None else f"{kind.called}（已不在）"


@dataclass(frozen=True)
class VoidedLine:
    """A record in 已作废: of which kind, its title, when and why."""

    record: type[Record]
    row: int
    kind: str
    title: str
    at: datetime
    reason: str


def voided(session: Session, records: Sequence[type[Record]]) -> list[VoidedLine]:
    """Everything 作废 with a reason, the latest first."""
    found = [VoidedLine(record, item.id, record.called, item.title(), item.voided_at, item.void_reason)
             for record in dict.fromkeys(records)
             for item in session.scalars(select(record).where(record.voided_at.is_not(None),
                                                              record.void_reason.is_not(None)))
             if item.voided_at is not None and item.void_reason is not None]
    return sorted(found, key=lambda line: (line.at, line.row), reverse=True)
