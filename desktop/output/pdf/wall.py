"""A board on paper: rows and stages with cards in the cells, heads on each page; black lines, no fills.

A light stands as its shape (■ ▲ ● ○) beside its words; a date that no longer counts is struck through.
Lengths in pt, y counted down from the page's upper edge until drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.output.pdf.canvas import MM, PaperCanvas
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line
from desktop.output.pdf.sheet import Paper
from desktop.output.pdf.tables import SHORT_LONG
from desktop.output.pdf.text import one_line
from desktop.output.pdf.tokens import Span

MARGIN = 12 * MM
TITLE, ASCENT, LEADING, THICK, THIN = 22.0, 0.86, 1.3, 1.0, 0.4
SIDE, NUMBER, LEAST_CARD = 27 * MM, 20 * MM, 21 * MM
GAP = 1.2 * MM
SMALLEST = 0.75
"""How far the words of a card shrink before they are cut."""


@dataclass(frozen=True)
class WallCard:
    """`head` above; below it the words of the light, then what is struck through."""

    head: str
    words: str
    struck: str = ""


@dataclass(frozen=True)
class WallRow:
    """Title, a note below it, and for each column its cards, or words for a column without cards."""

    title: str
    note: str
    cells: Sequence[Sequence[WallCard] | str]


@dataclass(frozen=True)
class WallSheet:
    """The board; `figures` stand in one line below the title, `notes` under the last row."""

    title: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[WallRow]
    figures: str
    right: str
    notes: Sequence[str] = ()
    paper: Paper = Paper.A3
    author: str = ""


@dataclass
class _Page:
    texts: list[tuple[Line, float, float]] = field(default_factory=list)
    thick: list[tuple[float, float, float, float]] = field(default_factory=list)
    thin: list[tuple[float, float, float, float]] = field(default_factory=list)


class WallPress:
    """Lays the board out page by page."""

    def __init__(self, sheet: WallSheet, fonts: FontBook) -> None:
        short, long = (side * MM for side in SHORT_LONG[sheet.paper])
        self.sheet, self.fonts, self.width, self.height = sheet, fonts, long, short
        self.size = 10.5 if sheet.paper is Paper.A3 else 8.0
        self.card_height = 2 * self.size * LEADING + 4
        self.slots = self._slots()
        wide = self.width - 2 * MARGIN - SIDE - NUMBER * sum(not count for count in self.slots)
        self.card = (wide - GAP * sum(1 for count in self.slots if count)) / max(sum(self.slots), 1) - GAP
        self.lefts = [MARGIN + SIDE]
        for count in self.slots:
            self.lefts.append(self.lefts[-1] + (GAP + count * (self.card + GAP) if count else NUMBER))
        self.bottom = self.height - MARGIN - 7 * MM
        self.pages = [_Page()]
        self.y = MARGIN

    def _slots(self) -> list[int]:
        """Cards side by side in each column; 0 for a column of words."""
        rows, count = self.sheet.rows, len(self.sheet.columns)
        words = [bool(rows) and all(isinstance(row.cells[at], str) for row in rows) for at in range(count)]
        most = [0 if words[at] else max((len(row.cells[at]) for row in rows), default=0)
                for at in range(count)]
        slots = [0 if words[at] else 1 for at in range(count)]
        least = LEAST_CARD * (1.0 if self.sheet.paper is Paper.A3 else 0.8)
        free = self.width - 2 * MARGIN - SIDE - sum(least + GAP if one else NUMBER for one in slots)
        while free >= least + GAP:
            at = max(range(count), key=lambda place: most[place] / max(slots[place], 1), default=0)
            if not count or not slots[at] or most[at] <= slots[at]:
                break
            slots[at] += 1
            free -= least + GAP
        return slots

    def run(self) -> bytes:
        """The board as PDF."""
        self._titles()
        self._head()
        for row in self.sheet.rows:
            self._row(row)
        for note in self.sheet.notes:
            self._room(self.size * LEADING)
            self.y += 2
            self._text(note, MARGIN, self.size)
            self.y += self.size * LEADING
        return self._draw()

    def _text(self, words: str, x: float, size: float, role: Role = Role.SONG, *, top: float | None = None,
              room: float | None = None) -> float:
        """Put words at their upper edge, smaller or ending in … where `room` lacks; the width they take."""
        line = one_line([Span(words, role)], size, self.fonts)
        if room is not None and line.width > room:
            size = max(size * SMALLEST, size * room / line.width - 0.05)
            line, kept = one_line([Span(words, role)], size, self.fonts), words
            while line.width > room and kept:
                kept = kept[:-1]
                line = one_line([Span(f"{kept}…", role)], size, self.fonts)
        upper = self.y if top is None else top
        self.pages[-1].texts.append((line, x, upper + size * (LEADING - 1) / 2 + ASCENT * size))
        return line.width

    def _titles(self) -> None:
        title = one_line([Span(self.sheet.title, Role.TITLE)], TITLE, self.fonts)
        self.pages[-1].texts.append((title, (self.width - title.width) / 2, self.y + TITLE))
        self.y += TITLE * LEADING + 4
        self._text(self.sheet.figures, MARGIN, self.size + 0.5, Role.HEI)
        right = one_line([Span(self.sheet.right, Role.SONG)], self.size, self.fonts)
        self._text(self.sheet.right, self.width - MARGIN - right.width, self.size)
        self.y += self.size * LEADING + 6

    def _head(self) -> None:
        high = self.size * LEADING + 6
        self._text(self.sheet.corner, MARGIN + 4, self.size, Role.HEI, top=self.y + 3)
        for left, words in zip(self.lefts, self.sheet.columns, strict=False):
            self._text(words, left + 4, self.size, Role.HEI, top=self.y + 3)
        self._grid(self.y, self.y + high)
        self.y += high

    def _grid(self, top: float, bottom: float) -> None:
        page = self.pages[-1]
        page.thin += [(x, top, x, bottom) for x in (MARGIN, *self.lefts)]
        page.thin += [(MARGIN, y, self.lefts[-1], y) for y in (top, bottom)]

    def _lines(self, row: WallRow) -> int:
        counts = [-(-len(cell) // slots) for cell, slots in zip(row.cells, self.slots, strict=True)
                  if slots and not isinstance(cell, str)]
        return max([1, *counts])

    def _row(self, row: WallRow) -> None:
        """A row, dealt over pages between its lines of cards when it is taller than what is left."""
        step, done, lines = self.card_height + GAP, 0, self._lines(row)
        while done < lines:
            room = int((self.bottom - self.y - GAP) / step)
            if room < 1 or (lines <= self._fresh() and room < lines and done == 0):
                self._next()
                room = self._fresh()
            take = min(room, lines - done)
            self._part(row, done, take, last=done + take == lines)
            done += take

    def _fresh(self) -> int:
        head = self.size * LEADING + 6
        return max(1, int((self.bottom - MARGIN - head - GAP) / (self.card_height + GAP)))

    def _next(self) -> None:
        self.pages.append(_Page())
        self.y = MARGIN
        self._head()

    def _room(self, high: float) -> None:
        if self.y + high > self.bottom:
            self.pages.append(_Page())
            self.y = MARGIN

    def _part(self, row: WallRow, start: int, take: int, *, last: bool) -> None:
        bottom = self.y + take * (self.card_height + GAP) + GAP
        more = "" if last else "（接下页）"
        self._text(f"{row.title}{'（续）' if start else ''}", MARGIN + 4, self.size, Role.HEI, top=self.y + 3,
                   room=SIDE - 6)
        self._text(row.note + more, MARGIN + 4, self.size - 1, top=self.y + 3 + self.size * LEADING,
                   room=SIDE - 6)
        for at, (cell, slots) in enumerate(zip(row.cells, self.slots, strict=True)):
            if isinstance(cell, str):
                self._text(cell if not start else "", self.lefts[at] + 6, self.size + 1, top=self.y + 4)
                continue
            for place, card in enumerate(cell[start * slots:(start + take) * slots]):
                x = self.lefts[at] + GAP + place % slots * (self.card + GAP)
                self._card(card, x, self.y + GAP + place // slots * (self.card_height + GAP))
        self._grid(self.y, bottom)
        self.y = bottom

    def _card(self, card: WallCard, x: float, top: float) -> None:
        right, bottom, page = x + self.card, top + self.card_height, self.pages[-1]
        page.thin += [(x, top, right, top), (x, bottom, right, bottom), (right, top, right, bottom)]
        page.thick.append((x + 0.5, top, x + 0.5, bottom))
        self._text(card.head, x + 4, self.size, Role.HEI, top=top + 1, room=self.card - 5)
        below = top + 1 + self.size * LEADING
        used = self._text(card.words, x + 4, self.size - 1, top=below, room=self.card - 5)
        if card.struck:
            left = x + 4 + used + 4
            wide = self._text(card.struck, left, self.size - 2, top=below + 1, room=right - left - 1)
            if wide:
                middle = below + 1 + self.size * 0.55
                page.thin.append((left, middle, left + wide, middle))

    def _draw(self) -> bytes:
        canvas = PaperCanvas(self.width, self.height, self.fonts, title=self.sheet.title,
                             author=self.sheet.author)
        for number, page in enumerate(self.pages, 1):
            foot = one_line([Span(f"第{number}页 共{len(self.pages)}页", Role.SONG)], 9.0, self.fonts)
            page.texts.append((foot, (self.width - foot.width) / 2, self.height - MARGIN))
            for segments, thickness in ((page.thin, THIN), (page.thick, 2 * THICK)):
                canvas.rules(((x1, self.height - y1, x2, self.height - y2)
                              for x1, y1, x2, y2 in dict.fromkeys(segments)), thickness)
            canvas.lines((line, x, self.height - y) for line, x, y in page.texts)
            canvas.next_page()
        return canvas.finish()


def render_wall(sheet: WallSheet, fonts: FontBook) -> bytes:
    """The board as PDF, all fonts embedded."""
    return WallPress(sheet, fonts).run()
