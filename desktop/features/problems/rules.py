"""Workflow, gate, facts of each move, deadlines of a problem, and the category tree: pure.

All moves stand in the one literal `WORKFLOW`, what each asks for in `FACTS`. 销号 is reached only through
核查 -> 审核 -> 批准, each guarded by `gate`: required evidence, two checkers, a conclusion, the signatures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from desktop.base.chinese import date_cn, half_width
from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.base.fields import Field, Kind
from desktop.base.lights import Remaining, remaining
from desktop.base.workdays import WorkCalendar
from desktop.base.workflow import Move, Workflow
from desktop.features.problems.records import (
    READ_ONLY,
    Category,
    Check,
    Conclusion,
    Evidence,
    EvidenceKind,
    Level,
    Problem,
    State,
    Step,
)

PER_REFUND = "×退费人数"
LOOK_BACK_DAYS = 30
"""回头看 is proposed this many calendar days after closing where the data says nothing else."""

AGAIN_MONTHS = 12
"""The same subject and type again within these months counts as 反弹, where the data says nothing else."""

OPEN = (State.REGISTERED, State.ASSIGNED, State.RECTIFYING, State.APPLIED, State.CHECKING, State.REVIEWING,
        State.APPROVING)
CLOSED = (State.CLOSED, State.LOOK_BACK, State.ARCHIVED)
EXITS = (State.REFERRED, State.SHUT, State.MERGED)
STAGES = (*OPEN, State.CLOSED, State.LOOK_BACK)
"""The strip on the page; 归档 stands as 回头看 done."""

IN_WORK = frozenset({State.REGISTERED, State.ASSIGNED, State.RECTIFYING, State.APPLIED, State.CHECKING})


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many papers of a kind; `per_refund`: one for every student to be refunded, at least one."""

    kind: EvidenceKind
    count: int = 1
    per_refund: bool = False

    def needed(self, refunds: int | None) -> int:
        """How many papers this problem must show."""
        return max(1, refunds or 0) if self.per_refund else self.count


@dataclass(frozen=True, slots=True)
class Branch:
    """One second-level category, or a first-level one on its own (`key` is then its letter)."""

    key: str
    category: Category
    label: str
    shown: str
    text: str
    enabled: bool
    evidence: tuple[Requirement, ...]
    statutes: tuple[str, ...]
    look_back: int | None = None


def read_tree(content: Mapping[str, Any]) -> tuple[Branch, ...]:
    """Branches of resources/problems/categories.toml in order; a first-level entry before its items."""
    found: list[Branch] = []
    for entry in content["category"]:
        top = _branch(entry, entry, Category(entry["label"]), entry["label"])
        found.append(top)
        found += [_branch(item, entry, top.category, item.get("shown", f"{top.label}・{item['label']}"))
                  for item in entry.get("items", ())]
    return tuple(found)


def _branch(item: Mapping[str, Any], parent: Mapping[str, Any], category: Category, shown: str) -> Branch:
    evidence = item.get("evidence", parent["evidence"])
    return Branch(item["key"], category, item["label"], shown, item.get("text", ""), parent["enabled"],
                  tuple(_requirement(words) for words in evidence),
                  tuple(item.get("statutes", parent["statutes"])),
                  item.get("look_back", parent.get("look_back")))


def _requirement(words: str) -> Requirement:
    if words.endswith(PER_REFUND):
        return Requirement(EvidenceKind(words.removesuffix(PER_REFUND)), per_refund=True)
    kind, _, count = words.partition("×")
    return Requirement(EvidenceKind(kind), int(count or 1))


def branch_of(tree: Sequence[Branch], category: Category, kind: str | None) -> Branch:
    """The branch of a problem; UserError when the second level does not belong to the first."""
    for branch in tree:
        if branch.category is category and (branch.key == kind if kind else branch.shown == category.value):
            return branch
    raise UserError(f"“{category.value}”下没有“{kind}”这个二级类别。", "请重新选择类别。",
                    {"subcategory": "请重新选择"})


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper of the register about the problem; `delivered` is when, None before."""

    number: str
    delivered: datetime | None = None


@dataclass(frozen=True)
class Case:
    """A problem with everything its guards look at. `evidence` is living, of this round; `check` and `steps`
    are of this attempt; `papers` are valid papers issued about it in this round."""

    problem: Problem
    branch: Branch
    evidence: tuple[Evidence, ...]
    check: Check | None
    steps: tuple[Step, ...]
    papers: tuple[IssuedPaper, ...] = ()

    def copies(self, kind: EvidenceKind) -> int:
        """Papers of a kind that are there; an issued one is 文书, its recorded delivery 送达回证."""
        issued = {EvidenceKind.PAPER: len(self.papers),
                  EvidenceKind.DELIVERY: sum(paper.delivered is not None for paper in self.papers)}
        return sum(item.copies for item in self.evidence if item.kind is kind) + issued.get(kind, 0)

    def signed(self, state: State) -> Step | None:
        """The step of this attempt that left `state` with a signature."""
        return next((step for step in reversed(self.steps) if step.from_state is state and step.signer
                     and step.to_state is not State.RECTIFYING), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the gate: `met`, the words of what is there or missing, and the place that mends it."""

    what: str
    met: bool
    words: str
    where: str


CLOSING_FORM = "closing"
"""The form that asks for closing: it is no paper sent to anybody, so it proves nothing."""

EVIDENCE, CHECK, EDIT, MOVE = "evidence", "check", "edit", "move"
"""Places a missing item leads to; evidence ones carry the kind after a colon."""


