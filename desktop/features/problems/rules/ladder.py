"""The ladder of escalation: its steps, what may follow what, which step is proposed next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from desktop.base.chinese import date_cn
from desktop.base.fields import field_of
from desktop.base.values import value_class
from desktop.features.problems.records import Escalation, Level, Problem, Rung, State
from desktop.features.problems.rules.moves import OPEN, Fact

CLIMBED = (Rung.SUPERVISE, Rung.LOOK_BACK, Rung.INTERVIEW, Rung.CRITICISE, Rung.LIST, Rung.KEY, Rung.ACCOUNT)
"""Steps that follow one another; 移送 stands beside them."""

ANYTIME_STATES = frozenset(State) - {State.MERGED}
TARGETS = {Rung.SUPERVISE: "主送单位", Rung.INTERVIEW: "约谈对象", Rung.CRITICISE: "通报对象",
           Rung.LIST: "主送单位", Rung.KEY: "来文单位", Rung.ACCOUNT: "决定单位", Rung.REFER: "移送单位",
           Rung.LOOK_BACK: "查看对象"}
"""What the target of a step is called."""


@value_class
class RungFacts:
    """One step as data: `level` it leads to, `paper` its wording, `reply`: it has to be answered by a day.

    `anytime`: also once the problem is closed; `sender`: the outside body whose paper it is; `pending`: what
    of it is 待核对.
    """

    rung: Rung
    level: Level | None = None
    paper: str = ""
    reply: bool = False
    anytime: bool = False
    sender: str = ""
    pending: str = ""


@value_class
class Ladder:
    """The steps in order, and the bodies a case is referred to: key and name with {county}."""

    rungs: Mapping[Rung, RungFacts]
    departments: Mapping[str, str]

    def papers(self) -> frozenset[str]:
        """Wordings of the ladder that prove nothing of a rectification."""
        return frozenset(facts.paper for facts in self.rungs.values() if facts.paper) - {
            self.rungs[Rung.SUPERVISE].paper}

    def level(self, made: Iterable[Rung]) -> Level:
        """The level these steps lead to."""
        order = list(Level)
        levels = [level for rung in made if (level := self.rungs[rung].level) is not None]
        return max(levels, key=order.index, default=Level.ORDINARY)


def read_ladder(content: Mapping[str, Any]) -> Ladder:
    """The tables of resources/problems/ladder.toml."""
    found = {}
    for entry in content["rung"]:
        rung = Rung(entry["name"])
        level = Level(entry["level"]) if "level" in entry else None
        found[rung] = RungFacts(
            rung, level, entry.get("paper", ""), entry.get("reply", False), entry.get("anytime", False),
            entry.get("sender", ""), entry.get("pending", ""))
    return Ladder(found, {item["key"]: item["name"] for item in content["department"]})


def obstacle(facts: RungFacts, problem: Problem) -> str:
    """Why the step cannot be made now; "" when it can."""
    if problem.voided:
        return "问题已作废"
    allowed = ANYTIME_STATES if facts.anytime else frozenset(OPEN)
    if problem.state in allowed:
        return ""
    return f"现在是“{problem.state.value}”，{facts.rung.value}只对没有销号的问题办理"


def made_rungs(problem: Problem, steps: Iterable[Escalation]) -> set[Rung]:
    """Steps made so far; a 反弹 or a recorded look-back is a 回头看 too."""
    found = {step.rung for step in steps if not step.voided}
    return found | {Rung.LOOK_BACK} if problem.round > 1 or problem.lookback_on else found


def left_out(rung: Rung, made: Iterable[Rung]) -> list[Rung]:
    """Steps before this one that were never made: leaving them out asks for a reason."""
    if rung is Rung.REFER:
        return []
    known = set(made)
    return [item for item in CLIMBED[:CLIMBED.index(rung)] if item not in known]


def following(made: Iterable[Rung]) -> Rung | None:
    """The step after the highest one made; None at the top."""
    places = [CLIMBED.index(rung) for rung in made if rung in CLIMBED]
    place = max(places, default=-1) + 1
    return CLIMBED[place] if place < len(CLIMBED) else None


@value_class
class Proposal:
    """The step that is due now, and why; the clerk decides."""

    rung: Rung
    reason: str


def proposal(problem: Problem, steps: Sequence[Escalation], relapses: int, today: date) -> Proposal | None:
    """超期 proposes 督办, 反弹 and what stays undone after a step propose the next one."""
    if problem.voided or problem.state not in OPEN:
        return None
    living = sorted((step for step in steps if not step.voided and step.rung is not Rung.REFER),
                    key=lambda step: (step.on, step.id or 0))
    last = living[-1] if living else None
    why = _why(problem, last, relapses, today)
    rung = following(made_rungs(problem, living))
    return Proposal(rung, why) if why and rung else None


def _why(problem: Problem, last: Escalation | None, relapses: int, today: date) -> str:
    """What calls for another step after the last one; "" when nothing does."""
    limit = problem.limit
    if relapses and (last is None or last.round < problem.round):
        return f"反弹 {relapses} 次"
    if last is not None and overdue(last, today) and last.reply_by is not None:
        return f"{last.rung.value}要求 {date_cn(last.reply_by)}前回复，还没有回复"
    if limit is None or limit >= today or (last is not None and last.on > limit):
        return ""
    late = f"整改时限 {date_cn(limit)}，已逾期 {(today - limit).days} 天"
    return late if last is None else f"{last.rung.value}以后仍未整改，{late}"


def waiting(step: Escalation) -> bool:
    """An answer was asked for and has not come."""
    return not step.voided and step.reply_by is not None and step.replied_on is None


def overdue(step: Escalation, today: date) -> bool:
    """The answer is late."""
    return waiting(step) and step.reply_by is not None and step.reply_by < today


def step_facts(facts: RungFacts, *, skipping: bool) -> tuple[Fact, ...]:
    """What the form of a step asks for."""
    def fact(attribute: Any, *, needed: bool = True, label: str = "", past: bool = False,
             future: bool = False) -> Fact:
        known = field_of(attribute)
        return Fact(attribute.key, replace(known, label=label or known.label), needed, past, future)

    found = [fact(Escalation.target, label=TARGETS[facts.rung]), fact(Escalation.on, past=True),
             fact(Escalation.decided_by), fact(Escalation.reason)]
    found += [fact(Escalation.skipped)] if skipping else []
    found += [fact(Escalation.reply_by, needed=facts.reply, future=True)]
    outside = not facts.paper
    number = fact(Escalation.number, needed=bool(facts.sender),
                  label="来文号" if facts.sender else "决定文号" if outside else "手写文号")
    return (*found, number) if facts.rung is not Rung.LOOK_BACK else tuple(found)


def climb_faults(facts: RungFacts, given: Mapping[str, Any], problem: Problem, made: Iterable[Rung],
                 today: date) -> dict[str, str]:
    """Faults of a step's facts by key, in Chinese; empty when they will do."""
    faults = {}
    for key, words in (("target", TARGETS[facts.rung]), ("decided_by", "决定人"), ("reason", "事由")):
        if not given.get(key):
            faults[key] = f"请填写{words}"
    on, reply_by = given.get("on"), given.get("reply_by")
    if not isinstance(on, date) or not problem.found_on <= on <= today:
        faults["on"] = f"日期要在 {date_cn(problem.found_on)}到今天之间"
    elif reply_by is not None and reply_by < on:
        faults["reply_by"] = f"回复期限不能早于 {date_cn(on)}"
    if facts.reply and reply_by is None:
        faults["reply_by"] = "请填写回复期限"
    lost = left_out(facts.rung, made)
    if lost and not given.get("skipped"):
        faults["skipped"] = f"还没有{'、'.join(rung.value for rung in lost)}，越级要写明理由"
    if facts.sender and not given.get("number"):
        faults["number"] = "请填写来文号"
    return faults
