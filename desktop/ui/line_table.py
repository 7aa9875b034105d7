"""A small table of ready lines with group heads between them: work lists, boxes of an overview."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.base.marks import CellStyle, Mark, Tone
from desktop.base.values import value_class
from desktop.ui.delegates import MARK_ROLE, PAD, TableDelegate, paint_ground
from desktop.ui.theme import tokens, type_font

ROW = 27
HEAD = 30
LINE_ROLE = Qt.ItemDataRole.UserRole + 1
LINK = Mark(CellStyle.LINK)
QUIET = Mark()
Index = QModelIndex | QPersistentModelIndex
Cell = tuple[str, Mark]
_NOWHERE = QModelIndex()


@value_class
class Line:
    """One row: its cells (the last takes the room of missing ones), what it stands for, and the key it is
    found again by."""

    cells: tuple[Cell, ...]
    payload: Any = None
    key: object = None


@value_class
class GroupLine:
    """A head over the lines below it: name, count, quiet words."""

    title: str
    count: int
    hint: str = ""


@value_class
class Head:
    """A column: its words, its width in px (0: takes the room left); gone when the table is below `needs`."""

    words: str
    width: int = 0
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    needs: int = 0


class LineModel(QAbstractTableModel):
    """Lines and group heads as given."""

    def __init__(self, heads: Sequence[Head], parent: QWidget) -> None:
        super().__init__(parent)
        self.heads = tuple(heads)
        self.lines: list[Line | GroupLine] = []

    def set_heads(self, heads: Sequence[Head]) -> None:
        """Other columns; the lines are gone."""
        self.beginResetModel()
        self.heads, self.lines = tuple(heads), []
        self.endResetModel()

    def set_lines(self, lines: Sequence[Line | GroupLine]) -> None:
        """Show these."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section].words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.heads[section].align | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if isinstance(line, GroupLine):
            words = f"{line.title} {line.count}，{line.hint}".rstrip("，")
            return words if role == Qt.ItemDataRole.AccessibleTextRole else None
        text, mark = line.cells[index.column()] if index.column() < len(line.cells) else ("", QUIET)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return text
        if role == MARK_ROLE:
            return mark
        return self.heads[index.column()].align if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        grouped = isinstance(self.lines[index.row()], GroupLine)
        return Qt.ItemFlag.NoItemFlags if grouped else super().flags(index)


class LineDelegate(TableDelegate):
    """Paints group heads besides cells."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE_ROLE)
        view = self.parent()
        if isinstance(view, LineTable) and view.quiet and not view.hasFocus():
            option.state &= ~QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]
        if not isinstance(line, GroupLine):
            super().paint(painter, option, index)
            return
        table = tokens()
        rect = option.rect  # type: ignore[attr-defined]
        painter.save()
        paint_ground(painter, rect, selected=False, ground=table.head)
        left = rect.x() + PAD + 4
        for words, points, bold, ink, gap in ((line.title, 10, True, table.text, 6),
                                              (str(line.count), 10, True, table.accent, 12),
                                              (line.hint, 9, False, table.text3, 0)):
            painter.setFont(type_font(points, bold=bold))
            painter.setPen(QColor(ink))
            metrics = QFontMetrics(painter.font())
            room = max(0, rect.right() - PAD - left)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            place = QRectF(left, rect.y(), room, rect.height() - 1)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            left += metrics.horizontalAdvance(words) + gap
        painter.restore()


class LineTable(QTableView):
    """Enter, a double click or a click on a link opens; the current line is kept over a refresh.

    `quiet`: the current line shows only while the table has the focus. `resized`: there is other room now.
    """

    opened = Signal(object)
    resized = Signal()

    def __init__(self, name: str, heads: Sequence[Head], parent: QWidget | None = None, *,
                 headed: bool = False, row: int = ROW, quiet: bool = False) -> None:
        super().__init__(parent)
        self.quiet = quiet
        self.row_height = row
        self._wide = 0
        self.setAccessibleName(name)
        self.lines = LineModel(heads, self)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setMinimumHeight(ROW)
        self._dress_heads(headed)
        self.doubleClicked.connect(self._activate)
        self.clicked.connect(self._clicked)

    def _dress_heads(self, headed: bool) -> None:
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setMinimumSectionSize(20)
        rows.setDefaultSectionSize(self.row_height)
        head.setVisible(headed)
        head.setFixedHeight(min(HEAD, self.row_height + 3))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def show_lines(self, lines: Sequence[Line | GroupLine]) -> None:
        """Show these, the cursor on the same line as before, else on the first."""
        current, offset = self.current_line(), self.verticalScrollBar().value()
        self.clearSpans()
        self.lines.set_lines(lines)
        for row, line in enumerate(lines):
            self._span(row, 1 if isinstance(line, GroupLine) else len(line.cells))
        self._fit()
        places = [row for row, line in enumerate(lines) if isinstance(line, Line)]
        same = [row for row in places if current is not None and self._key(row) == current.key]
        if places:
            self.setCurrentIndex(self.lines.index((same or places)[0], 0))
        self.verticalScrollBar().setValue(offset)

    def _span(self, row: int, cells: int) -> None:
        """Let the last of so many cells take the columns after it."""
        over = len(self.lines.heads) - cells + 1
        if over > 1:
            self.setSpan(row, cells - 1, 1, over)

    def _key(self, row: int) -> object:
        line = self.lines.lines[row]
        return line.key if isinstance(line, Line) else None

    def wanted_height(self) -> int:
        """What all lines need."""
        head = self.horizontalHeader()
        return len(self.lines.lines) * self.row_height + (0 if head.isHidden() else head.height())

    def current_line(self) -> Line | None:
        """The line the cursor stands on."""
        row = self.currentIndex().row()
        line = self.lines.lines[row] if 0 <= row < len(self.lines.lines) else None
        return line if isinstance(line, Line) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        line = self.current_line()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None:
            self.opened.emit(line.payload)
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over links."""
        super().mouseMoveEvent(event)
        mark = self.indexAt(event.position().toPoint()).data(MARK_ROLE)
        link = isinstance(mark, Mark) and mark.style is CellStyle.LINK
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The columns without a width take the room left."""
        super().resizeEvent(event)
        self._wide = event.size().width()
        self._fit()
        self.resized.emit()

    def _fit(self) -> None:
        wide = self._wide
        shown = [(place, head) for place, head in enumerate(self.lines.heads) if wide >= head.needs]
        free = sum(not head.width for _, head in shown)
        room = wide - sum(head.width for _, head in shown)
        for place, head in enumerate(self.lines.heads):
            self.setColumnHidden(place, wide < head.needs)
        for place, head in shown:
            self.setColumnWidth(place, head.width or max(60, room // max(free, 1)))
        self.updateGeometries()

    def _activate(self, index: QModelIndex) -> None:
        line = index.data(LINE_ROLE)
        mark = index.data(MARK_ROLE)
        if isinstance(line, Line) and not (isinstance(mark, Mark) and mark.style is CellStyle.LINK):
            self.opened.emit(line.payload)

    def _clicked(self, index: QModelIndex) -> None:
        line, mark = index.data(LINE_ROLE), index.data(MARK_ROLE)
        if isinstance(line, Line) and isinstance(mark, Mark) and mark.style is CellStyle.LINK:
            self.opened.emit(line.payload)


def link(tone: Tone = Tone.GREY) -> Mark:
    """Words that open."""
    return Mark(CellStyle.LINK, tone)
