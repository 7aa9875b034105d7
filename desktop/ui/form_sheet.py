"""An official form on the screen as it prints: merged head rows, fixed first columns, clickable cells.

Blue is counted from the records, black is typed. Arrow keys go through the cells; Enter or a click
tells which one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from desktop.ui.theme import tokens, type_font

_PAD = 6
_HEAD_ROW = 26
_BODY_ROW = 60
_WRAP = Qt.TextFlag.TextWrapAnywhere


@dataclass(frozen=True)
class HeadCell:
    """A cell of the head: rows and columns from 0, spans in cells."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class FormCell:
    """A cell of the body. `key` "" cannot be clicked; `left` for running text; `aside`: small, below."""

    text: str
    key: str = ""
    counted: bool = False
    left: bool = False
    missing: bool = False
    aside: str = ""


class FormSheet(QAbstractScrollArea):
    """`cell_chosen(key)`: the cursor came to a cell; `cell_opened(key)`: Enter, F2 or a double click."""

    cell_chosen = Signal(str)
    cell_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head: tuple[HeadCell, ...] = ()
        self._widths: tuple[int, ...] = ()
        self._body: tuple[tuple[FormCell, ...], ...] = ()
        self._fixed = 0
        self._head_rows: list[int] = []
        self._body_rows: list[int] = []
        self._cursor: tuple[int, int] | None = None
        self._first = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    def set_form(self, head: Sequence[HeadCell], widths: Sequence[int], fixed: int) -> None:
        """The head from explicit cells, one width in px a column, `fixed` columns that do not scroll."""
        self._head, self._widths, self._fixed = tuple(head), tuple(widths), fixed
        self._measure()

    def begin_at(self, column: int) -> None:
        """This column (from 0) stands first after the fixed ones, until she goes elsewhere."""
        self._first = column
        self._update_bar()

    def set_body(self, rows: Sequence[Sequence[FormCell]]) -> None:
        """The cells below the head; the cursor stays on its key."""
        held = self.current_key()
        self._body = tuple(tuple(row) for row in rows)
        self._cursor = next((spot for spot in self._spots() if self._cell(spot).key == held), None)
        self._measure()

    def select(self, key: str) -> None:
        """Put the cursor on a cell, without the signal, and bring it into sight."""
        self._cursor = next((spot for spot in self._spots() if self._cell(spot).key == key), None)
        self._show_cursor()

    def current_key(self) -> str:
        """Key of the cell under the cursor, "" for none."""
        return (
            self._cell(self._cursor).key if self._cursor is not None and self._cursor in self._spots() else ""
        )

    def shown_columns(self) -> tuple[int, int]:
        """The first and last scrolling column in sight, from 0."""
        left = self._offset()
        room = range(self._fixed, len(self._widths))
        seen = [
            c
            for c in room
            if self._left(c) - left >= self._left(self._fixed) - 2
            and self._left(c + 1) - left <= self.viewport().width() + 2
        ]
        return (seen[0], seen[-1]) if seen else (self._fixed, self._fixed)

    def sizeHint(self) -> QSize:
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(640, sum(self._head_rows) + sum(self._body_rows) + bar + 1)

    def _spots(self) -> list[tuple[int, int]]:
        return [(r, c) for r, row in enumerate(self._body) for c, cell in enumerate(row) if cell.key]

    def _cell(self, spot: tuple[int, int]) -> FormCell:
        return self._body[spot[0]][spot[1]]

    def _left(self, column: int) -> int:
        return sum(self._widths[:column])

    def _offset(self) -> int:
        return self.horizontalScrollBar().value()

    def _measure(self) -> None:
        """Rows as high as their texts need."""
        rows = max((cell.row + cell.rows for cell in self._head), default=0)
        self._head_rows = [_HEAD_ROW] * rows
        for cell in sorted(self._head, key=lambda cell: cell.rows):
            wide = self._left(cell.column + cell.columns) - self._left(cell.column)
            lack = _text_height(cell.text, wide, 9) - sum(self._head_rows[cell.row : cell.row + cell.rows])
            self._head_rows[cell.row + cell.rows - 1] += max(lack, 0)
        self._body_rows = [
            max(
                [
                    _BODY_ROW,
                    *(
                        _text_height(cell.text, self._widths[column], 9 if cell.left else 10)
                        for column, cell in enumerate(row)
                    ),
                ]
            )
            for row in self._body
        ]
        self.setFixedHeight(self.sizeHint().height())
        self._update_bar()
        self.viewport().update()

    def _update_bar(self) -> None:
        bar, over = self.horizontalScrollBar(), sum(self._widths) + 1 - self.viewport().width()
        bar.setRange(0, self._start(over))
        bar.setPageStep(self.viewport().width())
        bar.setSingleStep(40)
        if self._first:
            bar.setValue(self._left(self._first) - self._left(self._fixed))

    def _start(self, offset: int) -> int:
        """The offset or a little more, at the start of a column: none is half hidden by the fixed ones."""
        fixed = self._left(self._fixed)
        starts = (self._left(column) - fixed for column in range(self._fixed, len(self._widths)))
        return next((start for start in starts if start >= offset), max(offset, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_bar()

    def _rect(self, row: int, column: int, rows: int = 1, columns: int = 1) -> QRect:
        """Place of a cell of head and body in the viewport; rows of the body follow those of the head."""
        heights = [*self._head_rows, *self._body_rows]
        shift = 0 if column < self._fixed else self._offset()
        left = self._left(column) - shift
        right = self._left(column + columns) - (0 if column + columns <= self._fixed else self._offset())
        return QRect(left, sum(heights[:row]), right - left, sum(heights[row : row + rows]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The scrolling part, then the fixed one over it."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(tokens().surface))
        fixed = self._left(self._fixed)
        painter.save()
        painter.setClipRect(QRect(fixed, 0, self.viewport().width() - fixed, self.viewport().height()))
        self._paint_part(painter, range(self._fixed, len(self._widths)))
        painter.restore()
        self._paint_part(painter, range(self._fixed))

    def _paint_part(self, painter: QPainter, columns: range) -> None:
        table = tokens()
        chosen = self._cursor[1] if self._cursor else -1
        for cell in self._head:
            if cell.column in columns:
                rect = self._rect(cell.row, cell.column, cell.rows, cell.columns)
                own = cell.columns == 1 and cell.column == chosen
                self._paint_cell(
                    painter,
                    rect,
                    cell.text,
                    QColor(table.text),
                    bold=own,
                    ground=table.select if own else table.surface,
                )
        for number, row in enumerate(self._body):
            for column, body in enumerate(row):
                if column in columns:
                    self._paint_body(painter, number, column, body)

    def _paint_body(self, painter: QPainter, row: int, column: int, cell: FormCell) -> None:
        table = tokens()
        rect = self._rect(len(self._head_rows) + row, column)
        here = self._cursor == (row, column)
        ground = table.select if here else table.amber_soft if cell.missing else table.surface
        ink = QColor(table.accent if cell.counted else table.text)
        self._paint_cell(painter, rect, cell.text, ink, bold=here, ground=ground, left=cell.left)
        if cell.aside:
            painter.setFont(type_font(9))
            painter.setPen(QColor(table.text2))
            foot = QRectF(rect).adjusted(1, 0, -1, -4)
            painter.drawText(foot, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter, cell.aside)
        if here:
            painter.setPen(QPen(QColor(table.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_cell(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        ink: QColor,
        *,
        bold: bool,
        ground: str,
        left: bool = False,
    ) -> None:
        painter.fillRect(rect, QColor(ground))
        painter.setPen(QPen(QColor(tokens().form_line), 1))
        painter.drawRect(rect)
        numeric = text.replace(".", "").isdigit()
        painter.setFont(type_font(11 if numeric else 9, bold))
        painter.setPen(ink)
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignHCenter
        )
        painter.drawText(QRectF(rect).adjusted(_PAD, 2, -_PAD, -2), align | _WRAP, text)

    def _spot_at(self, where: QPoint) -> tuple[int, int] | None:
        for row, column in self._spots():
            if column >= self._fixed and where.x() < self._left(self._fixed):
                continue
            if self._rect(len(self._head_rows) + row, column).contains(where):
                return row, column
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell."""
        spot = self._spot_at(event.position().toPoint())
        if spot is not None:
            self._go(spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press did everything."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the cell."""
        if self._spot_at(event.position().toPoint()) is not None:
            self.cell_opened.emit(self.current_key())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End, Enter, F2."""
        spots, key = self._spots(), Qt.Key(event.key())
        if not spots:
            super().keyPressEvent(event)
            return
        here = spots.index(self._cursor) if self._cursor in spots else -1
        moves = {
            Qt.Key.Key_Left: here - 1,
            Qt.Key.Key_Right: here + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(spots) - 1,
        }
        if key in moves:
            self._go(spots[max(0, min(len(spots) - 1, moves[key]))])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and here >= 0:
            self.cell_opened.emit(self.current_key())
        else:
            super().keyPressEvent(event)

    def _go(self, spot: tuple[int, int]) -> None:
        self._cursor, self._first = spot, 0
        self._show_cursor()
        self.cell_chosen.emit(self.current_key())

    def _show_cursor(self) -> None:
        if self._cursor is not None and self._cursor[1] >= self._fixed:
            column, bar = self._cursor[1], self.horizontalScrollBar()
            fixed, room = self._left(self._fixed), self.viewport().width()
            bar.setValue(min(bar.value(), self._left(column) - fixed))
            bar.setValue(max(bar.value(), self._start(self._left(column + 1) - room + 1)))
        cell = self._cell(self._cursor) if self._cursor is not None else None
        self.setAccessibleDescription(cell.text if cell else "")
        self.viewport().update()


def _text_height(text: str, wide: int, points: float) -> int:
    """Height in px the text needs in a cell of that width."""
    box = QFontMetrics(type_font(points)).boundingRect(QRect(0, 0, wide - 2 * _PAD, 10_000), int(_WRAP), text)
    return box.height() + 8
