"""A table model over a list of ids: rows are fetched by the page when they are painted.

Sorting and filtering happen where the ids come from; a million ids are a list, nothing more.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.base.marks import CellStyle, Mark
from desktop.ui.delegates import CHECK_ROLE, MARK_ROLE

PAGE = 200
KEPT_PAGES = 12
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class TableColumn:
    """One column: `width` in px; `stretch` takes the room that is left; `shown` at first."""

    key: str
    label: str
    width: int = 96
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    style: CellStyle = CellStyle.TEXT
    stretch: bool = False
    sortable: bool = True
    shown: bool = True
    help: str = ""


class RowSource(Protocol):
    """Where a table's rows come from."""

    @property
    def columns(self) -> Sequence[TableColumn]:
        """The columns, in their first order."""

    def ids(self, order: str | None, descending: bool) -> list[int]:
        """All ids in the order of the column `order` (None: the list's own order)."""

    def want(self, column_index: int) -> bool:
        """This column is to be in the rows from now on; False when it was in them anyway."""

    def rows(self, ids: Sequence[int]) -> list[tuple[object, ...]]:
        """The rows of these ids, in this order; a row that is gone is an empty tuple."""

    def cell(self, row: tuple[object, ...], column_index: int) -> tuple[str, Mark | None]:
        """Text and mark of one cell; `column_index` counts in `columns`."""


class WindowedModel(QAbstractTableModel):
    """Ids of a `RowSource`, its rows in pages of 200, and the set of ticked ids."""

    checks_changed = Signal(int)

    def __init__(self, source: RowSource, *, checkable: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.checkable = checkable
        self.order: str | None = None
        self.descending = False
        self._ids: list[int] = []
        self._asked = 0
        self._pages: OrderedDict[int, list[tuple[object, ...]]] = OrderedDict()
        self._checked: set[int] = set()

    def refresh(self) -> None:
        """Ask the source again for the ids; rows are read when they come into sight.

        While the source is asked another refresh may come in between: then this one is out of date.
        """
        self._asked += 1
        asked = self._asked
        ids = self.source.ids(self.order, self.descending)
        if asked != self._asked:
            return
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        if self._checked:
            self._checked &= set(self._ids)
        self.endResetModel()
        self.checks_changed.emit(len(self._checked))

    def set_order(self, order: str | None, descending: bool) -> None:
        """Sort by another column at the next `refresh`."""
        self.order, self.descending = order, descending

    def ids(self) -> list[int]:
        """All ids as shown; not to be changed."""
        return self._ids

    def id_at(self, row: int) -> int | None:
        """The id in that row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record: int) -> int | None:
        """The row that shows that id."""
        try:
            return self._ids.index(record)
        except ValueError:
            return None

    def rows_of(self, records: Sequence[int]) -> list[int]:
        """Rows of those records that are still in the list, top to bottom."""
        wanted = set(records)
        return [row for row, record in enumerate(self._ids) if record in wanted] if wanted else []

    def checked(self) -> list[int]:
        """Ticked ids in the order shown."""
        return [record for record in self._ids if record in self._checked] if self._checked else []

    def check(self, records: Sequence[int], on: bool) -> None:
        """Tick or untick these ids."""
        self._checked = self._checked | set(records) if on else self._checked - set(records)
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
        self.checks_changed.emit(len(self._checked))

    def source_column(self, section: int) -> int:
        """The source's column shown in that section; -1 for the check boxes."""
        return section - 1 if self.checkable else section

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.source.columns) + self.checkable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        column = self.source_column(section)
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if column < 0:
            return len(self._checked) if role == CHECK_ROLE else None
        declared = self.source.columns[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return declared.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return declared.help or None
        return declared.align if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.source_column(index.column())
        if column < 0:
            return self._ids[index.row()] in self._checked if role == CHECK_ROLE else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.source.columns[column].align
        if role not in (Qt.ItemDataRole.DisplayRole, MARK_ROLE):
            return None
        self.want(column)
        row = self.row(index.row())
        if not row:
            return None
        text, mark = self.source.cell(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        return mark or Mark(self.source.columns[column].style)

    def want(self, column: int) -> None:
        """The source's column comes into sight: rows read without it are read again."""
        if column >= 0 and self.source.want(column):
            self._pages.clear()

    def row(self, number: int) -> tuple[object, ...]:
        """The fetched row; its page is read when it is not at hand."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            rows = self.source.rows(self._ids[page * PAGE : (page + 1) * PAGE])
            self._pages[page] = rows
            if len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else ()
