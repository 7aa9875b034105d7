"""The acts of the journal as a list: who, when, what, how many records, and why one cannot be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from desktop.base.changes import ChangesAsked
from desktop.base.chinese import pinyin_key
from desktop.base.clock import CHINA
from desktop.base.records import Base, Record
from desktop.store.journal import Act, Entry
from desktop.store.operators import own_name, standing_in
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


EVERYTHING = ChangesAsked()


def acts(asked: ChangesAsked = EVERYTHING) -> Select[int]:
    """Numbers of the acts that changed something, the latest first; drafts left out."""
    changed = select(Entry.seq).where(Entry.act == Act.id)
    if asked.record is not None:
        changed = changed.where(Entry.record == asked.record.__tablename__)
    query: Select[int] = select(Act.id).where(Act.kind != DRAFT, changed.exists())
    for word in asked.search.split():
        query = query.where(or_(Act.title.contains(word, autoescape=True),
                                Act.by.contains(word, autoescape=True)))
    if asked.by:
        stood_in = Act.by.startswith(standing_in(asked.by), autoescape=True)
        query = query.where(or_(Act.by == asked.by, stood_in))
    if asked.first is not None:
        query = query.where(Act.at >= _midnight(asked.first))
    if asked.last is not None:
        query = query.where(Act.at < _midnight(asked.last) + timedelta(days=1))
    return query.order_by(Act.id.desc())


def changes_of(asked: ChangesAsked) -> Select[Entry]:
    """The changes of those acts, of the kind of record that is asked for; of one row of it when given."""
    query = select(Entry).where(Entry.act.in_(acts(asked).order_by(None)))
    if asked.record is not None:
        query = query.where(Entry.record == asked.record.__tablename__)
    return query.where(Entry.record_id == asked.row) if asked.row else query


def people(session: Session) -> list[str]:
    """Who did anything, by their own names."""
    return sorted({own_name(by) for by in session.scalars(select(Act.by).distinct())}, key=pinyin_key)


def changed_kinds(session: Session) -> list[type[Record]]:
    """The kinds of records that were ever changed, by the pinyin of what they are called."""
    kinds = (kind for kind in Base.late.kinds() if issubclass(kind, Record))
    found = [kind for kind in kinds if session.scalar(
        select(select(Entry.seq).where(Entry.record == kind.__tablename__).exists()))]
    return sorted(found, key=lambda kind: pinyin_key(kind.called))


def _midnight(day: date) -> datetime:
    """The moment a day begins; days before and after all computers are as good as those at their edge."""
    return datetime.combine(min(max(day, date(1900, 1, 1)), date(9000, 1, 1)), time(), tzinfo=CHINA)


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
