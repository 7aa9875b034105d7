"""Two records become one: each subject says how many rows of its own point at them, and moves them.

A move changes objects, so that the one act of the merge journals it and its undo takes it back.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.fields import Attribute
from desktop.base.records import Record
from desktop.base.values import value_class


@value_class
class Merge:
    """Rows that belong to records of type `on`: `count(session, row)` of them, called `label`, in `unit`;
    `move(session, gone, kept)` gives them to the record that stays."""

    on: type[Record]
    label: str
    unit: str
    count: Callable[[Session, int], int]
    move: Callable[[Session, int, int], None]


def merge_rows(on: type[Record], reference: Attribute, label: str, unit: str) -> Merge:
    """The merge of rows that point by one reference; void rows move too, only living ones are counted."""
    record: Any = reference.class_

    def count(session: Session, row: int) -> int:
        query = select(func.count(record.id)).where(reference == row, record.voided_at.is_(None))
        return session.scalar(query) or 0

    def move(session: Session, gone: int, kept: int) -> None:
        for found in session.scalars(select(record).where(reference == gone)):
            setattr(found, reference.key, kept)

    return Merge(on, label, unit, count, move)
