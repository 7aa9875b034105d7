"""The one search box: Ctrl+K, results below it grouped by kind, 32 px a row, all by keyboard."""

from collections.abc import Sequence

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

from desktop.base.values import value_class
from desktop.ui.icons import draw_icon
from desktop.ui.theme import tokens, type_font

WIDTH = 456
ROW = 32
NOTHING = "没有找到。可试试代码、曾用名或拼音首字母。"
_MOST_ROWS = 14
_HINT_SHARE = 0.55


@value_class
class Hit:
    """One result: `kind` groups, `key` comes back when it is opened, `hint` stands at the right.

    `instead`: words that are searched for in place of those typed, when this line is picked.
    """

    kind: str
    key: str
    text: str
    hint: str = ""
    instead: str = ""


class SearchBox(QLineEdit):
    """Asks `searched(words)` at every key, shows what `set_hits` brings, tells `opened(key)`."""

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
        self.hits.picked.connect(self._picked)
        self._shown = self._last = ""
        self._opens = False
        self.textEdited.connect(self._edited)
        QShortcut(QKeySequence("Ctrl+K"), self, self._take_focus)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 30)

    def words(self) -> str:
        """What is searched for."""
        return self.text().strip()

    def set_hits(self, hits: Sequence[Hit], words: str | None = None) -> None:
        """Show the results for `words` (None: those in the box); late ones for other words are dropped."""
        if not self.words() or words not in (None, self.words()):
            return
        self._shown = self.words()
        self.hits.show_hits(hits, self)
        if self._opens:
            self._opens = False
            self.hits.pick()

    def set_fault(self, sentence: str, words: str) -> None:
        """Say why there is no answer."""
        if words == self.words():
            self._opens = False
            self.hits.show_hits([], self, sentence)

    def search_for(self, words: str) -> None:
        """Put other words into the box and search for them."""
        self.setText(words)
        self._edited(words)

    def _edited(self, text: str) -> None:
        self._opens = False
        if text.strip():
            self.searched.emit(text.strip())
        else:
            self._shown = ""
            self.hits.hide()

    def _take_focus(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _picked(self, hit: Hit) -> None:
        if hit.instead:
            self.search_for(hit.instead)
            return
        self.hits.hide()
        self._shown, self._last = "", self.words()
        self.clear()
        self.opened.emit(hit.key)

    def _enter(self) -> None:
        """Open the chosen hit; typed faster than answered, the first hit once it is known."""
        if self.hits.isVisible() and self._shown == self.words():
            self.hits.pick()
        elif self.words():
            self._opens = True
            self.searched.emit(self.words())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the results or bring the last words back, Enter opens, Esc closes and clears."""
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.hits.isVisible():
                self.hits.move_by(1 if key == Qt.Key.Key_Down else -1)
            elif words := self.words() or self._last:
                self.search_for(words)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self._edited("")
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

    picked = Signal(object)

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

    def show_hits(self, hits: Sequence[Hit], box: QWidget, nothing: str = NOTHING) -> None:
        """Fill and open below `box`; `nothing` is said when there are no hits."""
        self._list.clear()
        kind = ""
        for hit in hits:
            if hit.kind != kind:
                kind = hit.kind
                self._add(kind, None)
            self._add(hit.text, hit)
        if not hits:
            self._add(nothing, None)
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
            self.picked.emit(hit)

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
        painter.setFont(type_font(9))
        metrics = QFontMetrics(painter.font())
        hint = hit.hint if isinstance(hit, Hit) else ""
        hint = metrics.elidedText(hint, Qt.TextElideMode.ElideRight, int(inner.width() * _HINT_SHARE))
        wide = metrics.horizontalAdvance(hint)
        painter.setPen(QColor(table.text2))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hint)
        if isinstance(hit, Hit):
            painter.setFont(type_font(10))
            painter.setPen(QColor(table.text))
        room = int(inner.width()) - (wide + 12 if wide else 0)
        shown = QFontMetrics(painter.font()).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
