"""The table of ready lines: group heads are passed over, Enter and links open, columns give way."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.line_table import LINE_ROLE, LINK, QUIET, GroupLine, Head, Line, LineTable
from desktop.ui.theme import apply_theme
from tests.helpers.screens import settle

HEADS = (Head("甲", 80), Head("乙"), Head("丙", 90, needs=300))
LINES = (GroupLine("上组", 2, "说明"), Line((("1", QUIET), ("一", LINK), ("I", QUIET)), "one", 1),
         Line((("2", QUIET), ("二", LINK), ("II", QUIET)), "two", 2), GroupLine("下组", 1),
         Line((("", QUIET), ("还有", LINK)), "more", "more"))


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> LineTable:
    apply_theme(qapp)
    made = LineTable("试", HEADS, headed=True)
    qtbot.addWidget(made)
    made.resize(420, 260)
    made.show()
    made.show_lines(LINES)
    settle()
    return made


def test_the_cursor_passes_over_group_heads(table: LineTable) -> None:
    seen = []
    for _ in range(3):
        line = table.current_line()
        assert line is not None
        seen.append(line.payload)
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert seen == ["one", "two", "more"]


def test_enter_opens_the_current_line(table: LineTable, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.opened) as heard:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == ["one"]


@pytest.mark.parametrize(("row", "column", "expected"), [
    (1, 1, ["one"]), (1, 0, []), (4, 2, ["more"]), (0, 1, [])])
def test_one_click_opens_links_only(table: LineTable, row: int, column: int, expected: list[str]) -> None:
    heard: list[object] = []
    table.opened.connect(heard.append)
    x = table.columnViewportPosition(column) + 12
    y = table.rowViewportPosition(row) + 8
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert heard == expected


def test_the_cursor_stays_with_its_key(table: LineTable) -> None:
    table.setCurrentIndex(table.lines.index(2, 0))
    table.show_lines((LINES[2], LINES[1]))
    line = table.current_line()
    assert line is not None
    assert (line.payload, table.currentIndex().row()) == ("two", 0)


def test_a_narrow_table_lets_columns_go(table: LineTable) -> None:
    assert not table.isColumnHidden(2)
    table.resize(280, 260)
    settle()
    assert table.isColumnHidden(2)
    assert table.columnWidth(0) + table.columnWidth(1) == table.viewport().width()


def test_a_short_line_takes_the_room_of_its_missing_cells(table: LineTable) -> None:
    assert table.columnSpan(4, 1) == 2
    assert table.columnSpan(0, 0) == 3
    assert table.columnSpan(1, 0) == 1


def test_other_columns_leave_no_lines_behind(table: LineTable) -> None:
    table.lines.set_heads((Head("独"),))
    table.show_lines([Line((("x", QUIET),), "x", "x")])
    assert (table.lines.columnCount(), table.lines.rowCount()) == (1, 1)
    assert table.lines.index(0, 0).data(LINE_ROLE).payload == "x"


def test_every_line_is_painted(table: LineTable) -> None:
    table.show_lines([Line(((str(number), LINK), ("字", LINK), ("", QUIET)), number, number)
                      for number in range(6)])
    picture = table.viewport().grab().toImage()
    ground = picture.pixelColor(picture.width() - 2, 6 * table.row_height + 10)
    for row in range(6):
        top = row * table.row_height
        colours = {picture.pixelColor(x, top + y).name() for x in range(8, 30) for y in range(4, 22)}
        assert colours - {ground.name()}, row
