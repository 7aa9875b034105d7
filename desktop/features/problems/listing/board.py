"""挂图作战: problems by stage and town; every figure is a question of the list, so that both agree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from desktop.base.lights import Remaining, standing_of
from desktop.base.listing import Listing, Question
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.listing.lists import days_left, relapses
from desktop.features.problems.records import Level, Problem, State
from desktop.features.problems.rules.moves import OPEN

NARROWING = ("category:", "town:", "department:")
"""Filters the board takes over from the list; its own columns are the states."""

SHOWN = 24
"""Cards shown in one cell; the rest is counted and opens the list."""

MOST_CARDS = 4000
NO_TOWN = "未填镇街"
SETTLED = (State.CLOSED, State.ARCHIVED)
STAGES = (*OPEN, State.CLOSED, State.LOOK_BACK)
"""Columns in order; 已销号 is a number and holds the archived ones too."""

FIGURES: Mapping[str, frozenset[str]] = {
    "挂账总数": frozenset({"open", "closed"}), "未销号": frozenset({"open"}), "已销号": frozenset({"closed"}),
    "红": frozenset({"red"}), "黄": frozenset({"amber"}), "蓝": frozenset({"blue"}),
    "反弹": frozenset({"relapsed", "open", "closed"}), "督办中": frozenset({"supervised"})}
"""Filters of the list whose number each figure is."""


@dataclass(frozen=True, slots=True)
class Card:
    """One problem on the board; `old_limit` is the first limit of an extended one."""

    row: int
    number: str
    label: str
    subject: str
    state: State
    standing: Remaining | None
    limit: date | None
    old_limit: date | None
    look_back: date | None
    relapses: int
    level: Level = Level.ORDINARY

    @property
    def level_mark(self) -> str:
        """督, 约, 通, 挂, 重, 问: the level in one character; nothing for 一般."""
        return "" if self.level is Level.ORDINARY else self.level.value[0]

    @property
    def short_number(self) -> str:
        """047 of 2023-047."""
        return self.number.rpartition("-")[2]

    @property
    def words(self) -> str:
        """剩3日, 逾5日, 待交办, 10月9日 for a look-back."""
        if self.state is State.LOOK_BACK:
            due = self.look_back
            return "反弹" if self.relapses else f"{due.month}月{due.day}日" if due else "未定"
        if self.standing is None:
            return "待交办" if self.state is State.REGISTERED else "没有时限"
        return self.standing.words.replace("逾期", "逾").replace(" ", "")


@dataclass(frozen=True)
class Lane:
    """One town: cards by stage, how many more there are, and its counts."""

    town: str
    cards: Mapping[State, tuple[Card, ...]]
    counts: Mapping[State, int]
    late: int

    @property
    def open(self) -> int:
        """未销号 of the town."""
        return sum(self.counts.get(state, 0) for state in OPEN)

    @property
    def total(self) -> int:
        """挂账总数 of the town."""
        return sum(self.counts.values())

    def more(self, state: State) -> int:
        """Problems of a cell that are not shown as cards."""
        return self.counts.get(state, 0) - len(self.cards.get(state, ()))


@dataclass(frozen=True)
class Wall:
    """The whole board. `figures` as in FIGURES; `idle`: towns of the office with nothing on the list."""

    figures: Mapping[str, int]
    stages: Mapping[State, int]
    lanes: tuple[Lane, ...]
    idle: tuple[str, ...]
    words: str

    @property
    def due(self) -> int:
        """应销号: closed ones and those past their limit."""
        return self.figures["已销号"] + self.figures["红"]

    @property
    def rate(self) -> str:
        """到期销号率 88.6%, a dash while nothing is due."""
        return f"{self.figures['已销号'] / self.due:.1%}" if self.due else "—"


def narrowed(question: Question) -> Question:
    """What the board takes of the list's question."""
    return Question(question.search, frozenset(key for key in question.filters if key.startswith(NARROWING)),
                    only=question.only)


def asking(question: Question, *keys: str) -> Question:
    """The question of the list behind a number of the board."""
    base = narrowed(question)
    return replace(base, filters=base.filters | set(keys))


def read_wall(session: Session, listing: Listing, question: Question, today: date, *,
              whole: bool = False) -> Wall:
    """The board for a question; `listing` must have the chips of the data.

    `whole`: of nothing but the rows the list shows for the question, whatever its filters.
    """
    base = narrowed(question)
    rest = replace(question, filters=question.filters - base.filters) if whole else Question()

    def within(*keys: str) -> ColumnElement[bool]:
        return and_(listing.condition(asking(base, *keys), today), listing.condition(rest, today))

    figures = {name: session.scalar(select(func.count()).select_from(Problem).where(within(*keys))) or 0
               for name, keys in FIGURES.items()}
    counted = _counts(session, within("open", "closed"))
    cards = _cards(session, [within(key) for key in ("open", f"state:{State.LOOK_BACK.value}")], today)
    late = _late(session, within("red"))
    known = office(session).towns if is_set_up(session) else ()
    order = [*known, *sorted(set(counted) - set(known) - {NO_TOWN}), NO_TOWN]
    lanes = tuple(Lane(town, {state: tuple(found[:SHOWN]) for state, found in cards[town].items()},
                       counted[town], late.get(town, 0)) for town in order if counted.get(town))
    stages = {state: sum(lane.counts.get(state, 0) for lane in lanes) for state in STAGES}
    return Wall(figures, stages, lanes, tuple(town for town in known if not counted.get(town)),
                listing.words(question if whole else base))


def _counts(session: Session, asked: ColumnElement[bool]) -> dict[str, dict[State, int]]:
    found: dict[str, dict[State, int]] = defaultdict(lambda: defaultdict(int))
    rows = session.execute(select(Problem.town, Problem.state, func.count()).where(asked)
                           .group_by(Problem.town, Problem.state))
    for town, state, number in rows:
        found[town or NO_TOWN][State.CLOSED if state in SETTLED else state] += number
    return found


def _late(session: Session, asked: ColumnElement[bool]) -> dict[str, int]:
    rows = session.execute(select(Problem.town, func.count()).where(asked).group_by(Problem.town))
    return {town or NO_TOWN: number for town, number in rows}


def _cards(session: Session, asked: Sequence[ColumnElement[bool]], today: date
           ) -> dict[str, dict[State, list[Card]]]:
    """Cards of what is open and of what is being looked at again, the nearest limit first."""
    found: dict[str, dict[State, list[Card]]] = defaultdict(lambda: defaultdict(list))
    for condition in asked:
        rows = session.execute(select(
            Problem.town, Problem.id, Problem.number, Problem.category_label, Problem.subject, Problem.state,
            days_left(today), Problem.limit, Problem.original_limit, Problem.extensions, Problem.lookback_due,
            relapses(today), Problem.level).where(condition)
            .order_by(Problem.limit.is_(None), Problem.limit, Problem.number).limit(MOST_CARDS))
        for town, row, number, label, subject, state, left, limit, old, extensions, due, again, level in rows:
            card = Card(row, number, label.rpartition("・")[2], subject, state, standing_of(left), limit,
                        old if extensions else None, due, again, level)
            found[town or NO_TOWN][state].append(card)
    return found
