"""From a workbook to typed rows in one call, each step open to correction by the clerk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.base.progress import Progress
from desktop.base.sheets import ImportSpec, SheetRow
from desktop.output.excel_read.heads import HeadBlock, find_heads, no_heads
from desktop.output.excel_read.mapping import MappedColumn, Remembered, propose
from desktop.output.excel_read.opening import Sheet, Workbook
from desktop.output.excel_read.rows import heads_of, read_rows

GUIDE_SHEET = "填写说明"
"""The sheet of our own blank forms that explains them; it is never read as data."""

Recall = Callable[[Sequence[str]], Remembered]
"""Heads -> how they were last mapped; empty when they were never seen."""


@dataclass(frozen=True)
class Layout:
    """Where the data of a workbook is and what its columns mean."""

    sheet: Sheet
    block: HeadBlock
    mapping: tuple[MappedColumn, ...]

    @property
    def found(self) -> bool:
        """False when no heads were found: the clerk has to name the columns."""
        return self.block.depth > 0

    @property
    def heads(self) -> dict[str, str]:
        """Key -> head text in the file."""
        return heads_of(self.mapping)


def nothing_remembered(heads: Sequence[str]) -> Remembered:
    """The recall of someone who never imported anything."""
    return {}


def lay_out(spec: ImportSpec, workbook: Workbook, recall: Recall = nothing_remembered) -> Layout:
    """The best fitting sheet with its heads and proposed mapping; visible sheets come first."""
    best: tuple[float, Sheet, HeadBlock] | None = None
    for sheet in workbook.readable:
        if sheet.name == GUIDE_SHEET and len(workbook.readable) > 1:
            continue
        blocks = find_heads(sheet, spec.columns)
        if blocks and (best is None or blocks[0].score - (5 if sheet.hidden else 0) > best[0]):
            best = blocks[0].score, sheet, blocks[0]
    if best is None:
        sheet = workbook.readable[0]
        return lay_out_block(spec, sheet, no_heads(sheet), recall)
    return lay_out_block(spec, best[1], best[2], recall)


def lay_out_block(
    spec: ImportSpec, sheet: Sheet, block: HeadBlock, recall: Recall = nothing_remembered
) -> Layout:
    """The layout for a sheet and head rows the clerk chose."""
    return Layout(sheet, block, tuple(propose(spec, block.paths, recall(block.paths))))


def rows_of(
    spec: ImportSpec, layout: Layout, progress: Progress | None = None, today: date | None = None
) -> list[SheetRow]:
    """The typed rows of a layout; `today` tells the year where no date of the sheet does."""
    return read_rows(spec, layout.sheet, layout.block, layout.mapping, progress, today)
