"""Exporting a ledger with its formats, against XlsxWriter writing the same cells from memory."""

import time
from pathlib import Path
from typing import Any

import xlsxwriter

from benches.beside import beside, pause_figure
from benches.county import add_institutions, open_county
from benches.figure import Figure, Scale
from desktop.app.exporting import export_listing
from desktop.base.listing import Question
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.store.desk import Desk


def cells(desk: Desk, count: int) -> list[tuple[Any, ...]]:
    """The exported values of every row, words as plain text."""
    columns = [column for column in INSTITUTIONS.columns if column.exported]
    found: list[tuple[Any, ...]] = []
    with desk.store.reading() as session:
        for start in range(1, count + 1, 500):
            rows = session.execute(INSTITUTIONS.rows(range(start, start + 500), desk.today, columns))
            found += [tuple(row)[1:] for row in rows]
    return found


def floor(rows: list[tuple[Any, ...]], target: Path) -> float:
    """Seconds XlsxWriter takes for the same cells with one border format a kind."""
    start = time.perf_counter()
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    text = book.add_format({"border": 1, "num_format": "@"})
    day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
    number = book.add_format({"border": 1, "num_format": "0"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None:
                sheet.write_blank(place, column, None, text)
            elif isinstance(value, str):
                sheet.write_string(place, column, value, text)
            elif hasattr(value, "isoformat"):
                sheet.write_datetime(place, column, value, day)
            else:
                sheet.write_number(place, column, float(value), number)
    book.close()
    return time.perf_counter() - start


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """Time of the export and the window's longest pause beside it."""
    desk = open_county(folder / "数据")
    add_institutions(desk, scale.exported)
    plain = floor(cells(desk, scale.exported), folder / "底线.xlsx")
    target = folder / "台账.xlsx"
    found = beside(lambda progress: export_listing(desk, INSTITUTIONS, Question(), target, progress))
    if found.result != scale.exported:
        raise RuntimeError(f"exported {found.result} of {scale.exported} rows")
    desk.store.close()
    title = f"导出 {scale.exported} 行，带格式"
    return [
        Figure("export", title, "s", found.seconds, plain, "XlsxWriter 写同样的格", 1.3),
        pause_figure("export", "导出", found),
    ]
