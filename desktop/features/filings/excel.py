"""The official form as a workbook: heads, merges, notes and signature lines as the scheme has them.

Rows: 附件 label, title, three head rows, the data row, notes, signature lines. Widths in Excel's characters,
heights in pt. Every text is a text cell, every number a number. Prints on A3 or A4 landscape, one page wide.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.base.chinese import strip_controls
from desktop.features.filings.rules import Sheet

PAPERS = {"A3": 8, "A4": 9}
HEAD_TOP = 3
"""Sheet row of the first head row."""

WIDTHS = (5, 11, 12, 12, 24, 28, *(7.0,) * 8, *(6.2,) * 4, 28, 17, 10)
_HEAD_HEIGHTS = (24.0, 58.0, 36.0)
_LINE, _CHAR_PX, _UNIT_PX = 16.5, 16.0, 7.0
_TALLEST = 400.0
_WIDEST = 32_000
_NOT_XML = re.compile("[\ufffe\uffff]")
_THIN = Side(style="thin", color="000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_BODY, _TITLE = Font(name="仿宋", size=12), Font(name="宋体", size=22, bold=True)
_HEAD, _MARK = Font(name="黑体", size=12), Font(name="黑体", size=16)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


def form_workbook(sheet: Sheet, paper: str = "") -> bytes:
    """The form of `sheet` as .xlsx; `paper` A3 or A4, by default the scheme's."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = f"{sheet.form.attachment} {sheet.month}"
    book.properties.creator = sheet.office
    book.properties.title = sheet.form.title
    last = max(head.col + head.colspan - 1 for head in sheet.form.heads)
    for place in range(last):
        width = WIDTHS[place] if place < len(WIDTHS) else 10
        page.column_dimensions[get_column_letter(place + 1)].width = width
    _put(page, 1, 1, sheet.form.attachment, _MARK, Alignment(horizontal="left", vertical="center"))
    page.row_dimensions[1].height = 24
    _put(page, 2, 1, sheet.form.title, _TITLE, _CENTRE)
    page.merge_cells(start_row=2, start_column=1, end_row=2, end_column=last)
    page.row_dimensions[2].height = 36
    _heads(page, sheet)
    row = _data(page, sheet, _head_bottom(sheet) + 1)
    row = _notes(page, sheet, row, last)
    row = _signatures(page, sheet, row, last)
    _print_setup(page, sheet, paper or sheet.form.paper, row - 1, last)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _head_bottom(sheet: Sheet) -> int:
    return HEAD_TOP - 1 + max(head.row + head.rowspan - 1 for head in sheet.form.heads)


def _heads(page: Worksheet, sheet: Sheet) -> None:
    for head in sheet.form.heads:
        top, left = HEAD_TOP + head.row - 1, head.col
        bottom, right = top + head.rowspan - 1, left + head.colspan - 1
        _put(page, top, left, head.text, _HEAD, _CENTRE)
        _merge(page, top, left, bottom, right)
    for place, height in enumerate(_HEAD_HEIGHTS):
        page.row_dimensions[HEAD_TOP + place].height = height


def _data(page: Worksheet, sheet: Sheet, top: int) -> int:
    """The data row; texts higher than Excel's highest row spread over several merged rows."""
    height = max((_height(str(sheet.texts.get(column.key, "")), WIDTHS[column.col - 1])
                  for column in sheet.form.texts()), default=_LINE)
    count = max(1, ceil(height / _TALLEST))
    for row in range(top, top + count):
        page.row_dimensions[row].height = max(60.0, height / count)
    for column in sheet.form.columns:
        short = column.number or column.key == "number"
        value = sheet.value(column.key)
        if column.key == "number" and isinstance(value, str) and value.isdecimal():
            value = int(value)
        _put(page, top, column.col, value, _BODY, _CENTRE if short else _LEFT)
        _merge(page, top, column.col, top + count - 1, column.col)
    return top + count


def _notes(page: Worksheet, sheet: Sheet, row: int, last: int) -> int:
    width = sum(WIDTHS[:last])
    for line in sheet.note_lines():
        _put(page, row, 1, line, _BODY, _LEFT)
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
        page.row_dimensions[row].height = max(20.0, _height(line, width))
        row += 1
    return row


def _signatures(page: Worksheet, sheet: Sheet, row: int, last: int) -> int:
    for line in sheet.signature_lines():
        starts = [1 + last * place // len(line) for place in range(len(line))]
        for (label, value), start, end in zip(line, starts, [*starts[1:], last + 1], strict=True):
            _put(page, row, start, f"{label}{value}", _BODY, Alignment(horizontal="left", vertical="center"))
            page.merge_cells(start_row=row, start_column=start, end_row=row, end_column=end - 1)
        page.row_dimensions[row].height = 24
        row += 1
    return row


def _print_setup(page: Worksheet, sheet: Sheet, paper: str, last_row: int, last: int) -> None:
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = PAPERS[paper]
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{HEAD_TOP}:{_head_bottom(sheet)}"
    page.print_area = f"A1:{get_column_letter(last)}{last_row}"
    page.print_options.horizontalCentered = True
    page.freeze_panes = page.cell(_head_bottom(sheet) + 1, 3)
    page.oddFooter.center.text = "第 &P 页 共 &N 页"
    for side in ("left", "right"):
        setattr(page.page_margins, side, 0.5)
    page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.6, 0.8, 0.4


def _put(page: Worksheet, row: int, col: int, value: int | str | None, font: Font, place: Alignment) -> None:
    cell = page.cell(row, col)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = _NOT_XML.sub("", strip_controls(value, keep="\n"))[:_WIDEST]
        if value:
            cell.data_type = "s"
    else:
        cell.value = value
    cell.font, cell.alignment = font, place


def _merge(page: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
    """Merge when it is more than one cell; the frame goes round every cell beneath."""
    for row in range(top, bottom + 1):
        for col in range(left, right + 1):
            page.cell(row, col).border = _BOX
    if (top, left) != (bottom, right):
        page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                page.cell(row, col).border = _BOX


def _height(text: str, width: float) -> float:
    """What wrapped text needs in a column of `width` units, in pt."""
    room = max(2, int((width * _UNIT_PX - 2) / _CHAR_PX))
    lines = sum(max(1, ceil(_full_width(part) / room)) for part in text.split("\n"))
    return lines * _LINE + 6


def _full_width(text: Iterable[str]) -> float:
    return sum(1.0 if ord(char) > 0x2E7F or char in "“”‘’…—" else 0.55 for char in text)
