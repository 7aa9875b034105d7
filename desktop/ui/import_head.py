"""The head of an import preview: the file's heads, a box with the target below, how it was found."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QHeaderView, QLabel, QWidget

from desktop.ui.delegates import PAD
from desktop.ui.import_rows import FIXED, GridColumn
from desktop.ui.labels import label
from desktop.ui.theme import tokens, type_font

HEAD = 40
BOXES = 56
NOT_TAKEN = "不导入"


class ImportHead(QHeaderView):
    """`target_changed(file column, target key)`: she chose another target; "" is 不导入."""

    target_changed = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns: tuple[GridColumn, ...] = ()
        self._boxes: list[QComboBox] = []
        self._founds: list[QLabel] = []
        self.setSectionsMovable(False)
        self.setMinimumSectionSize(44)
        self.setFixedHeight(HEAD + BOXES)
        self.sectionResized.connect(lambda *_: self.place())
        self._caption = label("对到本台账", "small")
        self._caption.setParent(self.viewport())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD + BOXES)

    def set_columns(self, columns: Sequence[GridColumn], targets: Sequence[tuple[str, str]]) -> None:
        """Show these columns; `targets` are (key, words), 不导入 is added in front."""
        self._columns = tuple(columns)
        for widget in (*self._boxes, *self._founds):
            widget.hide()
            widget.deleteLater()
        self._boxes = [self._box(number, column, targets) for number, column in enumerate(columns)]
        self._founds = [self._found(column) for column in columns]
        self.place()

    def _box(self, number: int, column: GridColumn, targets: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self.viewport())
        box.setProperty("small", "true")
        box.setAccessibleName(f"“{column.head}”对到")
        box.addItem(NOT_TAKEN, "")
        for key, words in targets:
            box.addItem(words, key)
        box.setCurrentIndex(max(box.findData(column.target), 0))
        box.setToolTip(box.currentText())
        box.view().setMinimumWidth(180)
        box.activated.connect(lambda place: self.target_changed.emit(number, str(box.itemData(place))))
        box.show()
        return box

    def _found(self, column: GridColumn) -> QLabel:
        made = label(column.how, "hint")
        made.setParent(self.viewport())
        made.setToolTip(column.how)
        made.show()
        return made

    def box(self, number: int) -> QComboBox:
        """The target box of a file column."""
        return self._boxes[number]

    def place(self) -> None:
        """Put every box under its head; called when columns move or the table scrolls."""
        self._caption.setGeometry(self.sectionViewportPosition(0) + PAD, HEAD + 6, 96, 20)
        for number, (box, found) in enumerate(zip(self._boxes, self._founds, strict=True)):
            left = self.sectionViewportPosition(number + FIXED)
            wide = self.sectionSize(number + FIXED)
            box.setGeometry(left + 4, HEAD + 3, wide - 8, 28)
            found.setGeometry(left + PAD, HEAD + 34, wide - PAD, 18)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The file's head in up to two lines, the ground of the box below."""
        table = tokens()
        painter.save()
        upper = QRect(rect.left(), rect.top(), rect.width(), HEAD)
        painter.fillRect(rect, QColor(table.surface))
        painter.fillRect(upper, QColor(table.head))
        painter.setPen(QPen(QColor(table.grid), 1))
        painter.drawLine(rect.topRight(), upper.bottomRight() if section + 1 < FIXED else rect.bottomRight())
        painter.setPen(QPen(QColor(table.line), 1))
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.drawLine(upper.bottomLeft(), upper.bottomRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setFont(type_font(9))
        painter.setPen(QColor(table.text2))
        words = str(
            self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) or ""
        )
        room = QRectF(upper).adjusted(PAD, 2, -4, -2)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWrapAnywhere
        painter.drawText(room, flags, _two_lines(words, painter.font().pointSizeF(), int(room.width())))
        painter.restore()


def _two_lines(words: str, points: float, room: int) -> str:
    """The words, shortened with … when two lines do not hold them."""
    metrics = QFontMetrics(type_font(points))
    if metrics.horizontalAdvance(words.replace("\n", "")) <= 2 * room - 12:
        return words
    return metrics.elidedText(words.replace("\n", ""), Qt.TextElideMode.ElideRight, 2 * room - 24)
