"""Runs: what is drawn at once, placed to the point, joined with neighbours that continue it.

PDF readers take a gap wider than a sixth of a character between two drawn strings for a space, but none
inside one string. So a digit or a short word that floats in its cells is drawn as one string with the
characters beside it, all gaps alike; where that cannot be, the gap on that side is kept small. x and widths
in pt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.tokens import OPENING, Grid, Kind, Piece

SMALL_GAP = 0.15
ALIKE = 1e-3


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
class Room:
    """Where a group goes: x and width; whether it touches the line's left or right end; what follows."""

    x: float
    width: float
    starts: bool
    ends: bool
    following: Piece | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """Space before a western group, between its letters, and whether it joins the text on either side."""

    before: float
    between: float
    left: bool = False
    right: bool = False


class Setter:
    """Collects the runs of one line; `spread` is the justified line's extra space between groups."""

    def __init__(self, grid: Grid, fonts: FontBook, spread: float) -> None:
        self.runs: list[Run] = []
        self.blanks: list[BlankSpot] = []
        self._grid, self._fonts, self._spread = grid, fonts, spread
        self._open = False  # the last run takes more full-width characters at its own step
        self._waits = False  # the last run ends in a western group that wants the next character
        self._chained = False  # the last run is such a chain, a full-width character at its end
        self._overlaps = False  # the last mark is halved, its glyph reaches into what follows
        self._tail: tuple[float, float] | None = None  # x and width of the full-width character just set

    def put(self, group: Sequence[Piece], room: Room) -> None:
        """Place a group."""
        piece = group[0]
        if piece.kind is Kind.BLANK:
            self.blanks.append(BlankSpot(piece.span.key or "", room.x, room.width))
            self._close()
        elif piece.kind is Kind.WIDE:
            self._wide(piece, room)
        else:
            self._western(group, room)

    def _close(self) -> None:
        self._open = self._waits = self._chained = self._overlaps = False
        self._tail = None

    def _wide(self, piece: Piece, room: Room) -> None:
        size, cell = self._grid.size, self._grid.cell
        font, em = self._fonts.measured(piece.span.role, piece.text)
        run = Run(piece.text, font, size, room.x + (cell - em * size) / 2, 0.0, em * size, key=piece.span.key)
        if piece.squeezed and piece.text in OPENING:
            self._close()
            self.runs.append(replace(run, x=run.x - cell / 2))
        elif piece.squeezed:
            self._full(run)
            self._close()
            self._overlaps = True
        elif is_short_dash(piece, em):
            self._close()
            self.runs.append(replace(run, x=room.x, width=cell, scale=cell / run.width))
        else:
            self._full(run)

    def _full(self, run: Run) -> None:
        """A full-width character: continues the last run when its place allows."""
        before = self.runs[-1] if self.runs else None
        joins = before is not None and before.mark() == run.mark() and (self._waits or self._open)
        if before and joins:
            space = run.x - before.x - before.width
            if len(before.text) == 1 or abs(space - before.char_space) < ALIKE:
                self._chained, self._open, self._waits = self._waits, self._open, False
                self._tail = (run.x, run.width)
                text, width = before.text + run.text, run.x + run.width - before.x
                self.runs[-1] = Run(text, run.font, run.size, before.x, space, width, run.scale, run.key)
                return
        self.runs.append(run)
        self._close()
        self._open, self._tail = True, (run.x, run.width)

    def _western(self, group: Sequence[Piece], room: Room) -> None:
        natural = sum(piece.natural for piece in group) * self._grid.cell
        scale = min(1.0, room.width / natural) if natural else 1.0
        gaps = self._gaps(group, room, natural * scale)
        x = room.x + gaps.before
        for span, pieces in groupby(group, key=lambda piece: piece.span):
            for font, text in self._fonts.runs(span.role, "".join(piece.text for piece in pieces)):
                glyphs = sum(self._fonts.width(span.role, char) for char in text) * self._grid.size * scale
                width = glyphs + gaps.between * (len(text) - 1)
                run = Run(text, font, self._grid.size, x, gaps.between, width, scale, span.key)
                self.runs.append(self._pulled(run) if gaps.left else run)
                x += width + gaps.between
        self._close()
        self._waits = gaps.right

    def _gaps(self, group: Sequence[Piece], room: Room, natural: float) -> Gaps:
        """Even gaps when they are small; else as the neighbours allow."""
        count = sum(len(piece.text) for piece in group)
        small = SMALL_GAP * self._grid.size
        over = max(0.0, (self._grid.size - self._grid.cell) / 2)
        lead = 0.0 if room.starts else over - self._spread
        spare = room.width - natural - lead - (0.0 if room.ends else over - self._spread)
        sides = 2 - room.starts - room.ends
        even = max(0.0, spare / max(1, count - 1 + sides))
        if even <= small:
            return Gaps(0.0 if room.starts else lead + even, even)
        free_left = room.starts or self._overlaps
        free_right = room.following is None or is_halved_opening(room.following)
        left = free_left or self._continues(group, even)
        right = free_right or self._continued(group, room.following)
        if room.ends and not left:
            return self._gaps(group, replace(room, ends=False), natural)
        held = small * ((not left) + (not right))
        shared = count - 1 + (left and not room.starts) + (right and not room.ends)
        between = max(0.0, spare - held) / shared if shared else even
        before = 0.0 if room.starts else lead + (between if left or not shared else small)
        return Gaps(before, between, left and not free_left, right and not free_right)

    def _continues(self, group: Sequence[Piece], even: float) -> bool:
        """Whether the group may be drawn with the full-width character just set."""
        if not self._tail or not self.runs or self.runs[-1].mark() != self._mark(group):
            return False
        return not self._chained or abs(self.runs[-1].char_space - even) < ALIKE

    def _continued(self, group: Sequence[Piece], following: Piece | None) -> bool:
        """Whether the piece that follows may be drawn with the group."""
        if following is None or following.kind is not Kind.WIDE or is_halved_opening(following):
            return False
        font, em = self._fonts.measured(following.span.role, following.text)
        return not is_short_dash(following, em) and self._mark(group) == (font, 1.0, following.span.key)

    def _mark(self, group: Sequence[Piece]) -> tuple[str, float, str | None] | None:
        """Font, stretch and key of a group that is one string; None of a mixed one."""
        fonts = {self._fonts.font_for(piece.span.role, char) for piece in group for char in piece.text}
        keys = {piece.span.key for piece in group}
        spans = {id(piece.span) for piece in group}
        return (fonts.pop(), 1.0, keys.pop()) if len(fonts) == len(spans) == 1 else None

    def _pulled(self, run: Run) -> Run:
        """The group with the full-width character before it, taken off the run it ended."""
        before = self.runs.pop()
        if self._chained or self._tail is None or len(before.text) == 1:
            return replace(run, text=before.text + run.text, x=before.x, width=run.x + run.width - before.x)
        left, glyph = self._tail
        width = before.width - glyph - before.char_space
        self.runs.append(replace(before, text=before.text[:-1], width=width))
        return replace(run, text=before.text[-1] + run.text, x=left, width=run.x + run.width - left)


def is_halved_opening(piece: Piece | None) -> bool:
    """An opening mark set on half a cell: its glyph reaches back over what stands before it."""
    return piece is not None and piece.squeezed and piece.text in OPENING


def is_short_dash(piece: Piece, em: float) -> bool:
    """A dash too short for its cell: it is stretched, so that two of them join."""
    return piece.text == "—" and 0.8 < em < 1.0
