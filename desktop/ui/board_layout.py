"""What a board shows and where it stands: rows, columns, cards, the widths of columns. Lengths in px."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF

from desktop.base.marks import Tone

SIDE, NUMBER_WIDTH, HEAD = 120, 74, 31
CARD_WIDTH, CARD_HEIGHT, GAP = 80, 41, 4
WIDEST_CARD = 132


@dataclass(frozen=True)
class BoardCard:
    """One card: `strong` and `label` above, the light's words below; `struck`: words no longer valid."""

    key: int
    strong: str
    label: str
    words: str
    tone: Tone
    struck: str = ""
    tip: str = ""


@dataclass(frozen=True)
class BoardColumn:
    """One stage; without `cards` its cells are numbers."""

    key: str
    title: str
    count: int
    cards: bool = True


@dataclass(frozen=True)
class BoardRow:
    """One row: title, a quiet and a red note, its cards and numbers by column key; `more` ones not shown."""

    key: str
    title: str
    note: str
    alert: str
    cards: Mapping[str, Sequence[BoardCard]]
    numbers: Mapping[str, int]
    more: Mapping[str, int]


def least_width(columns: Sequence[BoardColumn]) -> int:
    """Width below which a column would lie beyond the edge."""
    return SIDE + sum(GAP + CARD_WIDTH + GAP if item.cards else NUMBER_WIDTH for item in columns)


@dataclass
class BoardLayout:
    """Places of everything for one width; y counts from the first row's top."""

    columns: Sequence[BoardColumn]
    rows: Sequence[BoardRow]
    width: int
    lefts: list[float] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    places: dict[int, QRectF] = field(default_factory=dict)
    cells: dict[int, tuple[int, int]] = field(default_factory=dict)
    order: list[list[list[int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        slots = self._slots()
        free = self.width - SIDE - sum(NUMBER_WIDTH for item in self.columns if not item.cards)
        card = max(CARD_WIDTH, min(WIDEST_CARD, (free - GAP * len(self.columns)) / max(sum(slots), 1) - GAP))
        wide = [GAP + count * (card + GAP) if count else NUMBER_WIDTH for count in slots]
        spare = max(self.width - SIDE - sum(wide), 0) / max(len(wide), 1)
        self.lefts = [float(SIDE)]
        for own in wide:
            self.lefts.append(self.lefts[-1] + own + spare)
        self._place_rows(slots, card)

    @property
    def height(self) -> float:
        """Height of all rows."""
        return self.tops[-1]

    def _slots(self) -> list[int]:
        """How many cards stand side by side in each column: the fullest gets the room that is left."""
        most = [max((len(row.cards.get(item.key, ())) for row in self.rows), default=0) if item.cards else 0
                for item in self.columns]
        slots = [1 if item.cards else 0 for item in self.columns]
        free = self.width - SIDE - sum(GAP + CARD_WIDTH + GAP if count else NUMBER_WIDTH for count in slots)
        while free >= CARD_WIDTH + GAP:
            place = max(range(len(slots)), key=lambda at: most[at] / slots[at] if slots[at] else 0, default=0)
            if not slots or not slots[place] or most[place] <= slots[place]:
                break
            slots[place] += 1
            free -= CARD_WIDTH + GAP
        return slots

    def _place_rows(self, slots: list[int], card: float) -> None:
        self.tops, self.order = [0.0], []
        for number, row in enumerate(self.rows):
            lines, line = 1, []
            for at, item in enumerate(self.columns):
                found = row.cards.get(item.key, ())
                line.append([one.key for one in found])
                for place, one in enumerate(found):
                    across, down = place % slots[at], place // slots[at]
                    self.places[one.key] = QRectF(
                        self.lefts[at] + GAP + across * (card + GAP),
                        self.tops[-1] + GAP + down * (CARD_HEIGHT + GAP), card, CARD_HEIGHT)
                    self.cells[one.key] = (number, at)
                filled = -(-len(found) // slots[at]) if slots[at] else 1
                lines = max(lines, filled + (1 if row.more.get(item.key) else 0))
            self.order.append(line)
            self.tops.append(self.tops[-1] + lines * (CARD_HEIGHT + GAP) + GAP + 1)

    def column_at(self, x: float) -> int | None:
        """Index of the column under x."""
        return next((at for at in range(len(self.columns)) if self.lefts[at] <= x < self.lefts[at + 1]), None)

    def cell(self, row: int, column: int) -> QRectF:
        """The rectangle of a cell."""
        return QRectF(self.lefts[column], self.tops[row], self.lefts[column + 1] - self.lefts[column],
                      self.tops[row + 1] - self.tops[row])

    def step(self, key: int, down: int, across: int) -> int:
        """The card an arrow leads to from `key`; itself where there is none."""
        row, at = self.cells[key]
        here = self.order[row][at]
        place = here.index(key)
        if across:
            if 0 <= place + across < len(here):
                return here[place + across]
            for other in (range(at + 1, len(self.columns)) if across > 0 else range(at - 1, -1, -1)):
                if found := self.order[row][other]:
                    return found[0] if across > 0 else found[-1]
            return key
        for other in (range(row + 1, len(self.rows)) if down > 0 else range(row - 1, -1, -1)):
            if found := self.order[other][at]:
                return found[min(place, len(found) - 1)]
        return key
