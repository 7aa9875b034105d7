"""Chinese text cut into pieces and clusters: what may stand at a line's start or end, what may not be split.

A piece is one full-width character, a run of western letters or digits, a space or a blank to be filled in.
A cluster is a row of pieces no line break may separate. Widths are in cells: one cell, one full-width
character.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from desktop.output.pdf.fonts import FontBook, Role

NO_START = frozenset("，。、；：？！）》〉”’」』】〕〗％‰…⋯·～℃,.;:?!)]}%’")
NO_END = frozenset("‘“（《〈「『【〔〖￥＄№([{¥$")
CLOSING = frozenset("，。、；：？！）》〉”’」』】〕〗")
OPENING = frozenset("‘“（《〈「『【〔〖")
DOUBLED = frozenset("…—⋯")
UNITS = frozenset("年月日号时分秒岁元角人名个家所条款项目节章件份份起次批页张块处周天届级班课户万亿％‰℃°度期")
MULTIPLIERS = frozenset("万亿千百多余")
ALWAYS_WIDE = frozenset("“”‘’—…·⋯")
WIDE_FROM = 0.75
TIGHTEST = 0.88


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one lettering; or, with `blank`, room of `width` full-width characters named `key`."""

    text: str
    role: Role = Role.FANGSONG
    key: str | None = None
    blank: bool = False
    width: float = 0.0


class Kind(Enum):
    """What a piece is."""

    WIDE = auto()
    RUN = auto()
    SPACE = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of a line: `natural` is its own width in cells, `cells` the room it takes."""

    kind: Kind
    text: str
    span: Span
    natural: float
    cells: float
    squeezed: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """How wide things are: font size and cell in pt; with `snap` western runs fill whole cells."""

    size: float
    cell: float
    snap: bool

    def run_cells(self, natural: float) -> float:
        """Room of a western run; it may be tightened a little to stay within whole cells."""
        return float(max(1, math.ceil(natural * TIGHTEST - 1e-6))) if self.snap else natural


def is_wide(char: str, em: float) -> bool:
    """Whether the character takes a full cell: Chinese text and signs do, letters and digits do not."""
    if char in ALWAYS_WIDE:
        return True
    width = unicodedata.east_asian_width(char)
    return width in "WF" or (ord(char) > 0xFF and width == "A" and em >= WIDE_FROM)


def pieces_of(spans: Iterable[Span], grid: Grid, fonts: FontBook) -> list[Piece]:
    """The spans as pieces, in order; text of one lettering is one text, whichever blanks it came from."""
    found: list[Piece] = []
    letterings: dict[Role, Span] = {}
    for given in spans:
        span = given if given.blank else letterings.setdefault(given.role, Span("", given.role))
        if span.blank:
            cells = float(math.ceil(span.width)) if grid.snap else span.width
            found.append(Piece(Kind.BLANK, "", span, cells, cells))
            continue
        for char in given.text:
            found_before = found[-1] if found and found[-1].span is span else None
            piece = piece_of(char, span, grid, fonts)
            if found_before and piece.kind is Kind.RUN and found_before.kind is Kind.RUN:
                natural = found_before.natural + piece.natural
                text = found_before.text + char
                found[-1] = Piece(Kind.RUN, text, span, natural, grid.run_cells(natural))
            else:
                found.append(piece)
    return found


def piece_of(char: str, span: Span, grid: Grid, fonts: FontBook) -> Piece:
    """One character as a piece."""
    em = fonts.width(span.role, char)
    natural = em * grid.size / grid.cell
    if char in " \t\u00a0":
        natural = fonts.width(span.role, " ") * grid.size / grid.cell
        return Piece(Kind.SPACE, " ", span, natural, 1.0 if grid.snap else natural)
    if is_wide(char, em):
        return Piece(Kind.WIDE, char, span, natural, 1.0)
    return Piece(Kind.RUN, char, span, natural, grid.run_cells(natural))


def transparent(piece: Piece) -> bool:
    """Spaces, also full-width ones: the marks around them still hold together."""
    return piece.kind is Kind.SPACE or piece.text == "\u3000"


def is_number(piece: Piece) -> bool:
    """Whether the piece ends in a digit, half- or full-width."""
    return bool(piece.text) and piece.text[-1].isdigit()


def held(before: Piece, after: Piece) -> bool:
    """Whether punctuation forbids a break between the two, spaces between them or not."""
    return (bool(after.text) and after.text[0] in NO_START) or (
        bool(before.text) and before.text[-1] in NO_END
    )


def joined(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the piece at `place` belongs to the one before it: runs, numbers with units, …… and ——."""
    before, after = pieces[place - 1], pieces[place]
    if before.kind is Kind.RUN and after.kind is Kind.RUN:
        return True
    if after.text in DOUBLED and before.text == after.text:
        return True
    if is_number(before):
        return is_number(after) or after.text in UNITS or after.text in MULTIPLIERS
    return place >= 2 and before.text in MULTIPLIERS and is_number(pieces[place - 2]) and after.text in UNITS


def clusters_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces in clusters; every edge between two clusters is a lawful line break."""
    clusters: list[list[Piece]] = []
    for place, piece in enumerate(pieces):
        if clusters and not may_break(pieces, place):
            clusters[-1].append(piece)
        else:
            clusters.append([piece])
    return clusters


def may_break(pieces: Sequence[Piece], place: int) -> bool:
    """Whether a line may end before the piece at `place` (1 or more)."""
    if joined(pieces, place):
        return False
    left, right = place - 1, place
    while left >= 0 and transparent(pieces[left]):
        left -= 1
    while right < len(pieces) and transparent(pieces[right]):
        right += 1
    return left < 0 or right == len(pieces) or not held(pieces[left], pieces[right])


def torn(cluster: Sequence[Piece], room: float, grid: Grid, fonts: FontBook) -> list[list[Piece]]:
    """A cluster wider than a line, split where it hurts least: between letters, then anywhere.

    Never after a hyphen: a reader of the PDF would take it for one of hyphenation and drop it.
    """
    letters: list[Piece] = []
    for piece in cluster:
        if piece.kind is Kind.RUN:
            singles = (piece_of(char, piece.span, grid, fonts) for char in piece.text)
            letters.extend(replace(single, cells=single.natural) for single in singles)
        elif piece.kind is Kind.BLANK:
            letters.append(replace(piece, cells=min(piece.cells, room), natural=min(piece.natural, room)))
        else:
            letters.append(piece)
    groups: list[list[Piece]] = []
    for place, piece in enumerate(letters):
        before = letters[place - 1]
        bound = held(before, piece) or before.text == "-"
        if groups and bound and total(groups[-1]) + piece.cells <= room:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def total(pieces: Iterable[Piece]) -> float:
    """Room of the pieces in cells."""
    return sum(piece.cells for piece in pieces)
