"""A word with its light before it: ■ 红 · 逾期."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.base.marks import Tone
from desktop.ui.marks_paint import SHAPE, paint_shape

_ROOM = SHAPE + 6


class LightLabel(QLabel):
    """Plain text in the tone's colour, its shape at the left."""

    def __init__(self, text: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setProperty("tone", tone.value)
        self.setContentsMargins(_ROOM, 0, 0, 0)

    def sizeHint(self) -> QSize:
        """Shape and words."""
        hint = super().sizeHint()
        wide = self.fontMetrics().horizontalAdvance(self.text()) + _ROOM
        return QSize(max(hint.width(), wide), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words, then the shape."""
        super().paintEvent(event)
        painter = QPainter(self)
        paint_shape(painter, 0, self.height() / 2, self._tone)
