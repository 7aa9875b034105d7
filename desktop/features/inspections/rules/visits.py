"""The states of a visit and what each move asks for: pure.

A visit counts as 已检查 only with two people who have cards (行政处罚法第四十二条、第五十五条); a patrol by a
网格员 is no such inspection and asks for the 网格员 instead. What was found and the result never contradict.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from desktop.base.chinese import compare_key, date_cn
from desktop.base.values import value_class
from desktop.base.workflow import Move, Workflow
from desktop.features.inspections.records.visits import (
    Outcome,
    Visit,
    VisitFinding,
    VisitInspector,
    VisitKind,
    VisitResult,
    VisitState,
)

CREW = 2
"""People with cards that an inspection needs at least."""


@value_class
class VisitCase:
    """A visit with everything its guards look at; `reason` is what the move was given."""

    visit: Visit
    crew: tuple[VisitInspector, ...]
    findings: tuple[VisitFinding, ...]
    today: date
    reason: str | None = None


def carded(crew: Iterable[VisitInspector]) -> int:
    """Different people with different cards."""
    with_card = [(compare_key(one.name), compare_key(one.card_no)) for one in crew if one.card_no]
    return min(len({name for name, _ in with_card}), len({card for _, card in with_card}))


def crew_fault(kind: VisitKind, crew: Sequence[VisitInspector], grid_person: str | None) -> str | None:
    """Why these people cannot have made the visit; None when they can."""
    if kind is VisitKind.PATROL:
        return None if grid_person or carded(crew) >= CREW else "没有填网格员"
    if carded(crew) >= CREW:
        return None
    bare = [one.name for one in crew if not one.card_no]
    more = f"，{'、'.join(bare)}没有执法证号" if bare else ""
    return f"检查人员至少 2 人并有执法证号，现有 {carded(crew)} 人{more}（行政处罚法第四十二条、第五十五条）"


def _has_crew(case: VisitCase) -> str | None:
    return crew_fault(case.visit.way, case.crew, case.visit.grid_person)


def _has_happened(case: VisitCase) -> str | None:
    return f"检查日期 {date_cn(case.visit.on)} 还没有到" if case.visit.on > case.today else None


def _has_result(case: VisitCase) -> str | None:
    return result_fault(case.visit.result, case.findings, case.visit.record)


def result_fault(result: VisitResult | None, findings: Iterable[VisitFinding],
                 record: str | None) -> str | None:
    """Why the result does not stand; None when it does."""
    failed = [one for one in findings if one.outcome is Outcome.FAILED]
    if result is None:
        return "没有填检查结果"
    if result is VisitResult.CLEAN and failed:
        return f"有 {len(failed)} 项有问题，结果不能是“无问题”"
    if result is VisitResult.FOUND and not failed and not record:
        return "结果是“有问题”，请勾出有问题的检查项，或在检查情况里写明"
    return None


def _has_reason(case: VisitCase) -> str | None:
    return None if (case.reason or "").strip() else "没有写原因"


WORKFLOW: Workflow[VisitState, VisitCase] = Workflow({
    "done": Move("记为已检查", frozenset({VisitState.PLANNED, VisitState.CLOSED_DOOR}), VisitState.DONE,
                 (_has_happened, _has_crew, _has_result)),
    "closed_door": Move("记为未检查到", frozenset({VisitState.PLANNED}), VisitState.CLOSED_DOOR,
                        (_has_happened, _has_reason)),
    "cancel": Move("取消计划", frozenset({VisitState.PLANNED}), VisitState.CANCELLED, (_has_reason,)),
    "replan": Move("重新计划", frozenset({VisitState.CLOSED_DOOR, VisitState.CANCELLED}), VisitState.PLANNED),
    "reopen": Move("退回计划", frozenset({VisitState.DONE}), VisitState.PLANNED, (_has_reason,)),
})


def counts(visit: Visit) -> bool:
    """Whether the visit is one of the 检查个次."""
    return visit.state is VisitState.DONE and not visit.voided
