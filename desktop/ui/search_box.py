"""The one search box: Ctrl+K, results below it grouped by kind, 32 px a row, all by keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.icons import draw_icon
from desktop.ui.theme import tokens, type_font

WIDTH = 456
ROW = 32
DELAY = 150
"""Milliseconds after the last key before the search is asked for."""
_MOST_ROWS = 14


@dataclass(frozen=True)
class Hit:
    """One result: `kind` groups, `key` comes back when it is opened, `hint` stands at the right."""

    kind: str
    key: str
    text: str
    hint: str = ""


class SearchBox(QLineEdit):
    """Asks `searched(text)`, shows what `set_hits` brings, tells `opened(key)`."""

    searched = Signal(str)
    opened = Signal(str)

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "search")
        self.setPlaceholderText(hint)
        self.setAccessibleName("搜索")
        self.setMaximumWidth(WIDTH)
        self.setMinimumWidth(200)
        self.setTextMargins(0, 0, 52, 0)
        self.hits = HitList(self)
        self.hits.picked.connect(self._open)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textEdited.connect(self._edited)
        QShortcut(QKeySequence("Ctrl+K"), self, self._take_focus)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 30)

    def set_hits(self, hits: Sequence[Hit]) -> None:
        """Show the results of the last search; none shows a sentence."""
        if self.text().strip():
            self.hits.show_hits(hits, self)

    def _edited(self, text: str) -> None:
        if text.strip():
            self._timer.start()
        else:
            self._timer.stop()
            self.hits.hide()

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _open(self, key: str) -> None:
        self.hits.hide()
        self.opened.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the results, Enter opens, Esc closes them and clears."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.isVisible():
            self.hits.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.hits.isVisible():
                self.hits.pick()
            elif self.text().strip():
                self.searched.emit(self.text().strip())
        elif key == Qt.Key.Key_Escape:
            self.hits.hide()
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lens at the left, Ctrl+K at the right."""
        super().paintEvent(event)
        table = tokens()
        painter = QPainter(self)
        middle = self.height() / 2
        draw_icon(painter, "search", QRectF(10, middle - 8, 16, 16), table.text2)
        rect = QRectF(self.width() - 49.5, middle - 9, 42, 18)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(table.line), 1))
        painter.drawRoundedRect(rect, 3, 3)
        painter.setFont(type_font(8))
        painter.setPen(QColor(table.text2))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "Ctrl+K")


class HitList(QFrame):
    """The drop-down of results: a child of the window, so that the box keeps the focus."""

    picked = Signal(str)

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        self._box = box
        self.setProperty("frame", "box")
        self.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 4, 1, 4)
        self._list = QListWidget()
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._item_picked)
        column.addWidget(self._list)
        box.installEventFilter(self)

    def show_hits(self, hits: Sequence[Hit], box: QWidget) -> None:
        """Fill and open below `box`."""
        self._list.clear()
        kind = ""
        for hit in hits:
            if hit.kind != kind:
                kind = hit.kind
                self._add(kind, None)
            self._add(hit.text, hit)
        if not hits:
            self._add("没有找到。可试试代码、曾用名或拼音首字母。", None)
        self.move_by(1)
        self.setParent(box.window())
        rows = min(self._list.count(), _MOST_ROWS)
        self.setGeometry(
            QRect(box.mapTo(box.window(), QPoint(0, box.height() + 2)), QSize(box.width(), rows * ROW + 10))
        )
        self.show()
        self.raise_()

    def _add(self, text: str, hit: Hit | None) -> None:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, hit)
        if hit is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.addItem(item)

    def move_by(self, step: int) -> None:
        """Go to the next result, over the group names."""
        row = self._list.currentRow()
        for _ in range(self._list.count()):
            row = (row + step) % max(self._list.count(), 1)
            if self._list.item(row).data(Qt.ItemDataRole.UserRole) is not None:
                self._list.setCurrentRow(row)
                return

    def pick(self) -> None:
        """Open the current result."""
        item = self._list.currentItem()
        if item is not None:
            self._item_picked(item)

    def _item_picked(self, item: QListWidgetItem) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(hit, Hit):
            self.picked.emit(hit.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list closes when the box loses the focus or goes away."""
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
        return False


class _HitDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        table = tokens()
        rect = QRectF(option.rect)  # type: ignore[attr-defined]
        hit = index.data(Qt.ItemDataRole.UserRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(rect, QColor(table.select if chosen else table.surface))
        inner = rect.adjusted(12, 0, -12, 0)
        hint = hit.hint if isinstance(hit, Hit) else ""
        painter.setFont(type_font(9))
        wide = QFontMetrics(painter.font()).horizontalAdvance(hint)
        painter.setPen(QColor(table.text2))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hint)
        if isinstance(hit, Hit):
            painter.setFont(type_font(10))
            painter.setPen(QColor(table.text))
        room = int(inner.width()) - (wide + 12 if wide else 0)
        shown = QFontMetrics(painter.font()).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
