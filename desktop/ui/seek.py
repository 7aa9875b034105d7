"""The box that finds within a page: Esc clears, Enter or an arrow goes on to the first row found."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

WIDTH, NARROWEST = 168, 96
_ONWARD = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class SeekEdit(QLineEdit):
    """`entered`: she is done typing and wants the first row."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("在本页查找")
        self.setAccessibleName("在本页查找")
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDTH)

    def sizeHint(self) -> QSize:
        """As wide as it may be; it gives way where there is little room."""
        return QSize(self.maximumWidth(), super().sizeHint().height())

    def take_focus(self) -> None:
        """Be typed into, in place of what stands here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the box first; only in an empty one is it the page's."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in _ONWARD:
            self.entered.emit()
        else:
            super().keyPressEvent(event)
