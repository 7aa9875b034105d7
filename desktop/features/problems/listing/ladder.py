"""督办移送台账: every step of every problem; and the chips it adds to the list of problems."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, select
from sqlalchemy.orm import aliased

from desktop.base.fields import Kind
from desktop.base.listing import Filter, Holders, Listing, choices_filters, column, computed
from desktop.base.marks import Mark, Tone, tag
from desktop.features.documents.records import Document, DocumentState
from desktop.features.problems.records import Escalation, Level, Problem, Rung
from desktop.features.problems.rules.moves import OPEN

REFERRALS = "referral_waiting"
"""The chip 移送未回复."""

LEVEL_TONES = {Level.ORDINARY: Tone.GREY, Level.SUPERVISED: Tone.AMBER, Level.INTERVIEW: Tone.AMBER}
"""Tones of the levels; every higher one is red."""


def level_tone(level: Level) -> Tone:
    """Amber up to 约谈, red above."""
    return LEVEL_TONES.get(level, Tone.RED)


def level_mark(value: Any, today: date) -> Mark | None:
    """A level above 一般 stands out."""
    return tag(level_tone(Level(value))) if value and value != Level.ORDINARY else None


def level_words(value: Any, today: date) -> str:
    """Nothing for 一般."""
    return "" if value in (None, Level.ORDINARY) else str(value)


def _waiting(steps: Any) -> ColumnElement[bool]:
    return and_(steps.voided_at.is_(None), steps.reply_by.is_not(None), steps.replied_on.is_(None))


def _has_step(*conditions: Any) -> Any:
    step = aliased(Escalation)
    return Problem.id.in_(select(step.problem_id).where(*(condition(step) for condition in conditions)))


def _unanswered_referral(today: date) -> Any:
    return _has_step(_waiting, lambda step: step.rung == Rung.REFER)


def _late_answer(today: date) -> Any:
    return _has_step(_waiting, lambda step: step.reply_by < today)


def _unsupervised(today: date) -> Any:
    """Past its limit and on no step yet: 督办 is proposed."""
    return and_(Problem.state.in_(OPEN), Problem.limit < today, Problem.level == Level.ORDINARY)


def _supervised(today: date) -> Any:
    return and_(Problem.level != Level.ORDINARY, Problem.state.in_(OPEN))


def _at(level: Level) -> Any:
    return lambda today: Problem.level == level


LADDER_FILTERS = (
    Filter("supervised", "督办中", _supervised, "督办"),
    Filter("unsupervised", "逾期未督办", _unsupervised, "督办"),
    Filter(REFERRALS, "移送未回复", _unanswered_referral, "回复"),
    Filter("answer_late", "逾期未回复", _late_answer, "回复"),
    *(Filter(f"level:{level.value}", level.value, _at(level), "级别")
      for level in Level if level is not Level.ORDINARY),
)
"""Chips of the list of problems."""


def _number(today: date) -> Any:
    own = literal("escalation-").concat(cast(Escalation.id, String)).concat("-%")
    issued = select(Document.number).where(
        Document.token.like(own),
        Document.state == DocumentState.ISSUED).correlate(Escalation).limit(1).scalar_subquery()
    return func.coalesce(issued, Escalation.number)


def _answer(today: date) -> Any:
    waiting = and_(Escalation.reply_by.is_not(None), Escalation.replied_on.is_(None))
    words = func.iif(Escalation.reply_by < today, "逾期未回复", "等回复")
    return func.iif(Escalation.replied_on.is_not(None), "已回复", func.iif(waiting, words, ""))


def _joined(query: Select[Any]) -> Select[Any]:
    return query.join(Problem, Problem.id == Escalation.problem_id)


def _here(*conditions: ColumnElement[bool]) -> Any:
    return lambda today: and_(_waiting(Escalation), *conditions)


ESCALATIONS = Listing(
    key="escalation", title="督办移送台账", unit="步", record=Escalation, named_by="subject",
    columns=(
        column(Escalation.on),
        column(Escalation.rung),
        computed("problem", "问题编号", lambda today: Problem.number, width=5, exported=True),
        computed("subject", "机构", lambda today: Problem.subject, width=14, exported=True),
        computed("town", "镇街", lambda today: Problem.town, width=5, exported=True),
        computed("category", "类别", lambda today: Problem.category_label, width=8, exported=True),
        column(Escalation.target),
        computed("paper", "文号", _number, width=12, exported=True),
        column(Escalation.decided_by),
        column(Escalation.reason),
        column(Escalation.skipped),
        column(Escalation.reply_by),
        computed("answer", "回复", _answer, width=5, exported=True),
        column(Escalation.replied_on),
        column(Escalation.reply),
        computed("state", "问题状态", lambda today: Problem.state, width=4, exported=True),
        computed("closed_on", "销号日期", lambda today: Problem.closed_on, kind=Kind.DATE, exported=True),
    ),
    filters=(
        Filter("waiting", "未回复", _here(), "回复"),
        Filter(REFERRALS, "移送未回复", _here(Escalation.rung == Rung.REFER), "回复"),
        Filter("late", "逾期未回复", lambda today: and_(_waiting(Escalation), Escalation.reply_by < today),
               "逾期"),
        *choices_filters(Escalation.rung, "步骤"),
    ),
    joins=_joined,
    order=(lambda today: Escalation.on.desc(), lambda today: Escalation.id.desc()),
    holders=Holders(lambda today: Escalation.problem_id, "个问题"),
)
