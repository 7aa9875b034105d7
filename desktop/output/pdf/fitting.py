"""Widths of a printed table that suit what stands in it: no code, number or short word is broken where an
empty column has room to spare. In pt, padding included.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.base.widths import Need, shared_out
from desktop.output.pdf.cells import PAD
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.sheet import TableSheet
from desktop.output.pdf.text import parts
from desktop.output.pdf.tokens import Grid, Span, clusters_of, pieces_of, total

SAMPLE = 200
"""Rows that are looked at, spread over the table."""

SHORT = (10.5, 7.5, 5.5, 4.5)
"""Full-width characters up to which a text stays on one line, the next when there is no room for that."""

LONG, MOST = 12.0, 40.0
"""Full-width characters from which a column takes the room left, and the most it asks for."""

HEADS = (6.5, 4.5)
"""A head up to so many characters stays on one line, a longer one may take two; fewer where room lacks."""

EDGE = 0.4
"""Room beside the text, in characters, besides the padding of the cell."""

EMPTY = 0.6
"""What a column without any text keeps of its width: it is filled in by hand."""


def fitted_widths(sheet: TableSheet, declared: Sequence[float], fonts: FontBook) -> list[float]:
    """The declared widths moved towards the contents; unchanged when even the least do not fit."""
    room = sum(declared)
    columns = [_Measured(sheet, place, fonts) for place in range(len(sheet.columns))]
    for short in SHORT:
        needs = [column.need(own, short) for column, own in zip(columns, declared, strict=True)]
        if sum(need.least for need in needs) <= room:
            return shared_out(needs, room)
    return list(declared)


class _Measured:
    """The texts of one column: their natural widths and their longest unbreakable parts, in pt."""

    def __init__(self, sheet: TableSheet, place: int, fonts: FontBook) -> None:
        self._size, self._fonts = sheet.size, fonts
        step = max(len(sheet.rows) // SAMPLE, 1)
        rows = (sheet.rows[number] for number in range(0, len(sheet.rows), step))
        texts = {row[place] for row in rows if place < len(row)}
        self._cells = [self._measure(text, sheet.body_role, sheet.size) for text in texts if text]
        heads = [cell.text for cell in sheet.head if cell.col == place and cell.colspan == 1
                 and not cell.vertical]
        self._heads = [(*self._measure(text, Role.HEI, sheet.head_size), sheet.head_size) for text in heads]

    def _measure(self, text: str, role: Role, size: float) -> tuple[float, float]:
        grid = Grid(size, size, snap=False)
        lines = [[total(cluster) * size for cluster in clusters_of(pieces_of(part, grid, self._fonts))]
                 for part in parts([Span(text, role)])]
        return (max((sum(line) for line in lines), default=0.0),
                max((wide for line in lines for wide in line), default=0.0))

    def need(self, declared: float, short: float) -> Need:
        """What the column asks for when texts of up to `short` characters are not to be broken."""
        head = HEADS[0] if short > HEADS[0] else HEADS[1]
        least = [natural if natural <= short * self._size else max(whole, short / 2 * self._size)
                 for natural, whole in self._cells]
        least += [natural if natural <= head * size else max(natural / 2 + size / 2, whole)
                  for natural, whole, size in self._heads]
        natural = [natural for natural, _ in self._cells]
        full = max(natural + [min(wide, head * size) for wide, _, size in self._heads], default=0.0)
        edge = 2 * PAD + EDGE * self._size
        if not self._cells:
            least.append(EMPTY * declared - edge)
        wanted = min(full, MOST * self._size)
        return Need(declared, max(least, default=self._size) + edge, max([wanted, *least]) + edge,
                    roomy=full > LONG * self._size)
