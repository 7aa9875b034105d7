"""The preview of an import: heads with their targets, cells with their messages, faults mended in place.

Plain data in, signals out: the owner reads the file again and calls `show_rows`.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.base.marks import Tone
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.delegates import PAD, ROW_HEIGHT, paint_ground
from desktop.ui.focus import focus_on
from desktop.ui.import_head import ImportHead
from desktop.ui.import_rows import (
    CELL_ROLE,
    FIXED,
    ROW_ROLE,
    GridCell,
    GridColumn,
    GridRow,
    ImportModel,
    Index,
)
from desktop.ui.labels import cap, label, restyle, rule
from desktop.ui.marks_paint import paint_tag
from desktop.ui.theme import tokens, type_font

__all__ = ["GridCell", "GridColumn", "GridRow", "ImportGrid"]

TALL = 46
_NARROWEST = 78
_MOST_TALL = 2000
"""With more tall rows than this all rows are tall: setting them one by one would take seconds."""


class ImportGrid(QWidget):
    """`mapping_changed(file column, target)`, `value_edited(row number, file column, text)`,
    `only_changed(kind)` ("" = all)."""

    mapping_changed = Signal(int, str)
    value_edited = Signal(int, int, str)
    only_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ImportModel(self)
        self.table = QTableView()
        self.head = ImportHead(self.table)
        self.only = ChipRow("只看", exclusive=True)
        self.fault = _FaultLine()
        self._heads: tuple[GridColumn, ...] = ()
        self._dress()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 2, 16, 2)
        top.setSpacing(4)
        top.addWidget(self.only, 1)
        for key, words in (("F2", "就地改"), ("F8", "下一处错误"), ("Ctrl+V", "可从表格粘贴")):
            top.addSpacing(12)
            top.addWidget(cap(key))
            top.addWidget(label(words, "small"))
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(rule(strong=True))
        column.addWidget(self.fault)
        focus_on(self, self.table)

    def _dress(self) -> None:
        table = self.table
        table.setHorizontalHeader(self.head)
        table.setModel(self.model)
        table.setItemDelegate(ImportDelegate(table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setShowGrid(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        table.horizontalScrollBar().valueChanged.connect(lambda _: self.head.place())
        table.selectionModel().currentChanged.connect(self._show_fault)
        self.head.target_changed.connect(self.mapping_changed)
        self.model.edited.connect(self._edited)
        self.only.toggled.connect(lambda key, on: self.only_changed.emit(key))
        self.fault.entered.connect(self._mend)
        QShortcut(QKeySequence("F8"), self, self.next_fault)
        QShortcut(
            QKeySequence.StandardKey.Paste, table, self.paste, context=Qt.ShortcutContext.WidgetShortcut
        )

    def show_kinds(self, kinds: Sequence[tuple[str, str, int]], chosen: str = "") -> None:
        """The chips 只看: (key, words, count); the first is usually ("", 全部, n)."""
        present = {chip.key for chip in self.only.chips()}
        if present != {key for key, _, _ in kinds}:
            self.only.set_chips([Chip(key, words, count, closable=False) for key, words, count in kinds])
        counts: Mapping[str, int] = {key: count for key, _, count in kinds}
        self.only.set_counts(counts)
        self.only.choose({chosen})

    def show_rows(
        self, columns: Sequence[GridColumn], targets: Sequence[tuple[str, str]], rows: Sequence[GridRow],
        telling: Sequence[int] | None = None,
    ) -> None:
        """Show a preview; cursor and place in the file stay. Only the `telling` rows are looked at."""
        current, scroll = self.table.currentIndex(), self.table.verticalScrollBar().value()
        place = (current.row(), current.column())
        fresh = tuple(columns) != self._heads
        self.model.fill(columns, rows, telling)
        if fresh:
            self._heads = tuple(columns)
            self._set_widths(columns)
            self.head.set_columns(columns, targets)
        self._set_heights(rows, range(len(rows)) if telling is None else telling)
        self.table.verticalScrollBar().setValue(scroll)
        if 0 <= place[0] < len(rows):
            self.table.setCurrentIndex(self.model.index(*place))
        else:
            self.next_fault()
        self._show_fault(self.table.currentIndex())

    def _set_widths(self, columns: Sequence[GridColumn]) -> None:
        self.table.setColumnWidth(0, 46)
        self.table.setColumnWidth(1, 60)
        for number, column in enumerate(columns, FIXED):
            self.table.setColumnWidth(number, max(column.width, _NARROWEST))

    def _set_heights(self, rows: Sequence[GridRow], telling: Sequence[int]) -> None:
        tall = [number for number in telling if rows[number].tall]
        uniform = len(tall) > _MOST_TALL
        self.table.verticalHeader().setDefaultSectionSize(TALL if uniform else ROW_HEIGHT)
        self.table.clearSpans()
        for number in tall if not uniform else ():
            self.table.setRowHeight(number, TALL)
        for number in telling:
            row = rows[number]
            if row.note and not row.cells and self.model.columns:
                self.table.setSpan(number, FIXED, 1, len(self.model.columns))

    def next_fault(self) -> None:
        """Go to the next red cell after the cursor, and round again."""
        faults = self.model.faults()
        if not faults:
            return
        here = (self.table.currentIndex().row(), self.table.currentIndex().column() - FIXED)
        row, place = next((spot for spot in faults if spot > here), faults[0])
        index = self.model.index(row, place + FIXED)
        self.table.setCurrentIndex(index)
        self._bring(index)
        # Once more when the page has its size: a preview may be filled before it is in front.
        QTimer.singleShot(0, self, lambda: self._bring(self.table.currentIndex()))
        self.fault.take_focus()

    def _bring(self, index: QModelIndex) -> None:
        """The whole cell into sight, with rows above and below it."""
        bar = self.table.horizontalScrollBar()
        left = bar.value()
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        bar.setValue(left)
        self.table.scrollTo(index)

    def paste(self) -> None:
        """Put the clipboard's lines and tabs into the cells from the cursor on."""
        start = self.table.currentIndex()
        for down, line in enumerate(QGuiApplication.clipboard().text().rstrip("\n").split("\n")):
            for right, text in enumerate(line.rstrip("\r").split("\t")):
                index = self.model.index(start.row() + down, start.column() + right)
                if index.isValid() and self.model.cell(index) is not None:
                    self.model.setData(index, text)

    def _edited(self, row: int, place: int, text: str) -> None:
        self.value_edited.emit(self.model.rows[row].number, place, text)

    def _mend(self, text: str) -> None:
        index = self.table.currentIndex()
        if index.isValid() and self.model.cell(index) is not None:
            self.model.setData(index, text)
            self.next_fault()

    def _show_fault(self, current: QModelIndex) -> None:
        cell = self.model.cell(current) if current.isValid() and self.model.rows else None
        faults = self.model.faults() if cell else []
        if cell is None or not cell.message:
            self.fault.show_none(len(self.model.faults()))
            return
        spot = (current.row(), current.column() - FIXED)
        place = f"第 {faults.index(spot) + 1} 处 / 共 {len(faults)} 处" if spot in faults else ""
        column = self.model.columns[spot[1]]
        words = self.head.box(spot[1]).currentText() if column.target else column.head.replace("\n", "")
        self.fault.show_cell(f"第 {self.model.rows[spot[0]].number} 行 · {words}", cell, place)


