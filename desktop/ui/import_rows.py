"""Plain data of an import preview and the model that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.base.marks import Tone

CELL_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 2
FIXED: Final = 2
"""Columns before the file's own: 行 and 结果."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class GridColumn:
    """A column of the file: its head, the target it goes to ("" = not imported), how that was found."""

    head: str
    target: str = ""
    how: str = ""
    width: int = 120


@dataclass(frozen=True)
class GridCell:
    """Text as it will be stored; `message` in `tone` (RED fault, AMBER mark, BLUE change) below it.

    `advice` is the longer sentence for the line under the grid.
    """

    text: str = ""
    message: str = ""
    tone: Tone = Tone.GREY
    advice: str = ""


@dataclass(frozen=True)
class GridRow:
    """A row of the file: `number` is the sheet's own, `kind` the word of its tag.

    `note`: a skipped row is shown as one text with the reason, without cells.
    """

    number: int
    kind: str
    tone: Tone
    cells: tuple[GridCell, ...] = ()
    note: str = ""

    @property
    def tall(self) -> bool:
        """Whether a cell carries a message."""
        return any(cell.message for cell in self.cells)


class ImportModel(QAbstractTableModel):
    """行, 结果, then the file's columns. An edit is told, not stored: the owner reads the file again."""

    edited = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[GridColumn, ...] = ()
        self.rows: Sequence[GridRow] = ()
        self._faults: list[tuple[int, int]] = []

    def fill(self, columns: Sequence[GridColumn], rows: Sequence[GridRow],
             telling: Sequence[int] | None = None) -> None:
        """Show another preview; something is said of the `telling` rows only, of any when None."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), rows
        self._faults = [
            (row, place)
            for row in (range(len(rows)) if telling is None else telling)
            for place, cell in enumerate(rows[row].cells)
            if cell.message and cell.tone is Tone.RED
        ]
        self.endResetModel()

    def faults(self) -> list[tuple[int, int]]:
        """(row, file column) of every red cell, top to bottom."""
        return self._faults

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns) + FIXED

    def cell(self, index: Index) -> GridCell | None:
        """The cell of the file at `index`, if it has one."""
        if not index.isValid():
            return None
        row, place = self.rows[index.row()], index.column() - FIXED
        return row.cells[place] if 0 <= place < len(row.cells) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == CELL_ROLE:
            return self.cell(index)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (cell.advice or cell.message or None) if cell else row.note or None
        if index.column() < FIXED:
            return str(row.number) if index.column() == 0 else row.kind
        return cell.text if cell else (row.note if index.column() == FIXED else "")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("行", "结果")[section] if section < FIXED else self.columns[section - FIXED].head
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        return plain if self.cell(index) is None else plain | Qt.ItemFlag.ItemIsEditable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell the edit when it changes something."""
        cell = self.cell(index)
        if role != Qt.ItemDataRole.EditRole or cell is None or str(value) == cell.text:
            return False
        self.edited.emit(index.row(), index.column() - FIXED, str(value))
        return True
