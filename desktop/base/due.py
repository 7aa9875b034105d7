"""Something with a date that wants attention; every subject offers its own."""

from datetime import date

from desktop.base.values import value_class


@value_class
class Due:
    """One item: `kind` such as 问题, `feature` and `row` say where it opens, `day` when it is due.

    `next_step`: the word in the last column. `light`: counted in working days; licences count calendar
    days and come with `calendar_days=True`.
    """

    kind: str
    title: str
    subject: str
    town: str
    day: date
    next_step: str
    feature: str
    row: int
    calendar_days: bool = False
