"""Small workbooks made in memory: .xlsx by openpyxl, .xls by xlwt, and the samples with their truth."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import xlwt

from desktop.base.sheets import ImportSpec, SheetRow
from desktop.output.excel_read.opening import open_workbook
from desktop.output.excel_read.reading import Layout, lay_out, rows_of

SAMPLES = Path(__file__).parents[1] / "samples"
LEDGERS = ("镇街台账-一.xlsx", "镇街台账-二.xlsx", "镇街台账-三.xls", "平台导出.xlsx")
Merge = tuple[int, int, int, int]


def truth(name: str) -> dict[str, Any]:
    """What the sample of that name holds; `index` counts data rows from 0, `first_row` sheet rows from 1."""
    found: dict[str, Any] = json.loads((SAMPLES / "truth.json").read_text("utf-8"))[name]
    return found


def xlsx(rows: Sequence[Sequence[Any]], merges: Sequence[Merge] = (), title: str = "台账") -> bytes:
    """A workbook of one sheet; text stays text, merges are (top, left, bottom, right) from 0."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    for top, left, bottom, right in merges:
        sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(rows: Sequence[Sequence[Any]], merges: Sequence[Merge] = ()) -> bytes:
    """The same as an old workbook."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1", cell_overwrite_ok=True)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None:
                sheet.write(row, column, value)
    for top, left, bottom, right in merges:
        text = rows[top][left] if left < len(rows[top]) else ""
        sheet.write_merge(top, bottom, left, right, text)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(spec: ImportSpec, data: bytes, name: str = "台账.xlsx") -> tuple[Layout, list[SheetRow]]:
    """The layout and the rows as the program finds them by itself."""
    layout = lay_out(spec, open_workbook(data, name))
    return layout, rows_of(spec, layout)


def read_sample(spec: ImportSpec, name: str) -> tuple[Layout, list[SheetRow]]:
    """The same for a sample."""
    return read(spec, (SAMPLES / name).read_bytes(), name)
