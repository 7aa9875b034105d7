"""Finding the heads by hand: which sheet, which rows; the rows are shown as they stand in the file."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.output.excel_read.cells import as_words
from desktop.output.excel_read.heads import letters
from desktop.output.excel_read.opening import Sheet, Workbook
from desktop.output.excel_read.reading import Layout
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.labels import label
from desktop.ui.theme import tokens

_ROWS, _COLUMNS = 40, 60
WIDEST = 240
"""Px of a column; a name and a code stand in it whole."""


class HeadsView(QWidget):
    """`chosen(sheet, top, depth)`: rows counted from 0, depth 0 = no heads. `back`: another file."""

    chosen = Signal(object, int, int)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: tuple[Sheet, ...] = ()
        self.sheet = QComboBox()
        self.sheet.setMinimumWidth(180)
        self.first, self.last = QSpinBox(), QSpinBox()
        self.table = QTableWidget()
        self.table.horizontalHeader().setDefaultSectionSize(136)
        self.table.horizontalHeader().setMaximumSectionSize(WIDEST)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.no_heads = Button("表里没有表头")
        self.previous = Button("上一步", key="Alt+Left")
        self.next = PrimaryButton("用这些行作表头")
        self.previous.set_key_cap("Alt+←")
        self._lay_out()
        self._connect()

    def show_job(self, workbook: Workbook, layout: Layout) -> None:
        """Offer the sheets, with the heads found so far."""
        self._sheets = workbook.readable
        self.sheet.blockSignals(True)
        self.sheet.clear()
        self.sheet.addItems([sheet.name + ("（隐藏）" if sheet.hidden else "") for sheet in self._sheets])
        self.sheet.setCurrentIndex(
            next((n for n, sheet in enumerate(self._sheets) if sheet is layout.sheet), 0)
        )
        self.sheet.blockSignals(False)
        self._fill()
        self.first.setValue(layout.block.top + 1)
        self.last.setValue(max(layout.block.first, layout.block.top + 1))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        parts = (
            label("工作表", "label"),
            self.sheet,
            label("表头从第", "label"),
            self.first,
            label("行到第", "label"),
            self.last,
            label("行", "label"),
        )
        for part in parts:
            row.addWidget(part)
        row.addSpacing(12)
        row.addWidget(label("点一行也可以；合并成两三层的表头要把几行都选上。", "hint"))
        row.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(8)
        foot.addStretch(1)
        for button in (self.previous, self.no_heads, self.next):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.sheet.currentIndexChanged.connect(lambda _: self._fill())
        self.first.valueChanged.connect(self._first_changed)
        self.last.valueChanged.connect(lambda _: self._colour())
        self.table.cellClicked.connect(self._clicked)
        self.previous.clicked.connect(self.back)
        self.no_heads.clicked.connect(lambda: self.chosen.emit(self._sheet(), 0, 0))
        self.next.clicked.connect(
            lambda: self.chosen.emit(
                self._sheet(), self.first.value() - 1, self.last.value() - self.first.value() + 1
            )
        )

    def _sheet(self) -> Sheet:
        return self._sheets[self.sheet.currentIndex()]

    def _fill(self) -> None:
        rows = self._sheet().rows[:_ROWS]
        wide = min(max((len(row) for row in rows), default=0), _COLUMNS)
        self.table.setRowCount(len(rows))
        self.table.setColumnCount(wide)
        self.table.setHorizontalHeaderLabels([letters(column) for column in range(wide)])
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[:wide]):
                self.table.setItem(number, column, QTableWidgetItem(as_words(cell).replace("\n", " ")))
        self.table.resizeColumnsToContents()
        for box in (self.first, self.last):
            box.setRange(1, max(len(rows), 1))
        self._colour()

    def _first_changed(self, value: int) -> None:
        self.last.setMinimum(value)
        self.last.setMaximum(min(value + 2, self.table.rowCount()))
        self._colour()

    def _clicked(self, row: int, _column: int) -> None:
        self.first.setValue(row + 1)
        self.last.setValue(row + 1)

    def _colour(self) -> None:
        heads = range(self.first.value() - 1, self.last.value())
        for row in range(self.table.rowCount()):
            ground = QColor(tokens().select if row in heads else tokens().surface)
            for column in range(self.table.columnCount()):
                item = self.table.item(row, column)
                if item is not None:
                    item.setBackground(ground)
