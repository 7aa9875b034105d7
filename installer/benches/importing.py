"""Importing a workbook, typed, checked, journaled and committed, against reading it and storing the cells."""

import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from benches.beside import beside, pause_figure
from benches.county import COLUMNS, open_county, write_workbook
from benches.figure import Figure, Scale
from desktop.app.import_job import ImportJob, open_job
from desktop.base.progress import Progress
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.store import importing
from desktop.store.desk import Desk
from desktop.store.importing import ImportResult
from desktop.store.search_index import MOST_AT_ONCE


def floor(workbook: Path, database: Path) -> float:
    """Seconds to read the cells and to store them as they are."""
    start = time.perf_counter()
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
    plain = (tuple(map(_plain, row)) for row in rows[1:])
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"CREATE TABLE cells ({', '.join(COLUMNS)})")
        connection.executemany(f"INSERT INTO cells VALUES ({', '.join('?' * len(COLUMNS))})", plain)
        connection.commit()
    return time.perf_counter() - start


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell


def imported(desk: Desk, workbook: Path, progress: Progress) -> tuple[ImportJob, ImportResult]:
    """The whole way of the wizard; what its pages go on showing."""
    with desk.store.reading() as session:
        job = open_job(session, INSTITUTION_IMPORT, workbook, progress)
    return job, desk.do(
        importing.commit, "导入", kind=importing.IMPORT, spec=INSTITUTION_IMPORT, plan=job.plan,
        source_name=workbook.name, progress=progress,
    )  # fmt: skip


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """Time of the import and the window's longest pause beside it, and while its words are indexed after it.
    """
    workbook = folder / "台账.xlsx"
    write_workbook(workbook, scale.imported)
    desk = open_county(folder / "数据")
    plain = floor(workbook, folder / "cells.db")
    found = beside(lambda progress: imported(desk, workbook, progress))
    _, result = found.result
    if result.plan.writes != scale.imported:
        raise RuntimeError(f"imported {result.plan.writes} of {scale.imported} rows")
    indexed = beside(lambda progress: desk.store.search_later.wait())
    desk.store.close()
    title = f"导入 {scale.imported} 行 × {len(COLUMNS)} 列"
    figures = [Figure("import", title, "s", found.seconds, plain, "calamine 读 + sqlite 写", 4),
               pause_figure("import", "导入", found)]
    if scale.imported > MOST_AT_ONCE:
        figures.append(pause_figure("import.words", f"导入后编检索（{indexed.seconds:.1f} s）", indexed))
    return figures
