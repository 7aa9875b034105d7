"""Penalty decisions, and the receipts of what was handed to the platforms."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.institutions.rules import code_mark, normal_code
from desktop.features.lists.queries.matters import MatterLine
from desktop.features.lists.queries.standing import surviving
from desktop.features.lists.records import CreditReport, Decision, SubjectKind
from desktop.features.lists.rules.moves import refuse
from desktop.store.editing import current, living, save_record
from desktop.store.store import summarise


def save_decision(session: Session, *, by: str, today: date, values: Mapping[str, Any],
                  row: int | None = None, version: int | None = None, confirmed: bool = False) -> Decision:
    """Register or correct a penalty decision; the same number cannot be registered twice."""
    given = {key: (value.strip() or None) if type(value) is str else value for key, value in values.items()}
    if given.get("code"):
        given["code"] = normal_code(str(given["code"]))
    if given.get("subject_kind", "") is None:
        del given["subject_kind"]
    before = {} if row is None else current(living(session, Decision, row, version))
    _from_institution(session, given, before)
    after = {**before, **given}
    refuse("没有保存", _decision_faults(session, after, row, today))
    saved = save_record(session, by=by, today=today, record=Decision, values=given, row=row, version=version)
    assert isinstance(saved, Decision)
    return saved


def _from_institution(session: Session, given: dict[str, Any], before: Mapping[str, Any]) -> None:
    row = given.get("institution_id")
    if row is None or row == before.get("institution_id"):
        return
    found = surviving(session, row)
    given["institution_id"] = found.id
    for key, value in (("name", found.name), ("code", found.code), ("legal_person", found.legal_person),
                       ("town", found.town)):
        given[key] = given.get(key) or value


def _decision_faults(session: Session, after: Mapping[str, Any], row: int | None, today: date
                     ) -> dict[str, str]:
    faults: dict[str, str] = {}
    if after.get("decided_on") and after["decided_on"] > today:
        faults["decided_on"] = "决定日期不能晚于今天"
    person = after.get("subject_kind") is SubjectKind.PERSON
    if person and after.get("code"):
        faults["code"] = "自然人没有统一社会信用代码"
    if not person and after.get("id_number"):
        faults["id_number"] = "行政相对人是自然人时才填证件号码"
    if not person and after.get("code") and (mark := code_mark(after["code"])):
        faults["code"] = mark
    for key, words in (("fine", "罚款金额"), ("confiscated", "没收金额")):
        if (after.get(key) or 0) < 0:
            faults[key] = f"{words}不能是负数"
    same = session.scalar(select(Decision.id).where(Decision.live_number == after.get("number"),
                                                    Decision.id != (row or 0)).limit(1))
    if after.get("number") and same is not None:
        faults["number"] = f"{after['number']}已经登记过"
    return faults


def report_matters(session: Session, *, by: str, today: date, lines: Sequence[MatterLine], reported_on: date,
                   receipt: str = "", note: str = "") -> list[CreditReport]:
    """Tick matters as handed over, with one receipt; UserError for one that was ticked before."""
    if not lines:
        raise UserError("没有选要登记归集的信息。", "先勾选。")
    faults = {"reported_on": "归集日期不能晚于今天"} if reported_on > today else {}
    early = next((line for line in lines if line.happened_on > reported_on), None)
    if early is not None:
        faults["reported_on"] = f"归集日期早于{early.subject}的{early.matter.value}（{early.happened_on}）"
    refuse("没有登记", faults)
    made = []
    for line in lines:
        made.append(CreditReport(
            platform=line.platform, matter=line.matter, about=line.about, about_id=line.about_id,
            edition=line.edition, subject=line.subject, happened_on=line.happened_on, reported_on=reported_on,
            receipt=receipt.strip() or None, reported_by=by, note=note.strip() or None))
        made[-1].derive()
    keys = [item.live_key for item in made]
    known = session.scalars(select(CreditReport.subject).where(CreditReport.live_key.in_(keys))).all()
    if known or len(set(keys)) < len(keys):
        raise UserError(f"没有登记：{known[0] if known else made[0].subject}已经登记过归集。", "请刷新列表。")
    session.add_all(made)
    session.flush()
    summarise(session, count=len(made), receipt=receipt.strip())
    return made
