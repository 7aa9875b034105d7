"""Several small tables one below the other on sheets of a workbook: counts as numbers, words as text."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from desktop.output.excel_write import sheet_name

_WIDEST, _NARROWEST = 40, 10


@dataclass(frozen=True)
class Block:
    """One table with its title above and a note below."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class ReportSheet:
    """One sheet: paragraphs first, then the blocks, then more paragraphs."""

    name: str
    title: str
    above: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    below: tuple[str, ...] = ()


def write_report(sheets: Sequence[ReportSheet]) -> bytes:
    """The workbook as bytes, A4 upright, one page wide."""
    buffer = BytesIO()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        book = xlsxwriter.Workbook(buffer, {"tmpdir": folder})
        for sheet in sheets:
            _Writer(book, sheet).write()
        book.close()
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Any, sheet: ReportSheet) -> None:
        self.sheet, self.row = sheet, 0
        self.page = book.add_worksheet(sheet_name(sheet.name))
        self.columns = max([len(block.heads) for block in sheet.blocks] or [6])
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.strong = book.add_format({"bold": True, "font_size": 12})
        self.head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter",
                                     "text_wrap": True})
        self.text = book.add_format({"border": 1, "num_format": "@"})
        self.number = book.add_format({"border": 1, "num_format": "0"})
        self.long = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self) -> None:
        """Everything from the top down."""
        self.page.merge_range(0, 0, 0, self.columns - 1, self.sheet.title, self.title)
        self.page.set_row(0, 28)
        self.row = 2
        for words in self.sheet.above:
            self._paragraph(words)
        for block in self.sheet.blocks:
            self._block(block)
        for words in self.sheet.below:
            self._paragraph(words)
        for column in range(self.columns):
            cells = [row[column] for block in self.sheet.blocks for row in (block.heads, *block.rows)
                     if column < len(row)]
            widest = max((sum(2 if ord(letter) > 255 else 1 for letter in cell) for cell in cells), default=0)
            self.page.set_column(column, column, min(max(widest + 2, _NARROWEST), _WIDEST))
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.set_footer("&C第 &P 页 共 &N 页")

    def _paragraph(self, words: str) -> None:
        self.page.merge_range(self.row, 0, self.row, self.columns - 1, "", self.long)
        self.page.write_string(self.row, 0, words, self.long)
        self.page.set_row(self.row, 16 * (1 + len(words) // (self.columns * 8)))
        self.row += 1

    def _block(self, block: Block) -> None:
        self.row += 1
        self.page.write_string(self.row, 0, block.title, self.strong)
        for column, words in enumerate(block.heads):
            self.page.write_string(self.row + 1, column, words, self.head)
        self.row += 2
        for cells in block.rows:
            for column, cell in enumerate(cells):
                if cell.isascii() and cell.isdigit() and len(cell) < 15:
                    self.page.write_number(self.row, column, int(cell), self.number)
                else:
                    self.page.write_string(self.row, column, cell, self.text)
            self.row += 1
        if block.note:
            self._paragraph(block.note)
