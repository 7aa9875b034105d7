"""The head of a page: title, one line of counts that are links, segments, actions at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from desktop.base.values import value_class
from desktop.ui.buttons import LinkButton
from desktop.ui.labels import label

HEIGHT = 48


@value_class
class Piece:
    """A piece of the line of counts: words, bold words, or (with `key`) a link."""

    text: str
    key: str = ""
    strong: bool = False


class PageHead(QWidget):
    """48 px. `link_clicked(key)` tells which count was clicked."""

    link_clicked = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._hide_counts = False
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        self.title = label(title, "title")
        row.addWidget(self.title)
        self._slot = _slot(row, 8)
        self._counts = _slot(row, 0)
        row.addStretch(1)
        self._actions = _slot(row, 8)

    def set_title(self, title: str) -> None:
        """Another title."""
        self.title.setText(title)

    def set_counts(self, pieces: Sequence[Piece]) -> None:
        """The line of counts, such as 共 86 家，列出 38 家."""
        _clear(self._counts)
        for piece in pieces:
            if piece.key:
                link = LinkButton(piece.text, strong=piece.strong)
                link.clicked.connect(lambda checked=False, key=piece.key: self.link_clicked.emit(key))
                self._counts.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
            else:
                self._counts.addWidget(label(piece.text, "strong" if piece.strong else "second"))
        if self._hide_counts:
            self.counts_visible(False)

    def add_slot(self, widget: QWidget) -> None:
        """Put segments or arrows right after the title."""
        self._slot.addWidget(widget)

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right; the primary one comes last."""
        self._actions.addWidget(widget)

    def actions_shown(self) -> list[QWidget]:
        """The widgets at the right, in order."""
        return [self._actions.itemAt(place).widget() for place in range(self._actions.count())]

    def counts_visible(self, visible: bool) -> None:
        """Hide the line of counts where the page shows its own figures."""
        self._hide_counts = not visible
        for place in range(self._counts.count()):
            widget = self._counts.itemAt(place).widget()
            if widget is not None:
                widget.setVisible(visible)

    def clear_actions(self) -> None:
        """Take all actions away."""
        _clear(self._actions)


def _slot(row: QHBoxLayout, spacing: int) -> QHBoxLayout:
    inner = QHBoxLayout()
    inner.setSpacing(spacing)
    row.addLayout(inner)
    return inner


def _clear(layout: QLayout) -> None:
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
