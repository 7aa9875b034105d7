"""An empty page: one sentence what belongs here, one what to do first, and the button for it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.labels import label

WIDTH = 480


class EmptyState(QWidget):
    """480 px wide, left-aligned, in the upper third; `acted`, `other_acted`: a button was pressed.

    `writes`: whether the first button changes the data.
    """

    acted = Signal()
    other_acted = Signal()

    def __init__(self, what: str, todo: str, verb: str = "", parent: QWidget | None = None, *,
                 other: str = "", writes: bool = True) -> None:
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
        column.addWidget(self._what)
        column.addWidget(self._todo)
        column.addSpacing(4)
        self.other = Button(other, writes=True)
        self.other.clicked.connect(self.other_acted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self.other)
        row.addStretch(1)
        column.addLayout(row)
        for button in (self.button, self.other):
            if not button.text():
                button.hide()
        outer.addWidget(block, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addStretch(3)

    def set_words(self, what: str, todo: str) -> None:
        """Say something else."""
        self._what.setText(what)
        self._todo.setText(todo)
