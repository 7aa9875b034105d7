"""The journal as a workbook and a page, and the page's number held against the data."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app import cli
from desktop.app.setup import open_desk
from desktop.base.clock import FixedClock
from desktop.features.institutions.records import Institution
from desktop.features.office.records import Town
from desktop.store.editing import save_record
from desktop.store.journal import Entry
from desktop.store.seal import SEAL
from desktop.ui import history_export
from desktop.ui.history_page import HistoryPage
from tests.helpers.county import county_copy
from tests.helpers.windows import card_in_front, link, open_window
from tests.store.test_proof import cut, edit


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
    code, found = told(capsys, "--data", folder, "check")
    assert (code, found["faults"]) == (1, ["镇街第 1 条的“镇街名称”和变更记录不同"])
    edit(folder, "UPDATE town SET name = '安海镇' WHERE id = 1")
    assert told(capsys, "--data", folder, "check")[1]["faults"] == ["镇街第 1 条的“修改次数”和变更记录不同"]
    edit(folder, "UPDATE town SET version = 1, updated_at = created_at WHERE id = 1")
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


def test_of_one_record_with_its_personal_values_masked(
        county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with county_copy(county, tmp_path) as desk:
        with desk.store.reading() as session:
            row = session.scalars(select(Institution.id).where(Institution.phone.is_not(None))).first()
        desk.do(save_record, "改电话", record=Institution, values={"phone": "13912345678"}, row=row)
        folder = desk.store.folder
    out = tmp_path / "一家.xlsx"
    assert told(capsys, "--data", folder, "export", "history", out, "--record", f"institutions:{row}")[0] == 0
    lines = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))[1:-1]
    assert lines[-1][3] == "改电话"
    assert "139****5678" in str(lines[-1][5])
    assert {line[4] for line in lines} == {"机构"}
    assert "13912345678" not in str(lines)
    for wrong in ("institutions:99999", "institutions", "别的:1"):
        code, facts = told(capsys, "--data", folder, "export", "history", out, "--record", wrong)
        assert (code, "没有这条记录" in str(facts["error"])) == (2, True)


def test_the_history_page_exports_and_prints_what_it_shows(
        county: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch) -> None:
    with county_copy(county, tmp_path) as desk:
        window = open_window(desk, tmp_path, qapp, qtbot)
        window.go("history")
        page = window.current()
        assert isinstance(page, HistoryPage)
        words = str(page.table.windowed.index(0, 3).data())[:4]
        page.seek.setText(words)
        shown, out = page.table.windowed.rowCount(), tmp_path / "历史.xlsx"
        assert shown > 0
        monkeypatch.setattr(history_export.QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        page.exporting.click()
        qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=30_000)
        lines = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))[1:-1]
        assert all(words in str(line[3]) for line in lines)
        with desk.store.reading() as session:
            assert len({entry.act for entry in session.scalars(select(Entry).where(
                Entry.seq.in_([line[0] for line in lines])))}) == shown
        printed: list[bytes] = []
        monkeypatch.setattr(history_export.PrintDialog, "__init__",
                            lambda self, services, title, data, name, parent: printed.append(data))
        monkeypatch.setattr(history_export.PrintDialog, "exec", lambda self: 0)
        page.printing.click()
        qtbot.waitUntil(lambda: bool(printed), timeout=60_000)
        assert printed[0].startswith(b"%PDF")
        window._wait()


def test_the_history_of_a_card_is_taken_out_in_either_form(
        county: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch) -> None:
    with county_copy(county, tmp_path) as desk:
        window = open_window(desk, tmp_path, qapp, qtbot)
        window.go("institutions")
        card, out = card_in_front(window), tmp_path / "一家.xlsx"
        monkeypatch.setattr(history_export.AskDialog, "ask", lambda self: "sheet")
        monkeypatch.setattr(history_export.QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
        link(card, history_export.WORDS).click()
        qtbot.waitUntil(lambda: not window.services.tasks.busy, timeout=30_000)
        lines = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))[1:-1]
        assert lines
        assert all(line[4] == "机构" for line in lines)
        window._wait()


def test_of_a_person_a_kind_and_some_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = tmp_path / "数据", tmp_path / "变更.xlsx"
    filled(folder)
    desk = replace(open_desk(folder, FixedClock.on(date(2023, 9, 27))), by="王芳（替林晓燕）")
    desk.do(save_record, "改回", record=Town, values={"name": "安海镇"}, row=1)
    desk.store.close()

    def asked(*words: str) -> object:
        code, facts = told(capsys, "--data", folder, "export", "history", out, *words)
        return facts["rows"] if code == 0 else facts["error"]

    assert asked() == 4
    assert asked("--who", "王芳") == 1
    assert asked("--sort", "镇街", "--to", "2023-09-26") == 3
    assert asked("--from", "2023-09-26") == 1
    assert asked("--from", "2023-09-25", "--to", "2023-09-25", "--who", "王芳") == 0
    assert asked("--month", "0001-01") == 0
    assert asked("--to", "9999-12-31") == 4
    assert "没有叫“李四”的人" in str(asked("--who", "李四"))
    assert "可选：镇街" in str(asked("--sort", "飞机"))
    assert "早于起日" in str(asked("--from", "2023-09-25", "--to", "2023-09-24"))
    assert "--view" in str(asked("--view", "红灯"))
    code, facts = told(capsys, "--data", folder, "export", "institutions", out, "--who", "王芳")
    assert (code, "--who" in str(facts["error"])) == (2, True)
