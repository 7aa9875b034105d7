"""挂图作战: what the list shows, by stage and town; each figure is a question of the list, so both agree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from desktop.base.lights import Remaining, standing_of
from desktop.base.listing import Listing, Question
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.listing.lists import NO_TOWN, STATES_OF, days_left, relapses
from desktop.features.problems.records import Level, Problem, State
from desktop.features.problems.rules.moves import OPEN

RATED = ("category:", "town:", "department:", "source:")
"""Filters that choose problems whatever has become of them: only of those a rate says anything."""

SHOWN = 24
"""Cards shown in one cell; the rest is counted and opens the list."""

MOST_CARDS = 4000
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
    """The whole board. `figures` as in FIGURES; `idle`: towns of the office with nothing on the board;
    `elsewhere`: listed problems that stand in no column (移送, 关停, 并案); `words`: the filter in force."""

    figures: Mapping[str, int]
    stages: Mapping[State, int]
    lanes: tuple[Lane, ...]
    idle: tuple[str, ...]
    words: str
    elsewhere: int = 0
    rated: bool = True

    @property
    def due(self) -> int:
        """应销号: closed ones and those past their limit."""
        return self.figures["已销号"] + self.figures["红"]

    @property
    def rate(self) -> str:
        """到期销号率 88.6%, a dash while nothing is due or the filter goes by how far problems have come."""
        return f"{self.figures['已销号'] / self.due:.1%}" if self.due and self.rated else "—"

    @property
    def idle_words(self) -> str:
        """How many towns have no lane."""
        none = "没有符合筛选的" if self.words else "没有挂账"
        return f"另有 {len(self.idle)} 个镇街{none}" if self.idle else ""

    @property
    def elsewhere_words(self) -> str:
        """What the list shows besides the board."""
        return f"另有 {self.elsewhere} 个已移送、关停或并案，不在挂图上" if self.elsewhere else ""


def asking(listing: Listing, question: Question, *keys: str) -> Question:
    """The question of the list behind a number of the board: what is listed, and any of these of each group.

    The list adds the filters of a group up; here those of the board narrow those in force.
    """
    groups = {chip.key: chip.group for chip in listing.filters}
    met = set(question.filters)
    for group in {groups[key] for key in keys}:
        own = {key for key in question.filters if groups.get(key) == group}
        more = {key for key in keys if groups[key] == group}
        both = _within(own, more) | _within(more, own) if own else more
        if not both:
            return replace(question, only=frozenset())
        met = met - own | both
    return replace(question, filters=frozenset(met))


def _within(some: set[str], others: set[str]) -> set[str]:
    """Those of `some` all of whose problems one of the `others` has too."""
    return {key for key in some if any(
        key == other or (key in STATES_OF and STATES_OF[key] <= STATES_OF.get(other, frozenset()))
        for other in others)}


def read_wall(session: Session, listing: Listing, question: Question, today: date) -> Wall:
    """The board of the rows the list shows for a question; `listing` must have the chips of the data."""
    listed = listing.condition(question, today)

    def within(*keys: str) -> ColumnElement[bool]:
        own = Question(filters=frozenset(keys), voided=question.voided)
        return and_(listed, listing.condition(own, today))

    def number(condition: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(Problem).where(condition)) or 0

    figures = {name: number(within(*keys)) for name, keys in FIGURES.items()}
    counted = _counts(session, within("open", "closed"))
    cards = _cards(session, [within(key) for key in ("open", f"state:{State.LOOK_BACK.value}")], today)
    late = _late(session, within("red"))
    known = office(session).towns if is_set_up(session) else ()
    order = [*known, *sorted(set(counted) - set(known) - {NO_TOWN}), NO_TOWN]
    lanes = tuple(Lane(town, {state: tuple(found[:SHOWN]) for state, found in cards[town].items()},
                       counted[town], late.get(town, 0)) for town in order if counted.get(town))
    stages = {state: sum(lane.counts.get(state, 0) for lane in lanes) for state in STAGES}
    idle = tuple(town for town in known if not counted.get(town))
    rated = not question.voided and all(key.startswith(RATED) for key in question.filters)
    return Wall(figures, stages, lanes, idle, listing.words(question),
                number(listed) - figures["挂账总数"], rated)


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
