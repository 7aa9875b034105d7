"""A board of cards: rows and stages; chosen by arrows, opened by Enter, moved by Ctrl+→ ← or by dragging."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from desktop.base.marks import Tone
from desktop.ui.board_layout import HEAD, SIDE, BoardCard, BoardColumn, BoardLayout, BoardRow, least_width
from desktop.ui.marks_paint import SHAPE, paint_shape, text_tone
from desktop.ui.theme import tokens, type_font

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1),
           Qt.Key.Key_Right: (0, 1)}


class BoardView(QAbstractScrollArea):
    """`opened(key)`; `moved_on(key)` and `moved_back(key)`; `dropped(key, column)`; `counted(row, column)`:
    a number was clicked; `current_changed(key)`. Nothing moves by itself: the owner shows new rows."""

    opened = Signal(int)
    moved_on = Signal(int)
    moved_back = Signal(int)
    dropped = Signal(int, str)
    counted = Signal(str, str)
    current_changed = Signal(int)

    def __init__(self, corner: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.corner = corner
        self.columns: Sequence[BoardColumn] = ()
        self.rows: Sequence[BoardRow] = ()
        self.current: int | None = None
        self._wanted = self._zoom = 1.0
        self._cards: dict[int, BoardCard] = {}
        self._layout = BoardLayout((), (), 800)
        self._pressed: QPointF | None = None
        self._dragged: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("看板")

    def show_board(self, columns: Sequence[BoardColumn], rows: Sequence[BoardRow]) -> None:
        """Other cards; the current one stays if it is still there."""
        self.columns, self.rows = columns, rows
        self._cards = {card.key: card for row in rows for cards in row.cards.values() for card in cards}
        self._lay_out()
        if self.current not in self._cards:
            self.current = next(iter(self._cards), None)

    def set_zoom(self, zoom: float) -> None:
        """Everything drawn so many times as large, for a projector; less where a column would be lost."""
        self._wanted = zoom
        self._lay_out()

    def zoom(self) -> float:
        """How many times as large it is drawn."""
        return self._zoom

    def _size(self) -> tuple[int, int]:
        """Width and height of the viewport in px before the zoom."""
        return int(self.viewport().width() / self._zoom), int(self.viewport().height() / self._zoom)

    def _spot(self, point: QPointF) -> QPointF:
        """A point of the viewport before the zoom."""
        return QPointF(point.x() / self._zoom, point.y() / self._zoom)

    def choose(self, key: int) -> bool:
        """Make a card the current one; False when it is not on the board."""
        if key not in self._cards:
            return False
        self.current = key
        place, top = self._layout.places[key], self.verticalScrollBar()
        room = self._size()[1] - HEAD
        if place.top() < top.value():
            top.setValue(int(place.top()) - 4)
        elif place.bottom() > top.value() + room:
            top.setValue(int(place.bottom() - room) + 4)
        card = self._cards[key]
        self.setAccessibleDescription(f"{card.strong} {card.label} {card.words} {card.tip}")
        self.viewport().update()
        self.current_changed.emit(key)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns take another width."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        self._zoom = max(1.0, min(self._wanted, self.viewport().width() / least_width(self.columns)))
        width, height = self._size()
        self._layout = BoardLayout(self.columns, self.rows, width)
        room = height - HEAD
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, int(self._layout.height - room)))
        bar.setPageStep(max(room, 1))
        bar.setSingleStep(45)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter opens, with Ctrl an arrow moves the card."""
        key = Qt.Key(event.key())
        if self.current is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Right,
                                                                                 Qt.Key.Key_Left):
            (self.moved_on if key == Qt.Key.Key_Right else self.moved_back).emit(self.current)
        elif key in _ARROWS:
            self.choose(self._layout.step(self.current, *_ARROWS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _content(self, point: QPointF) -> QPointF:
        return QPointF(point.x(), point.y() - HEAD + self.verticalScrollBar().value())

    def card_at(self, point: QPointF) -> int | None:
        """The card under a point of the viewport."""
        spot = self._content(point)
        return next((key for key, place in self._layout.places.items() if place.contains(spot)), None) \
            if point.y() > HEAD else None

    def card_place(self, key: int) -> QRectF:
        """Where a card stands in the viewport."""
        return self._layout.places[key].translated(0, HEAD - self.verticalScrollBar().value())

    def column_place(self, column: str) -> QRectF:
        """The strip of a column in the viewport."""
        at = next(place for place, item in enumerate(self.columns) if item.key == column)
        return QRectF(self._layout.lefts[at], 0, self._layout.lefts[at + 1] - self._layout.lefts[at],
                      self._size()[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a card, or open what a number counts."""
        here = self._spot(event.position())
        found = self.card_at(here)
        if found is not None:
            self._pressed = here
            self.choose(found)
            return
        spot = self._content(here)
        at = self._layout.column_at(spot.x())
        if at is None:
            return
        key = self.columns[at].key
        if here.y() <= HEAD:
            self.counted.emit("", key)
            return
        for number, row in enumerate(self.rows):
            if self._layout.cell(number, at).contains(spot) and (row.numbers.get(key) or row.more.get(key)):
                self.counted.emit(row.key, key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the current card."""
        if self._pressed is None:
            return
        here = self._spot(event.position())
        far = (here - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far or self._dragged is not None:
            self._dragged = here
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the card go over another stage."""
        dragged, self._pressed, self._dragged = self._dragged, None, None
        self.viewport().update()
        if dragged is None or self.current is None:
            return
        at = self._layout.column_at(self._spot(event.position()).x())
        if at is not None and at != self._layout.cells[self.current][1]:
            self.dropped.emit(self.current, self.columns[at].key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the card."""
        found = self.card_at(self._spot(event.position()))
        if found is not None:
            self.opened.emit(found)

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole name of a card as its tooltip."""
        if isinstance(event, QHelpEvent):
            found = self.card_at(self._spot(QPointF(event.pos())))
            if found is not None:
                QToolTip.showText(event.globalPos(), self._cards[found].tip, self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, then the head above them, then the card that is being dragged."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), QColor(tokens().surface))
        painter.scale(self._zoom, self._zoom)
        shift = HEAD - self.verticalScrollBar().value()
        painter.save()
        width, height = self._size()
        painter.setClipRect(0, HEAD, width + 1, height - HEAD + 1)
        painter.translate(0, shift)
        for number, row in enumerate(self.rows):
            self._paint_row(painter, number, row)
        self._paint_lines(painter, self._layout.height)
        painter.restore()
        self._paint_head(painter)
        if self._dragged is not None and self.current is not None:
            place = QRectF(self.card_place(self.current))
            place.moveCenter(self._dragged)
            painter.setOpacity(0.85)
            self._paint_card(painter, self._cards[self.current], place)

    def _paint_row(self, painter: QPainter, number: int, row: BoardRow) -> None:
        table, top = tokens(), self._layout.tops[number]
        painter.fillRect(QRectF(0, top, SIDE, self._layout.tops[number + 1] - top), QColor(table.page))
        painter.setFont(type_font(10, bold=True))
        painter.setPen(QColor(table.text))
        metrics = painter.fontMetrics()
        painter.drawText(QRectF(8, top + 5, SIDE - 10, 20), _LEFT,
                         metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, SIDE - 12))
        painter.setFont(type_font(9))
        painter.setPen(QColor(table.text2))
        painter.drawText(QRectF(8, top + 25, SIDE - 10, 18), _LEFT, row.note)
        painter.setPen(QColor(table.red))
        wide = painter.fontMetrics().horizontalAdvance(f"{row.note} ")
        painter.drawText(QRectF(8 + wide, top + 25, SIDE - 8 - wide, 18), _LEFT, row.alert)
        for at, column in enumerate(self.columns):
            cell = self._layout.cell(number, at)
            count, more = row.numbers.get(column.key, 0), row.more.get(column.key, 0)
            painter.setPen(QColor(table.accent))
            if count:
                painter.setFont(type_font(11))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(count))
            if more:
                painter.setFont(type_font(9))
                painter.drawText(cell.adjusted(8, 0, -4, -8), Qt.AlignmentFlag.AlignBottom, f"还有 {more} 个")
            for card in row.cards.get(column.key, ()):
                self._paint_card(painter, card, self._layout.places[card.key])

    def _paint_card(self, painter: QPainter, card: BoardCard, place: QRectF) -> None:
        table, chosen = tokens(), card.key == self.current
        shades = table.shades(card.tone)
        soft = card.tone in (Tone.RED, Tone.AMBER)
        ring = QColor(table.accent if chosen else shades.line if soft else table.grey_line)
        painter.setPen(QPen(ring, 2 if chosen and self.hasFocus() else 1.4 if chosen else 1))
        painter.setBrush(QColor(shades.soft if soft else table.surface))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        edge = table.text3 if card.tone is Tone.GREY else table.amber_fill if card.tone is Tone.AMBER \
            else shades.text
        painter.fillRect(QRectF(place.left(), place.top() + 1, 4, place.height() - 2), QColor(edge))
        self._paint_words(painter, card, place)

    def _paint_words(self, painter: QPainter, card: BoardCard, place: QRectF) -> None:
        table = tokens()
        left, wide = place.left() + 9, place.width() - 12
        painter.setPen(QColor(table.text))
        painter.setFont(type_font(10, bold=True))
        painter.drawText(QRectF(left, place.top() + 2, wide, 19), _LEFT, card.strong)
        used = painter.fontMetrics().horizontalAdvance(card.strong) + 4
        painter.setFont(type_font(10))
        words = painter.fontMetrics().elidedText(card.label, Qt.TextElideMode.ElideRight, int(wide - used))
        painter.drawText(QRectF(left + used, place.top() + 2, wide - used, 19), _LEFT, words)
        paint_shape(painter, left, place.top() + 30, card.tone)
        painter.setFont(type_font(9))
        painter.setPen(text_tone(card.tone))
        painter.drawText(QRectF(left + SHAPE + 4, place.top() + 21, wide, 18), _LEFT, card.words)
        used = SHAPE + 10 + painter.fontMetrics().horizontalAdvance(card.words)
        old = QFont(type_font(9))
        old.setStrikeOut(True)
        painter.setFont(old)
        if card.struck and used + painter.fontMetrics().horizontalAdvance(card.struck) <= wide + 3:
            painter.setPen(QColor(table.text2))
            painter.drawText(QRectF(left + used, place.top() + 21, wide, 18), _LEFT, card.struck)

    def _paint_lines(self, painter: QPainter, bottom: float) -> None:
        painter.setPen(QPen(QColor(tokens().grid), 1))
        right = self._layout.lefts[-1]
        for top in self._layout.tops[1:]:
            painter.drawLine(QPointF(0, top - 0.5), QPointF(right, top - 0.5))
        for left in self._layout.lefts[:-1]:
            painter.drawLine(QPointF(left - 0.5, 0), QPointF(left - 0.5, bottom))

    def _paint_head(self, painter: QPainter) -> None:
        table = tokens()
        right = self._size()[0] + 1
        painter.fillRect(QRectF(0, 0, right, HEAD), QColor(table.head))
        painter.setPen(QPen(QColor(table.line), 1))
        painter.drawLine(QPoint(0, HEAD - 1), QPoint(right, HEAD - 1))
        painter.setFont(type_font(9, bold=True))
        painter.setPen(QColor(table.text2))
        painter.drawText(QRectF(8, 0, SIDE, HEAD), _LEFT, self.corner)
        for at, column in enumerate(self.columns):
            left = self._layout.lefts[at] + 7
            painter.setPen(QColor(table.text2))
            painter.drawText(QRectF(left, 0, 200, HEAD), _LEFT, column.title)
            wide = painter.fontMetrics().horizontalAdvance(f"{column.title} ")
            painter.setPen(QColor(table.accent))
            painter.drawText(QRectF(left + wide, 0, 100, HEAD), _LEFT, str(column.count))
