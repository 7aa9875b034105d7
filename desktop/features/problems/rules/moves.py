"""Workflow of a problem and the facts of each move.

All moves stand in the one literal `WORKFLOW`, what each asks for in `FACTS`. 销号 is reached only through
核查 -> 审核 -> 批准, each guarded by the gate: required evidence, two checkers, a conclusion, the signatures.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from desktop.base.chinese import date_cn
from desktop.base.fields import Field, Kind
from desktop.base.values import value_class
from desktop.base.workflow import Move, Workflow
from desktop.features.problems.records import EvidenceKind, State
from desktop.features.problems.rules.gate import Case, missing, missing_words

OPEN = (State.REGISTERED, State.ASSIGNED, State.RECTIFYING, State.APPLIED, State.CHECKING, State.REVIEWING,
        State.APPROVING)
CLOSED = (State.CLOSED, State.LOOK_BACK, State.ARCHIVED)
EXITS = (State.REFERRED, State.SHUT, State.MERGED)
STAGES = (*OPEN, State.CLOSED, State.LOOK_BACK)
"""The strip on the page; 归档 stands as 回头看 done."""

IN_WORK = frozenset({State.REGISTERED, State.ASSIGNED, State.RECTIFYING, State.APPLIED, State.CHECKING})


def _gated(*signatures: State) -> Any:
    def guard(case: Case) -> str | None:
        lacking = missing(case, signatures=signatures)
        return f"还缺{missing_words(lacking)}" if lacking else None
    return guard


def _has_shut_record(case: Case) -> str | None:
    return None if case.copies(EvidenceKind.CHECK) else "还缺核查记录（关停、注销的现场核查记录）1 份"


def _moves(label: str, sources: Iterable[State], target: State, *guards: Any) -> Move[State, Case]:
    return Move(label, frozenset(sources), target, guards)


WORKFLOW: Workflow[State, Case] = Workflow({
    "assign": _moves("交办", [State.REGISTERED], State.ASSIGNED),
    "start": _moves("开始整改", [State.ASSIGNED], State.RECTIFYING),
    "extend": _moves("延期", [State.RECTIFYING], State.RECTIFYING),
    "apply": _moves("申请销号", [State.RECTIFYING], State.APPLIED),
    "check": _moves("开始核查", [State.APPLIED], State.CHECKING),
    "pass": _moves("核查通过，送审核", [State.CHECKING], State.REVIEWING, _gated()),
    "review": _moves("审核通过，送批准", [State.REVIEWING], State.APPROVING, _gated()),
    "approve": _moves("批准销号", [State.APPROVING], State.CLOSED, _gated(State.REVIEWING)),
    "look_back": _moves("开展回头看", [State.CLOSED], State.LOOK_BACK),
    "archive": _moves("回头看通过，归档", [State.LOOK_BACK], State.ARCHIVED),
    "send_back": _moves("退回整改", [State.APPLIED, State.CHECKING, State.REVIEWING, State.APPROVING],
                        State.RECTIFYING),
    "rebound": _moves("反弹，重新挂账", CLOSED, State.RECTIFYING),
    "refer": _moves("移送", IN_WORK, State.REFERRED),
    "shut": _moves("关停", IN_WORK, State.SHUT, _has_shut_record),
    "merge": _moves("并案", IN_WORK, State.MERGED),
    "reopen": _moves("重新打开", [*CLOSED, *EXITS], State.RECTIFYING),
})

MAIN_MOVES = {State.REGISTERED: "assign", State.ASSIGNED: "start", State.RECTIFYING: "apply",
              State.APPLIED: "check", State.CHECKING: "pass", State.REVIEWING: "review",
              State.APPROVING: "approve", State.CLOSED: "look_back", State.LOOK_BACK: "archive"}
"""The way forward from each state: the primary button."""


@value_class
class Fact:
    """One thing a move asks for; `past`: a date that cannot lie in the future; `future`: not before today."""

    key: str
    field: Field
    required: bool = True
    past: bool = False
    future: bool = False


def _fact(key: str, label: str, kind: Kind = Kind.TEXT, *, needed: bool = True, past: bool = False,
          future: bool = False, length: int = 400, hint: str = "") -> Fact:
    return Fact(key, Field(label, kind, length=length, help=hint), needed, past, future)


def _signature(who: str, hint: str) -> tuple[Fact, ...]:
    return (_fact("signer", who, length=40, hint=hint), _fact("signer_role", "职务", needed=False, length=40),
            _fact("on", "签字日期", Kind.DATE, past=True))


_SINGLE = _fact("single", "单人复核理由", needed=False, length=200,
                hint="签字的人或记录的人就是经办、核查的人时才填")
_REASON = _fact("reason", "事由", Kind.LONG)
_NEW_LIMIT = _fact("new_limit", "新整改时限", Kind.DATE, future=True)

FACTS: Mapping[str, tuple[Fact, ...]] = {
    "assign": (_fact("measures", "整改措施", Kind.LONG, length=2000),
               _fact("limit", "整改时限", Kind.DATE, future=True),
               _fact("duty_department", "责任部门", length=60), _fact("duty_person", "责任人", length=40),
               _fact("on", "交办日期", Kind.DATE, needed=False, past=True)),
    "start": (_fact("on", "开始日期", Kind.DATE, needed=False, past=True),),
    "extend": (_NEW_LIMIT, _REASON, _fact("approved_by", "批准人", length=40),
               _fact("approved_on", "批准日期", Kind.DATE, past=True)),
    "apply": (_fact("signer", "申请单位负责人", length=40, hint="在销号申请上签字的人"),
              _fact("on", "申请日期", Kind.DATE, past=True),
              _fact("result", "整改结果", Kind.LONG, length=2000),
              _fact("finished_on", "完成日期", Kind.DATE, past=True)),
    "check": (_fact("on", "开始日期", Kind.DATE, needed=False, past=True),),
    "pass": (_fact("on", "送审日期", Kind.DATE, needed=False, past=True),),
    "review": (*_signature("审核人", "股室负责人，在审批表上签字的人"), _SINGLE),
    "approve": (*_signature("批准人", "分管局领导，在审批表上签字的人"),
                _fact("lookback_due", "回头看期限", Kind.DATE, needed=False, future=True,
                      hint="按类别和督办级别建议，可以改"), _SINGLE),
    "look_back": (_fact("on", "开始日期", Kind.DATE, needed=False, past=True),),
    "archive": (_fact("on", "回头看日期", Kind.DATE, past=True), _fact("signer", "回头看人员", length=40),
                _fact("reason", "回头看情况", Kind.LONG)),
    "send_back": (_fact("reason", "退回理由", Kind.LONG), _NEW_LIMIT),
    "rebound": (_fact("reason", "反弹情况", Kind.LONG), _NEW_LIMIT,
                _fact("on", "发现日期", Kind.DATE, needed=False, past=True)),
    "refer": (_fact("exit_to", "移送单位", length=100), _fact("exit_number", "移送文号", length=60), _REASON,
              _fact("on", "移送日期", Kind.DATE, past=True),
              _fact("signer", "决定人", needed=False, length=40, hint="批准移送的领导"),
              _fact("reply_by", "回复期限", Kind.DATE, needed=False, future=True,
                    hint="要求对方回复的最后一天，填了就列入“移送未回复”")),
    "shut": (_fact("exit_way", "关停方式", length=60, hint="取缔、停止办学、注销"), _REASON,
             _fact("on", "关停日期", Kind.DATE, past=True)),
    "merge": (_fact("into", "并入问题编号", length=20), _REASON),
    "reopen": (_fact("reason", "重新打开的理由", Kind.LONG), _NEW_LIMIT),
}


def fact_faults(move: str, given: Mapping[str, Any], case: Case, today: date) -> dict[str, str]:
    """Faults of the facts of a move by key, in Chinese; empty when they will do."""
    facts = {fact.key: fact for fact in FACTS[move]}
    faults = {key: f"“{WORKFLOW.moves[move].label}”用不到" for key in given if key not in facts}
    on = given.get("on") or given.get("approved_on")
    earliest, day = _earliest(move, case), on if isinstance(on, date) else today
    for fact in facts.values():
        if fault := _fact_fault(fact, given.get(fact.key), earliest, day, today):
            faults[fact.key] = fault
    limit = case.problem.limit
    if move == "extend" and "new_limit" not in faults and limit and given["new_limit"] <= limit:
        faults["new_limit"] = f"要晚于现在的时限 {date_cn(limit)}"
    return faults


def _earliest(move: str, case: Case) -> date:
    """The first day a move of this case can bear."""
    days = [case.problem.found_on]
    if move in ("review", "approve"):
        days += [case.problem.checked_on or days[0], *(step.on for step in case.steps)]
    if move in ("look_back", "archive", "rebound"):
        days.append(case.problem.closed_on or days[0])
    return max(days)


def _fact_fault(fact: Fact, value: Any, earliest: date, on: date, today: date) -> str | None:
    label = fact.field.label
    if value is None or (isinstance(value, str) and not value.strip()):
        return f"请填写{label}" if fact.required else None
    if fact.field.kind is not Kind.DATE:
        longest = fact.field.length or 0
        fits = isinstance(value, str) and len(value) <= longest
        return None if fits else f"{label}要写成文字，最多 {longest} 字"
    if not isinstance(value, date):
        return f"{label}不是日期"
    if fact.past and not earliest <= value <= today:
        return f"{label}不能晚于今天" if value > today else f"{label}不能早于 {date_cn(earliest)}"
    return f"{label}不能早于 {date_cn(on)}" if fact.future and value < on else None
