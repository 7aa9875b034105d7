"""The head of a ledger table: 30 px, quiet words, the sort mark in accent, a box that ticks all."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.ui.delegates import BOX, CHECK_ROLE, PAD, paint_check
from desktop.ui.theme import tokens, type_font

HEIGHT = 30


class TableHead(QHeaderView):
    """Painted by hand; `check_column` is the section that ticks every row, or -1."""

    check_all = Signal()

    def __init__(self, parent: QWidget | None = None, *, check_column: int = -1) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._check_column = check_column
        self.setFixedHeight(HEIGHT)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(28)
        self.setSortIndicatorShown(False)
        self._sorted = -1
        self._descending = False

    def show_sort(self, section: int, descending: bool) -> None:
        """Put the mark on `section`; -1 for none."""
        self._sorted, self._descending = section, descending
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Ground, separators, words, sort mark."""
        table = tokens()
        painter.save()
        painter.fillRect(rect, QColor(table.head))
        painter.setPen(QPen(QColor(table.grid), 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.setPen(QPen(QColor(table.line), 1))
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if section == self._check_column:
            self._paint_check(painter, rect)
        else:
            self._paint_words(painter, rect, section)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, section: int) -> None:
        table = tokens()
        role = Qt.ItemDataRole
        text = str(self.model().headerData(section, Qt.Orientation.Horizontal, role.DisplayRole) or "")
        align = self.model().headerData(section, Qt.Orientation.Horizontal, role.TextAlignmentRole)
        inner = QRectF(rect).adjusted(PAD, 0, -PAD, 0)
        marked = section == self._sorted
        painter.setFont(type_font(9))
        painter.setPen(QColor(table.text2))
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(
            text, Qt.TextElideMode.ElideRight, int(inner.width()) - (12 if marked else 0)
        )
        flag = align if isinstance(align, Qt.AlignmentFlag) else Qt.AlignmentFlag.AlignLeft
        right = flag & Qt.AlignmentFlag.AlignRight
        painter.drawText(
            inner.adjusted(0, 0, -12 if marked and right else 0, 0),
            flag | Qt.AlignmentFlag.AlignVCenter,
            shown,
        )
        if marked:
            left = inner.right() - 9 if right else inner.x() + metrics.horizontalAdvance(shown) + 4
            self._paint_mark(painter, left, inner.center().y())

    def _paint_mark(self, painter: QPainter, left: float, middle: float) -> None:
        tip, foot = (middle + 4, middle - 3) if self._descending else (middle - 4, middle + 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().accent))
        painter.drawPolygon(
            QPolygonF([QPointF(left, foot), QPointF(left + 9, foot), QPointF(left + 4.5, tip)])
        )

    def _paint_check(self, painter: QPainter, rect: QRect) -> None:
        ticked = int(self.model().headerData(self._check_column, Qt.Orientation.Horizontal, CHECK_ROLE) or 0)
        total = self.model().rowCount()
        centre = QRectF(rect).center()
        paint_check(painter, centre.x() - BOX / 2, centre.y(), checked=0 < total <= ticked, partly=ticked > 0)

    def mouseReleaseEvent(self, e: QMouseEvent) -> None:
        """A click on the box ticks all rows, or none."""
        if self.logicalIndexAt(e.position().toPoint()) == self._check_column >= 0:
            self.check_all.emit()
        super().mouseReleaseEvent(e)
