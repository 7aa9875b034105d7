"""Checks and moves: 已销号 is reached through the gate only."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.problems.operations.entry import cleaned, editable
from desktop.features.problems.queries import case_of, evidence_files, pace, steps_up
from desktop.features.problems.queries import problem as find_problem
from desktop.features.problems.records import (
    READ_ONLY,
    Check,
    Conclusion,
    Escalation,
    Extension,
    LookBack,
    Problem,
    Rung,
    State,
    Step,
    Way,
)
from desktop.features.problems.rules.gate import Case, distinct, recorders, same_person
from desktop.features.problems.rules.limits import look_back_day
from desktop.features.problems.rules.moves import MAIN_MOVES, WORKFLOW, fact_faults
from desktop.store.attachments import Files
from desktop.store.editing import living
from desktop.store.operators import Role, active_count, find_operator, own_name
from desktop.store.store import final

SIGNED = ("review", "approve")
GATED = ("pass", "review", "approve")
"""Moves that lead to 已销号."""
CLOSING = (State.APPLIED, State.CHECKING, State.REVIEWING, State.APPROVING)


def record_check(session: Session, *, by: str, today: date, problem: int, way: Way = Way.SITE,
                 checked_on: date | None = None, first_checker: str, first_card: str | None = None,
                 second_checker: str | None = None, second_card: str | None = None,
                 conclusion: Conclusion | None = None, note: str | None = None) -> Check:
    """Write down (or complete) the check of this attempt; it may be incomplete, the gate then says so."""
    found = editable(session, problem, None)
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
    given = cleaned(facts)
    case = case_of(session, found)
    target = WORKFLOW.target(move, found.state, case)
    if faults := fact_faults(move, given, case, today):
        label = WORKFLOW.moves[move].label
        raise UserError(f"没有办理“{label}”：{'；'.join(faults.values())}。", "补齐后再办。", faults)
    if move in GATED:
        _need_files(session, found)
    single = _other_eyes(session, by, case, move, given)
    step = Step(problem_id=found.id, move=WORKFLOW.moves[move].label, from_state=found.state, to_state=target,
                on=given.get("on") or today, signer=given.get("signer") or given.get("approved_by"),
                signer_role=given.get("signer_role"), reason=single or given.get("reason"), recorded_by=by,
                round=found.round, attempt=found.attempt)
    with found.moving():
        _EFFECTS.get(move, _nothing)(session, found, given, today)
        found.state = target
    session.add(step)
    session.flush()
    return found


def _need_files(session: Session, found: Problem) -> None:
    """Evidence counts at the gate only while its kept file is there, as it was."""
    files: Files = session.info["files"]
    lost = [fault for _, kept in evidence_files(session, found) if (fault := files.glance(kept)) is not None]
    if lost:
        raise UserError(f"不能往下办：佐证{'；'.join(lost[:3])}。", "请从备份恢复，或作废后重新添加。")


def _doubts(session: Session, by: str, case: Case, signer: str) -> list[str]:
    """Why the signature would be no second pair of eyes.

    Signing: who checked or handles the problem. Recording, once the office has operators who review: whoever
    is none of them, or wrote down the work himself.
    """
    part = same_person(case, signer)
    doubts = [f"{signer}也是{part}的人"] if part else []
    if active_count(session, Role.REVIEWER):
        found = find_operator(session, by)
        if found is None or found.role is not Role.REVIEWER:
            doubts.append(f"{own_name(by)}的角色不是“审核”")
        elif own_name(by) in {own_name(name) for name in recorders(case)}:
            doubts.append(f"这一次的核查、申请也是{own_name(by)}记录的")
    return doubts


def _other_eyes(session: Session, by: str, case: Case, move: str, given: Mapping[str, Any]) -> str | None:
    """The step's reason of a 单人复核; UserError when the same person signs or records without one."""
    if move not in SIGNED:
        return None
    own, label = given.get("single"), WORKFLOW.moves[move].label
    doubts = _doubts(session, by, case, given["signer"])
    if doubts and not own:
        raise UserError(f"没有办理“{label}”：{'；'.join(doubts)}。",
                        "请换人复核；确实只有一个人的，写明单人复核的理由。",
                        {"single": "请写明单人复核的理由，或换人"})
    if own and not doubts:
        raise UserError(f"没有办理“{label}”：不是单人复核，不用写理由。", "请清空“单人复核理由”。",
                        {"single": "不是单人复核，请清空"})
    return f"单人复核：{own}（{'；'.join(doubts)}）" if own else None


def close_problem(session: Session, *, by: str, today: date, problem: int, reviewer: str, approver: str,
                  on: date | None = None, single: str | None = None) -> Problem:
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
        facts: dict[str, Any] = {}
        if move in signed:
            alone = _doubts(session, by, case_of(session, found), signed[move])
            facts = {"signer": signed[move], "on": on or today, "single": single if alone else None}
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


def proposed_look_back(session: Session, found: Problem, signed: date) -> date:
    """The last day of the look-back when closing is signed on that day, by category and level."""
    return look_back_day(signed, pace().look_back_days(case_of(session, found).branch, found.level))


def _approve(session: Session, found: Problem, given: Mapping[str, Any], today: date) -> None:
    found.approved_by, found.closed_on = given["signer"], given["on"]
    found.lookback_due = given.get("lookback_due") or proposed_look_back(session, found, given["on"])
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
    _keep_referral(session, found, given, str(session.info["act"].by))


def _keep_referral(session: Session, found: Problem, given: Mapping[str, Any], by: str) -> None:
    """The case handed over is a 移送 on the ladder, so that its answer is waited for."""
    known = next((step for step in steps_up(session, found.id)
                  if step.rung is Rung.REFER and step.target == given["exit_to"]
                  and step.round == found.round), None)
    if known is not None:
        known.reply_by = known.reply_by or given.get("reply_by")
        return
    session.add(Escalation(problem_id=found.id, rung=Rung.REFER, on=given["on"], target=given["exit_to"],
                           number=given["exit_number"], reason=given["reason"], round=found.round,
                           reply_by=given.get("reply_by"), decided_by=given.get("signer") or by,
                           recorded_by=by))


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
