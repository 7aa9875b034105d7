"""交办 and 改期 of many problems: changes of one problem each, to be tried first and made as one act.

Both are `store.bulk` changes: `values` are fields of the problem, as a preview compares them.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.features.problems.operations.moves import move_problem
from desktop.features.problems.records import Problem
from desktop.store.editing import living

Change = Callable[..., Problem]
ASSIGNED = ("measures", "limit", "duty_department", "duty_person")


def assigning(on: date | None) -> Change:
    """交办 on that day: each problem keeps what `values` leaves out; refused as the single move is."""
    def change(session: Session, *, by: str, today: date, row: int, values: Mapping[str, Any],
               confirmed: bool = False) -> Problem:
        found: Problem = living(session, Problem, row)
        facts = {key: values.get(key) or getattr(found, key) for key in ASSIGNED}
        return move_problem(session, by=by, today=today, problem=row, move="assign", on=on, **facts)

    return change


def postponing(reason: str, approved_by: str, approved_on: date | None) -> Change:
    """延期 with one approval for all: `values` holds the new limit."""
    def change(session: Session, *, by: str, today: date, row: int, values: Mapping[str, Any],
               confirmed: bool = False) -> Problem:
        return move_problem(session, by=by, today=today, problem=row, move="extend",
                            new_limit=values.get("limit"), reason=reason, approved_by=approved_by,
                            approved_on=approved_on)

    return change
