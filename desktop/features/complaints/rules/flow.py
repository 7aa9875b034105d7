"""受理 -> 转办 -> 核查 -> 办理 -> 回复 -> 办结: all moves of a case, their guards and what each asks for.

办结 is reached only from 回复, behind `checked` (有举必核) and `disposed` (核实必处).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from desktop.base.chinese import date_cn
from desktop.base.fields import Field, Kind
from desktop.base.lights import Remaining, remaining
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar
from desktop.base.workflow import Move, Workflow
from desktop.features.complaints.records import READ_ONLY, Complaint, Satisfaction, State, Verdict

STAGES = (State.ACCEPTED, State.ASSIGNED, State.CHECKING, State.HANDLING, State.REPLIED, State.CLOSED)
OPEN = STAGES[:-1]
EXITS = (State.REFUSED, State.TRANSFERRED, State.MERGED)
NEED_DISPOSAL = frozenset({Verdict.TRUE, Verdict.PARTLY})
LATER = (State.CLOSED, State.REFUSED, State.TRANSFERRED)


@value_class
class Case:
    """A complaint with what its guards look at: `visits` done because of it."""

    complaint: Complaint
    visits: int = 0


@value_class
class Item:
    """One line of 还缺什么: met or not, and the words of what is there or missing."""

    what: str
    met: bool
    words: str


def gate(case: Case) -> list[Item]:
    """Everything 办结 asks for before the revisit."""
    found = case.complaint
    checked = found.checked_on.isoformat() if found.checked_on else "未填"
    items = [Item("核查结论", bool(found.conclusion and found.verdict),
                  f"{found.verdict.value if found.verdict else ''}　{found.conclusion or '未填'}".strip()),
             Item("核查人", bool(found.checkers), found.checkers or "未填"),
             Item("核查日期", found.checked_on is not None, checked)]
    if found.verdict in NEED_DISPOSAL:
        done = found.disposal or (f"已检查 {case.visits} 次" if case.visits else "")
        items.append(Item("处理情况", bool(done), done or "属实的要写明怎么处理，或转检查、转问题"))
    return items


def missing(case: Case) -> list[Item]:
    """The lines that are not met."""
    return [item for item in gate(case) if not item.met]


def checked(case: Case) -> str | None:
    """有举必核: conclusion, who and when."""
    lacking = [item.what for item in missing(case) if item.what.startswith("核查")]
    return f"有举必核，还缺{'、'.join(lacking)}" if lacking else None


def disposed(case: Case) -> str | None:
    """核实必处: what was found true has been dealt with."""
    lacking = [item for item in missing(case) if item.what == "处理情况"]
    return f"核实必处，{lacking[0].words}" if lacking else None


def replied(case: Case) -> str | None:
    """The caller has been answered."""
    found = case.complaint
    return None if found.reply and found.replied_on else "还没有答复内容和回复日期"


def _moves(label: str, sources: Iterable[State], target: State, *guards: Any) -> Move[State, Case]:
    return Move(label, frozenset(sources), target, guards)


WORKFLOW: Workflow[State, Case] = Workflow({
    "assign": _moves("转办", [State.ACCEPTED], State.ASSIGNED),
    "check": _moves("开始核查", [State.ACCEPTED, State.ASSIGNED], State.CHECKING),
    "conclude": _moves("记核查结论", [State.CHECKING], State.HANDLING),
    "reply": _moves("回复", [State.HANDLING], State.REPLIED, checked, disposed),
    "revisit": _moves("回访办结", [State.REPLIED], State.CLOSED, checked, disposed, replied),
    "close": _moves("不回访办结", [State.REPLIED], State.CLOSED, checked, disposed, replied),
    "again": _moves("重新办理", [State.REPLIED, *LATER], State.CHECKING),
    "refuse": _moves("不予受理", [State.ACCEPTED, State.ASSIGNED], State.REFUSED),
    "transfer": _moves("转其他部门", [State.ACCEPTED, State.ASSIGNED, State.CHECKING], State.TRANSFERRED),
})
SECOND = "二次办理"
"""The word of the trail when 不满意 sends a case back."""

MAIN_MOVES = {State.ACCEPTED: "assign", State.ASSIGNED: "check", State.CHECKING: "conclude",
              State.HANDLING: "reply", State.REPLIED: "revisit"}


@value_class
class Fact:
    """One thing a move asks for; `past`: a date not in the future and not before the case came in."""

    key: str
    field: Field
    required: bool = True
    past: bool = False


def _fact(key: str, label: str, kind: Kind = Kind.TEXT, *, needed: bool = True, past: bool = False,
          length: int = 400, hint: str = "", choices: Any = None) -> Fact:
    return Fact(key, Field(label, kind, length=length, help=hint, choices=choices), needed, past)


def _on(label: str) -> Fact:
    return _fact("on", label, Kind.DATE, needed=False, past=True)


FACTS: Mapping[str, tuple[Fact, ...]] = {
    "assign": (_fact("department", "承办部门", length=60),
               _fact("handler", "承办人", needed=False, length=40),
               _on("转办日期")),
    "check": (_on("开始日期"),),
    "conclude": (_fact("verdict", "核查结果", Kind.CHOICE, choices=Verdict),
                 _fact("conclusion", "核查结论", Kind.LONG, length=2000),
                 _fact("checkers", "核查人", length=80),
                 _fact("checked_on", "核查日期", Kind.DATE, past=True)),
    "reply": (_fact("disposal", "处理情况", Kind.LONG, needed=False, length=2000,
                    hint="属实的必填：责令整改、退费、处罚、移送等"),
              _fact("reply", "答复内容", Kind.LONG, length=2000),
              _fact("replied_on", "回复日期", Kind.DATE, past=True)),
    "revisit": (_fact("satisfaction", "满意度", Kind.CHOICE, choices=Satisfaction),
                _fact("satisfaction_words", "原话", needed=False, length=60),
                _fact("revisited_on", "回访日期", Kind.DATE, past=True),
                _fact("reason", "说明", Kind.LONG, needed=False,
                      hint="再次不满意仍要办结的，写明理由；不写则退回二次办理")),
    "close": (_fact("reason", "不回访的理由", Kind.LONG, hint="例如 匿名举报，没有联系方式"),
              _on("办结日期")),
    "again": (_fact("reason", "重新办理的理由", Kind.LONG), _on("日期")),
    "refuse": (_fact("reason", "不予受理的理由", Kind.LONG), _on("日期")),
    "transfer": (_fact("exit_to", "转往部门", length=60), _fact("reason", "理由", Kind.LONG), _on("日期")),
}


def fact_faults(move: str, given: Mapping[str, Any], case: Case, today: date) -> dict[str, str]:
    """Faults of the facts of a move by key, in Chinese; empty when they will do."""
    facts = {fact.key: fact for fact in FACTS[move]}
    faults = {key: f"“{WORKFLOW.moves[move].label}”用不到" for key in given if key not in facts}
    for fact in facts.values():
        if fault := _fact_fault(fact, given.get(fact.key), earliest(move, case.complaint), today):
            faults[fact.key] = fault
    return faults


def earliest(move: str, found: Complaint) -> date | None:
    """The first day a move of this case can bear."""
    known = {"reply": found.checked_on, "revisit": found.replied_on, "close": found.replied_on}
    return known.get(move) or found.received_on


def _fact_fault(fact: Fact, value: Any, first: date | None, today: date) -> str | None:
    label, kind = fact.field.label, fact.field.kind
    if value is None or (isinstance(value, str) and not value.strip()):
        return f"请填写{label}" if fact.required else None
    if kind is Kind.CHOICE:
        choices = fact.field.choices
        assert choices is not None, fact.key
        return None if isinstance(value, choices) else f"{label}没有“{value}”"
    if kind is not Kind.DATE:
        longest = fact.field.length or 0
        fits = isinstance(value, str) and len(value) <= longest
        return None if fits else f"{label}要写成文字，最多 {longest} 字"
    if not isinstance(value, date):
        return f"{label}不是日期"
    if value > today:
        return f"{label}不能晚于今天"
    return f"{label}不能早于 {date_cn(first)}" if first is not None and value < first else None


def standing(found: Complaint, today: date, calendar: WorkCalendar) -> Remaining | None:
    """蓝/黄/红 of an open case; None when closed here or on the platform, void, or without a limit."""
    done = found.state in READ_ONLY or found.platform_closed_on is not None
    return None if done or found.due_on is None or found.voided else remaining(found.due_on, today, calendar)