class _FaultLine(QWidget):
    """The line under the grid: which cell, its text to be mended, what is wrong, which of how many."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(40)
        self._where = label("", "strong")
        self._text = QLineEdit()
        self._text.setFixedWidth(200)
        self._text.setAccessibleName("改成")
        self._text.returnPressed.connect(lambda: self.entered.emit(self._text.text()))
        self._what = label("")
        self._place = label("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        for part in (self._where, self._text, self._what):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._place)

    def show_cell(self, where: str, cell: GridCell, place: str) -> None:
        """Offer the cell for mending."""
        self._where.setText(where)
        self._text.setText(cell.text)
        self._text.selectAll()
        self._text.show()
        self._what.setText(cell.advice or cell.message)
        restyle(self._what, "tone", cell.tone.value)
        self._place.setText(place)

    def show_none(self, faults: int) -> None:
        """No fault under the cursor."""
        self._where.setText("")
        self._text.hide()
        restyle(self._what, "tone", "")
        self._what.setText(f"还有 {faults} 处错误，按 F8 到下一处。" if faults else "没有错误。")
        self._place.setText("")

    def take_focus(self) -> None:
        """Type at once."""
        if self._text.isVisible():
            self._text.setFocus(Qt.FocusReason.ShortcutFocusReason)


class ImportDelegate(QStyledItemDelegate):
    """Cells with a message in two lines inside a frame of its tone; the result as a tag."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        row, cell = index.data(ROW_ROLE), index.data(CELL_ROLE)
        table = tokens()
        painter.save()
        view = self.parent()
        here = isinstance(view, QTableView) and view.currentIndex().row() == index.row()
        skipped = not row.cells and index.column() >= FIXED
        paint_ground(painter, rect, selected=here, ground=table.head if skipped else "")
        inner = QRectF(rect).adjusted(PAD, 0, -PAD, -1)
        if index.column() == 1:
            paint_tag(painter, inner.x(), inner.center().y(), row.kind, row.tone)
        elif isinstance(cell, GridCell) and cell.message:
            _paint_message(painter, rect, cell)
        else:
            quiet = index.column() == 0 or skipped
            painter.setPen(QColor(table.text2 if quiet else table.text))
            _paint_line(painter, inner, str(index.data() or ""), 10)
        if state & QStyle.StateFlag.State_Selected and index.column() >= FIXED:
            painter.setPen(QPen(QColor(table.accent), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()


def _paint_message(painter: QPainter, rect: QRect, cell: GridCell) -> None:
    shades = tokens().shades(cell.tone)
    painter.fillRect(rect, QColor(shades.soft))
    if cell.tone is not Tone.BLUE:
        painter.setPen(QPen(QColor(shades.text if cell.tone is Tone.RED else shades.line), 1))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
    inner = QRectF(rect).adjusted(PAD - 1, 3, -4, -3)
    half = inner.height() / 2
    painter.setPen(QColor(tokens().text))
    _paint_line(painter, QRectF(inner.x(), inner.y(), inner.width(), half), cell.text, 10)
    painter.setPen(QColor(shades.text))
    _paint_line(painter, QRectF(inner.x(), inner.y() + half, inner.width(), half), cell.message, 9)


def _paint_line(painter: QPainter, room: QRectF, text: str, points: float) -> None:
    painter.setFont(type_font(points))
    line = text.replace("\n", " ")
    shown = QFontMetrics(painter.font()).elidedText(line, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
