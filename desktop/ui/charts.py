"""Two bars a week, hollow against filled, numbers on the bars, zero line; a click opens the rows."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.base.values import value_class
from desktop.ui.theme import tokens, type_font

_LEFT = 38
_FOOT = 24
_TOP = 18
_BAR = 13
_GAP = 4


@value_class
class Bars:
    """One week: `label` below, hollow `first`, filled `second`."""

    key: str
    label: str
    first: int
    second: int


class WeekChart(QWidget):
    """`clicked(key, 0 or 1)`: the hollow or the filled bar; left, right and Enter do the same."""

    clicked = Signal(str, int)

    def __init__(self, first: str, second: str, parent: QWidget | None = None) -> None:
        """`first`, `second`: what the bars mean, for the tooltip and for reading aloud."""
        super().__init__(parent)
        self._names = (first, second)
        self._weeks: tuple[Bars, ...] = ()
        self._cursor = 0
        self.setMinimumHeight(110)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def set_weeks(self, weeks: Sequence[Bars]) -> None:
        """Show these weeks from left to right."""
        self._weeks = tuple(weeks)
        self._cursor = max(len(self._weeks) * 2 - 1, 0)
        first, second = self._names
        self.setAccessibleDescription(
            "；".join(f"{week.label} {first} {week.first} {second} {week.second}" for week in weeks)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 140)

    def _top_value(self) -> int:
        """A value above every bar that halves evenly."""
        highest = max((max(week.first, week.second) for week in self._weeks), default=0)
        return max(4, (highest + 3) // 4 * 4)

    def _bar(self, place: int) -> QRectF:
        """Where bar `place` (two a week) stands, at least a line high."""
        week, which = divmod(place, 2)
        step = (self.width() - _LEFT - 16) / max(len(self._weeks), 1)
        value = self._weeks[week].second if which else self._weeks[week].first
        high = (self.height() - _TOP - _FOOT) * value / self._top_value()
        left = _LEFT + (week + 0.5) * step - _BAR - _GAP / 2 + which * (_BAR + _GAP)
        return QRectF(left, self.height() - _FOOT - high, _BAR, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines at the half and the whole, then the bars."""
        table = tokens()
        painter = QPainter(self)
        painter.setFont(type_font(9))
        base = self.height() - _FOOT
        for part in (0, 1, 2):
            y = round(base - (base - _TOP) * part / 2) + 0.5
            painter.setPen(QPen(QColor(table.grid if part else table.control), 1))
            painter.drawLine(
                QRectF(_LEFT - 6, y, self.width() - _LEFT - 4, 0).topLeft(),
                QRectF(_LEFT - 6, y, self.width() - _LEFT - 4, 0).topRight(),
            )
            painter.setPen(QColor(table.text3))
            painter.drawText(
                QRectF(0, y - 9, _LEFT - 12, 18),
                Qt.AlignmentFlag.AlignRight,
                str(self._top_value() * part // 2),
            )
        for place in range(len(self._weeks) * 2):
            self._paint_bar(painter, place)

    def _paint_bar(self, painter: QPainter, place: int) -> None:
        table = tokens()
        week, which = self._weeks[place // 2], place % 2
        bar = self._bar(place)
        value = week.second if which else week.first
        if value:
            painter.setPen(QPen(QColor(table.accent), 1))
            painter.setBrush(QColor(table.accent_fill if which else table.surface))
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, 0))
        painter.setFont(type_font(8))
        painter.setPen(QColor(table.text2))
        painter.drawText(
            QRectF(bar.center().x() - 15, bar.top() - 15, 30, 14), Qt.AlignmentFlag.AlignCenter, str(value)
        )
        if not which:
            painter.setFont(type_font(9))
            painter.drawText(
                QRectF(bar.right() - 28, self.height() - _FOOT + 3, 60, 18),
                Qt.AlignmentFlag.AlignHCenter,
                week.label,
            )
        if self.hasFocus() and place == self._cursor:
            painter.setPen(QPen(QColor(table.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar.adjusted(-3, -16, 3, 2))

    def _at(self, x: float, y: float) -> int | None:
        """The bar under the mouse; the whole height of its column counts."""
        for place in range(len(self._weeks) * 2):
            bar = self._bar(place)
            if bar.left() - 2 <= x <= bar.right() + 2 and y >= min(
                bar.top() - 16, self.height() - _FOOT - 40
            ):
                return place
        return None

    def _tell(self, place: int) -> None:
        self.clicked.emit(self._weeks[place // 2].key, place % 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the rows of a bar."""
        place = self._at(event.position().x(), event.position().y())
        if place is not None:
            self._cursor = place
            self.update()
            self._tell(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand and the meaning over a bar."""
        place = self._at(event.position().x(), event.position().y())
        self.setCursor(Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor)
        if place is None:
            self.setToolTip("")
            return
        week = self._weeks[place // 2]
        self.setToolTip(f"{week.label} {self._names[place % 2]} {week.second if place % 2 else week.first}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose a bar, Enter opens it."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step and self._weeks:
            self._cursor = max(0, min(len(self._weeks) * 2 - 1, self._cursor + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._weeks:
            self._tell(self._cursor)
        else:
            super().keyPressEvent(event)


class Swatch(QWidget):
    """The hollow or filled square that says in words what a bar means."""

    def __init__(self, *, filled: bool) -> None:
        super().__init__()
        self._filled = filled
        self.setFixedSize(11, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        table = tokens()
        painter = QPainter(self)
        painter.setPen(QPen(QColor(table.accent), 1))
        painter.setBrush(QColor(table.accent_fill if self._filled else table.surface))
        painter.drawRect(0, 4, 10, 10)
