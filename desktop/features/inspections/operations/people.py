"""检查人员: who may go, with name and card."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.inspections.queries.visits import crew_of
from desktop.features.inspections.records.visits import Inspector, Visit, VisitInspector
from desktop.store.editing import living, save_record


def save_inspector(session: Session, *, by: str, today: date, values: Mapping[str, Any],
                   row: int | None = None, version: int | None = None) -> Inspector:
    """Enter or change a person; UserError for a card that another one has."""
    given = {key: (value.strip() or None) if isinstance(value, str) else value
             for key, value in values.items()}
    card = given.get("card_no")
    twin = session.scalar(select(Inspector).where(Inspector.card_no == card, Inspector.id != (row or 0))) \
        if card else None
    if twin is not None:
        state = "（已作废）" if twin.voided else ""
        raise UserError(f"没有保存：执法证号 {card} 已经是{twin.name}{state}的。", "请核对证号。",
                        {"card_no": f"已是{twin.name}的"})
    found = save_record(session, by=by, today=today, record=Inspector, values=given, row=row, version=version)
    assert isinstance(found, Inspector)
    return found


def set_crew(session: Session, visit: Visit, people: Sequence[int]) -> None:
    """These people went, with their cards as they are now; who stays keeps the card of then."""
    known: dict[int | None, VisitInspector] = {one.inspector_id: one for one in crew_of(session, visit.id)}
    wanted = list(dict.fromkeys(people))
    for row, one in known.items():
        if row not in wanted:
            one.voided_at, one.void_reason = session.info["act"].at, "不在出动人员之列"
    crew = []
    for row in wanted:
        if row not in known:
            known[row] = _went(visit, living(session, Inspector, row))
            session.add(known[row])
        crew.append(known[row].name)
    visit.inspectors = "、".join(crew) or None
    visit.inspector_count = len(crew)
    session.flush()


def _went(visit: Visit, person: Inspector) -> VisitInspector:
    return VisitInspector(visit_id=visit.id, inspector_id=person.id, name=person.name, card_no=person.card_no,
                          department=person.department)


def renew_cards(session: Session, visit: Visit) -> None:
    """Cards entered since then, for those of a visit not made yet who had none."""
    for one in crew_of(session, visit.id):
        if one.card_no is None and one.inspector_id is not None:
            one.card_no = session.get_one(Inspector, one.inspector_id).card_no
    session.flush()
