"""The head of a page: title, one line of counts that are links, segments, actions at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from desktop.base.values import value_class
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.labels import label

HEIGHT, MARGIN, SPACING, GAP = 48, 16, 16, 8


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
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(SPACING)
        self.title = label(title, "title")
        row.addWidget(self.title)
        self._slot = _slot(row, 8)
        self._counts = _slot(row, 0)
        row.addStretch(1)
        self._actions = _slot(row, GAP)

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
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not all has room the counts give way, then the drawings: what can be done stays in words."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        counts = _widgets(self._counts)
        buttons = [part for part in _widgets(self._actions) if isinstance(part, Button)]
        self._actions.setSpacing(GAP)
        for button in buttons:
            button.show_icon(True)
        needed = self._needed()
        if needed > self.width():
            for button in buttons:
                button.show_icon(False)
            self._actions.setSpacing(GAP if self._needed() <= self.width() else GAP // 2)
        needed += sum(part.sizeHint().width() for part in counts)
        for part in counts:
            part.setHidden(self._hide_counts or needed > self.width())

    def _needed(self) -> int:
        """Px of everything but the counts."""
        needed = 2 * MARGIN + 3 * SPACING + self.title.sizeHint().width()
        for slot in (self._slot, self._actions):
            wide = [max(part.minimumWidth(), min(part.sizeHint().width(), part.maximumWidth()))
                    for part in _widgets(slot) if not _put_away(part)]
            needed += sum(wide) + slot.spacing() * max(len(wide) - 1, 0)
        return needed

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
        self._fit()

    def clear_actions(self) -> None:
        """Take all actions away."""
        _clear(self._actions)


def _widgets(layout: QLayout) -> list[QWidget]:
    items = (layout.itemAt(place) for place in range(layout.count()))
    return [item.widget() for item in items if item is not None and item.widget() is not None]


def _put_away(part: QWidget) -> bool:
    """Hidden on purpose, not merely not shown yet."""
    return part.isHidden() and part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


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
