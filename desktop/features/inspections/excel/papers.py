"""日工作台账 and 现场检查记录表 as .xlsx: merged title, heads on every page, all cells text."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from desktop.base.chinese import strip_controls
from desktop.features.inspections.listing.papers import RECORD, PaperTable, RecordPaper
from desktop.output.excel_rows import row_height

A4, SIZE = 9, 10
"""Excel's number of the paper, and the size of type in pt."""

RECORD_WIDTHS = (14, 14, 34, 16, 34)

PER_MM, REST_MM = 0.52, 40.0
"""Width of a column in characters per mm; mm of a column that takes a share of the rest."""

_CELL = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@", "font_name": "宋体",
         "font_size": SIZE}


class _Book:
    """A workbook of one sheet and its formats."""

    def __init__(self, title: str, columns: int) -> None:
        # Loaded with the first sheet that is written, not with the window.
        import xlsxwriter

        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True})
        self.sheet: Any = self.book.add_worksheet(title[:31])
        self.last = columns - 1
        self.cell = self.book.add_format(_CELL)
        self.centre = self.book.add_format({**_CELL, "align": "center"})
        self.head = self.book.add_format({**_CELL, "align": "center", "bold": True})
        self.plain = self.book.add_format({"font_name": "宋体", "font_size": 10})
        self.right = self.book.add_format({"font_name": "宋体", "font_size": 10, "align": "right"})
        title_format = self.book.add_format({"font_name": "宋体", "font_size": 18, "bold": True,
                                             "align": "center", "valign": "vcenter"})
        self.across(0, title, title_format)
        self.sheet.set_row(0, 32)
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.sheet.set_footer("&C第 &P 页 共 &N 页")

    def across(self, row: int, words: str, style: Any, first: int = 0, last: int | None = None) -> None:
        """Words over several columns."""
        end = self.last if last is None else last
        if end > first:
            self.sheet.merge_range(row, first, row, end, strip_controls(words), style)
        else:
            self.sheet.write_string(row, first, strip_controls(words), style)

    def table(self, table: PaperTable, top: int, widths: Sequence[float]) -> int:
        """Heads and rows from that row on, in columns of these widths; the row after them."""
        for place, head in enumerate(table.heads):
            self.sheet.write_string(top, place, head.words, self.head)
        self.sheet.set_row(top, row_height([head.words for head in table.heads], widths, SIZE))
        for number, row in enumerate(table.rows, top + 1):
            self.sheet.set_row(number, row_height(row, widths, SIZE))
            for place, words in enumerate(row):
                style = self.centre if table.heads[place].centred else self.cell
                self.sheet.write_string(number, place, strip_controls(words), style)
        return top + len(table.rows) + 1

    def done(self) -> bytes:
        """The file."""
        self.book.close()
        return self.buffer.getvalue()


def table_xlsx(table: PaperTable) -> bytes:
    """A table as a workbook."""
    made = _Book(table.title, len(table.heads))
    middle = made.last // 2
    made.across(1, table.left, made.plain, 0, middle)
    made.across(1, table.right, made.right, middle + 1)
    widths = [max(4.0, (head.mm or REST_MM) * PER_MM) for head in table.heads]
    for place, width in enumerate(widths):
        made.sheet.set_column(place, place, width)
    after = made.table(table, 2, widths)
    for words in table.notes:
        made.across(after, words, made.plain)
        after += 1
    step = max(1, len(table.heads) // max(1, len(table.feet)))
    for place, words in enumerate(table.feet):
        made.sheet.write_string(after + 1, place * step, words, made.plain)
    made.sheet.set_landscape()
    made.sheet.freeze_panes(3, 0)
    made.sheet.repeat_rows(2)
    return made.done()


def record_xlsx(record: RecordPaper) -> bytes:
    """A record form as a workbook of one sheet: facts, people, texts, items, signatures."""
    made = _Book(RECORD, 5)
    for place, wide in enumerate(RECORD_WIDTHS):
        made.sheet.set_column(place, place, wide)
    made.across(1, f"编号：{record.number}", made.plain, 0, 2)
    made.across(1, record.bureau, made.right, 3)
    row = 2
    for place in range(0, len(record.facts), 2):
        (label, words), second = record.facts[place], record.facts[place + 1:place + 2]
        made.sheet.write_string(row, 0, label, made.head)
        made.across(row, words, made.cell, 1, 2)
        made.sheet.write_string(row, 3, second[0][0] if second else "", made.head)
        made.sheet.write_string(row, 4, second[0][1] if second else "", made.cell)
        row += 1
    blocks = [("检查人员", "\n".join(record.people)), *record.texts]
    for label, words in blocks:
        made.sheet.set_row(row, max(32.0, row_height([words], [sum(RECORD_WIDTHS[1:])], SIZE)))
        made.sheet.write_string(row, 0, label, made.head)
        made.across(row, words, made.cell, 1)
        row += 1
    if record.items.rows:
        row = made.table(record.items, row, RECORD_WIDTHS)
    for label in record.signatures:
        made.sheet.set_row(row, 40)
        made.across(row, label, made.head, 0, 1)
        made.across(row, "", made.cell, 2)
        row += 1
    made.sheet.set_portrait()
    return made.done()
