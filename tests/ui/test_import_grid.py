"""The import preview: targets, messages, mending, paste."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from desktop.base.marks import Tone
from desktop.ui.import_grid import TALL, GridCell, GridColumn, GridRow, ImportGrid
from desktop.ui.import_rows import ImportModel
from tests.helpers.screens import settle

COLUMNS = (
    GridColumn("名称", "name", "同义词", 160),
    GridColumn("代码", "code", "上次记住", 160),
    GridColumn("备注"),
)
TARGETS = (("name", "机构名称"), ("code", "统一社会信用代码"), ("note", "备注"))


def row(number: int, code: GridCell) -> GridRow:
    return GridRow(number, "新增", Tone.GREEN, (GridCell(f"名{number}"), code, GridCell()))


ROWS = (
    row(5, GridCell("1")),
    row(6, GridCell("2", "位数不对", Tone.RED, "代码只有 1 位，请填 18 位。")),
    GridRow(7, "跳过", Tone.GREY, note="合计行"),
    row(8, GridCell("3", "校验位不对", Tone.AMBER)),
    row(9, GridCell("4", "位数不对", Tone.RED)),
)


@pytest.fixture
def grid(qtbot) -> ImportGrid:
    made = ImportGrid()
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show_kinds([("", "全部", 5), ("失败", "失败", 2)])
    made.show_rows(COLUMNS, TARGETS, ROWS)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_model_keeps_the_rules_of_models(qtbot) -> None:
    model = ImportModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.fill(COLUMNS, ROWS)
    assert model.faults() == [(1, 1), (4, 1)]
    del tester


def test_f8_goes_round_the_faults_and_the_line_offers_them(grid: ImportGrid, qtbot) -> None:
    assert grid.table.currentIndex().row() == 1
    assert grid.fault._where.text() == "第 6 行 · 统一社会信用代码"
    assert grid.fault._what.text() == "代码只有 1 位，请填 18 位。"
    assert grid.fault._place.text() == "第 1 处 / 共 2 处"
    qtbot.keyClick(grid.table, Qt.Key.Key_F8)
    assert grid.fault._place.text() == "第 2 处 / 共 2 处"
    assert grid.fault._text.hasFocus()
    grid.next_fault()
    assert grid.table.currentIndex().row() == 1


def test_the_line_under_the_grid_mends_the_cell(grid: ImportGrid, qtbot) -> None:
    grid.fault._text.setText("52350582MJB4502898")
    with qtbot.waitSignal(grid.value_edited) as heard:
        qtbot.keyClick(grid.fault._text, Qt.Key.Key_Return)
    assert heard.args == [6, 1, "52350582MJB4502898"]
    assert grid.table.currentIndex().row() == 4


def test_a_cell_is_edited_in_place_and_the_same_text_is_no_edit(grid: ImportGrid, qtbot) -> None:
    index = grid.model.index(0, 2)
    with qtbot.waitSignal(grid.value_edited) as heard:
        assert grid.model.setData(index, "新名")
    assert heard.args == [5, 0, "新名"]
    assert not grid.model.setData(index, "名5")
    assert not grid.model.flags(grid.model.index(2, 2)) & Qt.ItemFlag.ItemIsEditable
    assert not grid.model.flags(grid.model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable


def test_paste_fills_from_the_cursor_on_and_stops_at_the_edge(grid: ImportGrid) -> None:
    heard: list[tuple[int, int, str]] = []
    grid.value_edited.connect(lambda *edit: heard.append(edit))
    QGuiApplication.clipboard().setText("甲\tA\r\n乙\tB\n丙\tC\n丁\tD\n戊\tE\n己\tF\n")
    grid.table.setCurrentIndex(grid.model.index(0, 2))
    grid.paste()
    assert heard[:2] == [(5, 0, "甲"), (5, 1, "A")]
    assert {number for number, _, _ in heard} == {5, 6, 8, 9}


def test_another_target_is_told_with_its_key(grid: ImportGrid, qtbot) -> None:
    box = grid.head.box(2)
    assert box.currentText() == "不导入"
    with qtbot.waitSignal(grid.mapping_changed) as heard:
        box.setCurrentIndex(box.findData("note"))
        box.activated.emit(box.currentIndex())
    assert heard.args == [2, "note"]


def test_rows_with_a_message_are_taller_and_notes_span(grid: ImportGrid) -> None:
    heights = [grid.table.rowHeight(number) for number in range(5)]
    assert heights == [30, TALL, 30, TALL, TALL]
    assert grid.table.columnSpan(2, 2) == len(COLUMNS)


def test_boxes_follow_their_columns(grid: ImportGrid) -> None:
    settle()
    before = grid.head.box(1).x()
    grid.table.setColumnWidth(2, 260)
    assert grid.head.box(1).x() == before + 100
    grid.table.setColumnWidth(2, 900)
    settle()
    left = grid.head.box(1).x()
    grid.table.horizontalScrollBar().setValue(50)
    assert grid.head.box(1).x() == left - 50


def test_chips_tell_the_kind(grid: ImportGrid, qtbot) -> None:
    with qtbot.waitSignal(grid.only_changed) as heard:
        qtbot.mouseClick(grid.only.chips()[1], Qt.MouseButton.LeftButton)
    assert heard.args == ["失败"]


def test_a_file_without_faults_says_so(grid: ImportGrid) -> None:
    grid.show_rows(COLUMNS, TARGETS, ROWS[:1])
    assert grid.fault._what.text() == "没有错误。"


def test_many_faults_are_shown_at_once(grid: ImportGrid) -> None:
    rows = [row(number, GridCell("x", "位数不对", Tone.RED)) for number in range(20_000)]
    grid.show_rows(COLUMNS, TARGETS, rows)
    assert grid.table.rowHeight(19_999) == TALL
    assert len(grid.model.faults()) == 20_000
