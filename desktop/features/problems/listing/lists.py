"""问题清单 and 整改台账: two lists over the same record; lights are worked out in SQL by working days.

The working days left are counted from the special days in the data, so that the list follows the 日历 page at
once; the same number comes out of `rules.standing`, and a test holds the two together.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session, aliased

from desktop.base.fields import Kind
from desktop.base.lights import NEAR, SOON, light_mark, light_words
from desktop.base.listing import Column, Filter, Holders, Listing, choices_filters, column, computed
from desktop.base.marks import Mark, Tone, light, tag
from desktop.features.calendar.queries import light_days, working_days_left
from desktop.features.documents.records import Document, DocumentState
from desktop.features.office.queries import towns
from desktop.features.problems.listing.ladder import LADDER_FILTERS, level_mark, level_words
from desktop.features.problems.queries import pace
from desktop.features.problems.records import READ_ONLY, Problem, State, Step
from desktop.features.problems.rules.moves import CLOSED, OPEN, WORKFLOW

MOST_DEPARTMENTS = 60
NO_TOWN = "未填镇街"

WAITING = (State.REVIEWING, State.APPROVING)
STATE_TONES = {State.REGISTERED: Tone.GREY, State.ASSIGNED: Tone.BLUE, State.RECTIFYING: Tone.BLUE,
               State.APPLIED: Tone.AMBER, State.CHECKING: Tone.AMBER, State.REVIEWING: Tone.AMBER,
               State.APPROVING: Tone.AMBER, State.CLOSED: Tone.GREEN, State.LOOK_BACK: Tone.GREEN,
               State.ARCHIVED: Tone.GREEN}


def days_left(today: date) -> ColumnElement[int]:
    """What the light shows; null when closed or without limit."""
    return light_days(Problem.limit, today, done=Problem.state.in_(READ_ONLY))


def _state_mark(value: Any, today: date) -> Mark | None:
    return tag(STATE_TONES.get(State(value), Tone.GREY)) if value else None


def _open() -> ColumnElement[bool]:
    return Problem.state.in_(OPEN)


def _red(today: date) -> ColumnElement[bool]:
    return and_(_open(), Problem.limit < today)


def _amber(today: date) -> ColumnElement[bool]:
    return and_(_open(), Problem.limit >= today, working_days_left(Problem.limit, today) <= SOON)


def _blue(today: date) -> ColumnElement[bool]:
    return and_(_open(), Problem.limit >= today, working_days_left(Problem.limit, today) > SOON)


def _overdue_days(today: date) -> Any:
    late = cast(func.julianday(literal(today.isoformat())) - func.julianday(Problem.limit), Integer)
    return case((_red(today), late), else_=None)


def _reviewer(today: date) -> Any:
    """Who signed the review of the present attempt."""
    step = aliased(Step)
    return select(step.signer).where(
        step.problem_id == Problem.id, step.attempt == Problem.attempt,
        step.move == WORKFLOW.moves["review"].label).order_by(step.id.desc()).limit(1).correlate(
            Problem).scalar_subquery()


def _papers(today: date) -> Any:
    """Numbers of the valid papers of the register, then those written by hand."""
    issued = select(func.group_concat(Document.number, "、")).where(
        Document.about == Problem.__tablename__, Document.about_id == Problem.id,
        Document.state == DocumentState.ISSUED).correlate(Problem).scalar_subquery()
    both = func.coalesce(issued, "") + "、" + func.coalesce(Problem.papers, "")
    return func.nullif(func.trim(both, "、"), "")


def _again(today: date) -> Any:
    """How many problems of the same type the same subject had within the months of a 反弹 before this one.

    `id + 0` and `coalesce` keep SQLite off those indexes: it takes the narrower one of the subject.
    """
    earlier = aliased(Problem)
    since = func.date(Problem.found_on, f"-{pace().again_months} months")
    same_type = and_(earlier.voided_at.is_(None), earlier.id + 0 < Problem.id,
                     func.coalesce(earlier.category, "") == Problem.category,
                     earlier.subcategory.is_not_distinct_from(Problem.subcategory),
                     earlier.state != State.MERGED, earlier.found_on >= since,
                     earlier.found_on <= Problem.found_on)
    by_id = _counted(earlier, same_type, earlier.institution_id == Problem.institution_id)
    by_name = _counted(earlier, same_type, earlier.subject == Problem.subject)
    return case((Problem.institution_id.is_(None), by_name), else_=by_id)


def _counted(earlier: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(func.count(earlier.id)).where(*conditions).correlate(Problem).scalar_subquery()


def relapses(today: date) -> Any:
    """反弹 of a problem: put on the list again, and the same type before it at the same subject."""
    return Problem.round - 1 + _again(today)


def _times(value: Any, today: date) -> str:
    return f"反弹 {value} 次" if value else ""


SUBJECT = column(Problem.subject, order=lambda today: Problem.sort_key)
PAPERS = computed("papers", "文书号", _papers, width=12, exported=True, shown=False)
STANDING = computed("standing", "期限", days_left, width=8, show=light_words, mark=light_mark)
OVERDUE_DAYS = computed("overdue_days", "超期天数", _overdue_days, kind=Kind.INTEGER, width=5, exported=True,
                        shown=False)
RELAPSES = computed("relapses", "反弹", relapses, kind=Kind.INTEGER, width=5, exported=True, shown=False,
                    show=_times)
REVIEWER = computed("reviewer", "审核人", _reviewer, width=5, exported=True, shown=False)


_SINGLE = (State.REGISTERED, State.ASSIGNED, State.RECTIFYING, State.APPLIED, State.CHECKING)
STATES_OF: Mapping[str, frozenset[State]] = {
    "open": frozenset(OPEN), **{f"state:{state.value}": frozenset({state}) for state in _SINGLE},
    "waiting": frozenset(WAITING), "closed": frozenset(CLOSED)}
"""The states of each filter of the group 状态: one lies within another, or they have nothing in common."""


def state_filters() -> tuple[Filter, ...]:
    """未销号 and its stages, then 已销号 and the side exits: one group, so that chips add up."""
    def within(states: Collection[State]) -> Any:
        wanted = [state for state in State if state in states]
        return lambda today: Problem.state.in_(wanted)
    words = {"open": "未销号", "waiting": "待批", "closed": "已销号"}
    return (*(Filter(key, words.get(key, key.rpartition(":")[2]), within(states), "状态")
              for key, states in STATES_OF.items()),
            *(Filter(f"state:{state.value}", state.value, within((state,)), "去向")
              for state in (State.REVIEWING, State.APPROVING, State.CLOSED, State.LOOK_BACK, State.ARCHIVED,
                            State.REFERRED, State.SHUT, State.MERGED)))


FILTERS = (
    Filter("red", "红 · 逾期", _red, "期限", light(Tone.RED)),
    Filter("amber", "黄 · 3日内", _amber, "期限", light(Tone.AMBER)),
    Filter("blue", "蓝 · 期内", _blue, "期限", light(Tone.BLUE)),
    Filter("near", "7日内", lambda today: and_(_open(), Problem.limit >= today,
                                              working_days_left(Problem.limit, today) <= NEAR), "临近"),
    *state_filters(),
    Filter("look_back", "待回头看", lambda today: Problem.state.in_([State.CLOSED, State.LOOK_BACK]),
           "回头看"),
    Filter("relapsed", "反弹", lambda today: relapses(today) > 0, "反弹"),
    Filter("extended", "延过期", lambda today: Problem.extensions > 0, "延期"),
    *choices_filters(Problem.category, "类别"),
    *choices_filters(Problem.source, "来源"),
    *LADDER_FILTERS,
)


def town_filters(names: tuple[str, ...]) -> tuple[Filter, ...]:
    """One chip a town, and one for problems without."""
    def at(town: str) -> Any:
        return lambda today: Problem.town == town
    def nowhere(today: date) -> ColumnElement[bool]:
        return func.coalesce(Problem.town, "") == ""
    return (*(Filter(f"town:{town}", town, at(town), "镇街") for town in names),
            Filter(f"town:{NO_TOWN}", NO_TOWN, nowhere, "镇街"))


def other_towns(session: Session, known: Collection[str]) -> tuple[str, ...]:
    """Towns that stand on problems and are none of the office's (any more)."""
    found = {name for name in session.scalars(select(Problem.town).distinct()) if name}
    return tuple(sorted(found - set(known)))


