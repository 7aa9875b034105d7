"""Forms on A4: a table of names and fields under a title, some fields left empty for the hand.

Lengths in mm unless a name says pt; y in pt, counted down from the page's upper edge until drawn. A row that
does not fit goes to the next page; one taller than a page is split between its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop.output.pdf.blocks import BlankBox, Content, RenderedPaper
from desktop.output.pdf.canvas import MM, PaperCanvas
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line
from desktop.output.pdf.text import break_paragraph, one_line
from desktop.output.pdf.tokens import Span

WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, TOP, BOTTOM = 25.0 * MM, 22.0 * MM, 18.0 * MM
INNER = WIDTH - 2 * LEFT
NAME_WIDTH = 29.0 * MM
TITLE, SIZE, NOTE, FOOT = 22.0, 12.0, 10.5, 9.0
LEADING, PAD, ASCENT, DESCENT = 1.45, 4.0, 0.86, 0.14
ROW, FIELD = 8.5 * MM, 21.0 * MM
WHOLE, FEWEST = HEIGHT - TOP - BOTTOM, 3
RULE_PT, BLANK_PT, EDGE_PT = 0.5, 0.5, 1.0


@dataclass(frozen=True)
class FormRow:
    """Names and fields by turns. `tall`: one large field, its text at the top, `sign` at its foot."""

    cells: tuple[Content, ...]
    tall: bool = False
    sign: Content = ""


@dataclass(frozen=True)
class FormSheet:
    """A form. `number` stands at the right above the table, `day` at the left; notes below it."""

    title: str
    rows: tuple[FormRow, ...]
    number: Content = ""
    day: Content = ""
    notes: tuple[Content, ...] = ()
    author: str = ""


@dataclass
class Leaf:
    """One page being filled: lines with x, baseline and size; rules of the table."""

    texts: list[tuple[Line, float, float, float]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    edges: list[tuple[float, float, float, float]] = field(default_factory=list)


class FormPress:
    """Lays a form out page by page."""

    def __init__(self, sheet: FormSheet, fonts: FontBook) -> None:
        self.sheet, self.fonts = sheet, fonts
        self.used: list[tuple[Role, str]] = []
        self.leaves: list[Leaf] = []
        self.y = self.table_top = 0.0
        self._new_leaf()

    def run(self) -> list[Leaf]:
        """The pages."""
        self._head()
        self.table_top = self.y
        for row in self.sheet.rows:
            self._row(row)
        self._close_table()
        self.y += 2 * PAD
        for note in self.sheet.notes:
            for line in self._broken(note, INNER, NOTE):
                self._text(line, LEFT, NOTE)
        return self.leaves

    def _new_leaf(self) -> None:
        self.leaves.append(Leaf())
        self.y = self.table_top = TOP

    def _spans(self, content: Content, role: Role) -> list[Span]:
        given = [Span(content, role)] if isinstance(content, str) else list(content)
        found = [replace(span, role=role) for span in given]
        self.used += [(span.role, span.text) for span in found]
        return found

    def _broken(self, content: Content, width: float, size: float, role: Role = Role.FANGSONG) -> list[Line]:
        if not content:
            return []
        return break_paragraph(self._spans(content, role), width, size, 0, self.fonts, justify=False)

    def _text(self, line: Line, x: float, size: float) -> None:
        """One line at the running height, which moves on."""
        if self.y + size * LEADING > HEIGHT - BOTTOM:
            self._next()
        self._put(line, x, size, self.y)
        self.y += size * LEADING

    def _put(self, line: Line, x: float, size: float, top: float) -> None:
        self.leaves[-1].texts.append((line, x, top + size * (LEADING - 1) / 2 + ASCENT * size, size))

    def _head(self) -> None:
        for line in self._broken(self.sheet.title, INNER, TITLE, Role.TITLE):
            self._text(line, LEFT + (INNER - line.width) / 2, TITLE)
        self.y += PAD
        if self.sheet.number or self.sheet.day:
            day = one_line(self._spans(self.sheet.day, Role.FANGSONG), SIZE, self.fonts)
            number = one_line(self._spans(self.sheet.number, Role.FANGSONG), SIZE, self.fonts)
            self._put(day, LEFT, SIZE, self.y)
            self._put(number, LEFT + INNER - number.width, SIZE, self.y)
            self.y += SIZE * LEADING + PAD

    def _row(self, row: FormRow) -> None:
        pairs = len(row.cells) // 2
        share = INNER / pairs
        names = [self._broken(cell, NAME_WIDTH - 2 * PAD, SIZE) for cell in row.cells[0::2]]
        fields = [self._broken(cell, share - NAME_WIDTH - 2 * PAD, SIZE) for cell in row.cells[1::2]]
        sign = self._broken(row.sign, share - NAME_WIDTH - 2 * PAD, SIZE)
        lines = max(len(found) for found in (*names, *fields))
        inside = (lines + len(sign)) * SIZE * LEADING + 2 * PAD
        tall = max(inside, FIELD if row.tall else ROW)
        if tall > self._room() and self.y > self.table_top and (tall <= WHOLE or self._lines() < FEWEST):
            self._next()
        if tall > self._room():
            self._split(names, fields, sign, share)
            return
        self._cells(names, fields, share, tall, tall_field=row.tall)
        self._sign(sign)

    def _room(self) -> float:
        return HEIGHT - BOTTOM - self.y

    def _lines(self) -> int:
        """Lines of a cell that still fit on this page."""
        return int((self._room() - 2 * PAD) / (SIZE * LEADING))

    def _next(self) -> None:
        self._close_table()
        self._new_leaf()

    def _sign(self, sign: Sequence[Line]) -> None:
        """The signature at the right, at the foot of the row just set."""
        foot = self.y - PAD - len(sign) * SIZE * LEADING
        for place, line in enumerate(sign):
            self._put(line, LEFT + INNER - PAD - line.width, SIZE, foot + place * SIZE * LEADING)

    def _split(self, names: Sequence[list[Line]], fields: Sequence[list[Line]], sign: list[Line],
               share: float) -> None:
        """A row taller than a page: its lines dealt out, the signature with the last of them."""
        longest, start = max(len(found) for found in fields), 0
        while True:
            rest, fit = longest - start, max(self._lines(), 1)
            last = rest + len(sign) <= fit
            take = rest if last else max(1, min(fit, rest - 1))
            part = [found[start:start + take] for found in fields]
            lines = max(take, *(len(found) for found in names)) + (len(sign) if last else 0)
            self._cells(names, part, share, lines * SIZE * LEADING + 2 * PAD, tall_field=True)
            if last:
                self._sign(sign)
                return
            start += take
            self._next()

    def _cells(self, names: Sequence[list[Line]], fields: Sequence[list[Line]], share: float, tall: float,
               *, tall_field: bool) -> None:
        top, bottom = self.y, self.y + tall
        leaf = self.leaves[-1]
        for pair, (name, words) in enumerate(zip(names, fields, strict=True)):
            left = LEFT + pair * share
            for place, line in enumerate(name):
                x = left + (NAME_WIDTH - line.width) / 2
                self._put(line, x, SIZE, self._middle(top, tall, len(name)) + place * SIZE * LEADING)
            first = top + PAD if tall_field else self._middle(top, tall, len(words))
            for place, line in enumerate(words):
                self._put(line, left + NAME_WIDTH + PAD, SIZE, first + place * SIZE * LEADING)
            leaf.rules += [(left, top, left, bottom), (left + NAME_WIDTH, top, left + NAME_WIDTH, bottom)]
        leaf.rules += [(LEFT, top, LEFT + INNER, top), (LEFT, bottom, LEFT + INNER, bottom)]
        self.y = bottom

    @staticmethod
    def _middle(top: float, tall: float, lines: int) -> float:
        return top + (tall - lines * SIZE * LEADING) / 2

    def _close_table(self) -> None:
        """The outer frame of what stands on this page."""
        right = LEFT + INNER
        if self.leaves[-1].rules:
            bottom = max(rule[3] for rule in self.leaves[-1].rules)
            self.leaves[-1].edges = [
                (LEFT, self.table_top, right, self.table_top), (LEFT, bottom, right, bottom),
                (LEFT, self.table_top, LEFT, bottom), (right, self.table_top, right, bottom)]


def draw_form(canvas: PaperCanvas, sheet: FormSheet, fonts: FontBook) -> RenderedPaper:
    """The form's pages drawn one after another; the answer holds no file."""
    press = FormPress(sheet, fonts)
    leaves = press.run()
    blanks: list[BlankBox] = []
    for page, leaf in enumerate(leaves):
        canvas.rules([_up(rule) for rule in dict.fromkeys(leaf.rules)], RULE_PT)
        canvas.rules([_up(rule) for rule in leaf.edges], EDGE_PT)
        canvas.lines((line, x, HEIGHT - y) for line, x, y, _ in leaf.texts)
        for line, x, y, size in leaf.texts:
            for spot in line.blanks:
                left, bottom = x + spot.x, HEIGHT - y - DESCENT * size
                canvas.rules([(left, bottom, left + spot.width, bottom)], BLANK_PT)
                box = (left, bottom, left + spot.width, HEIGHT - y + ASCENT * size)
                blanks.append(BlankBox(spot.key, page, box))
        if len(leaves) > 1:
            foot = one_line([Span(f"第{page + 1}页 共{len(leaves)}页", Role.SONG)], FOOT, fonts)
            canvas.lines([(foot, (WIDTH - foot.width) / 2, BOTTOM / 2)])
        canvas.next_page()
    missing = dict.fromkeys(char for role, text in press.used for char in fonts.missing(role, text))
    return RenderedPaper(b"", len(leaves), blanks, list(missing))


def _up(rule: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = rule
    return x1, HEIGHT - y1, x2, HEIGHT - y2
