"""An empty page: one sentence what belongs here, one what to do first, and the button for it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.buttons import PrimaryButton
from desktop.ui.labels import label

WIDTH = 480


class EmptyState(QWidget):
    """480 px wide, left-aligned, in the upper third; `acted`: the button was pressed.

    `writes`: whether the button changes the data.
    """

    acted = Signal()

    def __init__(self, what: str, todo: str, verb: str = "", parent: QWidget | None = None, *,
                 writes: bool = True) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(40, 0, 40, 0)
        outer.addStretch(1)
        block = QWidget()
        block.setFixedWidth(WIDTH)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._what = label(what, "box", wrap=True)
        self._todo = label(todo, "second", wrap=True)
        self.button = PrimaryButton(verb, writes=writes)
        self.button.clicked.connect(self.acted)
        self.button.setVisible(bool(verb))
        column.addWidget(self._what)
        column.addWidget(self._todo)
        column.addSpacing(4)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(block, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addStretch(3)

    def set_words(self, what: str, todo: str) -> None:
        """Say something else."""
        self._what.setText(what)
        self._todo.setText(todo)
