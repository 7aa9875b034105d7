"""A month in squares: day numbers, names of special days, lines of what is due; keys and clicks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.base.marks import Tone
from desktop.ui.theme import tokens, type_font

_HEAD = 28
_PAD = 6
_LINE = 18
_NUMBER = 22
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True)
class Square:
    """One day: `name` such as 国庆节, `rest` a day off, `strong` worked instead; `lines`: words, tone."""

    name: str = ""
    rest: bool = False
    strong: bool = False
    lines: tuple[tuple[str, Tone], ...] = ()


class MonthGrid(QWidget):
    """Weeks from Monday. `chosen(date)`: the cursor came there; `opened(date)`: Enter or a double click."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weeks: tuple[tuple[date, ...], ...] = ()
        self._squares: Mapping[date, Square] = {}
        self._month = 0
        self._today: date | None = None
        self.cursor_day: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(420, 280)

    def show_month(self, weeks: Sequence[Sequence[date]], month: int, squares: Mapping[date, Square],
                   today: date, chosen: date) -> None:
        """Show these weeks; days outside `month` are pale. `chosen` gets the cursor, without the signal."""
        self._weeks = tuple(tuple(week) for week in weeks)
        self._month, self._squares, self._today = month, squares, today
        self.cursor_day = chosen
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(760, 520)

    def words_of(self, day: date) -> str:
        """Everything about a day, for reading aloud."""
        square = self._squares.get(day, Square())
        parts = [f"{day.month}月{day.day}日", square.name, *(words for words, _ in square.lines)]
        return "，".join(part for part in parts if part)

    def place(self, day: date) -> QRect:
        """Where a day is drawn; empty when it is not shown."""
        for row, week in enumerate(self._weeks):
            if day in week:
                return self._rect(row, week.index(day))
        return QRect()

    def _rect(self, row: int, column: int) -> QRect:
        wide, high = self.width(), self.height() - _HEAD
        rows = max(len(self._weeks), 1)
        left, right = wide * column // 7, wide * (column + 1) // 7
        top, bottom = _HEAD + high * row // rows, _HEAD + high * (row + 1) // rows
        return QRect(left, top, right - left, bottom - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Head, squares, and the frame of the cursor over them."""
        painter, table = QPainter(self), tokens()
        painter.fillRect(self.rect(), QColor(table.surface))
        painter.fillRect(QRect(0, 0, self.width(), _HEAD), QColor(table.head))
        painter.setFont(type_font(9))
        painter.setPen(QColor(table.text2))
        for column, words in enumerate(_WEEKDAYS):
            rect = self._rect(0, column)
            painter.drawText(QRect(rect.left() + _PAD, 0, rect.width(), _HEAD),
                             Qt.AlignmentFlag.AlignVCenter, words)
        for row, week in enumerate(self._weeks):
            for column, day in enumerate(week):
                self._paint_day(painter, self._rect(row, column), day)
        if self.cursor_day is not None and not self.place(self.cursor_day).isEmpty():
            painter.setPen(QPen(QColor(table.accent), 2))
            painter.drawRect(self.place(self.cursor_day).adjusted(1, 1, -1, -1))

    def _paint_day(self, painter: QPainter, rect: QRect, day: date) -> None:
        table, square = tokens(), self._squares.get(day, Square())
        inside = day.month == self._month
        ground = table.select if day == self.cursor_day else table.page if square.rest else table.surface
        painter.fillRect(rect, QColor(ground))
        painter.setPen(QPen(QColor(table.grid), 1))
        painter.drawRect(rect)
        top = QRect(rect.left() + _PAD, rect.top() + 2, rect.width() - 2 * _PAD, _NUMBER)
        painter.setFont(type_font(10, bold=day == self._today))
        painter.setPen(QColor(table.accent if day == self._today else table.text if inside else table.text3))
        number = f"{day.day}" if inside else f"{day.month}/{day.day}"
        number += " 今天" if day == self._today else ""
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, number)
        if square.name:
            painter.setFont(type_font(9, bold=square.strong))
            painter.setPen(QColor(table.amber if square.strong else table.text2))
            room = top.width() - QFontMetrics(type_font(10, bold=True)).horizontalAdvance(number) - 8
            words = QFontMetrics(painter.font()).elidedText(square.name, Qt.TextElideMode.ElideRight, room)
            align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(top, align, words)
        self._paint_lines(painter, rect, square)

    def _paint_lines(self, painter: QPainter, rect: QRect, square: Square) -> None:
        table = tokens()
        painter.setFont(type_font(9))
        room = max(0, (rect.height() - _NUMBER - 4) // _LINE)
        lines = list(square.lines)
        if len(lines) > room:
            rest = len(lines) - max(room - 1, 0)
            lines = [*lines[:max(room - 1, 0)], (f"还有 {rest} 件", Tone.GREY)] if room else []
        y = rect.top() + _NUMBER + 2
        for words, tone in lines:
            painter.setPen(QColor(table.shades(tone).text))
            place = QRectF(rect.left() + _PAD, y, rect.width() - 2 * _PAD, _LINE)
            shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight,
                                                            int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
            y += _LINE

    def _day_at(self, where: QPoint) -> date | None:
        return next((day for week in self._weeks for day in week if self.place(day).contains(where)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day."""
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self._go(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the day."""
        day = self._day_at(event.position().toPoint())
        if day is not None:
            self.opened.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go by days and weeks, Enter opens."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = Qt.Key(event.key())
        if key in steps and self.cursor_day is not None:
            self._go(self.cursor_day + timedelta(days=steps[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cursor_day is not None:
            self.opened.emit(self.cursor_day)
        else:
            super().keyPressEvent(event)

    def _go(self, day: date) -> None:
        self.cursor_day = day
        self._describe()
        self.update()
        self.chosen.emit(day)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words_of(self.cursor_day) if self.cursor_day else "")
