"""The journal as a workbook and a page, and the page's number held against the data."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from desktop.app import cli
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from desktop.features.office.records import Town
from desktop.store.editing import save_record
from desktop.store.seal import SEAL
from tests.store.test_proof import cut


def filled(folder: Path) -> None:
    desk = open_desk(folder, FixedClock.on(date(2023, 9, 25)))
    for place, name in enumerate(("安海镇", "青阳街道")):
        desk.do(save_record, f"新增{name}", record=Town, values={"name": name, "position": place})
    desk.do(save_record, "改名", record=Town, values={"name": "安海"}, row=1)
    desk.store.close()


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, object]]:
    code = cli.run([*map(str, arguments), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_journal_goes_out_and_its_number_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                        ) -> None:
    folder, out = tmp_path / "数据", tmp_path / "变更.xlsx"
    filled(folder)
    code, facts = told(capsys, "--data", folder, "export", "history", out)
    assert (code, facts["rows"]) == (0, 3)
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0] == ("号", "时间", "经办人", "做了什么", "种类", "改了什么")
    assert rows[3][3] == "改名"
    assert "由 安海镇 改为 安海" in str(rows[3][5])
    assert str(facts["seal"]) in str(rows[4][5])
    assert told(capsys, "--data", folder, "check", "--seal", facts["seal"])[0] == 0
    (folder / SEAL).unlink()
    cut(folder, thorough=True)
    assert told(capsys, "--data", folder, "check")[0] == 0
    code, found = told(capsys, "--data", folder, "check", "--seal", facts["seal"])
    assert code == 1
    assert "打印件" in str(found["faults"])


def test_a_month_on_paper(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "数据", tmp_path / "变更.pdf"
    filled(folder)
    assert told(capsys, "--data", folder, "print", "history", out, "--month", "2023-09")[1]["rows"] == 3
    assert out.read_bytes().startswith(b"%PDF")
    assert told(capsys, "--data", folder, "print", "history", out, "--month", "2023-08")[1]["rows"] == 0
    code, facts = told(capsys, "--data", folder, "print", "history", out, "--month", "九月")
    assert code == 2
    assert "2023-09" in str(facts["error"])
    assert told(capsys, "--data", folder, "export", "history", out, "--search", "改名")[1]["rows"] == 1
    assert told(capsys, "--data", folder, "check", "--seal", "12")[0] == 2
