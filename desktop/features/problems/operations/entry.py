"""Registering, editing and voiding a problem; 已销号 ones are read only."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.complaints.operations.joining import note_disposal
from desktop.features.institutions.records import Institution
from desktop.features.problems.queries import tree
from desktop.features.problems.records import (
    READ_ONLY,
    Problem,
    State,
    Step,
)
from desktop.features.problems.rules.tree import branch_of
from desktop.store.editing import check_values, current, living
from desktop.store.numbering import take

SERIES = "问题"
EDITABLE = frozenset({
    "found_on", "source", "institution_id", "subject", "town", "address", "category", "subcategory",
    "description", "basis", "statute_keys", "students", "refunds", "amount", "measures", "duty_department",
    "duty_person", "subject_person", "handler", "papers", "progress", "result", "finished_on",
    "note"})
"""What the form may set; states, limits, counters and signatures come from moves."""
IN_LIST = EDITABLE - {"institution_id", "category", "subcategory", "statute_keys"}
"""What the list may set for one or many: not what hangs together with another field."""
SOURCES = frozenset({"visit_id", "finding_id", "complaint_id"})
"""Where a problem came from: told when it is registered."""
DEFAULTED = ("source", "found_on", "handler")
POSITIVE = ("students", "refunds", "amount")


def register_problem(session: Session, *, by: str, today: date, token: str | None = None,
                     **values: Any) -> Problem:
    """登记: a new problem with the next number of its year of finding.

    `token` comes from the form: the same token again gives the same problem, however often she clicks.
    UserError for missing or unknown fields.
    """
    if token is not None:
        found = session.scalar(select(Problem).where(Problem.token == token))
        if found is not None:
            return found
    given = {"found_on": today, "handler": by, **cleaned(values)}
    _need_new_finding(session, given.get("finding_id"))
    _from_institution(session, given)
    _check(given, today, allowed=EDITABLE | SOURCES)
    category_label = branch_of(tree(), given["category"], given.get("subcategory")).shown
    check_values(Problem, {**given, "number": "-"})
    taken = take(session, series=SERIES, year=given["found_on"].year, by=by, today=today)
    made = Problem(number=f"{taken.year}-{taken.number:03d}", token=token, category_label=category_label,
                   state=State.REGISTERED, round=1, attempt=1, extensions=0, evidence_count=0, **given)
    session.add(made)
    session.flush()
    session.add(Step(problem_id=made.id, move="登记", from_state=None, to_state=State.REGISTERED, on=today,
                     recorded_by=by))
    session.flush()
    if made.complaint_id is not None:
        note_disposal(session, by=by, today=today, complaint=made.complaint_id,
                      words=f"已立{made.title()}：{made.category_label}")
    return made


def edit_problem(session: Session, *, by: str, today: date, problem: int, version: int | None = None,
                 **values: Any) -> Problem:
    """Change what the form shows; refused when closed or when `version` is no longer the current one."""
    found = editable(session, problem, version)
    given = cleaned(values)
    if "institution_id" in given and given["institution_id"] is not None:
        _from_institution(session, given)
    whole = {**current(found), **given}
    _check(whole, today, only=given)
    check_values(Problem, whole)
    for key, value in given.items():
        if getattr(found, key) != value:
            setattr(found, key, value)
    found.category_label = branch_of(tree(), found.category, found.subcategory).shown
    session.flush()
    return found


def change_problem(session: Session, *, by: str, today: date, row: int, values: Mapping[str, Any],
                   confirmed: bool = False) -> Problem:
    """Single values from the list, with the checks of the form: a closed problem is refused."""
    return edit_problem(session, by=by, today=today, problem=row, **values)


def void_problem(session: Session, *, by: str, today: date, problem: int, reason: str) -> Problem:
    """作废 a problem registered by mistake; a closed one has to be reopened first."""
    found = editable(session, problem, None)
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：重复登记。", {"reason": "请填写"})
    found.voided_at, found.void_reason = session.info["act"].at, reason.strip()
    session.flush()
    return found


def editable(session: Session, row: int, version: int | None) -> Problem:
    found: Problem = living(session, Problem, row, version)
    if found.state in READ_ONLY:
        raise UserError(f"没有保存：{found.title()}现在是“{found.state.value}”，只能查看。",
                        "要改请先“重新打开”并写明理由。")
    return found


def workable(session: Session, row: int) -> Problem:
    """Open, or in 回头看, whose own evidence may be added."""
    found: Problem = living(session, Problem, row)
    return found if found.state is State.LOOK_BACK else editable(session, row, None)


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts stripped, empty ones None; nothing chosen where a default stands is left out."""
    found = {key: (value.strip() or None) if type(value) is str else value for key, value in values.items()}
    return {key: value for key, value in found.items() if value is not None or key not in DEFAULTED}


def give_to(session: Session, gone: int, kept: int) -> None:
    """Problems of an institution belong to the one it was merged into; closed ones too."""
    for found in session.scalars(select(Problem).where(Problem.institution_id == gone)):
        with found.moving():
            found.institution_id = kept


def _from_institution(session: Session, given: dict[str, Any]) -> None:
    """Name, town and address of the chosen institution where the form left them empty."""
    if given.get("institution_id") is None:
        return
    institution: Institution = living(session, Institution, given["institution_id"])
    given["subject"] = given.get("subject") or institution.name
    given["town"] = given.get("town") or institution.town
    given["address"] = given.get("address") or institution.address


def _need_new_finding(session: Session, finding: int | None) -> None:
    """One problem for one finding of a visit."""
    other = finding and session.scalar(select(Problem.number).where(
        Problem.finding_id == finding, Problem.voided_at.is_(None)))
    if other:
        raise UserError(f"没有登记：这个检查项已经转为问题 {other}。", "请打开那个问题办理。")


def _check(given: Mapping[str, Any], today: date, only: Mapping[str, Any] | None = None,
           allowed: frozenset[str] = EDITABLE) -> None:
    faults = {key: "这里不能改" for key in (given if only is None else only) if key not in allowed}
    for key, words in (("subject", "机构或场所名称"), ("description", "问题描述"), ("category", "类别")):
        if not given.get(key):
            faults[key] = f"请填写{words}"
    if given.get("found_on") and given["found_on"] > today:
        faults["found_on"] = "发现日期不能晚于今天"
    faults.update({key: "不能是负数" for key in POSITIVE if (given.get(key) or 0) < 0})
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)
