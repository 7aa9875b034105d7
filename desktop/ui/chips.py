"""Filter chips: a word and the count a click would show; rows of them with an overflow menu."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QMenu, QSizePolicy, QToolButton, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import pressed_by
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label
from desktop.ui.marks_paint import SHAPE, paint_shape, text_tone
from desktop.ui.theme import tokens, type_font

HEIGHT = 26
ROW_HEIGHT = 36
_GAP = 8
_PAD = 12


class Chip(QToolButton):
    """One filter; `clicked` as every button. Chosen: soft blue, bold, ✕ to drop it."""

    def __init__(
        self,
        key: str,
        word: str,
        count: int | None = None,
        parent: QWidget | None = None,
        *,
        light: Tone | None = None,
        closable: bool = True,
        arrow: bool = False,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._word = word
        self._count = count
        self._light = light
        self._closable = closable
        self._arrow = arrow
        self.setCheckable(not arrow)
        self.setProperty("role", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_count(self, count: int | None) -> None:
        """Show another count; None shows none."""
        if count != self._count:
            self._count = count
            self._tell()
            self.updateGeometry()
            self.update()

    def set_word(self, word: str) -> None:
        """Show another word, such as 镇街 14 个."""
        self._word = word
        self._tell()
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """The word without the count."""
        return self._word

    def _tell(self) -> None:
        self.setText(self._word)
        self.setAccessibleName(self._word if self._count is None else f"{self._word} {self._count}")

    def sizeHint(self) -> QSize:
        """Light, word, count and ✕ side by side."""
        metrics = QFontMetrics(type_font(9, bold=self.isChecked()))
        wide = metrics.horizontalAdvance(self._word) + 2 * _PAD
        if self._light is not None:
            wide += SHAPE + 6
        if self._count is not None:
            wide += 6 + metrics.horizontalAdvance(str(self._count))
        if (self.isChecked() and self._closable) or self._arrow:
            wide += 16
        return QSize(wide, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses and drops, as Space does."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rounded frame, light, word, count, ✕."""
        table = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        frame = table.accent if chosen or self.hasFocus() else table.button_line
        painter.setPen(QPen(QColor(frame), 2 if self.hasFocus() else 1))
        ground = table.accent_soft if chosen else table.hover if self.underMouse() else table.surface
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 0.5, -1, -0.5), 12.5, 12.5)
        self._paint_words(painter, chosen)

    def _paint_words(self, painter: QPainter, chosen: bool) -> None:
        table = tokens()
        font = type_font(9, bold=chosen)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        left = float(_PAD)
        middle = self.height() / 2
        ink = QColor(table.accent_soft_text if chosen else table.text)
        if self._light is not None:
            paint_shape(painter, left, middle, self._light)
            left += SHAPE + 6
            ink = text_tone(self._light)
        left = _draw(painter, metrics, left, self.height(), self._word, ink)
        if self._count is not None:
            quiet = ink if chosen else QColor(table.text3)
            left = _draw(painter, metrics, left + 6, self.height(), str(self._count), quiet)
        if chosen and self._closable:
            draw_icon(painter, "close", QRectF(left + 6, middle - 5, 10, 10), table.accent_soft_text)
        elif self._arrow:
            draw_icon(painter, "chevron-down", QRectF(left + 5, middle - 6, 12, 12), table.text2)


def _draw(
    painter: QPainter, metrics: QFontMetrics, left: float, height: int, text: str, ink: QColor
) -> float:
    wide = metrics.horizontalAdvance(text)
    painter.setPen(ink)
    painter.drawText(QRectF(left, 0, wide + 2, height), Qt.AlignmentFlag.AlignVCenter, text)
    return left + wide


class FlowLayout(QLayout):
    """Items side by side, going on in the next line when the width is used up."""

    def __init__(self, parent: QWidget | None = None, spacing: int = _GAP) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        if 0 <= index < len(self._items):
            return self._items.pop(index)
        return None  # type: ignore[return-value]

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x + size.width() > rect.right() + 1 and line:
                x, y, line = rect.x(), y + line + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            line = max(line, size.height())
        return y + line - rect.y()


