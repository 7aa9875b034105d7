"""One change over many records: tried first and shown, then made as one act with one undo.

A `Change` is an operation `(session, *, by, today, row, values, confirmed=False)` through which a subject
lets its record be changed, with all its checks; the generic one is `plain_change(record)`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, Trouble, UserError
from desktop.base.fields import field_of
from desktop.base.progress import Progress, silent
from desktop.base.records import Record, attributes
from desktop.store.desk import Desk
from desktop.store.editing import gathering, save_record
from desktop.store.many_changes import write_changes

Change = Callable[..., Any]
STEP, PORTION = 20, 500
"""Records written at once, after which progress is told; records read at once."""


@dataclass(frozen=True)
class Wanted:
    """New values of one record by field key; `faults` are cells that could not be read."""

    row: int
    values: Mapping[str, Any]
    faults: tuple[str, ...] = ()


class Asked(Protocol):
    """A record and its new values by field key: a `Wanted`, or the `Outcome` of having tried it."""

    @property
    def row(self) -> int:
        """The record's id."""

    @property
    def values(self) -> Mapping[str, Any]:
        """What is to be."""


@dataclass(frozen=True)
class Outcome:
    """What a change of one record would do: field key -> (old, new), or the reason it is refused."""

    row: int
    title: str
    changes: Mapping[str, tuple[Any, Any]]
    refused: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The new values of what would change."""
        return {key: new for key, (_, new) in self.changes.items()}

    @property
    def same(self) -> bool:
        """Nothing to change."""
        return not self.refused and not self.changes


def plain_change(record: type[Record]) -> Change:
    """The generic change of a record whose subject has no rules of its own."""
    def change(session: Session, *, by: str, today: date, row: int, values: Mapping[str, Any],
               confirmed: bool = False) -> Record:
        return save_record(session, by=by, today=today, record=record, values=values, row=row)

    return change


def rehearse(desk: Desk, record: type[Record], change: Change, wanted: Sequence[Wanted],
             progress: Progress | None = None) -> list[Outcome]:
    """Try every change for itself and take it all back: what would change, what is refused and why."""
    shown = progress or silent()
    found: list[Outcome] = []
    with desk.store.rehearsing(desk.by) as session:
        for _ in _portions(session, record, wanted):
            trying, last = _Trying(session, desk, record, change), min(len(found) + PORTION, len(wanted))
            while len(found) < last:
                shown.step(len(found), len(wanted), "核对改动")
                found += trying.outcomes(wanted[len(found):min(len(found) + STEP, last)])
    shown.step(len(wanted), len(wanted), "核对改动")
    return found


def _portions(session: Session, record: type[Record], wanted: Sequence[Asked]) -> Iterator[int]:
    """Where each portion starts; its records are read at once and held meanwhile."""
    for start in range(0, len(wanted), PORTION):
        part = wanted[start:start + PORTION]
        held = session.scalars(select(record).where(record.id.in_([item.row for item in part]))).all()
        yield start
        del held


class _Trying:
    """Tries changes some at a time; from the first refusal on each by itself, since that is known by a way
    back which costs a third of the change."""

    def __init__(self, session: Session, desk: Desk, record: type[Record], change: Change) -> None:
        self._session, self._desk, self._record, self._change = session, desk, record, change
        self._together = True

    def outcomes(self, items: Sequence[Wanted]) -> list[Outcome]:
        """What each would do; those that can be stay made."""
        if self._together:
            point = self._session.begin_nested()
            try:
                with gathering(self._session):
                    found = [self._made(item) for item in items]
                write_changes(self._session, self._record)
                point.commit()
            except (NeedsConfirmation, Trouble):
                point.rollback()
                self._together = False
            else:
                return found
        return [self._by_itself(item) for item in items]

    def _by_itself(self, item: Wanted) -> Outcome:
        asked = self._asked(item)
        if asked.refused or asked.same:
            return asked
        point = self._session.begin_nested()
        try:
            self._do(item)
            self._session.flush()
            point.commit()
        except NeedsConfirmation as question:
            point.rollback()
            return replace(asked, refused=f"要单独确认：{question.what}")
        except Trouble as trouble:
            point.rollback()
            return replace(asked, refused=trouble.what.removeprefix("没有保存："))
        return asked

    def _made(self, item: Wanted) -> Outcome:
        asked = self._asked(item)
        if not asked.refused and not asked.same:
            self._do(item)
        return asked

    def _do(self, item: Wanted) -> None:
        self._change(self._session, by=self._desk.by, today=self._desk.today, row=item.row,
                     values=dict(item.values))

    def _asked(self, item: Wanted) -> Outcome:
        """What is to change, before anything is tried."""
        target = self._session.get(self._record, item.row)
        if target is None:
            return Outcome(item.row, "", {}, "这条记录已经不在了")
        title, old = target.title(), {key: getattr(target, key) for key in item.values}
        if item.faults:
            return Outcome(item.row, title, {key: (old[key], item.values[key]) for key in old},
                           "；".join(item.faults))
        return Outcome(item.row, title, {key: (old[key], value) for key, value in item.values.items()
                                         if old[key] != value})


def need_as_seen(session: Session, record: type[Record], item: Asked) -> None:
    """UserError when a value that was shown to be changed is another one by now."""
    found = session.get(record, item.row) if isinstance(item, Outcome) else None
    if found is None or not isinstance(item, Outcome):
        return
    for key, (old, _) in item.changes.items():
        if getattr(found, key) != old:
            facts = {attribute.key: field_of(attribute).label for attribute in attributes(record)}
            raise UserError(f"一条也没有改：{found.title()}的“{facts.get(key, key)}”预览以后刚在别处改过。",
                            "请重新预览后再改。")


def change_many(session: Session, *, by: str, today: date, record: type[Record], change: Change,
                wanted: Sequence[Asked], progress: Progress | None = None) -> int:
    """Make all these changes, or none: the number of records changed."""
    shown = progress or silent()

    def make(item: Asked) -> None:
        need_as_seen(session, record, item)
        try:
            change(session, by=by, today=today, row=item.row, values=dict(item.values))
        except Trouble as trouble:
            raise UserError(f"一条也没有改：{trouble.what.removeprefix('没有保存：')}",
                            "请重新预览后再改。") from trouble

    for start in _portions(session, record, wanted):
        for first in range(start, min(start + PORTION, len(wanted)), STEP):
            shown.step(first, len(wanted), "保存改动")
            with gathering(session):
                for item in wanted[first:first + STEP]:
                    make(item)
            write_changes(session, record)
    shown.step(len(wanted), len(wanted), "保存改动")
    return len(wanted)
