"""Visits from the workbooks that townships and departments send.

A row is a visit that was made as soon as it tells a result; then its people must have cards, as on the
screen. Without a result it is a plan. A row belongs to the visit with its number, else to the one of that day
to the same object; an empty cell changes nothing. A time that does not fit the kind is marked, not refused.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import compare_key
from desktop.base.errors import Trouble, UserError
from desktop.base.records import Record
from desktop.base.sheets import Fault, ImportSpec, Values, import_column, plain_differs
from desktop.features.inspections.operations.entry import cleaned, edit_visit, plan_visit, record_visit
from desktop.features.inspections.queries.people import names_in, people_named
from desktop.features.inspections.queries.visits import slot, suggested_kind
from desktop.features.inspections.records.visits import (
    Inspector,
    Visit,
    VisitInspector,
    VisitKind,
    VisitResult,
    VisitState,
)
from desktop.features.inspections.rules.slots import clock_words
from desktop.features.inspections.rules.visits import crew_fault
from desktop.features.institutions.records import Institution

COLUMNS = (Visit.number, Visit.on, Visit.subject, Visit.way, Visit.starts, Visit.ends, Visit.inspectors,
           Visit.result, Visit.record, Visit.handling, Visit.town, Visit.community, Visit.address,
           Visit.site_kind, Visit.unannounced, Visit.departments, Visit.campaign, Visit.grid,
           Visit.grid_person, Visit.keeper, Visit.site_person, Visit.note)
NEEDED = ("on", "subject")
PEOPLE, NUMBER, RESULT = "inspectors", "number", "result"
_CHUNK = 400


def match(session: Session, rows: Sequence[Values]) -> list[Record | None]:
    """For each row the visit it means, None for a new one."""
    numbers = _by(session, Visit.number, [row.get(NUMBER) for row in rows])
    days = _by(session, Visit.on, [row.get("on") for row in rows])
    by_number = {one.number: one for one in numbers}
    by_object: dict[tuple[Any, str], list[Visit]] = {}
    for one in days:
        by_object.setdefault((one.on, compare_key(one.subject)), []).append(one)
    return [by_number.get(row.get(NUMBER) or "") or _same(by_object, row) for row in rows]


def _by(session: Session, column: Any, values: Sequence[Any]) -> list[Visit]:
    wanted = list(dict.fromkeys(value for value in values if value))
    found: list[Visit] = []
    for start in range(0, len(wanted), _CHUNK):
        found += session.scalars(select(Visit).where(
            column.in_(wanted[start:start + _CHUNK]), Visit.voided_at.is_(None)).order_by(Visit.id))
    return found


def _same(known: dict[tuple[Any, str], list[Visit]], row: Values) -> Visit | None:
    """The visit of that day to that object; of several the one that began at the same time."""
    found = known.get((row.get("on"), compare_key(row.get("subject") or "")), [])
    starts = _clock(row.get("starts"))
    timed = [one for one in found if starts is None or one.starts is None or one.starts == starts]
    return timed[0] if timed else None


def _clock(words: str | None) -> str | None:
    try:
        return clock_words(words)
    except Trouble:
        return words


def business_key(values: Values) -> object | None:
    """What makes two rows of one file the same visit."""
    if values.get(NUMBER):
        return ("number", values[NUMBER])
    name = compare_key(values.get("subject") or "")
    return (values.get("on"), name, _clock(values.get("starts"))) if name else None


def check(session: Session, values: Values) -> list[Fault]:
    """Hours that are none, people without cards, a result without words; a doubtful time is only marked."""
    faults = [Fault(key, f"“{values[key]}”不是时间，请写成 19:30 这样") for key in ("starts", "ends")
              if _clock(values.get(key)) != _read(values.get(key))]
    on, way, result = values.get("on"), values.get("way"), values.get(RESULT)
    if on is not None and way is not None and not faults:
        doubt = slot(session, way, on, _clock(values.get("starts")) or "23:59")
        if doubt is not None:
            faults.append(Fault("way", doubt, blocks=False))
    faults += _people_faults(session, values, way)
    if result is VisitResult.FOUND and not values.get("record"):
        faults.append(Fault("record", "结果是“有问题”，请写检查情况"))
    if result is None:
        faults.append(Fault(RESULT, "没有检查结果，登记为计划", blocks=False))
    return faults


def _read(words: str | None) -> str | None:
    """The hour, None for nothing and for what is no hour."""
    try:
        return clock_words(words)
    except Trouble:
        return None


def _people_faults(session: Session, values: Values, way: VisitKind | None) -> list[Fault]:
    made = values.get(RESULT) is not None
    try:
        rows = people_named(session, values.get(PEOPLE))
    except UserError as error:
        return [Fault(PEOPLE, error.sentence, blocks=made)]
    if not made:
        return []
    people = [session.get_one(Inspector, row) for row in rows]
    crew = [VisitInspector(name=one.name, card_no=one.card_no) for one in people]
    fault = crew_fault(way or VisitKind.SPECIAL, crew, values.get("grid_person"))
    return [Fault(PEOPLE, fault)] if fault else []


def save(session: Session, record: Record | None, values: Values, by: str, today: date) -> Record:
    """Create or change by the operations of the form."""
    given = {key: value for key, value in values.items() if value is not None and key != NUMBER}
    people: list[int] | None = None
    if PEOPLE in given:
        words = given.pop(PEOPLE)
        people = _people_or_none(session, words)
    if record is None:
        starts = _clock(given.get("starts"))
        given.setdefault("way", suggested_kind(session, given["on"], starts))
        given["institution_id"] = _institution(session, given)
        if given.get(RESULT) is None or given["on"] > today:
            given.pop(RESULT, None)
            return plan_visit(session, by=by, today=today, confirmed=True, inspectors=people or (), **given)
        return record_visit(session, by=by, today=today, confirmed=True, inspectors=people or (), **given)
    assert isinstance(record, Visit)
    made = given.get(RESULT) is not None and record.state is VisitState.PLANNED and record.on <= today
    change: Any = record_visit if made else edit_visit
    found: Visit = change(session, by=by, today=today, visit=record.id, confirmed=True, inspectors=people,
                          **given)
    return found


def _people_or_none(session: Session, words: str) -> list[int] | None:
    """The people named; a plan with names nobody has keeps none."""
    try:
        return people_named(session, words)
    except UserError:
        return None


def _institution(session: Session, given: Values) -> int | None:
    """The living institution of that name, in that town where two have it."""
    found = session.execute(select(Institution.id, Institution.town).where(
        Institution.name == given["subject"].strip(), Institution.voided_at.is_(None))).all()
    near = [row for row, town in found if not given.get("town") or town in (None, given["town"])]
    return near[0] if len(near) == 1 else None


def differs(record: Record, values: Values) -> list[str]:
    """Keys the row would change; hours and names are compared as they are stored."""
    given = {key: value for key, value in values.items() if key != NUMBER}
    for key in ("starts", "ends"):
        if given.get(key):
            given[key] = _clock(given[key])
    if given.get(PEOPLE):
        given[PEOPLE] = names_in(given[PEOPLE])
    return plain_differs(record, cleaned_words(given))


def cleaned_words(given: Values) -> dict[str, Any]:
    """Values as the form stores them."""
    try:
        return cleaned(given)
    except Trouble:
        return dict(given)


VISIT_IMPORT = ImportSpec(
    key="inspections", title="检查记录", unit="次", record=Visit,
    columns=tuple(import_column(column, needed=column.key in NEEDED) for column in COLUMNS),
    match=match, business_key=business_key, check=check, save=save, differs=differs)
