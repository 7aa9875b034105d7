"""One line set: every piece at its place, the slack of a justified line spread evenly.

A line whose slack is too much for that (a long number or address goes whole to the next line) stays as it is:
wider gaps look torn, and PDF readers take a gap over a sixth of a character for a space.
All x and widths in pt from the left edge of the column; rooms in cells of the grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.runs import BlankSpot, Room, Run, Setter
from desktop.output.pdf.tokens import Grid, Kind, Piece

MOST_SPREAD = 0.16
SLIP = 1e-6


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
    setter = Setter(grid, fonts, gap * grid.cell)
    x = indent
    for place, (group, cells) in enumerate(zip(groups, widths, strict=True)):
        following = groups[place + 1][0] if place + 1 < len(groups) else None
        starts, ends = place == 0 and indent == 0, following is None and gap > 0
        setter.put(group, Room(x * grid.cell, cells * grid.cell, starts, ends, following))
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
