"""A blank never seen before, .xlsx or .xls: mapped once, refilled next month with its formats kept."""

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.features.blanks.excel import refill
from desktop.features.blanks.feature.offer import BLANKS
from desktop.features.blanks.form import CellDialog, NameDialog
from desktop.features.blanks.operations import add_blank, map_cell, unmap_cell
from desktop.features.blanks.page import BlanksPage
from desktop.features.blanks.queries import blank_named, choices, filled
from desktop.features.blanks.records import Blank, BlankCell, Source
from desktop.features.filings.operations import set_figure
from desktop.output.excel_read.opening import open_workbook
from desktop.store.desk import Desk
from desktop.store.undo import undo
from desktop.ui.outputs import Outputs
from desktop.ui.services import Services
from desktop.ui.theme import apply_theme
from tests.helpers.desk import make_desk
from tests.helpers.filings import closed
from tests.helpers.screens import clipped_texts, settle
from tests.output.excel_fill.test_filling import blank_xls, blank_xlsx

MAPPED = (("A3", Source.OFFICE, "county"), ("B3", Source.TOTAL, "rectified"), ("C3", Source.OFFICE, "bureau"),
          ("D3", Source.MONTH, "cases"), ("A5", Source.DATE, "month"), ("B5", Source.COUNT, "problems/*"),
          ("A6", Source.TEXT, "＝按时报送"))
SHEET = "情况表"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path, FixedClock.on(date(2023, 9, 25)))
    closed(made, date(2023, 8, 5), *(f"2023-{place:03d}" for place in range(1, 4)))
    yield made
    made.store.close()


def mapped(desk: Desk, name: str, data: bytes) -> Blank:
    blank = desk.do(add_blank, "保存空白表", name="月报", file_name=name, data=data)
    for cell, source, key in MAPPED:
        desk.do(map_cell, "对应", blank=blank.id, sheet=SHEET, cell=cell, source=source, key=key)
    return blank


def values(data: bytes, name: str) -> dict[str, object]:
    sheet = next(sheet for sheet in open_workbook(data, name).sheets if sheet.name == SHEET)
    return {cell: sheet.rows[int(cell[1:]) - 1]["ABCDEF".index(cell[0])] for cell, _, _ in MAPPED}


@pytest.mark.parametrize(("data", "name"), [(blank_xlsx(), "情况表.xlsx"), (blank_xls(), "情况表.xls")])
def test_a_blank_is_mapped_once_and_refilled_next_month(desk: Desk, data: bytes, name: str) -> None:
    blank = mapped(desk, name, data)
    desk.do(set_figure, "填", month="2023-09", key="cases", value=2, source="来函")
    with desk.store.reading() as session:
        september = refill(session, blank, "2023-09", desk.today)
    assert values(september.data, name) == {
        "A3": "晋江市", "B3": 3, "C3": "晋江市教育局", "D3": 2, "A5": "2023年9月", "B5": 3,
        "A6": "＝按时报送"}
    desk.store.clock = FixedClock.on(date(2023, 10, 30))
    closed(desk, date(2023, 10, 9), "2023-009")
    desk.do(set_figure, "填", month="2023-10", key="cases", value=5, source="来函")
    with desk.store.reading() as session:
        october = refill(session, blank, "2023-10", desk.today)
    found = values(october.data, name)
    assert (found["B3"], found["D3"], found["A5"], found["B5"]) == (4, 5, "2023年10月", 4)
    assert october.name.startswith("情况表_2023-10.")
    if name.endswith("x"):
        old, new = load_workbook(BytesIO(data))[SHEET], load_workbook(BytesIO(october.data))[SHEET]
        assert repr(new["B3"].font) == repr(old["B3"].font)
        assert new.merged_cells.ranges == old.merged_cells.ranges


def test_what_is_not_filled_in_stays_as_in_the_blank_and_is_told(desk: Desk) -> None:
    blank = mapped(desk, "情况表.xlsx", blank_xlsx())
    with desk.store.reading() as session:
        made = refill(session, blank, "2023-09", desk.today)
    assert [(item.cell.cell, item.why) for item in made.empty] == [("D3", "还没有填")]
    assert values(made.data, "情况表.xlsx")["D3"] == ""


def test_every_choice_gives_a_value_or_a_reason(desk: Desk) -> None:
    blank = desk.do(add_blank, "保存", name="全", file_name="全.xlsx", data=blank_xlsx())
    with desk.store.reading() as session:
        offered = [(source, key) for source, known in choices(session).items() for key, _ in known]
    for row, (source, key) in enumerate(offered, 20):
        desk.do(map_cell, "对应", blank=blank.id, sheet=SHEET, cell=f"B{row}", source=source, key=key)
    with desk.store.reading() as session:
        found = filled(session, blank, "2023-09", desk.today)
    assert len(found) == len(offered) > 60
    assert all(item.value is not None or item.why == "还没有填" for item in found)


def test_a_count_is_what_the_list_counts(desk: Desk) -> None:
    with desk.store.reading() as session:
        known = dict(choices(session)[Source.COUNT])
    assert "problems/state:已销号" in known
    blank = desk.do(add_blank, "保存", name="数", file_name="数.xlsx", data=blank_xlsx())
    desk.do(map_cell, "对应", blank=blank.id, sheet=SHEET, cell="B3", source=Source.COUNT,
            key="problems/state:已销号")
    with desk.store.reading() as session:
        assert [item.value for item in filled(session, blank, "2023-09", desk.today)] == [3]


