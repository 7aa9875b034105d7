"""A large editor for a text that a machine reads: line numbers, and the one line that is wrong."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from desktop.ui.theme import tokens

MARGIN = 8


class _Numbers(QWidget):
    """The strip of line numbers."""

    def __init__(self, editor: "CheckedEdit") -> None:
        super().__init__(editor)
        self._editor = editor

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, table = QPainter(self), tokens()
        painter.fillRect(event.rect(), QColor(table.head))
        painter.setPen(QColor(table.text2))
        for number, top, height in self._editor.lines_in_sight():
            painter.drawText(QRect(0, top, self.width() - MARGIN, height),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))


class CheckedEdit(QPlainTextEdit):
    """Plain text with line numbers; `mark_line` shows where the fault is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = _Numbers(self)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.blockCountChanged.connect(lambda _: self._make_room())
        self.updateRequest.connect(lambda rect, moved: self._numbers.update())
        self._make_room()

    def lines_in_sight(self) -> list[tuple[int, int, int]]:
        """Number, upper edge and height in px of the first row of every visible line."""
        found = []
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        row = self.fontMetrics().height()
        while block.isValid() and top < self.viewport().height():
            found.append((block.blockNumber() + 1, round(top), row))
            top += self.blockBoundingRect(block).height()
            block = block.next()
        return found

    def mark_line(self, number: int) -> None:
        """Colour a line, counted from 1; 0 takes the colour away."""
        marks: list[QTextEdit.ExtraSelection] = []
        if number:
            mark = QTextEdit.ExtraSelection()
            place = QTextCursor(self.document().findBlockByNumber(number - 1))
            mark.cursor = place  # type: ignore[attr-defined]
            shade = mark.format  # type: ignore[attr-defined]
            shade.setBackground(QColor(tokens().red_soft))
            shade.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.setExtraSelections(marks)

    def _make_room(self) -> None:
        width = self.fontMetrics().horizontalAdvance("9" * max(len(str(self.blockCount())), 3)) + 2 * MARGIN
        self._numbers.setFixedWidth(width)
        self.setViewportMargins(width, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inner = self.contentsRect()
        self._numbers.setGeometry(inner.left(), inner.top(), self._numbers.width(), inner.height())