def gate(case: Case, *, signatures: Sequence[State] = ()) -> list[Item]:
    """还缺什么: everything closing asks for; `signatures`: states whose signed step is needed too."""
    problem = case.problem
    items = [_evidence_item(case, requirement) for requirement in case.branch.evidence]
    items.append(Item("整改措施", bool(problem.measures), problem.measures or "未填", EDIT))
    items.append(Item("整改结果", bool(problem.result), problem.result or "未填", EDIT))
    items += _check_items(case.check)
    for state in signatures:
        step = case.signed(state)
        words = f"{step.signer}，{date_cn(step.on)}" if step else "未记签字"
        items.append(Item(f"{state.value}签字", step is not None, words, MOVE))
    return items


def _evidence_item(case: Case, requirement: Requirement) -> Item:
    needed, there = requirement.needed(case.problem.refunds), case.copies(requirement.kind)
    words = _there_words(case, requirement.kind, there)
    if there < needed:
        words = f"已附 {there} 份，还缺 {needed - there} 份"
    if requirement.per_refund and case.problem.refunds:
        words = f"{case.problem.refunds} 名学员，{words}"
    return Item(requirement.kind.value, there >= needed, words, f"{EVIDENCE}:{requirement.kind.value}")


def _there_words(case: Case, kind: EvidenceKind, there: int) -> str:
    if kind is EvidenceKind.PAPER and case.papers:
        return "、".join(paper.number for paper in case.papers)
    moments = [paper.delivered for paper in case.papers if paper.delivered is not None]
    if kind is EvidenceKind.DELIVERY and moments:
        return f"{moments[-1].astimezone(CHINA):%Y-%m-%d %H:%M} 送达"
    return f"{there} 份"


def _check_items(check: Check | None) -> list[Item]:
    first = check.first_checker if check else ""
    second = check.second_checker if check else None
    both = bool(second) and distinct(first, second or "")
    names = f"{first}、{second}" if both else f"至少 2 人，现只有{first}" if first else "至少 2 人，未填"
    conclusion = check.conclusion if check else None
    done = conclusion is Conclusion.DONE
    words = conclusion.value if conclusion else "未填：属实整改到位／未到位"
    return [Item("核查人" if both or not first else "第二名核查人", both, names, CHECK),
            Item("核查结论", done, words, CHECK)]


def distinct(first: str, second: str) -> bool:
    """Two different names, spaces and the width of letters aside."""
    left, right = ("".join(half_width(name).split()).casefold() for name in (first, second))
    return bool(left) and bool(right) and left != right


def missing(case: Case, *, signatures: Sequence[State] = ()) -> list[Item]:
    """The gate's lines that are not met."""
    return [item for item in gate(case, signatures=signatures) if not item.met]


def missing_words(items: Iterable[Item]) -> str:
    """退费凭证（已附 9 份，还缺 3 份）、核查结论（未填…）."""
    return "、".join(f"{item.what}（{item.words}）" for item in items)


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


@dataclass(frozen=True, slots=True)
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
    "review": _signature("审核人", "股室负责人，在审批表上签字的人"),
    "approve": (*_signature("批准人", "分管局领导，在审批表上签字的人"),
                _fact("lookback_due", "回头看期限", Kind.DATE, needed=False, future=True,
                      hint="按类别和督办级别建议，可以改")),
    "look_back": (_fact("on", "开始日期", Kind.DATE, needed=False, past=True),),
    "archive": (_fact("on", "回头看日期", Kind.DATE, past=True), _fact("signer", "回头看人员", length=40),
                _fact("reason", "回头看情况", Kind.LONG)),
    "send_back": (_fact("reason", "退回理由", Kind.LONG), _NEW_LIMIT),
    "rebound": (_fact("reason", "反弹情况", Kind.LONG), _NEW_LIMIT,
                _fact("on", "发现日期", Kind.DATE, needed=False, past=True)),
    "refer": (_fact("exit_to", "移送单位", length=100), _fact("exit_number", "移送文号", length=60), _REASON,
              _fact("on", "移送日期", Kind.DATE, past=True)),
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


def standing(problem: Problem, today: date, calendar: WorkCalendar) -> Remaining | None:
    """蓝/黄/红 of an open problem; None when it is closed or has no limit yet."""
    if problem.state in READ_ONLY or problem.limit is None or problem.voided:
        return None
    return remaining(problem.limit, today, calendar)


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon a closed problem is looked at again: days by level, and the months of a 反弹."""

    days: Mapping[Level, int]
    again_months: int = AGAIN_MONTHS

    def look_back_days(self, branch: Branch, level: Level) -> int:
        """The shorter of what the category and the level ask for."""
        asked = self.days.get(level, LOOK_BACK_DAYS)
        return asked if branch.look_back is None else min(asked, branch.look_back)


def read_pace(content: Mapping[str, Any]) -> Pace:
    """The table `look_back` of resources/problems/categories.toml."""
    found = content.get("look_back", {})
    days = {level: int(found[level.value]) for level in Level if level.value in found}
    return Pace(days, int(found.get("again_months", AGAIN_MONTHS)))


def look_back_day(closed_on: date, days: int = LOOK_BACK_DAYS) -> date:
    """The proposed last day of 回头看, so many calendar days after closing."""
    return closed_on + timedelta(days=days)


def limit_hint(limit: date, today: date, calendar: WorkCalendar) -> str | None:
    """A word about a limit that falls on a day off or in a year without holiday data; None when plain."""
    if calendar.uncovered(limit):
        return f"{limit.year} 年放假安排还没有，{date_cn(limit)}是否上班请自行核对"
    if not calendar.is_workday(limit):
        before = calendar.last_workday_before(limit)
        return f"{date_cn(limit)}是{calendar.day_name(limit)}，不上班；前一个工作日是{date_cn(before)}"
    return None
