"""What happened around a record, told by every subject in its own words, in the order of the days."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from desktop.base.records import Record
from desktop.base.values import value_class


@value_class
class Moment:
    """One thing that happened; `link` is 主题:行号 such as problems:12, "" when there is nothing to open."""

    on: date
    words: str
    link: str = ""


@value_class
class Trail:
    """What one subject tells of a record of type `on`: `moments(session, row)` in any order."""

    on: type[Record]
    moments: Callable[[Any, int], Iterable[Moment]]


def in_order(found: Iterable[Moment]) -> list[Moment]:
    """The newest first; on one day as they were told."""
    return sorted(found, key=lambda moment: moment.on, reverse=True)
