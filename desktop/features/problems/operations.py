"""Everything that changes a problem: registering, editing, evidence, checks, and every move.

A closed problem is changed by a move only, and 已销号 is reached through the gate only.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.institutions.records import Institution
from desktop.features.problems.queries import case_of, tree
from desktop.features.problems.queries import problem as find_problem
from desktop.features.problems.records import (
    READ_ONLY,
    Check,
    Conclusion,
    Evidence,
    EvidenceKind,
    Extension,
    LookBack,
    Problem,
    State,
    Step,
    Way,
)
from desktop.features.problems.rules import (
    MAIN_MOVES,
    WORKFLOW,
    branch_of,
    distinct,
    fact_faults,
    look_back_day,
)
from desktop.store.attachments import Attachment, keep_file
from desktop.store.editing import check_values, current, living
from desktop.store.numbering import take
from desktop.store.store import final

SERIES = "问题"
EDITABLE = frozenset({
    "found_on", "source", "institution_id", "subject", "town", "address", "category", "subcategory",
    "description", "basis", "statute_keys", "students", "refunds", "amount", "measures", "duty_department",
    "duty_person", "subject_person", "handler", "level", "papers", "progress", "result", "finished_on",
    "note"})
"""What the form may set; states, limits, counters and signatures come from moves."""
IN_LIST = EDITABLE - {"institution_id", "category", "subcategory", "statute_keys"}
"""What the list may set for one or many: not what hangs together with another field."""

CLOSING = (State.APPLIED, State.CHECKING, State.REVIEWING, State.APPROVING)
DEFAULTED = ("source", "level", "found_on", "handler")
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
    given = {"found_on": today, "handler": by, **_cleaned(values)}
    _from_institution(session, given)
    _check(given, today)
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
    return made


def edit_problem(session: Session, *, by: str, today: date, problem: int, version: int | None = None,
                 **values: Any) -> Problem:
    """Change what the form shows; refused when closed or when `version` is no longer the current one."""
    found = _editable(session, problem, version)
    given = _cleaned(values)
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
    found = _editable(session, problem, None)
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：重复登记。", {"reason": "请填写"})
    found.voided_at, found.void_reason = session.info["act"].at, reason.strip()
    session.flush()
    return found


def add_evidence(session: Session, *, by: str, today: date, problem: int, evidence_kind: EvidenceKind,
                 data: bytes, name: str, copies: int = 1, note: str | None = None,
                 taken_at: datetime | None = None) -> Evidence:
    """Keep a copy of a file with its hash as evidence; the same file and kind again is the same evidence."""
    found = _workable(session, problem)
    if copies < 1:
        raise UserError("份数至少是 1。", "请改正份数。", {"copies": "至少 1"})
    twin = _twin(session, found, evidence_kind, hashlib.sha256(data).hexdigest())
    if twin is not None:
        return twin
    kept = keep_file(session, data, name, taken_at)
    return _attach(session, found, evidence_kind, kept, copies, note, today)


def add_evidence_files(session: Session, *, by: str, today: date, problem: int, evidence_kind: EvidenceKind,
                       files: Sequence[tuple[str, bytes]], copies: int = 1,
                       note: str | None = None) -> list[Evidence]:
    """Several files of one kind as one act: (name, bytes) each."""
    return [add_evidence(session, by=by, today=today, problem=problem, evidence_kind=evidence_kind, data=data,
                         name=name, copies=copies, note=note) for name, data in files]


def attach_evidence(session: Session, *, by: str, today: date, problem: int, evidence_kind: EvidenceKind,
                    attachment: Attachment, note: str | None = None) -> Evidence:
    """Count a file that is kept already (an issued paper) as evidence."""
    found = _workable(session, problem)
    twin = _twin(session, found, evidence_kind, attachment.sha256)
    return twin or _attach(session, found, evidence_kind, attachment, 1, note, today)


def void_evidence(session: Session, *, by: str, today: date, evidence: int, reason: str) -> Evidence:
    """Take a wrong piece of evidence off; the file stays kept."""
    item: Evidence = living(session, Evidence, evidence)
    found = _editable(session, item.problem_id, None)
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：传错了文件。", {"reason": "请填写"})
    item.voided_at, item.void_reason = session.info["act"].at, reason.strip()
    found.evidence_count -= item.copies
    session.flush()
    return item


def record_check(session: Session, *, by: str, today: date, problem: int, way: Way = Way.SITE,
                 checked_on: date | None = None, first_checker: str, first_card: str | None = None,
                 second_checker: str | None = None, second_card: str | None = None,
                 conclusion: Conclusion | None = None, note: str | None = None) -> Check:
    """Write down (or complete) the check of this attempt; it may be incomplete, the gate then says so."""
    found = _editable(session, problem, None)
    day = checked_on or today
    faults = _check_faults(found, first_checker, second_checker, first_card, second_card, day, today)
    if faults:
        raise UserError(f"没有保存核查：{'；'.join(faults.values())}。", "改好后再保存。", faults)
    check = case_of(session, found).check or Check(problem_id=found.id, attempt=found.attempt)
    check.way, check.checked_on, check.conclusion, check.note = way, day, conclusion, note
    check.first_checker, check.first_card = first_checker.strip(), first_card
    check.second_checker, check.second_card = (second_checker or "").strip() or None, second_card
    session.add(check)
    found.checkers = "、".join(name for name in (check.first_checker, check.second_checker) if name)
    found.checked_on, found.conclusion = day, conclusion
    session.flush()
    return check


def move_problem(session: Session, *, by: str, today: date, problem: int, move: str,
                 version: int | None = None, **facts: Any) -> Problem:
    """Make one move of `rules.WORKFLOW` with what `rules.FACTS` asks for.

    UserError with every reason when the state, the gate or a fact forbids it; its `fields` name the facts.
    """
    found: Problem = living(session, Problem, problem, version)
    if move not in WORKFLOW.moves:
        raise UserError(f"没有“{move}”这种办理。", f"可用：{'、'.join(WORKFLOW.moves)}。")
    given = _cleaned(facts)
    case = case_of(session, found)
    target = WORKFLOW.target(move, found.state, case)
    if faults := fact_faults(move, given, case, today):
        label = WORKFLOW.moves[move].label
        raise UserError(f"没有办理“{label}”：{'；'.join(faults.values())}。", "补齐后再办。", faults)
    step = Step(problem_id=found.id, move=WORKFLOW.moves[move].label, from_state=found.state, to_state=target,
                on=given.get("on") or today, signer=given.get("signer") or given.get("approved_by"),
                signer_role=given.get("signer_role"), reason=given.get("reason"), recorded_by=by,
                round=found.round, attempt=found.attempt)
    with found.moving():
        _EFFECTS.get(move, _nothing)(session, found, given, today)
        found.state = target
    session.add(step)
    session.flush()
    return found


def close_problem(session: Session, *, by: str, today: date, problem: int, reviewer: str, approver: str,
                  on: date | None = None) -> Problem:
    """核查通过, 审核 and 批准 in one act, from 申请销号 or wherever it stands after it; the gate as always.

    UserError naming what is missing, or the move that comes first.
    """
    found: Problem = living(session, Problem, problem)
    if found.state not in CLOSING:
        raise UserError(f"不能销号：{found.title()}现在是“{found.state.value}”。",
                        "先办到“申请销号”，再核查、审核、批准。")
    signed = {"review": reviewer, "approve": approver}
    while found.state in CLOSING:
        move = MAIN_MOVES[found.state]
        facts: dict[str, Any] = {"signer": signed[move], "on": on or today} if move in signed else {}
        move_problem(session, by=by, today=today, problem=problem, move=move, **facts)
    return found


def _nothing(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    """A move that changes the state only."""


def _assign(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    for key in ("measures", "limit", "duty_department", "duty_person"):
        setattr(found, key, given[key])
    found.original_limit = given["limit"]


def _extend(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    session.add(Extension(problem_id=found.id, old_limit=found.limit, new_limit=given["new_limit"],
                          reason=given["reason"], approved_by=given["approved_by"],
                          approved_on=given["approved_on"]))
    found.limit = given["new_limit"]
    found.extensions += 1


def _apply(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    found.result, found.finished_on = given["result"], given["finished_on"]


def _approve(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    found.approved_by, found.closed_on = given["signer"], given["on"]
    found.lookback_due = look_back_day(given["on"])
    final(session, "已经批准销号，要改请用“重新打开”并写明理由")


def _archive(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    found.lookback_on, found.lookback_result = given["on"], LookBack.HELD


def _send_back(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    found.limit = given["new_limit"]
    found.attempt += 1
    found.checkers = found.checked_on = found.conclusion = None


def _rebound(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    _reopen(session, found, given, today)
    found.round += 1
    found.original_limit = given["new_limit"]
    found.evidence_count = 0
    found.lookback_on, found.lookback_result = given.get("on") or today, LookBack.RELAPSED
    found.result = found.finished_on = None


def _refer(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    found.exit_to, found.exit_number, found.exit_on = given["exit_to"], given["exit_number"], given["on"]


def _shut(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    found.exit_way, found.exit_on = given["exit_way"], given["on"]


def _merge(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    into = find_problem(session, given["into"])
    if into.id == found.id:
        raise UserError("不能并入自己。", "请写另一个问题的编号。", {"into": "不能是自己"})
    if into.voided or into.state in READ_ONLY:
        word = "作废" if into.voided else into.state.value
        raise UserError(f"不能并入{into.title()}：它现在是“{word}”。", "请写一个未销号问题的编号。",
                        {"into": "不是未销号的问题"})
    found.merged_into, found.exit_on = into.id, today


def _reopen(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    _send_back(session, found, given, today)
    found.original_limit = found.original_limit or given["new_limit"]
    found.approved_by = found.closed_on = None
    found.lookback_due = found.lookback_on = found.lookback_result = None
    found.exit_to = found.exit_number = found.exit_on = found.exit_way = found.merged_into = None
    final(session, "重新打开后不能撤销，请按程序再办销号")


_EFFECTS = {"assign": _assign, "extend": _extend, "apply": _apply, "approve": _approve, "archive": _archive,
            "send_back": _send_back, "rebound": _rebound, "refer": _refer, "shut": _shut, "merge": _merge,
            "reopen": _reopen}


def _editable(session: Session, row: int, version: int | None) -> Problem:
    found: Problem = living(session, Problem, row, version)
    if found.state in READ_ONLY:
        raise UserError(f"没有保存：{found.title()}现在是“{found.state.value}”，只能查看。",
                        "要改请先“重新打开”并写明理由。")
    return found


def _workable(session: Session, row: int) -> Problem:
    """Open, or in 回头看, whose own evidence may be added."""
    found: Problem = living(session, Problem, row)
    return found if found.state is State.LOOK_BACK else _editable(session, row, None)


def _twin(session: Session, found: Problem, kind: EvidenceKind, sha256: str) -> Evidence | None:
    """The living evidence of this round with the same file and kind."""
    return session.scalar(select(Evidence).join(Attachment, Attachment.id == Evidence.attachment_id).where(
        Evidence.problem_id == found.id, Evidence.kind == kind, Evidence.round == found.round,
        Evidence.voided_at.is_(None), Attachment.sha256 == sha256))


def _attach(session: Session, found: Problem, kind: EvidenceKind, kept: Attachment, copies: int,
            note: str | None, today: date) -> Evidence:
    evidence = Evidence(problem_id=found.id, kind=kind, attachment_id=kept.id, copies=copies,
                        round=found.round, added_on=today, note=note)
    session.add(evidence)
    with found.moving():
        found.evidence_count += copies
    session.flush()
    return evidence


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
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


def _check(given: Mapping[str, Any], today: date, only: Mapping[str, Any] | None = None) -> None:
    faults = {key: "这里不能改" for key in (given if only is None else only) if key not in EDITABLE}
    for key, words in (("subject", "机构或场所名称"), ("description", "问题描述"), ("category", "类别")):
        if not given.get(key):
            faults[key] = f"请填写{words}"
    if given.get("found_on") and given["found_on"] > today:
        faults["found_on"] = "发现日期不能晚于今天"
    faults.update({key: "不能是负数" for key in POSITIVE if (given.get(key) or 0) < 0})
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)


def _check_faults(found: Problem, first: str, second: str | None, first_card: str | None,
                  second_card: str | None, day: date, today: date) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not first.strip():
        faults["first_checker"] = "请填写第一核查人"
    if second and second.strip() and not distinct(first, second):
        faults["second_checker"] = "两名核查人不能是同一个人"
    if first_card and second_card and first_card.strip() == second_card.strip():
        faults["second_card"] = "两名核查人的证号不能相同"
    if day > today or day < found.found_on:
        faults["checked_on"] = "核查日期不能晚于今天，也不能早于发现日期"
    return faults