class ChipRow(QWidget):
    """A label and chips in one line of 36 px; those without room go into 更多.

    `toggled(key, on)` tells what was clicked. `exclusive`: exactly one is chosen (views).
    """

    toggled = Signal(str, bool)

    def __init__(self, title: str = "", parent: QWidget | None = None, *, exclusive: bool = False) -> None:
        super().__init__(parent)
        self._exclusive = exclusive
        self._chips: list[Chip] = []
        self._tails: list[QWidget] = []
        self._title = label(title, "hint")
        self._title.setParent(self)
        self._title.setVisible(bool(title))
        self._more = Chip("", "更多", None, self, arrow=True)
        self._more.clicked.connect(self._open_more)
        self.setFixedHeight(ROW_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_chips(self, chips: Sequence[Chip]) -> None:
        """Show these chips instead of the present ones."""
        for old in self._chips:
            old.setParent(None)
            old.deleteLater()
        self._chips = list(chips)
        for chip in self._chips:
            chip.setParent(self)
            chip.clicked.connect(lambda checked=False, chip=chip: self._clicked(chip))
        self._place()

    def chips(self) -> list[Chip]:
        """The chips in their order."""
        return list(self._chips)

    def add_tail(self, widget: QWidget) -> None:
        """Keep a link or button at the right end."""
        widget.setParent(self)
        widget.show()
        self._tails.append(widget)
        self._place()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show the counts by key; keys that are missing keep theirs."""
        for chip in self._chips:
            if chip.key in counts:
                chip.set_count(counts[chip.key])
        self._place()

    def choose(self, keys: set[str] | frozenset[str]) -> None:
        """Show exactly these as chosen, without the signal."""
        for chip in self._chips:
            chip.setChecked(chip.key in keys)
        self._place()

    def chosen(self) -> set[str]:
        """Keys of the chosen chips."""
        return {chip.key for chip in self._chips if chip.isChecked()}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Chips move into 更多 and back."""
        super().resizeEvent(event)
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(320, ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def _clicked(self, chip: Chip) -> None:
        if self._exclusive:
            self.choose({chip.key})
        self._place()
        self.toggled.emit(chip.key, chip.isChecked())

    def _place(self) -> None:
        right = self.width()
        for tail in reversed(self._tails):
            if not tail.isHidden():
                right -= tail.sizeHint().width()
                self._put(tail, right)
                right -= _GAP
        left = 0
        if not self._title.isHidden():
            self._put(self._title, 0)
            left = self._title.sizeHint().width() + _GAP
        shown = self._fitting(right - left)
        self._more.setVisible(len(shown) < len(self._chips))
        for chip in self._chips:
            chip.setVisible(chip in shown)
            if chip in shown:
                self._put(chip, left)
                left += chip.sizeHint().width() + _GAP
        if not self._more.isHidden():
            self._put(self._more, left)

    def _fitting(self, room: int) -> list[Chip]:
        """The chips that fit into `room` px; chosen ones first, then in order."""
        widths = {chip: chip.sizeHint().width() + _GAP for chip in self._chips}
        if sum(widths.values()) - _GAP <= room:
            return list(self._chips)
        room -= self._more.sizeHint().width()
        kept: set[Chip] = set()
        for chip in sorted(self._chips, key=lambda one: not one.isChecked()):
            if widths[chip] > room:
                break
            room -= widths[chip]
            kept.add(chip)
        return [chip for chip in self._chips if chip in kept]

    def _put(self, widget: QWidget, left: int) -> None:
        size = widget.sizeHint()
        widget.setGeometry(left, (ROW_HEIGHT - size.height()) // 2, size.width(), size.height())

    def _open_more(self) -> None:
        menu = QMenu(self)
        for chip in self._chips:
            if chip.isHidden():
                action = menu.addAction(chip.accessibleName())
                action.setCheckable(True)
                action.setChecked(chip.isChecked())
                action.triggered.connect(chip.click)
        menu.exec(self._more.mapToGlobal(QPoint(0, HEIGHT)))
        menu.deleteLater()
