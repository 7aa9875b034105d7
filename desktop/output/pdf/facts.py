"""One record on one A4 sheet: titled parts of labelled facts and short lists, framed, as PDF.

The type shrinks from 10.5 to 8.5 pt until everything stands on one page; then long lists are shortened, each
telling how many lines were left out. Only what still does not fit goes to a second page. Lengths in pt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop.output.pdf.canvas import MM, PaperCanvas
from desktop.output.pdf.cells import LEADING, PAD, CellSetter, CellText
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line
from desktop.output.pdf.sheet import Align
from desktop.output.pdf.text import break_paragraph, one_line
from desktop.output.pdf.tokens import Span

WIDTH, HEIGHT, MARGIN = 210 * MM, 297 * MM, 16 * MM
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5)
TITLE, MARK, FOOT = 18.0, 10.5, 9.0
SIDE, LABEL = 18 * MM, 27 * MM
FEWEST, LONGEST = 2, 120
THICK, THIN, ASCENT = 0.75, 0.4, 0.86
INNER = WIDTH - 2 * MARGIN
BOTTOM = HEIGHT - MARGIN - 8 * MM

Row = tuple[list[tuple[CellText, float]], float]
"""Cells with their x, and the height."""


@dataclass(frozen=True)
class FactPart:
    """A titled part: (label, value) two in a row, then one line an item; `more` items were left out.

    `room_mm` keeps that much empty for handwriting; what is left of the page goes to these parts in
    proportion.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    more: int = 0
    room_mm: float = 0.0


@dataclass(frozen=True)
class FactSheet:
    """`mark` above the title, `line` below it, `foot` at the lower left."""

    title: str
    mark: str = ""
    line: str = ""
    parts: tuple[FactPart, ...] = ()
    foot: str = ""
    author: str = ""


