"""Before many records are changed: what changes from what to what, what stays, what is refused and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from desktop.base.fields import Field
from desktop.base.listing import words_of
from desktop.base.marks import CellStyle, Mark, Tone
from desktop.base.masks import masked
from desktop.store.bulk import Outcome
from desktop.ui.delegates import MARK_ROLE, TableDelegate
from desktop.ui.dialogs import Frame
from desktop.ui.labels import label
from desktop.ui.table_head import TableHead

HEADS = ("记录", "栏目", "原来", "改为", "说明")
WIDTHS = (216, 96, 150, 150)
WIDTH = 960
EMPTY = "空"
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
Line = tuple[str, str, str, str, str]


class ChangesModel(QAbstractTableModel):
    """One line a changed field, one a refused record; refused ones first."""

    def __init__(self, outcomes: Sequence[Outcome], fields: Mapping[str, Field],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        refused = [spot for item in outcomes if item.refused for spot in _spots(item)]
        changed = [spot for item in outcomes if not item.refused for spot in _spots(item)]
        self._fields, self.refused, self._spots = fields, len(refused), refused + changed

    @property
    def lines(self) -> list[Line]:
        """All of them in words."""
        return [self.line(row) for row in range(len(self._spots))]

    def line(self, row: int) -> Line:
        """One in words, made when it comes into sight: a paste has tens of thousands."""
        item, key = self._spots[row]
        if key is None:
            return item.title, "", "", "", item.refused
        facts, (old, new) = self._fields[key], item.changes[key]
        return item.title, facts.label, _words(facts, old), _words(facts, new), item.refused

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._spots)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        plain = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return HEADS[section] if plain else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.line(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.line(index.row())[index.column()] or None
        if role == MARK_ROLE and index.row() < self.refused and index.column() == len(HEADS) - 1:
            return Mark(CellStyle.TEXT, Tone.RED)
        return None


def _spots(item: Outcome) -> list[tuple[Outcome, str | None]]:
    """The record with each changed field; with none where the record itself was refused."""
    if item.refused and not item.changes:
        return [(item, None)]
    return [(item, key) for key in item.changes]


def _words(facts: Field, value: Any) -> str:
    words = words_of(facts, value).replace("\n", " ")
    return (masked(words) if facts.personal else words) or EMPTY


class ChangesDialog(Frame):
    """改 37 家，相同 2 家，不能改 3 家; the verb changes those that can be changed."""

    def __init__(self, title: str, outcomes: Sequence[Outcome], fields: Mapping[str, Field], unit: str,
                 parent: QWidget, note: str = "") -> None:
        self.possible = [item for item in outcomes if not item.refused and item.changes]
        same = sum(item.same for item in outcomes)
        refused = sum(bool(item.refused) for item in outcomes)
        verbs = [("yes", f"修改 {len(self.possible)} {unit}")] if self.possible else []
        super().__init__(title, verbs, parent, width=WIDTH, cancel="取消" if verbs else "知道了")
        self.add_heading(title)
        parts = [f"改 {len(self.possible)} {unit}", f"相同不动 {same} {unit}" if same else "",
                 f"不能改 {refused} {unit}" if refused else ""]
        self.summary = "，".join(part for part in parts if part) + "。" + note
        self.body.addWidget(label(self.summary, wrap=True))
        self.model = ChangesModel(outcomes, fields, self)
        self.table = _table(self.model)
        self.body.addWidget(self.table, 1)
        self.resize(self.width(), 420 if self.model.rowCount() > 4 else 300)


def _table(model: ChangesModel) -> QTableView:
    table = QTableView()
    table.setAccessibleName("改动预览")
    table.setHorizontalHeader(TableHead(table))
    table.setModel(model)
    table.setItemDelegate(TableDelegate(table))
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    for place, width in enumerate(WIDTHS):
        table.setColumnWidth(place, width)
    table.horizontalHeader().setStretchLastSection(True)
    return table
