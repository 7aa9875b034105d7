"""The ledger table: pages, sorting, selection by id, keys, columns, a million rows."""

import json
from time import perf_counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from desktop.base.marks import CellStyle, Mark
from desktop.ui.delegates import MARK_ROLE
from desktop.ui.table import LedgerTable
from desktop.ui.windowed import KEPT_PAGES, PAGE, WindowedModel
from tests.helpers.screens import settle
from tests.ui.rows import Rows


@pytest.fixture
def table(qtbot) -> LedgerTable:
    made = LedgerTable(Rows(500), checkable=True)
    qtbot.addWidget(made)
    made.resize(1100, 400)
    made.refresh()
    made.show()
    settle()
    return made


def test_model_keeps_the_rules_of_models(qtbot) -> None:
    model = WindowedModel(Rows(450), checkable=True)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.refresh()
    model.check([3, 4], on=True)
    assert model.checked() == [3, 4]
    assert model.rowCount() == 450
    del tester


def test_only_pages_in_sight_are_read_and_few_are_kept() -> None:
    rows = Rows(100_000)
    model = WindowedModel(rows)
    model.refresh()
    assert rows.asked_rows == 0
    for page in range(KEPT_PAGES + 5):
        assert model.index(page * PAGE, 1).data() == f"晋江市虚构文化教育培训中心第{page * PAGE + 1}校区"
    assert rows.asked_rows == (KEPT_PAGES + 5) * PAGE
    assert len(model._pages) == KEPT_PAGES


def test_cells_give_text_mark_and_alignment(table: LedgerTable) -> None:
    model = table.windowed
    assert model.index(0, 5).data(MARK_ROLE).style is CellStyle.TAG
    assert model.index(0, 2).data(MARK_ROLE) == Mark(CellStyle.TEXT)
    assert model.index(0, 7).data(Qt.ItemDataRole.TextAlignmentRole) == Qt.AlignmentFlag.AlignRight


def test_a_click_on_the_head_sorts_and_a_second_one_turns_it(table: LedgerTable, qtbot) -> None:
    rows = table.windowed.source
    assert isinstance(rows, Rows)
    spot = QPoint(table.head.sectionViewportPosition(3) + 20, 15)
    for order in (("code", False), ("code", True)):
        with qtbot.waitSignal(table.sort_requested) as heard:
            qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert tuple(heard.args) == order
        assert rows.asked_orders[-1] == order
    assert table.windowed.id_at(0) == 500


def test_refresh_keeps_current_and_selected_records_and_the_place(table: LedgerTable) -> None:
    table.select_id(200)
    top = table.verticalScrollBar().value()
    assert top > 0
    rows = table.windowed.source
    assert isinstance(rows, Rows)
    rows.gone = {500}
    heard: list[int] = []
    table.current_id_changed.connect(heard.append)
    table.refresh()
    assert table.current_id() == 200
    assert table.selected_ids() == [200]
    assert table.verticalScrollBar().value() == top
    assert heard == []
    rows.gone = {200}
    table.refresh()
    assert table.current_id() is None
    assert heard == [-1]
    assert not table.select_id(200)


def test_keys_open_jump_and_go_to_the_detail(table: LedgerTable, qtbot) -> None:
    table.select_id(7)
    with qtbot.waitSignal(table.activated_id) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [7]
    with qtbot.waitSignal(table.detail_requested):
        qtbot.keyClick(table, Qt.Key.Key_F6)
    with qtbot.waitSignal(table.current_id_changed) as heard:
        qtbot.keyClick(table, Qt.Key.Key_End)
    assert heard.args == [500]
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_id() == 1


def test_a_double_click_opens_and_a_link_is_told_apart(table: LedgerTable, qtbot) -> None:
    name = table.visualRect(table.windowed.index(3, 2)).center()
    with qtbot.waitSignal(table.activated_id) as heard:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=name)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=name)
    assert heard.args == [4]
    link = table.visualRect(table.windowed.index(3, 7)).center()
    with qtbot.waitSignal(table.link_clicked) as heard:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=link)
    assert heard.args == [4, "open"]


def test_boxes_tick_one_and_all(table: LedgerTable, qtbot) -> None:
    box = table.visualRect(table.windowed.index(1, 0)).center()
    with qtbot.waitSignal(table.checks_changed) as heard:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert heard.args == [1]
    assert table.checked_ids() == [2]
    head = QPoint(15, 15)
    qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=head)
    assert len(table.checked_ids()) == 500
    qtbot.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=head)
    assert table.checked_ids() == []


def test_columns_fill_the_width_without_a_bar(table: LedgerTable) -> None:
    assert table.head.length() in (table.viewport().width(), table.viewport().width() - 1)
    assert table.horizontalScrollBar().maximum() == 0


def test_layout_comes_back(table: LedgerTable, qtbot) -> None:
    table.head.moveSection(table.head.visualIndex(3), 1)
    table.setColumnHidden(4, True)
    table.setColumnWidth(6, 133)
    table.set_sort("code", True)
    kept = json.loads(json.dumps(table.table_state()))
    other = LedgerTable(Rows(20), checkable=True)
    qtbot.addWidget(other)
    other.restore_state(kept)
    other.refresh()
    assert other.table_state() == kept
    assert other.head.visualIndex(0) == 0
    assert other.head.visualIndex(3) == 1
    assert other.isColumnHidden(4)
    assert other.columnWidth(6) == 133
    assert other.windowed.id_at(0) == 20


def test_a_state_of_another_version_does_no_harm(table: LedgerTable) -> None:
    table.restore_state(
        {"order": ["gone", "code"], "hidden": ["gone"], "widths": {"gone": 5}, "sort": ["gone", True]}
    )
    table.refresh()
    assert table.windowed.order is None
    assert table.windowed.rowCount() == 500


def test_copy_gives_tabs_and_lines_of_what_is_shown(table: LedgerTable, qtbot) -> None:
    table.setColumnHidden(1, True)
    table.select_id(2)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\n")[1].split("\t")[:2] == [
        "晋江市虚构文化教育培训中心第2校区",
        "52350582MJB000002J",
    ]


def test_a_million_records_are_shown_at_once(qtbot) -> None:
    table = LedgerTable(Rows(1_000_000))
    qtbot.addWidget(table)
    table.resize(1000, 500)
    start = perf_counter()
    table.refresh()
    table.show()
    settle()
    table.select_id(999_990)
    settle()
    assert perf_counter() - start < 5
    source = table.windowed.source
    assert isinstance(source, Rows)
    assert source.asked_rows < 3000
    assert table.indexAt(QPoint(5, 5)).isValid()
