"""The red list beside a paper: what is still empty, each a link to its field."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.icons import draw_icon
from desktop.ui.labels import cap, label
from desktop.ui.theme import tokens

MOST_ROWS = 4


class RedList(QFrame):
    """还有 2 处空白，不能打印: each a link to its field; F8 goes to the next."""

    chosen = Signal(str)
    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "alert-red")
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 8, 12, 8)
        column.setSpacing(2)
        head = QHBoxLayout()
        self._title = label("", "strong", Tone.RED)
        head.addWidget(self._title, 1)
        self._key = cap("F8")
        self._next = LinkButton("下一处", small=True, tone=Tone.RED)
        self._next.clicked.connect(self.next_wanted)
        head.addWidget(self._key)
        head.addWidget(self._next)
        column.addLayout(head)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(20)
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(1, 1)
        column.addLayout(self._rows)

    def show_blanks(self, blanks: Sequence[tuple[str, str]]) -> None:
        """Name and place of each empty blank; hidden when there is none."""
        self._clear()
        self._title.setText(f"还有 {len(blanks)} 处空白，不能打印")
        self._key.show()
        self._next.show()
        for row, (name, where) in enumerate(blanks[:MOST_ROWS]):
            link = LinkButton(name, tone=Tone.RED)
            link.clicked.connect(lambda checked=False, name=name: self.chosen.emit(name))
            self._rows.addWidget(link, row, 0)
            self._rows.addWidget(label(where, "small"), row, 1)
        if len(blanks) > MOST_ROWS:
            rest = "、".join(name for name, _ in blanks[MOST_ROWS:])
            more = label(f"另有 {len(blanks) - MOST_ROWS} 处：{rest}", "small", wrap=True)
            self._rows.addWidget(more, MOST_ROWS, 0, 1, 2)
        self.setVisible(bool(blanks))

    def show_sentence(self, sentence: str, rest: str) -> None:
        """One thing that has to be put right first."""
        self._clear()
        self._title.setText(sentence)
        self._key.hide()
        self._next.hide()
        self._rows.addWidget(label(rest, "small", wrap=True), 0, 0, 1, 2)
        self.show()

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_icon(QPainter(self), "cross", QRectF(12, 11, 16, 16), tokens().red)
