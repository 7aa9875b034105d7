"""Lines dealt out to pages of 22 rows; a signature never stands on a page without body text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.output.pdf.setting import Line

ROWS = 22
ALONG = 2


@dataclass(frozen=True)
class FlowLine:
    """One row: lines with their x in the core. A spacer is dropped at a page's top."""

    marks: tuple[tuple[Line, float], ...] = ()
    size: float = 16.0
    keep_next: bool = False
    spacer: bool = False
    rule_above: bool = False


@dataclass(frozen=True)
class Slot:
    """A row on a page, both from 0."""

    page: int
    row: int
    line: FlowLine


def deal(flow: Sequence[FlowLine], tail: Sequence[FlowLine], first_row: int) -> list[Slot]:
    """The flow from `first_row` of page 0 on, then the tail unbroken, never alone on a page."""
    slots = pour(flow, 0, first_row)
    page, row = after(slots, first_row)
    if not tail:
        return slots
    if row + len(tail) > ROWS and (row > 0 or page > 0):
        cut = along(flow)
        kept = pour(flow[:cut], 0, first_row)
        page = after(kept, first_row)[0] + 1 if kept else 1
        slots = kept + pour(flow[cut:], page, 0)
        page, row = after(slots, 0)
    return slots + [Slot(page, row + place, line) for place, line in enumerate(tail)]


def pour(flow: Sequence[FlowLine], page: int, row: int) -> list[Slot]:
    """Rows one under the other; a row that keeps with the next moves on with it."""
    slots: list[Slot] = []
    place = 0
    while place < len(flow):
        chain = place
        while chain + 1 < len(flow) and flow[chain].keep_next:
            chain += 1
        if row >= ROWS or (row > 0 and chain > place and row + chain - place >= ROWS):
            page, row = page + 1, 0
        if flow[place].spacer and row == 0 and slots:
            place += 1
            continue
        slots.append(Slot(page, row, flow[place]))
        row += 1
        place += 1
    return slots


def after(slots: Sequence[Slot], first_row: int) -> tuple[int, int]:
    """Page and row following the last slot."""
    return (slots[-1].page, slots[-1].row + 1) if slots else (0, first_row)


def along(flow: Sequence[FlowLine]) -> int:
    """Where to cut so that the last rows of text go along with the tail: two, or one with its heading."""
    cut = max(0, len(flow) - ALONG)
    while cut > 0 and (flow[cut - 1].keep_next or flow[cut].spacer):
        cut -= 1
    return cut
