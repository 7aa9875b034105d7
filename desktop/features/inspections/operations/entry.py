"""Planning, recording and editing a visit; a time that does not fit its kind is asked about first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.inspections.operations.findings import Found, set_findings
from desktop.features.inspections.operations.people import renew_cards, set_crew
from desktop.features.inspections.queries.visits import case_of, next_number, slot
from desktop.features.inspections.records.visits import Outcome, SiteKind, Visit, VisitResult, VisitState
from desktop.features.inspections.rules.slots import clock_words
from desktop.features.inspections.rules.visits import WORKFLOW, VisitCase, crew_fault, result_fault
from desktop.features.institutions.records import Institution
from desktop.store.editing import check_values, current, living

EDITABLE = frozenset({
    "way", "on", "starts", "ends", "institution_id", "subject", "site_kind", "town", "community", "address",
    "unannounced", "departments", "campaign", "grid", "grid_person", "keeper", "site_person", "site_phone",
    "result", "record", "handling", "handler", "note"})
"""What a form may set; the state comes from moves, counters from the child rows."""
IN_LIST = EDITABLE - {"institution_id", "result", "way", "on", "starts", "ends"}
"""What the list may set for one or many: nothing that hangs together with another field."""
DEFAULTED = ("site_kind", "unannounced", "on", "handler")
FROM_INSTITUTION = ("town", "community", "address", "grid", "grid_person", "keeper")


def plan_visit(session: Session, *, by: str, today: date, token: str | None = None, confirmed: bool = False,
               inspectors: Sequence[int] = (), **values: Any) -> Visit:
    """A visit to be made: UserError for missing fields; NeedsConfirmation when day and kind do not fit.

    The same `token` again gives the same visit, however often she clicks.
    """
    if token is not None and (known := session.scalar(select(Visit).where(Visit.token == token))) is not None:
        return known
    given = {"on": today, "handler": by, "site_kind": SiteKind.INSTITUTION, **cleaned(values)}
    _from_institution(session, given)
    _check(given)
    note = _slot(session, given, confirmed, made=False)
    check_values(Visit, {**given, "number": "-"})
    made = Visit(number=next_number(session, given["on"].year), token=token, state=VisitState.PLANNED,
                 slot_note=note, inspector_count=0, checked_items=0, failed_items=0, photo_count=0,
                 **{"unannounced": False, **given})
    session.add(made)
    session.flush()
    set_crew(session, made, inspectors)
    return made


def record_visit(session: Session, *, by: str, today: date, visit: int | None = None,
                 version: int | None = None, token: str | None = None, confirmed: bool = False,
                 inspectors: Sequence[int] | None = None, findings: Sequence[Found] | None = None,
                 **values: Any) -> Visit:
    """A visit that was made, planned before (`visit`) or not, with its people and what was found, as one act.

    Failed items make the result 有问题. UserError with every reason why it does not count as 已检查.
    """
    if token is not None and (known := session.scalar(select(Visit).where(Visit.token == token))) is not None:
        return known
    given = dict(values)
    if findings is not None and "result" not in given:
        given["result"] = result_of(findings)
    known_doubt = None
    if visit is None:
        found = plan_visit(session, by=by, today=today, token=token, confirmed=True,
                           inspectors=inspectors or (), **given)
    else:
        found = living(session, Visit, visit, version)
        known_doubt = found.slot_note
        change(session, found, given, confirmed=True)
        if inspectors is not None:
            set_crew(session, found, inspectors)
    if findings is not None:
        set_findings(session, found, findings)
    make_done(session, found, today, confirmed=confirmed, known=known_doubt)
    return found


def result_of(findings: Sequence[Found]) -> VisitResult:
    """有问题 as soon as one item is."""
    failed = any(found.outcome is Outcome.FAILED for found in findings)
    return VisitResult.FOUND if failed else VisitResult.CLEAN


def make_done(session: Session, found: Visit, today: date, *, confirmed: bool,
              known: str | None = None) -> None:
    """The visit counts from now on; one that counts already is only checked again. `known`: the doubt about
    its time that was confirmed before, not asked again."""
    renew_cards(session, found)
    found.slot_note = _slot(session, current(found), confirmed, made=True, known=known)
    case = case_of(session, found, today)
    if found.state is VisitState.DONE:
        stand(case)
    else:
        with found.moving():
            found.state = WORKFLOW.target("done", found.state, case)
    found.reason = None
    session.flush()


def stand(case: VisitCase) -> None:
    """A visit that counts must go on standing after a change; UserError otherwise."""
    visit = case.visit
    if visit.state is not VisitState.DONE:
        return
    reasons = [reason for reason in (crew_fault(visit.way, case.crew, visit.grid_person),
                                     result_fault(visit.result, case.findings, visit.record),
                                     "检查日期还没有到" if visit.on > case.today else None) if reason]
    if reasons:
        raise UserError(f"没有保存：{visit.title()}是“已检查”，{'；'.join(reasons)}。",
                        "补齐后再保存，或先“退回计划”。")


def edit_visit(session: Session, *, by: str, today: date, visit: int, version: int | None = None,
               confirmed: bool = False, inspectors: Sequence[int] | None = None,
               findings: Sequence[Found] | None = None, **values: Any) -> Visit:
    """Change what the form shows; one that counts as 已检查 must still do so."""
    found = change(session, living(session, Visit, visit, version), values, confirmed=confirmed)
    if inspectors is not None:
        set_crew(session, found, inspectors)
    if findings is not None:
        set_findings(session, found, findings)
    stand(case_of(session, found, today))
    return found


def change_visit(session: Session, *, by: str, today: date, row: int, values: Mapping[str, Any],
                 confirmed: bool = False) -> Visit:
    """Single values from the list, with the checks of the form."""
    return edit_visit(session, by=by, today=today, visit=row, confirmed=confirmed, **values)


def change(session: Session, found: Visit, values: Mapping[str, Any], *, confirmed: bool) -> Visit:
    """Set fields of a visit with the checks of the form; a doubt about the time is asked once."""
    given = cleaned(values)
    if given.get("institution_id") is not None and given["institution_id"] != found.institution_id:
        _from_institution(session, given)
    whole = {**current(found), **given}
    _check(whole, only=given)
    check_values(Visit, whole)
    timed = any(key in given and given[key] != getattr(found, key) for key in ("way", "on", "starts"))
    if timed:
        given["slot_note"] = _slot(session, whole, confirmed, made=found.state is VisitState.DONE)
    for key, value in given.items():
        if getattr(found, key) != value:
            setattr(found, key, value)
    session.flush()
    return found


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts stripped, empty ones None, hours as 19:30; nothing chosen where a default stands is left out."""
    found = {key: (value.strip() or None) if type(value) is str else value for key, value in values.items()}
    for key in ("starts", "ends"):
        if found.get(key) is not None:
            found[key] = clock_words(found[key])
    return {key: value for key, value in found.items() if value is not None or key not in DEFAULTED}


