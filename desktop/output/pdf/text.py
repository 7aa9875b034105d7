"""Chinese lines: broken by the rules of Chinese typesetting, justified, with the place of every run.

No line starts with ，。”》… or ends with “《（; numbers keep their units; …… and —— stay whole. A mark
that would start the next line is pushed in: full-width marks, from the line's end backwards, shrink to half a
cell. Else the last character goes along to the next line and the slack is spread between the characters. On a
grid (`cell` given) each full-width character of an unchanged line sits in the middle of its cell.
All x and widths in pt from the left edge of the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.runs import BlankSpot, Run
from desktop.output.pdf.setting import SLIP, Line, placed
from desktop.output.pdf.tokens import (
    CLOSING,
    OPENING,
    Grid,
    Kind,
    Piece,
    Span,
    clusters_of,
    pieces_of,
    torn,
    total,
)

__all__ = ["BlankSpot", "Line", "Run", "Span", "break_paragraph", "one_line"]

MOST_SQUEEZE = 1.0
HALVED = (CLOSING | OPENING) - set("？！")
"""Marks that fit half a cell; ？ and ！ stand in the middle of theirs in some fonts."""


def break_paragraph(
    spans: Sequence[Span],
    width_pt: float,
    size: float,
    first_indent_chars: float,
    fonts: FontBook,
    *,
    cell: float | None = None,
    justify: bool = True,
    hanging_chars: float = 0.0,
) -> list[Line]:
    """The paragraph in lines, one at least; a line break in the text starts a new line without indent.

    `cell`: width of a grid cell in pt; without it characters stand at their own width. `hanging_chars`
    indents every line but the first.
    """
    grid = Grid(size, cell or size, cell is not None)
    room = width_pt / grid.cell + SLIP
    if not grid.snap:
        room += SLIP
    lines: list[Line] = []
    for part in parts(spans):
        pieces = pieces_of(part, grid, fonts)
        rows = list(
            fill(clusters_of(pieces), room, first_indent_chars, hanging_chars, bool(lines), grid, fonts)
        )
        for place, row in enumerate(rows):
            indent = first_indent_chars if not lines else hanging_chars
            last = place == len(rows) - 1
            lines.append(placed(row, indent, room, grid, fonts, spread=justify and not last, last=last))
    return lines


def one_line(spans: Sequence[Span], size: float, fonts: FontBook, *, cell: float | None = None) -> Line:
    """All of the text on one line, however long, from x = 0."""
    grid = Grid(size, cell or size, cell is not None)
    return placed(pieces_of(spans, grid, fonts), 0.0, 0.0, grid, fonts, spread=False, last=True)


def parts(spans: Iterable[Span]) -> list[list[Span]]:
    """The spans cut at line breaks; control characters are dropped."""
    found: list[list[Span]] = [[]]
    for span in spans:
        if span.blank:
            found[-1].append(span)
            continue
        for place, text in enumerate(span.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if place:
                found.append([])
            clean = "".join(char for char in text if char == "\t" or (char >= " " and char != "\x7f"))
            if clean:
                found[-1].append(replace(span, text=clean))
    return found


def fill(
    clusters: list[list[Piece]],
    room: float,
    first: float,
    hanging: float,
    begun: bool,
    grid: Grid,
    fonts: FontBook,
) -> Iterator[list[Piece]]:
    """The clusters in rows no wider than `room` cells; squeezed rows are squeezed already."""
    waiting = list(reversed(clusters))
    row: list[Piece] = []
    used = 0.0
    space = room - (hanging if begun else first)
    while waiting:
        cluster = waiting.pop()
        narrowest = room - max(hanging, 0.0 if begun else first)
        if total(cluster) > narrowest:
            shares = torn(cluster, narrowest, grid, fonts)
            if shares != [cluster]:
                waiting.extend(reversed(shares))
                continue
        width = total(cluster)
        if used + width_without_tail(cluster) <= space or not row:
            row.extend(cluster)
            used += width
            continue
        pushed = squeezed([*row, *cluster], space)
        if pushed:
            yield pushed
            row, used = [], 0.0
        else:
            yield trimmed(row)
            row, used = list(cluster), width
        space = room - hanging
    if row or not clusters:
        yield trimmed(row)


def width_without_tail(cluster: Sequence[Piece]) -> float:
    """Width of a cluster as the last of its line: spaces at its end do not count."""
    return total(trimmed(cluster))


def trimmed(row: Sequence[Piece]) -> list[Piece]:
    """The row without western spaces at its end."""
    end = len(row)
    while end and row[end - 1].kind is Kind.SPACE:
        end -= 1
    return list(row[:end])


def squeezed(row: Sequence[Piece], space: float) -> list[Piece] | None:
    """The row made to fit by halving marks from its end backwards; None when it should not be."""
    changed = trimmed(row)
    overflow = total(changed) - space
    if not changed or changed[-1].text not in CLOSING or overflow > MOST_SQUEEZE + 2 * SLIP:
        return None
    for place in range(len(changed) - 1, -1, -1):
        piece = changed[place]
        if overflow > 0 and piece.text in HALVED:
            changed[place] = replace(piece, cells=0.5, squeezed=True)
            overflow -= 0.5
    return changed if overflow <= 0 else None
