"""Steps on the ladder of escalation: made, answered, voided; none of them touches what closing asks for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.errors import UserError
from desktop.features.problems.operations.entry import cleaned
from desktop.features.problems.queries import ladder, look_back_visit, steps_up
from desktop.features.problems.records import Escalation, Level, Problem, Rung
from desktop.features.problems.rules.ladder import climb_faults, made_rungs, obstacle, waiting
from desktop.store.editing import living

FACTS = ("on", "target", "decided_by", "reason", "skipped", "reply_by", "number")
"""What a step asks for."""


def climb(session: Session, *, by: str, today: date, problem: int, rung: Rung, **facts: Any) -> Escalation:
    """Make one step: the level follows; UserError naming what is missing, or why it cannot be made now.

    The same step on the same day to the same body is the same step, however often she clicks.
    """
    found: Problem = living(session, Problem, problem)
    given = {"on": today, **{key: value for key, value in cleaned(facts).items() if value is not None}}
    known = ladder().rungs[rung]
    steps = steps_up(session, found.id)
    twin = next((step for step in steps if (step.rung, step.on, step.target) == (
        rung, given["on"], given.get("target"))), None)
    if twin is not None:
        return twin
    if why := obstacle(known, found):
        raise UserError(f"没有登记{rung.value}：{why}。", "要办请先重新打开并写明理由。")
    faults = climb_faults(known, given, found, made_rungs(found, steps), today)
    faults.update({key: "这里用不到" for key in given if key not in FACTS})
    if faults:
        raise UserError(f"没有登记{rung.value}：{'；'.join(faults.values())}。", "补齐后再登记。", faults)
    visit = look_back_visit(session, found.id) if rung is Rung.LOOK_BACK else None
    step = Escalation(problem_id=found.id, rung=rung, round=found.round, recorded_by=by, visit_id=visit,
                      **given)
    session.add(step)
    order = list(Level)
    if known.level is not None and order.index(known.level) > order.index(found.level):
        _set_level(found, known.level)
    session.flush()
    return step


def climb_many(session: Session, *, by: str, today: date, problems: Sequence[int], rung: Rung,
               facts: Mapping[int, Mapping[str, Any]]) -> list[Escalation]:
    """The same step for many problems as one act, each with its own facts; the first refusal stops it."""
    made = []
    for row in problems:
        try:
            made.append(climb(session, by=by, today=today, problem=row, rung=rung, **facts[row]))
        except UserError as trouble:
            title = session.get_one(Problem, row).title()
            raise UserError(f"一个也没有登记：{title}——{trouble.what}", trouble.advice) from trouble
    return made


def record_reply(session: Session, *, by: str, today: date, step: int, replied_on: date | None,
                 reply: str) -> Escalation:
    """The answer to a step, or its correction."""
    found: Escalation = living(session, Escalation, step)
    faults = {} if reply.strip() else {"reply": "请填写回复内容"}
    if replied_on is None or not found.on <= replied_on <= today:
        faults["replied_on"] = f"回复日期要在 {date_cn(found.on)}到今天之间"
    if faults:
        raise UserError(f"没有登记回复：{'；'.join(faults.values())}。", "补齐后再登记。", faults)
    found.replied_on, found.reply = replied_on, reply.strip()
    session.flush()
    return found


def postpone_reply(session: Session, *, by: str, today: date, step: int, reply_by: date, reason: str
                   ) -> Escalation:
    """Another last day for an answer that has not come."""
    found: Escalation = living(session, Escalation, step)
    faults = {} if reason.strip() else {"reason": "请写明理由"}
    if not waiting(found):
        faults["reply_by"] = "这一步没有在等回复"
    elif reply_by < today:
        faults["reply_by"] = "新的期限不能早于今天"
    if faults:
        raise UserError(f"没有改：{'；'.join(faults.values())}。", "改好后再保存。", faults)
    old = date_cn(found.reply_by) if found.reply_by else ""
    found.reason = f"{found.reason}\n回复期限由{old}改为{date_cn(reply_by)}：{reason.strip()}"
    found.reply_by = reply_by
    session.flush()
    return found


def void_step(session: Session, *, by: str, today: date, step: int, reason: str) -> Escalation:
    """作废 a step made by mistake; the level falls back to what the others lead to."""
    found: Escalation = living(session, Escalation, step)
    if not reason.strip():
        raise UserError("没有作废：请写明作废原因。", "例如：登记错了问题。", {"reason": "请填写"})
    found.voided_at, found.void_reason = session.info["act"].at, reason.strip()
    session.flush()
    problem = session.get_one(Problem, found.problem_id)
    _set_level(problem, ladder().level(step.rung for step in steps_up(session, problem.id)))
    session.flush()
    return found


def _set_level(found: Problem, level: Level) -> None:
    if found.level is not level:
        with found.moving():
            found.level = level
