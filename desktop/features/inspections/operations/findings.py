"""What was found of the items of the checklists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.inspections.queries.checklists import checklists, item, items
from desktop.features.inspections.queries.visits import findings_of
from desktop.features.inspections.records.visits import Outcome, Visit, VisitFinding
from desktop.features.inspections.rules.checklists import CheckItem


@dataclass(frozen=True, slots=True)
class Found:
    """One item and what was found of it; what is None stays as the checklist, or the record, has it."""

    key: str
    outcome: Outcome = Outcome.CLEAN
    detail: str | None = None
    measures: str | None = None


def set_findings(session: Session, visit: Visit, given: Sequence[Found]) -> list[VisitFinding]:
    """These items were looked at and no others. Items already recorded keep their words, whatever became of
    the checklist since; a new one takes those of the checklist."""
    if len({found.key for found in given}) != len(given):
        raise UserError("同一个检查项记了两次。", "请只留一条。")
    known = {one.item_key: one for one in findings_of(session, visit.id)}
    wanted = {found.key for found in given}
    for key, one in known.items():
        if key not in wanted:
            one.voided_at, one.void_reason = session.info["act"].at, "这一项没有检查"
    places, asked = _places(session), items(session)
    made = [_recorded(session, visit, found, known.get(found.key), asked, places.get(found.key, len(places)))
            for found in given]
    visit.checked_items = len(made)
    visit.failed_items = sum(one.outcome is Outcome.FAILED for one in made)
    session.flush()
    return made


def _places(session: Session) -> dict[str, int]:
    keys = [one.key for found in checklists(session) for one in found.items]
    return {key: place for place, key in enumerate(keys)}


def _recorded(session: Session, visit: Visit, found: Found, one: VisitFinding | None,
              asked: Mapping[str, CheckItem], place: int) -> VisitFinding:
    if one is None:
        one = _new(visit, asked.get(found.key) or item(session, found.key), place)
        session.add(one)
    one.outcome = found.outcome
    one.detail = _detail(found, one, asked)
    if found.measures is not None:
        one.measures = found.measures.strip() or None
    return one


def _new(visit: Visit, asked: CheckItem, place: int) -> VisitFinding:
    return VisitFinding(
        visit_id=visit.id, checklist=asked.checklist, item_key=asked.key, wording=asked.wording,
        statute_keys=" ".join(asked.statutes) or None, category=asked.category or None,
        subcategory=asked.subcategory, measures=asked.measures or None, position=place)


def _detail(found: Found, one: VisitFinding, asked: Mapping[str, CheckItem]) -> str | None:
    """Her words; for a failed item without any, the checklist's standard sentence."""
    if found.outcome is not Outcome.FAILED:
        return (found.detail or "").strip() or None
    words = found.detail if found.detail is not None else one.detail
    standard = asked[one.item_key].finding if one.item_key in asked else None
    return (words or "").strip() or standard or one.wording
