"""Painters of table cells: text, tags, lights, links, numbers and check boxes.

The model gives a `Mark` under `MARK_ROLE`; without one a cell is plain text. Lines between rows are
painted here, the selected row keeps its text colours, text without room ends in … and shows whole
as a tooltip.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop.base.marks import CellStyle, Mark, Tone
from desktop.ui.icons import draw_icon
from desktop.ui.marks_paint import SHAPE, paint_shape, paint_tag, tag_width, text_tone
from desktop.ui.theme import tokens, type_font

MARK_ROLE: Final = Qt.ItemDataRole.UserRole
CHECK_ROLE: Final = Qt.ItemDataRole.CheckStateRole
ROW_HEIGHT: Final = 30
PAD: Final = 8
BOX: Final = 14
KEYBOARD: Final = 3
"""Width in px of the bar that shows where the keyboard is."""

Index = QModelIndex | QPersistentModelIndex


class TableDelegate(QStyledItemDelegate):
    """Paints every cell of a ledger table; a frame shows the cell F2 would open (`editable`)."""

    def __init__(self, parent: QObject | None = None,
                 editable: Callable[[Index], bool] | None = None) -> None:
        super().__init__(parent)
        self._editable = editable

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, line below, then the cell in its style."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        paint_ground(painter, rect, selected=selected)
        inner = QRectF(rect).adjusted(PAD, 0, -PAD, -1)
        checked = index.data(CHECK_ROLE)
        if checked is not None:
            paint_check(painter, inner.center().x() - BOX / 2, inner.center().y(), checked=bool(checked))
        else:
            mark = index.data(MARK_ROLE)
            self._paint_cell(painter, inner, index, mark if isinstance(mark, Mark) else Mark())
        if state & QStyle.StateFlag.State_HasFocus and self._editable is not None and self._editable(index):
            painter.setPen(QPen(QColor(tokens().accent), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        if selected:
            paint_keyboard(painter, rect, option, index)
        painter.restore()

    def _paint_cell(self, painter: QPainter, inner: QRectF, index: Index, mark: Mark) -> None:
        text = str(index.data() or "")
        align = (
            Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0) or Qt.AlignmentFlag.AlignLeft
        )
        if mark.style is CellStyle.TAG and text:
            wide = tag_width(text)
            centre = (
                inner.x() + (inner.width() - wide) / 2 if align & Qt.AlignmentFlag.AlignHCenter else inner.x()
            )
            paint_tag(painter, centre, inner.center().y(), text, mark.tone)
            return
        ink = ink_of(mark)
        if mark.style is CellStyle.LIGHT and text:
            paint_shape(painter, inner.x(), inner.center().y(), mark.tone)
            inner = inner.adjusted(SHAPE + 6, 0, 0, 0)
        painter.setFont(type_font(10))
        painter.setPen(ink)
        line = text.replace("\n", " ")
        shown = QFontMetrics(painter.font()).elidedText(line, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, align | Qt.AlignmentFlag.AlignVCenter, shown)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """What the whole text needs, 30 px high."""
        return QSize(self.needed(index) + 2 * PAD, ROW_HEIGHT)

    def needed(self, index: Index) -> int:
        """Width in px of the cell's contents without padding."""
        mark = index.data(MARK_ROLE)
        text = str(index.data() or "").replace("\n", " ")
        style = mark.style if isinstance(mark, Mark) else CellStyle.TEXT
        if style is CellStyle.TAG:
            return tag_width(text)
        wide = QFontMetrics(type_font(10)).horizontalAdvance(text)
        return wide + (SHAPE + 6 if style is CellStyle.LIGHT else 0)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The whole text, when the cell shows less of it."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        told = index.data(Qt.ItemDataRole.ToolTipRole)
        if event.type() == QEvent.Type.ToolTip and not told and self.needed(index) > rect.width() - 2 * PAD:
            QToolTip.showText(event.globalPos(), str(index.data() or ""), view)
            return True
        return super().helpEvent(event, view, option, index)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Nothing is edited by the delegate; the table hears the clicks."""
        return False


def ink_of(mark: Mark) -> QColor:
    """Colour of the words of a cell."""
    table = tokens()
    if mark.style is CellStyle.LINK:
        return QColor(table.accent if mark.tone is Tone.GREY else table.shades(mark.tone).text)
    if mark.tone is Tone.GREY and mark.style is CellStyle.LIGHT:
        return QColor(table.text2)
    return text_tone(mark.tone)


def paint_ground(painter: QPainter, rect: QRect, *, selected: bool, ground: str = "") -> None:
    """The row's ground and the line below it."""
    table = tokens()
    painter.fillRect(rect, QColor(table.select if selected else ground or table.surface))
    painter.setPen(QPen(QColor(table.grid), 1))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def paint_keyboard(painter: QPainter, rect: QRect, option: QStyleOptionViewItem, index: Index) -> None:
    """A bar at the left end of the current row while its list has the keyboard."""
    view = option.widget  # type: ignore[attr-defined]
    if (isinstance(view, QAbstractItemView) and view.hasFocus() and view.currentIndex().row() == index.row()
            and rect.left() <= 0 <= rect.right()):
        painter.fillRect(QRect(0, rect.top(), KEYBOARD, rect.height() - 1), QColor(tokens().accent))


def paint_check(
    painter: QPainter, left: float, middle: float, *, checked: bool, partly: bool = False
) -> None:
    """A check box of 14 px."""
    table = tokens()
    box = QRectF(left + 0.5, middle - BOX / 2 + 0.5, BOX - 1, BOX - 1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(table.accent_fill if checked or partly else table.control), 1))
    painter.setBrush(QColor(table.accent_fill if checked or partly else table.surface))
    painter.drawRoundedRect(box, 3, 3)
    if checked or partly:
        draw_icon(painter, "check" if checked else "minus", box.adjusted(1, 1, -1, -1), table.on_accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
