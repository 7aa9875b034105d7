"""The analysis as workbook, PDF, text and JSON: the same figures everywhere, nobody named."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from desktop.app.cli import run
from desktop.features.complaints.excel.figures import analysis_workbook
from desktop.features.complaints.notices import analysis_sheet
from desktop.features.complaints.queries.analysis import analysis
from desktop.features.complaints.rules.figures import parts
from desktop.store.desk import Desk
from tests.helpers.complaints import call, register
from tests.helpers.desk import TODAY


def test_sheet_and_workbook_hold_every_part(desk: Desk) -> None:
    case = register(desk, number="A1", place="池店镇")
    call(desk, case, name="王女士", phone="13900000001")
    with desk.store.reading() as session:
        found = analysis(session, TODAY.replace(day=1), TODAY)
    sheet = analysis_sheet(found, "晋江市教育局")
    assert [row[0] for row in sheet.rows if row[0].startswith("【")][1:] == [
        f"【{part.title}】" for part in parts(found)
    ]
    book = load_workbook(BytesIO(analysis_workbook(found, "晋江市教育局")))
    cells = [cell.value for row in book["七个维度"].iter_rows() for cell in row if cell.value is not None]
    assert "池店镇" in cells
    assert 2 in cells
    assert "100.0%（1/1）" not in cells
    assert "—（无有效回访）" in cells
    everything = json.dumps([str(cell) for cell in cells], ensure_ascii=False) + str(sheet)
    assert "王女士" not in everything
    assert "13900000001" not in everything


def test_the_command_writes_three_files(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register(desk, number="A1")
    given = ["--data", str(desk.store.folder), "--today", "2023-09-25", "--json", "analysis", "complaints"]
    assert run([*given, "--from", "2023-09-01", "--to", "2023-09-30", "--out", str(tmp_path / "out")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["total"]["cases"] == 1
    assert answer["total"]["closing"] == "0.0%（0/1）"
    names = sorted(Path(file).suffix for file in answer["files"])
    assert names == [".pdf", ".txt", ".xlsx"]
    paper = next(file for file in answer["files"] if file.endswith(".pdf"))
    with PdfDocument(paper) as document:
        words = "".join(page.get_textpage().get_text_range() for page in document)
    assert "有举必核" in words
    assert run([*given, "--from", "2023-09-30", "--to", "2023-09-01"]) == 2
    assert run([*given, "--from", "九月", "--to", "2023-09-01"]) == 2