@dataclass
class _Page:
    texts: list[tuple[Line, float, float]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    thin: list[tuple[float, float, float, float]] = field(default_factory=list)


def render_facts(sheet: FactSheet, fonts: FontBook) -> bytes:
    """The sheet as PDF, all fonts embedded."""
    return _fitted(sheet, fonts).draw()


def missing_in_facts(sheet: FactSheet, fonts: FontBook) -> list[str]:
    """Characters of the sheet no font has, each once."""
    body = [sheet.mark, sheet.line, sheet.foot]
    for part in sheet.parts:
        body += [part.title, *part.items, *(words for fact in part.facts for words in fact)]
    found = [*fonts.missing(Role.TITLE, sheet.title), *fonts.missing(Role.SONG, "".join(body))]
    return list(dict.fromkeys(found))


def _fitted(sheet: FactSheet, fonts: FontBook) -> _Press:
    setter = CellSetter(fonts)
    for size in SIZES:
        press = _Press(sheet, fonts, setter, size)
        if len(press.pages) == 1:
            return press
    sheet = replace(sheet, parts=tuple(
        replace(part, facts=tuple((label, _cut(words)) for label, words in part.facts))
        for part in sheet.parts))
    while len(press.pages) > 1 and (shorter := _shortened(sheet)) is not None:
        sheet = shorter
        press = _Press(sheet, fonts, setter, SIZES[-1])
    return press


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def _shortened(sheet: FactSheet) -> FactSheet | None:
    """The sheet with one item less in its longest list; None when no list can give one."""
    longest = max(sheet.parts, key=lambda part: len(part.items), default=None)
    if longest is None or len(longest.items) <= FEWEST:
        return None
    shorter = replace(longest, items=longest.items[:-1], more=longest.more + 1)
    return replace(sheet, parts=tuple(shorter if part is longest else part for part in sheet.parts))


class _Press:
    """Lays the sheet out in one size; y counts down from the page's upper edge."""

    def __init__(self, sheet: FactSheet, fonts: FontBook, setter: CellSetter, size: float) -> None:
        self.sheet, self.fonts, self.setter, self.size = sheet, fonts, setter, size
        self.pages = [_Page()]
        self.y = MARGIN
        self._head()
        self._rule()
        rooms = sum(part.room_mm for part in sheet.parts)
        left = BOTTOM - self.y - sum(self._tall(part) for part in sheet.parts) if rooms else 0.0
        for part in sheet.parts:
            self._part(part, max(left, 0.0) * part.room_mm / rooms if rooms else 0.0)

    def _head(self) -> None:
        sheet = self.sheet
        if sheet.mark:
            self._center(one_line([Span(sheet.mark, Role.KAI)], MARK, self.fonts), MARK)
            self.y += PAD
        for words, role, size in ((sheet.title, Role.TITLE, TITLE), (sheet.line, Role.SONG, MARK)):
            spans = [Span(words, role)]
            for line in break_paragraph(spans, INNER, size, 0, self.fonts, justify=False) if words else ():
                self._center(line, size)
            self.y += PAD
        self.y += PAD

    def _center(self, line: Line, size: float) -> None:
        self._text(line, MARGIN + (INNER - line.width) / 2, size, self.y)
        self.y += size * LEADING

    def _text(self, line: Line, x: float, size: float, top: float) -> None:
        self.pages[-1].texts.append((line, x, top + size * (LEADING - 1) / 2 + ASCENT * size))

    def _rule(self) -> None:
        self.pages[-1].rules.append((MARGIN, self.y, MARGIN + INNER, self.y))

    def _rows(self, part: FactPart) -> list[Row]:
        rows = [*self._fact_rows(part.facts), *(self._item_row(item) for item in part.items)]
        return [*rows, self._item_row(f"另有 {part.more} 条，见台账。")] if part.more else rows

    def _name(self, part: FactPart) -> CellText:
        return self.setter.set(part.title, SIDE, self.size, Role.HEI, Align.CENTER)

    def _tall(self, part: FactPart) -> float:
        """Height of the part, without the room left on the page."""
        needed = max(sum(height for _, height in self._rows(part)), part.room_mm * MM,
                     len(self._name(part).lines) * self.size * LEADING)
        return needed + 2 * PAD

    def _part(self, part: FactPart, more: float) -> None:
        """The part in one piece, `more` than it needs; on the next page when it does not fit here."""
        rows, name, tall = self._rows(part), self._name(part), self._tall(part) + more
        if self.y + tall > BOTTOM and self.y > MARGIN + PAD:
            self.pages.append(_Page())
            self.y = MARGIN
            self._rule()
        top = self.y
        self._cell(name, MARGIN, top + (tall - len(name.lines) * self.size * LEADING) / 2)
        y = top + PAD
        for cells, height in rows:
            for text, x in cells:
                self._cell(text, x, y)
            y += height
        self.y = top + tall
        self.pages[-1].rules += [(x, top, x, self.y) for x in (MARGIN, MARGIN + INNER)]
        self.pages[-1].thin.append((MARGIN + SIDE, top, MARGIN + SIDE, self.y))
        self._rule()

    def _fact_rows(self, facts: Sequence[tuple[str, str]]) -> list[Row]:
        """Two short facts share a row; a value that needs more than half a row stands alone."""
        left = MARGIN + SIDE
        half = (INNER - SIDE) / 2
        rows: list[Row] = []
        waiting: list[tuple[CellText, float]] = []
        for label, words in facts:
            name = self.setter.set(label, LABEL, self.size, Role.KAI, Align.LEFT)
            short = self.setter.set(words, half - LABEL, self.size, Role.SONG, Align.LEFT)
            if len(short.lines) <= 1:
                x = left + (half if waiting else 0.0)
                waiting += [(name, x), (short, x + LABEL)]
                if len(waiting) == 4:
                    rows.append(self._closed(waiting))
                    waiting = []
                continue
            if waiting:
                rows.append(self._closed(waiting))
                waiting = []
            whole = self.setter.set(words, 2 * half - LABEL, self.size, Role.SONG, Align.LEFT)
            rows.append(self._closed([(name, left), (whole, left + LABEL)]))
        return [*rows, self._closed(waiting)] if waiting else rows

    def _item_row(self, words: str) -> Row:
        text = self.setter.set(words, INNER - SIDE, self.size, Role.SONG, Align.LEFT)
        return self._closed([(text, MARGIN + SIDE)])

    def _closed(self, cells: list[tuple[CellText, float]]) -> Row:
        return cells, max(len(text.lines) for text, _ in cells) * self.size * LEADING

    def _cell(self, text: CellText, x: float, top: float) -> None:
        for place, (line, offset) in enumerate(zip(text.lines, text.offsets, strict=True)):
            self._text(line, x + offset, self.size, top + place * self.size * LEADING)

    def draw(self) -> bytes:
        """The pages as PDF, the foot on each."""
        sheet = self.sheet
        canvas = PaperCanvas(WIDTH, HEIGHT, self.fonts, title=sheet.title, author=sheet.author)
        several = len(self.pages) > 1
        for number, page in enumerate(self.pages, 1):
            words = f"{sheet.foot}　第{number}页 共{len(self.pages)}页" if several else sheet.foot
            page.texts.append((one_line([Span(words, Role.SONG)], FOOT, self.fonts), MARGIN, HEIGHT - MARGIN))
            for segments, thickness in ((page.rules, THICK), (page.thin, THIN)):
                flipped = ((x1, HEIGHT - y1, x2, HEIGHT - y2) for x1, y1, x2, y2 in dict.fromkeys(segments))
                canvas.rules(flipped, thickness)
            canvas.lines((line, x, HEIGHT - y) for line, x, y in page.texts)
            canvas.next_page()
        return canvas.finish()
