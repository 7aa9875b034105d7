"""The recipients by months: states, what is late in words, and registering what came back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.base.marks import Tone, light
from desktop.base.months import short_month
from desktop.features.filings.listing import BoardCell, MonthBoard
from desktop.features.filings.panels.sending import state_cell
from desktop.features.filings.records import SendState
from desktop.ui.box import Box
from desktop.ui.buttons import Button
from desktop.ui.focus import focus_on
from desktop.ui.labels import label
from desktop.ui.line_table import LINK, QUIET, Cell, Head, Index, Line, LineTable

NAME, STATE = 130, 66
PER_MONTH = 2


class BoardTable(LineTable):
    """A line a recipient, two columns a month; the cursor walks through the cells."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__("收件看板", (Head("收件单位", NAME),), headed=True, row=34)
        self.setSelectionBehavior(LineTable.SelectionBehavior.SelectItems)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that another cell is current."""
        super().currentChanged(current, previous)
        self.moved.emit()


class BoardPanel(QWidget):
    """`registered(month, recipient)`: what became of it; `wanted(month)`: go to that month's form."""

    registered = Signal(str, str)
    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = MonthBoard((), (), ())
        self.box = Box("各月收件情况", hint="程序不代发，发出和收到回执都在这里登记")
        self.table = BoardTable()
        self.table.opened.connect(lambda _: self.act())
        self.table.moved.connect(self._show_cell)
        self._name, self._told = label("", "strong"), label("", "second", wrap=True)
        self.step, self.open = Button("登记…", writes=True), Button("打开报表")
        self.step.clicked.connect(self.act)
        self.open.clicked.connect(self._open)
        self.box.body.addWidget(self.table)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        below = QHBoxLayout()
        below.setSpacing(12)
        for part in (self._name, self._told):
            below.addWidget(part, 1 if part is self._told else 0)
        for button in (self.step, self.open):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.box)
        column.addLayout(below)
        column.addWidget(label("未报：还没有登记发出；已发：等回执；补正：按更正后的版次重新报过。"
                               "逾期按工作日算，最迟报送日是每月1日前的最后一个工作日。", "hint", wrap=True))
        column.addStretch(1)
        focus_on(self, self.table)

    def show_board(self, found: MonthBoard) -> None:
        """Show it, the cursor in the same place."""
        place = self.table.currentIndex()
        row, column = place.row(), place.column()
        self.board = found
        heads = [Head("收件单位", NAME)]
        for month, due in zip(found.months, found.due, strict=True):
            heads += [Head(short_month(month), STATE), Head(f"最迟 {due.month}月{due.day}日")]
        self.table.lines.set_heads(heads)
        self.table.show_lines([
            Line(((name, QUIET), *(part for cell in cells for part in _pair(cell))), cells, name)
            for name, cells in found.rows])
        self.table.setFixedHeight(self.table.wanted_height() + 2)
        if found.rows and found.months:
            last = len(heads) - 1
            self.table.setCurrentIndex(self.table.lines.index(max(row, 0), column if 0 < column <= last
                                                              else last - 1))
        self._show_cell()

    def current(self) -> BoardCell | None:
        """The cell the cursor stands on; that of the last month on the names."""
        line, column = self.table.current_line(), self.table.currentIndex().column()
        if line is None or not line.payload:
            return None
        place = (column - 1) // PER_MONTH if column > 0 else len(line.payload) - 1
        found = line.payload[min(place, len(line.payload) - 1)]
        assert isinstance(found, BoardCell)
        return found

    def act(self) -> None:
        """Register, or open the month when nothing can be registered yet."""
        cell = self.current()
        if cell is None:
            return
        if cell.step:
            self.registered.emit(cell.month, cell.recipient)
        else:
            self.wanted.emit(cell.month)

    def _open(self) -> None:
        cell = self.current()
        if cell is not None:
            self.wanted.emit(cell.month)

    def _show_cell(self) -> None:
        cell, line = self.current(), self.table.current_line()
        if cell is None or line is None:
            return
        self._name.setText(f"{line.cells[0][0]} {short_month(cell.month)}表")
        state = cell.state.value if cell.state else ""
        reason = "" if cell.step else "封存以后才能登记"
        self._told.setText("，".join(part for part in (state, cell.words, cell.told, reason) if part))
        self.step.setText(f"{cell.step_words}…" if cell.step_words else "登记…")
        self.step.setEnabled(bool(cell.step))
        self.step.setToolTip(reason)
        self.open.setText(f"打开{short_month(cell.month)}表")


def _pair(cell: BoardCell) -> tuple[Cell, Cell]:
    if cell.state is None:
        return ("", QUIET), (cell.words, QUIET)
    if cell.state is SendState.NOT_SENT and cell.late:
        return state_cell(cell.state), (cell.words, light(Tone.RED))
    if cell.late:
        return state_cell(cell.state), (cell.words, light(Tone.AMBER))
    if cell.step and cell.state in (SendState.NOT_SENT, SendState.SENT):
        return state_cell(cell.state), (f"{cell.words}，{cell.step_words}", LINK)
    return state_cell(cell.state), (cell.words, QUIET)