def department_filters(session: Session) -> tuple[Filter, ...]:
    """One filter a 责任部门 that stands on a problem, by pinyin."""
    def of(name: str) -> Any:
        return lambda today: Problem.duty_department == name
    names = session.scalars(select(Problem.duty_department).where(
        Problem.voided_at.is_(None), Problem.duty_department.is_not(None)).distinct()
        .order_by(func.pinyin(Problem.duty_department)).limit(MOST_DEPARTMENTS))
    return tuple(Filter(f"department:{name}", name, of(name), "责任部门") for name in names if name)


def own_chips(session: Session) -> tuple[Filter, ...]:
    known = towns(session)
    return (*town_filters((*known, *other_towns(session, known))), *department_filters(session))


HOLDERS = Holders(lambda today: func.coalesce(cast(Problem.institution_id, String), Problem.subject), "家")
_ORDER = (lambda today: case((_open(), 0), else_=1), lambda today: Problem.limit.is_(None),
          lambda today: Problem.limit, lambda today: Problem.number)
"""Open ones first, the nearest limit first."""


def _stated(today: date) -> Any:
    """True of every problem. It says to SQLite that the index by state and limit answers the list alone:
    by itself it takes another one and reads each row, which takes twice as long."""
    return type_coerce(Problem.state, String) > ""


