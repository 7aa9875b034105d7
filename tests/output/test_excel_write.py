"""What is written can come back unchanged; user text is never a formula; a file is whole or absent."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.app.exporting import export_listing
from desktop.base.errors import Cancelled, StoreTrouble, UserError
from desktop.base.fields import Field, Kind
from desktop.base.listing import Question
from desktop.base.progress import Progress, silent
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.output.excel_read.opening import open_workbook, read_file
from desktop.output.excel_read.reading import GUIDE_SHEET, lay_out, rows_of
from desktop.output.excel_write import sheet_name, write_listing, write_template
from desktop.store import importing
from desktop.store.importing import IMPORT
from desktop.store.whole_file import TargetBusy, free_name
from tests.helpers.books import LEDGERS, read_sample
from tests.helpers.desk import make_desk

KINDS = {"名称": Kind.TEXT, "代码": Kind.CODE, "日期": Kind.DATE, "人数": Kind.INTEGER, "金额": Kind.MONEY,
         "纳入": Kind.FLAG, "备注": Kind.LONG}  # fmt: skip
FIELDS = [Field(label, kind) for label, kind in KINDS.items()]
ROWS: list[list[Any]] = [
    ['=HYPERLINK("x")', "913505829XY9P5DJ8D", date(2026, 3, 5), 235, Decimal("1280.50"), True, "一\n二"],
    ["@王𬭎\x00", "", None, None, None, None, None],
    ["王嘉", "-1", date(1890, 1, 1), 10**17, Decimal("0.01"), False, "x" * 40_000],
]


def written(rows: list[list[Any]] = ROWS) -> Any:
    buffer = BytesIO()
    write_listing(FIELDS, rows, "台账/2023", buffer)
    return openpyxl.load_workbook(buffer).active


def test_cells_have_their_own_kind() -> None:
    sheet = written()
    first, second, third = [list(row) for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in first] == ["s", "s", "d", "n", "n", "s", "s"]
    assert first[0].value == '=HYPERLINK("x")'
    assert first[1].number_format == "@"
    assert first[2].number_format == "yyyy-mm-dd"
    assert second[0].value == "@王𬭎"
    assert [cell.value for cell in second[1:]] == [None] * 6
    assert [cell.value for cell in third[:4]] == ["王嘉", "-1", "1890-01-01", str(10**17)]
    assert len(third[6].value) == 32_000


def test_escape_like_text_survives() -> None:
    buffer = BytesIO()
    write_listing(FIELDS[:1], [["_x0041_"]], "台账", buffer)
    assert open_workbook(buffer.getvalue(), "x").sheets[0].rows[1] == ["_x0041_"]


def test_page_is_ready_to_print() -> None:
    sheet = written()
    assert sheet.title == "台账2023"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G4"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"


def test_empty_list_has_its_heads() -> None:
    assert [cell.value for cell in written([])[1]] == [field.label for field in FIELDS]


def test_names_of_sheets() -> None:
    assert sheet_name("a[b]:c*d?e/f\\g'h") == "abcdefgh"
    assert sheet_name("???") == "台账"
    assert len(sheet_name("长" * 50)) == 31


@pytest.mark.parametrize("name", LEDGERS)
def test_exporting_and_importing_again_changes_nothing(tmp_path: Path, name: str) -> None:
    desk, target = make_desk(tmp_path), tmp_path / "导出.xlsx"
    layout, rows = read_sample(INSTITUTION_IMPORT, name)
    with desk.store.reading() as session:
        plan = importing.plan(session, INSTITUTION_IMPORT, rows, layout.heads)
    desk.do(importing.commit, "导入", kind=IMPORT, spec=INSTITUTION_IMPORT, plan=plan)
    assert export_listing(desk, INSTITUTIONS, Question(), target, silent()) == plan.writes
    again = lay_out(INSTITUTION_IMPORT, open_workbook(read_file(target), target.name))
    with desk.store.reading() as session:
        second = importing.plan(session, INSTITUTION_IMPORT, rows_of(INSTITUTION_IMPORT, again), again.heads)
    assert importing.counts(second) | {"marked": 0} == {
        "read": plan.writes,
        "new": 0,
        "updated": 0,
        "same": plan.writes,
        "skipped": 0,
        "failed": 0,
        "marked": 0,
    }


def test_blank_form_is_understood_and_its_guide_is_not_data() -> None:
    buffer = BytesIO()
    write_template(INSTITUTION_IMPORT, buffer)
    workbook = open_workbook(buffer.getvalue(), "空白表.xlsx")
    assert GUIDE_SHEET in [sheet.name for sheet in workbook.sheets]
    layout = lay_out(INSTITUTION_IMPORT, workbook)
    assert layout.sheet.name != GUIDE_SHEET
    assert set(layout.heads) == {column.key for column in INSTITUTION_IMPORT.columns}
    assert rows_of(INSTITUTION_IMPORT, layout) == []
    lists = openpyxl.load_workbook(buffer).worksheets[0].data_validations.dataValidation
    assert any("学科" in str(found.formula1) for found in lists)


def test_target_open_in_excel_offers_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"old")

    def refuse(self: Path, other: Path) -> Path:
        raise PermissionError(13, "in use", str(other))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(TargetBusy, match=r"台账\(2\)\.xlsx") as caught:
        write_listing(FIELDS, ROWS, "台账", target)
    assert caught.value.other == tmp_path / "台账(2).xlsx"
    assert target.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["台账.xlsx"]


def test_no_half_file_when_it_fails_midway(tmp_path: Path) -> None:
    def rows() -> Any:
        yield ROWS[0]
        raise UserError("断了。")

    with pytest.raises(UserError, match="断了"):
        write_listing(FIELDS, rows(), "台账", tmp_path / "台账.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_folder_and_missing_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件夹"):
        write_listing(FIELDS, ROWS, "台账", tmp_path)
    with pytest.raises(StoreTrouble, match="找不到"):
        write_listing(FIELDS, ROWS, "台账", tmp_path / "没有" / "台账.xlsx")


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_listing(FIELDS, [ROWS[0]] * 2500, "台账", tmp_path / "台账.xlsx", progress)
    assert list(tmp_path.iterdir()) == []


def test_free_names(tmp_path: Path) -> None:
    (tmp_path / "台账(2).xlsx").touch()
    assert free_name(tmp_path / "台账.xlsx").name == "台账(3).xlsx"
