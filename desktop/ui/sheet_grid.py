"""A received sheet on the screen: its cells with letters and numbers, merged, some of them marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.ui.theme import tokens, type_font

SHOWN_ROWS, SHOWN_COLUMNS = 500, 60
MARGIN = 3
"""Empty rows and columns shown beyond the used ones: a blank has room at its edges."""

Index = QModelIndex | QPersistentModelIndex
Merge = tuple[int, int, int, int]
_NOWHERE = QModelIndex()


class SheetModel(QAbstractTableModel):
    """Texts by row; `marks` (row, column) -> words shown in place of the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.texts: Sequence[Sequence[str]] = ()
        self.marks: Mapping[tuple[int, int], str] = {}
        self.rows, self.columns = 0, 0

    def set_texts(self, texts: Sequence[Sequence[str]]) -> None:
        """Another sheet, without marks."""
        self.beginResetModel()
        self.texts, self.marks = texts, {}
        self.rows = min(len(texts) + MARGIN, SHOWN_ROWS)
        self.columns = min(max((len(row) for row in texts), default=0) + MARGIN, SHOWN_COLUMNS)
        self.endResetModel()

    def set_marks(self, marks: Mapping[tuple[int, int], str]) -> None:
        """Mark these cells."""
        self.marks = marks
        if self.rows and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rows - 1, self.columns - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self.rows

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self.columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return letters(section) if orientation is Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = (index.row(), index.column())
        mark = self.marks.get(place)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole,
                    Qt.ItemDataRole.AccessibleTextRole):
            return mark if mark is not None else self._text(*place)
        if role == Qt.ItemDataRole.BackgroundRole and mark is not None:
            return QColor(tokens().accent_soft)
        if role == Qt.ItemDataRole.ForegroundRole and mark is not None:
            return QColor(tokens().accent_soft_text)
        if role == Qt.ItemDataRole.FontRole:
            return type_font(9)
        return None

    def _text(self, row: int, column: int) -> str:
        found = self.texts[row] if row < len(self.texts) else ()
        return found[column] if column < len(found) else ""


class SheetGrid(QTableView):
    """`chosen(row, column)`: the cursor came there; `opened(row, column)`: Enter, F2, a double click."""

    chosen = Signal(int, int)
    opened = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.sheet = SheetModel(self)
        self.setModel(self.sheet)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setShowGrid(True)
        for head, size in ((self.horizontalHeader(), 84), (self.verticalHeader(), 26)):
            head.setDefaultSectionSize(size)
            head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            head.setHighlightSections(True)
        self.verticalHeader().setMinimumWidth(34)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row(), index.column()))

    def show_sheet(self, texts: Sequence[Sequence[str]], merges: Sequence[Merge]) -> None:
        """Show a sheet from its first cell on."""
        self.clearSpans()
        self.sheet.set_texts(texts)
        for top, left, bottom, right in merges:
            if bottom < self.sheet.rows and right < self.sheet.columns:
                self.setSpan(top, left, bottom - top + 1, right - left + 1)
        self.resizeRowsToContents()
        for row in range(self.sheet.rows):
            self.setRowHeight(row, min(max(self.rowHeight(row), 26), 90))

    def set_marks(self, marks: Mapping[tuple[int, int], str]) -> None:
        """Mark these cells with words of their own."""
        self.sheet.set_marks(marks)

    def select(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        self.setCurrentIndex(self.sheet.index(row, column))

    def current(self) -> tuple[int, int] | None:
        """The cell under the cursor."""
        index = self.currentIndex()
        return (index.row(), index.column()) if index.isValid() else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell where the cursor is."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row(), current.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open the cell."""
        place = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and place is not None:
            self.opened.emit(*place)
            return
        super().keyPressEvent(event)


def letters(column: int) -> str:
    """A for 0, AA for 26."""
    words, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        words = chr(65 + letter) + words
    return words
