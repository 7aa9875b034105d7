"""The failure list: the file's own heads, text cells, the reason last; corrected, it imports."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.output.excel_failures import failure_sheet
from desktop.output.excel_read.rows import retype
from desktop.store import importing
from desktop.store.importing import Outcome
from tests.helpers.books import LEDGERS, read, read_sample
from tests.helpers.desk import make_desk


@pytest.mark.parametrize("name", LEDGERS)
def test_failures_come_back_with_the_same_columns(tmp_path: Path, name: str) -> None:
    desk = make_desk(tmp_path)
    layout, rows = read_sample(INSTITUTION_IMPORT, name)
    with desk.store.reading() as session:
        plan = importing.plan(session, INSTITUTION_IMPORT, rows, layout.heads)
    data = failure_sheet(importing.failures(plan))
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet.max_row == 4
    assert sheet.cell(1, sheet.max_column).value == "失败原因"
    assert all(cell.data_type == "s" or cell.value is None for row in sheet.iter_rows() for cell in row)
    again, found = read(INSTITUTION_IMPORT, data, "失败清单.xlsx")
    assert set(again.heads) == set(layout.heads)
    with desk.store.reading() as session:
        second = importing.plan(session, INSTITUTION_IMPORT, found, again.heads)
    assert [row.outcome for row in second.rows] == [Outcome.FAILED] * 3
    assert [row.row.raw for row in second.rows] != []
    mended = [_mended(row, again.heads) for row in found]
    with desk.store.reading() as session:
        third = importing.plan(session, INSTITUTION_IMPORT, mended, again.heads)
    assert [row.outcome for row in third.rows] == [Outcome.NEW] * 3


def _mended(row: object, heads: dict[str, str]) -> object:
    fixed = retype(INSTITUTION_IMPORT, row, "name", f"琴行{row.number}", heads)  # type: ignore[attr-defined,arg-type]
    fixed = retype(INSTITUTION_IMPORT, fixed, "code", "", heads)
    return retype(INSTITUTION_IMPORT, fixed, "licence_until", "2026-02-28", heads)


def test_typing_over_a_cell_mends_it() -> None:
    layout, rows = read_sample(INSTITUTION_IMPORT, "镇街台账-三.xls")
    bad = next(row for row in rows if row.faults and row.faults[0].column == "licence_until")
    mended = retype(INSTITUTION_IMPORT, bad, "licence_until", "2026-02-28", layout.heads)
    assert [fault.column for fault in bad.faults] == ["licence_until"]
    assert mended.faults == []
    assert mended.values["licence_until"].isoformat() == "2026-02-28"
    assert mended.raw[layout.heads["licence_until"]] == "2026-02-28"
    worse = retype(INSTITUTION_IMPORT, mended, "licence_until", "2026-02-31", layout.heads)
    assert "licence_until" not in worse.values
