"""Ten clean visits in one grid: day and people once, then one line an object; Excel's cells may be pasted."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.base.errors import Trouble, UserError
from desktop.base.fields import Field, Kind, field_of
from desktop.features.inspections.form.visits import departments_offered, institutions_by_name
from desktop.features.inspections.operations.many import CleanVisit, record_clean_visits
from desktop.features.inspections.queries.checklists import checklists
from desktop.features.inspections.queries.people import people_named, recent_crews
from desktop.features.inspections.queries.visits import slot, suggested_kind
from desktop.features.inspections.records.visits import Visit, VisitKind
from desktop.features.inspections.rules.slots import clock_words
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import ALL_ROWS, keep_form
from desktop.ui.editors import Editor, LineEditor, completer_of, editor_for
from desktop.ui.labels import label
from desktop.ui.pasting import cells
from desktop.ui.services import Services

COMMON = ("on", "starts", "way", "inspectors", "departments")
HEADS = ("被检查对象", "镇街", "开始时间", "结束时间", "现场负责人", "检查情况")
KEYS = ("subject", "town", "starts", "ends", "site_person", "record")
WIDTHS = (270, 110, 80, 80, 110)
ROWS, WIDTH = 10, 1000
Index = QModelIndex | QPersistentModelIndex


class _Names(QStyledItemDelegate):
    """Offers names while a cell is typed into."""

    def __init__(self, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._names = list(names)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setFrame(False)
        line.setCompleter(completer_of(self._names, line))
        return line


class CleanGrid(QTableWidget):
    """Lines of objects. Enter goes to the next line, after the last a new one; Ctrl+V pastes cells."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(ROWS, len(HEADS))
        self.setHorizontalHeaderLabels(list(HEADS))
        self.setAccessibleName("无问题的检查")
        self._names = _Names(names, self)
        self.setItemDelegateForColumn(0, self._names)
        for delegate in (self._names, self.itemDelegate()):
            delegate.closeEditor.connect(self._closed)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.verticalHeader().setDefaultSectionSize(27)
        self.verticalHeader().setFixedWidth(36)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in enumerate(WIDTHS):
            self.setColumnWidth(column, wide)
        self.horizontalHeader().setSectionResizeMode(len(WIDTHS), QHeaderView.ResizeMode.Stretch)
        self.setFixedHeight(27 * ROWS + 34)

    def lines(self) -> list[tuple[int, dict[str, str]]]:
        """Number from 1 and words by key of every line with anything in it."""
        found = []
        for row in range(self.rowCount()):
            words = {key: self._words(row, column) for column, key in enumerate(KEYS)}
            if any(words.values()):
                found.append((row + 1, words))
        return found

    def _words(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def put(self, row: int, column: int, words: str) -> None:
        """Words into a cell, with new lines where they are needed."""
        if row >= self.rowCount():
            self.setRowCount(row + 1)
        self.setItem(row, column, QTableWidgetItem(words))

    def paste(self, text: str) -> None:
        """Excel's cells from the current one on; a line of heads is left out."""
        row, column = max(0, self.currentRow()), max(0, self.currentColumn())
        found = cells(text)
        if found and found[0] and found[0][0].strip() in HEADS:
            found = found[1:]
        for down, line in enumerate(found):
            for right, words in enumerate(line[:len(HEADS) - column]):
                self.put(row + down, column + right, words.strip())

    def _closed(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter in a cell goes to the next line, once its editor is gone."""
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            QTimer.singleShot(0, self, self._next_line)

    def _next_line(self) -> None:
        row = self.currentRow() + 1
        if row >= self.rowCount():
            self.setRowCount(row + 1)
        self.setCurrentCell(row, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Ctrl+V and Delete as in Excel; while a cell is typed into, its editor has the keys."""
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._next_line()
        elif event.key() == Qt.Key.Key_Delete:
            for item in self.selectedItems():
                item.setText("")
        else:
            super().keyPressEvent(event)


class GridWords(Editor):
    """The cells of the grid as words of a draft; nothing of it is seen."""

    def __init__(self, grid: CleanGrid, parent: QWidget) -> None:
        super().__init__(Field("对象", Kind.LONG), parent)
        self._grid = grid
        self.hide()
        grid.itemChanged.connect(self.changed)

    def text(self) -> str:
        """Lines and cells as JSON; "" for an empty grid."""
        lines = [[words[key] for key in KEYS] for _, words in self._grid.lines()]
        return json.dumps(lines, ensure_ascii=False) if lines else ""

    def set_text(self, text: str) -> None:
        """Put them back from the first line on."""
        self._grid.clearContents()
        for row, line in enumerate(json.loads(text) if text else []):
            for column, words in enumerate(line):
                if words:
                    self._grid.put(row, column, words)


class CleanDialog(FormDialog):
    """登记无问题的检查, all as one act."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        self.services = services
        self.token = uuid4().hex
        self._known = services.read(institutions_by_name)
        self.grid = CleanGrid(list(self._known))
        self.chips = ChipRow("查过的清单")
        self.editors: dict[str, Editor] = {key: editor_for(field_of(getattr(Visit, key)), needed=key == "way")
                                           for key in COMMON}
        self._proposed: VisitKind | None = None
        super().__init__("登记无问题的检查", self._form(), [("save", "登记检查")], parent, width=WIDTH)
        self.buttons["save"].set_key("Ctrl+S")
        self.submitted.connect(lambda _: self.save())
        titles = [part.title for part in services.read(checklists)]
        self.chips.set_chips([Chip(title, title) for title in titles])
        for key, words in (("inspectors", services.read(recent_crews)),
                           ("departments", services.read(departments_offered))):
            editor = self.editors[key]
            assert isinstance(editor, LineEditor)
            editor.suggest(words)
        self.editors["on"].set_value(services.today)
        for key in ("on", "starts"):
            self.editors[key].changed.connect(self._propose)
        self.editors["way"].changed.connect(self._doubt)
        self.grid.itemChanged.connect(self._fill_town)
        keep_form(self, services, {**self.editors, "grid": GridWords(self.grid, self)}, Visit, "clean",
                  (Visit.__tablename__, ALL_ROWS))
        self._chain()
        self._proposed = self.editors["way"].value()
        self._propose()

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for place, key in enumerate(COMMON):
            facts = field_of(getattr(Visit, key))
            words = facts.label + (" *" if key in ("on", "way", "inspectors") else "")
            grid.addWidget(label(words, "hint"), 0, place)
            grid.addWidget(self.editors[key], 1, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 2 if key in ("inspectors", "departments") else 1)
        column.addLayout(grid)
        column.addWidget(self.chips)
        column.addWidget(self.grid)
        column.addWidget(label("一行一个对象；开始时间空着的按上面的。可从 Excel 复制来粘贴。", "small"))
        return form

    def _chain(self) -> None:
        order = [self.editors[key] for key in COMMON]
        for editor, after in pairwise(order):
            editor.moved_on.connect(after.setFocus)
            QWidget.setTabOrder(editor.box, after.box)
        order[-1].moved_on.connect(self._to_grid)
        QWidget.setTabOrder(order[-1].box, self.grid)
        QWidget.setTabOrder(self.grid, self.buttons["save"])
        order[1].setFocus()

    def _to_grid(self) -> None:
        self.grid.setFocus()
        self.grid.setCurrentCell(0, 0)

    def _fill_town(self, item: QTableWidgetItem) -> None:
        known = self._known.get(item.text().strip()) if item.column() == 0 else None
        if known is not None and known[1]["town"]:
            self.grid.put(item.row(), 1, known[1]["town"])

    def _propose(self) -> None:
        way = self.editors["way"]
        try:
            on, starts = self.editors["on"].value(), clock_words(self.editors["starts"].text())
        except (ValueError, Trouble):
            return
        if on is not None and way.value() in (None, self._proposed):
            self._proposed = self.services.read(suggested_kind, on, starts)
            way.set_value(self._proposed)
        self._doubt()

    def _doubt(self) -> None:
        try:
            on, starts = self.editors["on"].value(), clock_words(self.editors["starts"].text())
        except (ValueError, Trouble):
            return
        way = self.editors["way"].value()
        doubt = self.services.read(slot, way, on, starts or "23:59") if on and way else None
        self.show_note(f"时段：{doubt}" if doubt else "")

    def save(self) -> None:
        """Record all lines; one that cannot stand is told by its number and nothing is kept."""
        self.show_fault("")
        lines = self.grid.lines()
        try:
            values: dict[str, Any] = {key: self.editors[key].value() for key in COMMON if key != "inspectors"}
            people = self.services.read(people_named, self.editors["inspectors"].text())
        except (ValueError, UserError) as error:
            self.show_fault(error.sentence if isinstance(error, UserError) else str(error))
            return
        visits = [self._visit(words) for _, words in lines]
        done = self.services.perform(
            record_clean_visits, f"登记 {len(visits)} 次检查", parent=self,
            done=f"已登记 {len(visits)} 次检查，都无问题", visits=visits, inspectors=people,
            lists=sorted(self.chips.chosen()), token=self.token, **values)
        if done is not None:
            self.accept()

    def _visit(self, words: dict[str, str]) -> CleanVisit:
        known = self._known.get(words["subject"])
        given = {key: value or None for key, value in words.items()}
        return CleanVisit(institution_id=known[0] if known else None, **given)


