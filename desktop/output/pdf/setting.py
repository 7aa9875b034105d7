"""One line set: every piece at its place, neighbours drawn at once joined into runs.

All x and widths in pt from the left edge of the column; rooms in cells of the grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tokens import OPENING, Grid, Kind, Piece

MOST_SPREAD = 0.5
SLIP = 1e-6


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn at once: font name, size, left edge, extra space after each glyph, width stretch."""

    text: str
    font: str
    size: float
    x: float
    char_space: float
    width: float
    scale: float = 1.0
    key: str | None = None

    def mark(self) -> tuple[str, float, str | None]:
        """What two runs must share to be drawn at once."""
        return self.font, self.scale, self.key


@dataclass(frozen=True, slots=True)
class BlankSpot:
    """A blank on the line."""

    key: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `squeezed`: marks were halved; `spread`: pt added after a piece; `last` of its paragraph."""

    runs: tuple[Run, ...] = ()
    blanks: tuple[BlankSpot, ...] = ()
    width: float = 0.0
    squeezed: bool = False
    spread: float = 0.0
    last: bool = True

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


def placed(
    row: Sequence[Piece], indent: float, room: float, grid: Grid, fonts: FontBook, *, spread: bool, last: bool
) -> Line:
    """The row with every piece at its place."""
    groups = grouped(row)
    widths = [group_cells(group, grid) for group in groups]
    slack = room - indent - sum(widths)
    gap = slack / (len(groups) - 1) if spread and len(groups) > 1 and slack > SLIP * 4 else 0.0
    gap = gap if gap <= MOST_SPREAD else 0.0
    setter = Setter(grid, fonts)
    x = indent
    for place, (group, cells) in enumerate(zip(groups, widths, strict=True)):
        edge = -1 if place == 0 and indent == 0 else (1 if gap and place == len(groups) - 1 else 0)
        setter.put(group, x * grid.cell, cells * grid.cell, edge)
        x += cells + gap
    return Line(
        tuple(setter.runs),
        tuple(setter.blanks),
        (x - gap) * grid.cell if groups else indent * grid.cell,
        any(piece.squeezed for piece in row),
        gap * grid.cell,
        last,
    )


def grouped(row: Sequence[Piece]) -> list[list[Piece]]:
    """Neighbouring western runs and spaces share a group; everything else stands alone."""
    groups: list[list[Piece]] = []
    for piece in row:
        western = piece.kind in (Kind.RUN, Kind.SPACE)
        if western and groups and groups[-1][-1].kind in (Kind.RUN, Kind.SPACE):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def group_cells(group: Sequence[Piece], grid: Grid) -> float:
    """Room of a group in cells."""
    if group[0].kind in (Kind.WIDE, Kind.BLANK):
        return group[0].cells
    return grid.run_cells(sum(piece.natural for piece in group))


class Setter:
    """Collects runs, joining neighbours that continue one another."""

    def __init__(self, grid: Grid, fonts: FontBook) -> None:
        self.grid = grid
        self.fonts = fonts
        self.runs: list[Run] = []
        self.blanks: list[BlankSpot] = []
        self._open = self._lone_open = False
        self._tail: tuple[float, float] | None = None

    def put(self, group: Sequence[Piece], x: float, width: float, edge: int) -> None:
        """Place a group at x pt in `width` pt; `edge` -1 flush left, 1 flush right, 0 in the middle."""
        piece = group[0]
        if piece.kind is Kind.BLANK:
            self.blanks.append(BlankSpot(piece.span.key or "", x, width))
            self._open, self._lone_open, self._tail = False, False, None
        elif piece.kind is Kind.WIDE:
            self._wide(piece, x, width)
        else:
            self._western(group, x, width, edge)

    def _wide(self, piece: Piece, x: float, width: float) -> None:
        size, cell = self.grid.size, self.grid.cell
        font, em = self.fonts.measured(piece.span.role, piece.text)
        glyph = em * size
        if piece.squeezed:
            left = x - (cell / 2 if piece.text in OPENING else 0.0) + (cell - glyph) / 2
            self._add(Run(piece.text, font, size, left, 0.0, glyph, key=piece.span.key), joins=False)
            return
        if piece.text == "—" and 0.8 < em < 1.0:
            scale = cell / glyph
            self._add(Run(piece.text, font, size, x, 0.0, cell, scale, piece.span.key), joins=False)
            return
        left = x + (width - glyph) / 2
        self._add(Run(piece.text, font, size, left, 0.0, glyph, key=piece.span.key), joins=True)

    def _western(self, group: Sequence[Piece], x: float, width: float, edge: int) -> None:
        size = self.grid.size
        natural = sum(piece.natural for piece in group) * self.grid.cell
        text = "".join(piece.text for piece in group)
        spare = max(0.0, width - natural)
        scale = min(1.0, width / natural) if natural else 1.0
        gaps = len(text) + 1 - abs(edge)
        between = spare / gaps if gaps else 0.0
        x += 0.0 if edge < 0 else between
        if len(text) == 1 and between > SLIP:
            self._lone(group[0], x)
            return
        for span, pieces in groupby(group, key=lambda piece: piece.span):
            for font, part in self.fonts.runs(span.role, "".join(piece.text for piece in pieces)):
                glyphs = sum(self.fonts.width(span.role, char) for char in part) * size * scale
                wide = glyphs + between * (len(part) - 1)
                self._add(Run(part, font, size, x, between, wide, scale, span.key), joins=False)
                x += wide + between

    def _lone(self, piece: Piece, x: float) -> None:
        """A single digit in its cell, drawn with its neighbours: a reader then sees no space between them."""
        size = self.grid.size
        font, em = self.fonts.measured(piece.span.role, piece.text)
        run = Run(piece.text, font, size, x, 0.0, em * size, key=piece.span.key)
        before = self.runs[-1] if self.runs and self._tail else None
        if before and self._tail and before.mark() == run.mark():
            left, glyph = self._tail
            self.runs.pop()
            if len(before.text) > 1:
                width = before.width - glyph - before.char_space
                self.runs.append(replace(before, text=before.text[:-1], width=width))
            text = before.text[-1] + run.text
            run = replace(run, text=text, x=left, char_space=x - left - glyph, width=x + run.width - left)
        self._tail = None
        self.runs.append(run)
        self._open, self._lone_open = False, True

    def _after_lone(self, run: Run) -> bool:
        """Join a full-width character to the single digit before it when their distances agree."""
        before = self.runs[-1] if self.runs and self._lone_open else None
        self._lone_open = False
        if before is None or before.mark() != run.mark():
            return False
        space = run.x - before.x - before.width
        if len(before.text) > 1 and abs(space - before.char_space) > 1e-3:
            return False
        wide = run.x + run.width - before.x
        self.runs[-1] = replace(before, text=before.text + run.text, char_space=space, width=wide)
        self._open = False
        return True

    def _add(self, run: Run, *, joins: bool) -> None:
        self._tail = (run.x, run.width) if joins else None
        if joins and self._after_lone(run):
            return
        before = self.runs[-1] if self.runs and self._open and joins else None
        if before and before.mark() == run.mark():
            glyph = glyph_width(before)
            step = run.x - before.x if len(before.text) == 1 else glyph + before.char_space
            if abs(glyph - run.width) < 1e-6 and abs(before.x + len(before.text) * step - run.x) < 1e-4:
                text, wide = before.text + run.text, run.x + run.width - before.x
                self.runs[-1] = replace(before, text=text, char_space=step - glyph, width=wide)
                return
        self.runs.append(run)
        self._open, self._lone_open = joins, False


def glyph_width(run: Run) -> float:
    """Width of one glyph of a run whose glyphs are alike."""
    count = len(run.text)
    return run.width if count == 1 else (run.width - run.char_space * (count - 1)) / count
