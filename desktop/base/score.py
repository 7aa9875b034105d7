"""Points that make a record more likely to be drawn at random; any subject may offer some."""

from collections.abc import Callable
from datetime import date
from typing import Any

from desktop.base.records import Record
from desktop.base.values import value_class


@value_class
class Score:
    """Points for drawing a record of type `on`: `points(today)` is an SQL whole number, never negative.

    `label` names them beside one record, `rule` says what they count, as printed on the slip of a draw.
    """

    on: type[Record]
    label: str
    rule: str
    points: Callable[[date], Any]