def _hidden(attribute: Any, **facts: Any) -> Column:
    return column(attribute, shown=False, **facts)


PROBLEMS = Listing(
    key="problems", title="问题清单", unit="个", record=Problem, named_by=Problem.subject.key,
    columns=(
        STANDING,
        column(Problem.number),
        SUBJECT,
        column(Problem.town),
        column(Problem.category_label),
        column(Problem.description),
        column(Problem.state, mark=_state_mark),
        column(Problem.level, mark=level_mark, show=level_words),
        column(Problem.limit),
        column(Problem.handler),
        *(_hidden(item) for item in (
            Problem.found_on, Problem.source, Problem.address, Problem.category, Problem.basis,
            Problem.students, Problem.refunds, Problem.amount, Problem.round, Problem.note)),
        PAPERS, RELAPSES,
    ),
    filters=FILTERS, order=_ORDER, holders=HOLDERS, more_filters=own_chips, base=_stated,
)

RECTIFICATION = Listing(
    key="rectification", title="整改台账", unit="个", record=Problem, named_by=Problem.subject.key,
    columns=(
        STANDING,
        column(Problem.number),
        SUBJECT,
        _hidden(Problem.town),
        _hidden(Problem.category_label),
        _hidden(Problem.description),
        column(Problem.measures),
        column(Problem.limit),
        _hidden(Problem.original_limit), _hidden(Problem.extensions),
        column(Problem.duty_department),
        column(Problem.duty_person),
        column(Problem.progress),
        _hidden(Problem.result), _hidden(Problem.finished_on), _hidden(Problem.evidence_count),
        PAPERS, _hidden(Problem.checkers), _hidden(Problem.checked_on),
        _hidden(Problem.conclusion),
        REVIEWER,
        _hidden(Problem.approved_by), _hidden(Problem.closed_on), _hidden(Problem.lookback_on),
        _hidden(Problem.lookback_result),
        column(Problem.state, mark=_state_mark),
        OVERDUE_DAYS,
        _hidden(Problem.note),
    ),
    filters=FILTERS, order=_ORDER, holders=HOLDERS, more_filters=own_chips, base=_stated,
)


def with_chips(listing: Listing, chips: tuple[Filter, ...]) -> Listing:
    """The listing with these chips too, each once."""
    known = {chip.key for chip in listing.filters}
    return replace(listing, filters=(*listing.filters, *(chip for chip in chips if chip.key not in known)))
