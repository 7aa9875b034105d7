"""Lists and blank forms as .xlsx, heads in row 1 equal to the fields' labels, so that they can come back.

Codes, telephones and all user text are text cells, never formulas; dates are dates; the page is A4 landscape,
one page wide, many columns on as many A3 pages side by side as can be read, with the heads repeated. Rows may
be any iterable: they are written as they come.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from desktop.base.chinese import strip_controls
from desktop.base.clock import CHINA
from desktop.base.errors import StoreTrouble
from desktop.base.fields import Field, Kind
from desktop.base.progress import Progress, silent
from desktop.base.sheets import ImportSpec
from desktop.output.excel_read.reading import GUIDE_SHEET
from desktop.store.whole_file import write_whole

Put = Callable[[int, int, object], None]
"""Writes one value into a row and column counted from 0."""

_A3, _A4 = 8, 9
_MOST_A4, _MOST_A3 = 230, 360
"""Excel's numbers of the papers, and units of column width that can still be read on one page of each."""

_STEP = 2000
_LONGEST = 32_000
_LARGEST = 1e15
_EARLIEST = date(1900, 3, 1)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_TEMPLATE_ROWS = 5000
_LONGEST_LIST = 255


def write_listing(
    fields: Sequence[Field],
    rows: Iterable[Sequence[Any]],
    title: str,
    target: Path | BytesIO,
    progress: Progress | None = None,
) -> int:
    """Write rows of values in the order of `fields`; returns how many. Troubles as `write_whole`."""
    told, count = progress or silent(), 0

    def fill(book: xlsxwriter.Workbook) -> None:
        nonlocal count
        sheet = book.add_worksheet(sheet_name(title))
        _dress(book, sheet, fields, title)
        puts = [_put(book, sheet, field) for field in fields]
        for count, row in enumerate(rows, start=1):
            for column, (put, value) in enumerate(zip(puts, row, strict=True)):
                put(count, column, value)
            if count % _STEP == 0:
                told.step(count, 0, "写入表格")
        sheet.autofilter(0, 0, max(count, 1), max(len(fields) - 1, 0))

    _make(fill, target)
    return count


def write_template(spec: ImportSpec, target: Path | BytesIO) -> None:
    """A blank form of an import: heads, lists to choose from, and a sheet that explains every column."""

    def fill(book: xlsxwriter.Workbook) -> None:
        fields = [column.field for column in spec.columns]
        sheet = book.add_worksheet(sheet_name(spec.title))
        _dress(book, sheet, fields, spec.title, needed=[column.required for column in spec.columns])
        for column, field in enumerate(fields):
            _offer(sheet, column, field)
        _explain(book, spec)

    _make(fill, target)


def write_texts(heads: Sequence[str], rows: Iterable[Sequence[str]], title: str) -> bytes:
    """A plain sheet of text cells under these heads."""
    buffer = BytesIO()
    fields = [Field(head, Kind.TEXT, width=24 if head == heads[-1] else 12) for head in heads]
    write_listing(fields, rows, title, buffer)
    return buffer.getvalue()


def sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet."""
    return _NOT_IN_NAMES.sub("", title)[:31] or "台账"


def _make(fill: Callable[[xlsxwriter.Workbook], None], target: Path | BytesIO) -> None:
    buffer = target if isinstance(target, BytesIO) else BytesIO()
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "tmpdir": folder})
            try:
                fill(book)
                book.close()
            finally:
                _let_go(book)
    except (XlsxWriterException, OSError) as error:
        raise StoreTrouble("没有写成表格：临时文件写不下去。", "请清理磁盘空间后再试。") from error
    if isinstance(target, Path):
        write_whole(target, buffer.getvalue())


def _let_go(book: xlsxwriter.Workbook) -> None:
    """Close the row files that the library leaves open when it is stopped midway."""
    for sheet in book.worksheets():
        if sheet.row_data_fh is not None and not sheet.row_data_fh.closed:
            sheet.row_data_fh.close()
    book.fileclosed = True


def _dress(
    book: xlsxwriter.Workbook,
    sheet: Any,
    fields: Sequence[Field],
    title: str,
    needed: Sequence[bool] = (),
) -> None:
    head = book.add_format(
        {
            "bold": True,
            "border": 1,
            "text_wrap": True,
            "valign": "vcenter",
            "align": "center",
            "bg_color": "#F0F3F7",
            "num_format": "@",
        }
    )
    must = book.add_format(
        {
            "bold": True,
            "border": 1,
            "text_wrap": True,
            "valign": "vcenter",
            "align": "center",
            "bg_color": "#FFF2D6",
            "num_format": "@",
        }
    )
    text = book.add_format({"num_format": "@"})
    widths = [2 * max(field.width, len(field.label) / 2) + 2 for field in fields]
    for column, (field, width) in enumerate(zip(fields, widths, strict=True)):
        plain = None if field.kind in (Kind.DATE, Kind.MOMENT, Kind.INTEGER, Kind.MONEY) else text
        sheet.set_column(column, column, width, plain)
    sheet.set_row(0, 30)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, field.label, must if any(needed[column : column + 1]) else head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4 if sum(widths) <= _MOST_A4 else _A3)
    sheet.fit_to_pages(max(ceil(sum(widths) / _MOST_A3), 1), 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.6)
    sheet.set_header(f"&C&14{title.replace('&', '&&')}")
    sheet.set_footer("&C第 &P 页 共 &N 页")


def _put(book: xlsxwriter.Workbook, sheet: Any, field: Field) -> Put:
    """The writer of one column."""
    shape: dict[str, Any] = {"border": 1, "valign": "vcenter", "text_wrap": field.kind is Kind.LONG}
    text = book.add_format(shape | {"num_format": "@"})
    guarded = book.add_format(shape | {"num_format": "@", "quote_prefix": True})
    formats = {
        Kind.DATE: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm", Kind.INTEGER: "0", Kind.MONEY: "#,##0.00",
    }  # fmt: skip
    number = book.add_format(shape | {"num_format": formats.get(field.kind, "General")})

    def put(row: int, column: int, value: object) -> None:
        match value:
            case None | "":
                sheet.write_blank(row, column, None, text)
            case bool():
                sheet.write_string(row, column, "是" if value else "否", text)
            case str():
                words = _clean(value)
                sheet.write_string(row, column, words, guarded if words[:1] in "=+-@" else text)
            case datetime():
                moment = value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
                sheet.write_datetime(row, column, moment, number)
            case date() if value >= _EARLIEST:
                sheet.write_datetime(row, column, value, number)
            case int() | float() | Decimal() if abs(float(value)) < _LARGEST:
                sheet.write_number(row, column, float(value), number)
            case _:
                sheet.write_string(row, column, str(value), text)

    return put


def _clean(text: str) -> str:
    plain = text.value if isinstance(text, StrEnum) else text
    if plain.isprintable() and len(plain) <= _LONGEST:
        return plain
    return strip_controls(plain)[:_LONGEST]


def _choices(field: Field) -> list[str]:
    if field.kind is Kind.FLAG:
        return ["是", "否"]
    return [word.value for word in field.choices] if field.choices is not None else []


def _offer(sheet: Any, column: int, field: Field) -> None:
    words = _choices(field)
    if words and len(",".join(words)) <= _LONGEST_LIST:
        sheet.data_validation(1, column, _TEMPLATE_ROWS, column, {
            "validate": "list", "source": words, "error_type": "warning",
            "error_title": field.label, "error_message": "请从列表里选。"})  # fmt: skip


def _explain(book: xlsxwriter.Workbook, spec: ImportSpec) -> None:
    guide = book.add_worksheet(GUIDE_SHEET)
    guide.set_column(0, 0, 22)
    guide.set_column(1, 1, 8)
    guide.set_column(2, 3, 50)
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, head in enumerate(("这一列", "必填", "怎样填", "可填")):
        guide.write_string(0, column, head, bold)
    for row, column_facts in enumerate(spec.columns, start=1):
        field = column_facts.field
        guide.write_string(row, 0, field.label, wrap)
        guide.write_string(row, 1, "必填" if column_facts.required else "", wrap)
        guide.write_string(row, 2, field.help or _HOW.get(field.kind, ""), wrap)
        guide.write_string(row, 3, "、".join(_choices(field)), wrap)


_HOW = {
    Kind.CODE: "18 位，按文本填写",
    Kind.PHONE: "按文本填写，固定电话带区号，例如 0595-82000000",
    Kind.DATE: "例如 2026-03-05",
    Kind.MOMENT: "例如 2026-03-05 14:30",
    Kind.INTEGER: "整数，不带单位",
    Kind.MONEY: "单位：元，最多两位小数",
    Kind.CHOICE: "从列表里选",
    Kind.FLAG: "填 是 或 否",
}