def _slot(session: Session, given: Mapping[str, Any], confirmed: bool, *, made: bool,
          known: str | None = None) -> str | None:
    """The doubt about the time to be kept, None when there is none; a plan without an hour has none yet."""
    hour = given.get("starts") or (None if made else "23:59")
    doubt = slot(session, given["way"], given["on"], hour)
    if doubt is not None and doubt != known and not confirmed:
        raise NeedsConfirmation(f"{doubt}。仍按“{given['way'].value}”登记？")
    return doubt


def _from_institution(session: Session, given: dict[str, Any]) -> None:
    """Name, place and grid of the chosen institution where the form left them empty."""
    if given.get("institution_id") is None:
        return
    institution: Institution = living(session, Institution, given["institution_id"])
    given["subject"] = given.get("subject") or institution.name
    for key in FROM_INSTITUTION:
        given[key] = given.get(key) or getattr(institution, key)


def _check(given: Mapping[str, Any], only: Mapping[str, Any] | None = None) -> None:
    faults = {key: "这里不能改" for key in (given if only is None else only) if key not in EDITABLE}
    for key, words in (("subject", "被检查对象"), ("way", "检查方式"), ("on", "检查日期")):
        if not given.get(key):
            faults[key] = f"请填写{words}"
    starts, ends = given.get("starts"), given.get("ends")
    if starts and ends and ends < starts:
        faults["ends"] = "结束时间不能早于开始时间"
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)
