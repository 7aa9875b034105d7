"""Moves of a case through the one workflow; 不满意 sends it back for 二次办理."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.fields import Kind
from desktop.features.complaints.queries.cases import complaint_case
from desktop.features.complaints.records import Complaint, Satisfaction, State, Step
from desktop.features.complaints.rules.flow import FACTS, SECOND, WORKFLOW, fact_faults
from desktop.features.complaints.rules.words import hidden
from desktop.store.editing import living

OF_ROUND = ("verdict", "conclusion", "checkers", "checked_on", "disposal", "reply", "replied_on",
            "revisited_on", "closed_on", "exit_to", "exit_reason")
"""What each round finds anew; the trail keeps what the one before found."""
_LONGEST = 400


def move_complaint(session: Session, *, by: str, today: date, complaint: int, move: str,
                   version: int | None = None, **given: Any) -> Complaint:
    """Make one move; UserError with every reason and the faulty facts when it is forbidden."""
    found: Complaint = living(session, Complaint, complaint, version)
    case = complaint_case(session, complaint)
    facts = {key: value.strip() or None if type(value) is str else value for key, value in given.items()}
    if found.state not in WORKFLOW.moves[move].sources:
        WORKFLOW.target(move, found.state, case)
    faults = fact_faults(move, facts, case, today)
    if faults:
        raise UserError(f"没有办理：{'；'.join(faults.values())}。", "改好后再办。", faults)
    with found.moving(), session.no_autoflush:
        before = found.state
        _take_facts(found, move, facts)
        target = WORKFLOW.target(move, before, case)
        on = _day(facts, today)
        if move == "revisit" and found.satisfaction is Satisfaction.DISCONTENT and not _closes_anyway(
                found, facts):
            reason = str(facts.get("satisfaction_words") or Satisfaction.DISCONTENT.value)
            return start_round(session, found, by=by, on=on, move=SECOND, reason=reason)
        if move == "again":
            return start_round(session, found, by=by, on=on, move=WORKFLOW.moves[move].label,
                               reason=str(facts["reason"]))
        found.state = target
        if target is State.CLOSED:
            found.closed_on = on
        step(session, found, by=by, on=on, move=WORKFLOW.moves[move].label, before=before,
             reason=_trail(move, found, facts))
        session.flush()
    return found


def start_round(session: Session, found: Complaint, *, by: str, on: date, move: str, reason: str
                ) -> Complaint:
    """Back to 核查 with one more round; what the last round found stays in the trail only."""
    with found.moving():
        before = found.state
        for key in OF_ROUND:
            setattr(found, key, None)
        found.round += 1
        found.state = State.CHECKING
        step(session, found, by=by, on=on, move=move, before=before, reason=reason)
        session.flush()
    return found


def step(session: Session, found: Complaint, *, by: str, on: date, move: str, before: State | None,
         reason: str | None) -> None:
    """One line of the trail."""
    session.add(Step(complaint_id=found.id, move=move, from_state=before, to_state=found.state, on=on,
                     reason=(reason or "")[:_LONGEST] or None, recorded_by=by, round=found.round))


def _take_facts(found: Complaint, move: str, facts: Mapping[str, Any]) -> None:
    """Set what stands on the record; texts lose numbers of callers."""
    for fact in FACTS[move]:
        value = facts.get(fact.key)
        if fact.key in ("on", "reason") or (value is None and not fact.required):
            continue
        setattr(found, fact.key, hidden(value) if fact.field.kind is Kind.LONG else value)
    if move in ("refuse", "transfer"):
        found.exit_reason = facts["reason"]


def _closes_anyway(found: Complaint, facts: Mapping[str, Any]) -> bool:
    """A caller still discontent after a second round may be left so, with the reason."""
    return found.round > 1 and bool(facts.get("reason"))


def _day(facts: Mapping[str, Any], today: date) -> date:
    for key in ("on", "checked_on", "replied_on", "revisited_on"):
        if isinstance(facts.get(key), date):
            found = facts[key]
            assert isinstance(found, date)
            return found
    return today


def _trail(move: str, found: Complaint, facts: Mapping[str, Any]) -> str | None:
    told = {
        "assign": f"{found.department or ''}　{found.handler or ''}",
        "conclude": f"{found.verdict.value if found.verdict else ''}：{found.conclusion or ''}"
                    f"（{found.checkers or ''}）",
        "reply": found.reply or "",
        "revisit": "　".join(word for word in (
            found.satisfaction.value if found.satisfaction else "", facts.get("satisfaction_words"),
            facts.get("reason")) if word),
        "transfer": f"{found.exit_to or ''}：{facts.get('reason') or ''}",
    }
    return told.get(move, facts.get("reason") or "").strip() or None
