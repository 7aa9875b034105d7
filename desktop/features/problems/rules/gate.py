"""还缺什么: what a problem must show before it is closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from desktop.base.chinese import date_cn, half_width
from desktop.base.clock import CHINA
from desktop.base.later import later_pattern
from desktop.base.values import value_class
from desktop.features.problems.records import Check, Conclusion, Evidence, EvidenceKind, Problem, State, Step
from desktop.features.problems.rules.tree import Branch, Requirement

_POST = later_pattern(r"[(（〔\[【][^()（）〔〕\[\]【】]*[)）〕\]】]")


@value_class
class IssuedPaper:
    """A paper of the register about the problem; `delivered` is when, None before."""

    number: str
    delivered: datetime | None = None


@value_class
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


@value_class
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


def same_person(case: Case, signer: str) -> str:
    """Which part of the work the signer of this step did himself; "" when his is another pair of eyes.

    The second checker may review what the first one and the handler did, but whoever approves did none of it.
    """
    check, approving = case.check, case.problem.state is State.APPROVING
    parts = {"经办": case.problem.handler, "第一核查": check.first_checker if check else None}
    if approving:
        reviewed = case.signed(State.REVIEWING)
        parts |= {"第二核查": check.second_checker if check else None,
                  "审核": reviewed.signer if reviewed else None}
    return next((part for part, name in parts.items() if name and not distinct(name, signer)), "")


def recorders(case: Case) -> frozenset[str]:
    """Who wrote down the work of this attempt, from the start to the end of the check."""
    signed = (State.REVIEWING, State.APPROVING)
    return frozenset(step.recorded_by for step in case.steps if step.from_state not in signed)


def distinct(first: str, second: str) -> bool:
    """Two different names; spaces, the width of letters and a post in brackets aside: 林晓燕（股长）."""
    left, right = (_POST.sub("", "".join(half_width(name).split())).casefold() for name in (first, second))
    return bool(left) and bool(right) and left != right


def missing(case: Case, *, signatures: Sequence[State] = ()) -> list[Item]:
    """The gate's lines that are not met."""
    return [item for item in gate(case, signatures=signatures) if not item.met]


def missing_words(items: Iterable[Item]) -> str:
    """退费凭证（已附 9 份，还缺 3 份）、核查结论（未填…）."""
    return "、".join(f"{item.what}（{item.words}）" for item in items)
