"""The moves of a visit: 已检查 only through its guards."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.inspections.operations.entry import change, make_done
from desktop.features.inspections.queries.visits import case_of
from desktop.features.inspections.records.visits import Visit, VisitResult
from desktop.features.inspections.rules.visits import WORKFLOW
from desktop.store.editing import living


def move_visit(session: Session, *, by: str, today: date, visit: int, move: str, version: int | None = None,
               confirmed: bool = False, reason: str | None = None, on: date | None = None,
               result: VisitResult | None = None) -> Visit:
    """Make one move of `rules.visits.WORKFLOW`; `on`: the new day of 重新计划, `result`: of 记为已检查.

    UserError with every reason when it is forbidden.
    """
    found: Visit = living(session, Visit, visit, version)
    if move not in WORKFLOW.moves:
        raise UserError(f"没有“{move}”这种办理。", f"可用：{'、'.join(WORKFLOW.moves)}。")
    if move == "done":
        if result is not None:
            found.result = result
        make_done(session, found, today, confirmed=confirmed, known=found.slot_note)
        return found
    target = WORKFLOW.target(move, found.state, case_of(session, found, today, reason))
    with found.moving():
        found.state = target
    found.reason = (reason or "").strip() or None
    if move == "replan":
        change(session, found, {"on": on or found.on, "result": None}, confirmed=confirmed)
    session.flush()
    return found


def give_to(session: Session, gone: int, kept: int) -> None:
    """Visits of an institution belong to the one it was merged into."""
    for found in session.scalars(select(Visit).where(Visit.institution_id == gone)):
        found.institution_id = kept