@pytest.mark.parametrize(("change", "words"), [
    ({"cell": "3B"}, "不是单元格"), ({"key": "没有的"}, "没有这一项"), ({"key": " "}, "请选内容")])
def test_a_faulty_mapping_is_refused(desk: Desk, change: dict[str, str], words: str) -> None:
    blank = desk.do(add_blank, "保存", name="表", file_name="表.xlsx", data=blank_xlsx())
    given = {"blank": blank.id, "sheet": SHEET, "cell": "B3", "source": Source.TOTAL, "key": "rectified"}
    with pytest.raises(UserError, match=words):
        desk.do(map_cell, "对应", **{**given, **change})


def test_what_is_no_workbook_is_refused_and_a_name_is_taken_once(desk: Desk) -> None:
    with pytest.raises(UserError, match="不是表格"):
        desk.do(add_blank, "保存", name="表", file_name="表.xlsx", data=b"%PDF-1.4")
    desk.do(add_blank, "保存", name="表", file_name="表.xlsx", data=blank_xlsx())
    with pytest.raises(UserError, match="已经有叫“表”"):
        desk.do(add_blank, "保存", name="表", file_name="表.xlsx", data=blank_xlsx())
    with desk.store.reading() as session, pytest.raises(UserError, match="可用：表"):
        blank_named(session, "没有")


def test_mapping_anew_and_undoing(desk: Desk) -> None:
    acts: list[int] = []
    blank = mapped(desk, "情况表.xlsx", blank_xlsx())
    desk.store.subscribe(lambda changes: acts.append(changes.act))
    with desk.store.reading() as session:
        row = filled(session, blank, "2023-09", desk.today)[0].cell.id
    desk.do(unmap_cell, "去掉", row=row)
    with desk.store.reading() as session:
        assert len(filled(session, blank, "2023-09", desk.today)) == len(MAPPED) - 1
    desk.do(undo, "撤销", act=acts[0])
    with desk.store.reading() as session:
        assert len(filled(session, blank, "2023-09", desk.today)) == len(MAPPED)


def test_the_command_refills(desk: Desk, tmp_path: Path) -> None:
    mapped(desk, "情况表.xls", blank_xls())
    command = BLANKS.commands[0]
    given = type("Given", (), {"name": "月报", "month": "2023年9月", "out": tmp_path / "填好.xls"})
    answer = command.run(desk, given)  # type: ignore[arg-type]
    assert answer.faults
    assert json.loads(json.dumps(answer.data))["values"][f"{SHEET}!B3"] == 3
    assert values((tmp_path / "填好.xls").read_bytes(), "填好.xls")["C3"] == "晋江市教育局"


@pytest.fixture
def page(desk: Desk, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[BlanksPage]:
    apply_theme(qapp)
    settings = QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)
    services = Services(desk, (BLANKS,), settings, Outputs(lambda *given: 0))
    made = BlanksPage(services, BLANKS)
    qtbot.addWidget(made)
    made.resize(1190, 666)
    made.show()
    settle()
    yield made
    services.tasks.wait()


def test_an_empty_page_says_what_to_do(page: BlanksPage) -> None:
    assert page.empty.isVisible()
    assert clipped_texts(page) == []


@pytest.mark.parametrize(("data", "name"), [(blank_xlsx(), "从没见过.xlsx"), (blank_xls(), "从没见过.xls")])
def test_in_the_window_open_click_choose_fill(page: BlanksPage, tmp_path: Path, qtbot: QtBot, data: bytes,
                                              name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    naming = NameDialog(page.services, path, page)
    naming.choose("save")
    assert naming.blank is not None
    page.open_row(naming.blank.id)
    settle()
    assert page.grid.isVisible()

    def answer(dialog: CellDialog) -> int:
        dialog.source.set_value(Source.TOTAL)
        dialog.key.set_value("rectified")
        dialog.save()
        return dialog.result()

    monkeypatch.setattr(CellDialog, "exec", answer)
    page.grid.select(2, 1)
    page.change()
    settle()
    assert [item.value for item in page.cells] == [3]
    assert "累计 9.推动整改问题数" in page.grid.sheet.data(page.grid.sheet.index(2, 1))
    assert clipped_texts(page) == []
    target = tmp_path / f"填好{path.suffix}"
    page.export_to(target)
    page.services.tasks.wait()
    qtbot.waitUntil(target.exists)
    book = open_workbook(target.read_bytes(), target.name)
    sheet = next(item for item in book.sheets if item.name == SHEET)
    assert sheet.rows[2][1] == 3


def test_a_click_into_merged_cells_means_their_first(page: BlanksPage, tmp_path: Path) -> None:
    blank = page.services.desk.do(add_blank, "保存", name="表", file_name="表.xlsx", data=blank_xlsx())
    page.open_row(blank.id)
    page.grid.select(0, 4)
    place = page._place()
    assert place is not None
    assert place.name == "A1"
    assert page.services.read(lambda session: session.get(BlankCell, 1)) is None


@pytest.mark.parametrize(("data", "name"), [(blank_xlsx(), "情况表.xlsx"), (blank_xls(), "情况表.xls")])
def test_a_formula_is_refused_when_it_is_mapped_not_next_month(desk: Desk, data: bytes, name: str) -> None:
    blank = desk.do(add_blank, "保存空白表", name="月报", file_name=name, data=data)
    with pytest.raises(UserError, match="E3 是公式"):
        desk.do(map_cell, "对应", blank=blank.id, sheet=SHEET, cell="E3", source=Source.TEXT, key="x")
    with desk.store.reading() as session:
        assert filled(session, blank, "2023-09", desk.today) == []
