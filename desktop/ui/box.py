"""Boxes of an overview: a frame with a titled head, and a strip of tiles with large figures."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.base.values import value_class
from desktop.ui.buttons import LinkButton
from desktop.ui.card_rows import Light
from desktop.ui.labels import label, rule
from desktop.ui.page_head import Piece

HEAD = 34
TILES = 86


class Box(QFrame):
    """White frame; `body` is its layout, `head` takes more words after the title.

    `link_clicked(key)`: a link of the head.
    """

    link_clicked = Signal(str)

    def __init__(
        self,
        title: str,
        parent: QWidget | None = None,
        *,
        count: str = "",
        hint: str = "",
        link: tuple[str, str] | None = None,
    ) -> None:
        """`link` is (key, words), at the right of the head."""
        super().__init__(parent)
        self.setProperty("frame", "box")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head = QWidget()
        head.setFixedHeight(HEAD)
        line = QHBoxLayout(head)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(8)
        self._title = label(title, "box")
        line.addWidget(self._title)
        self._count = label(count, "strong", Tone.BLUE)
        line.addWidget(self._count)
        self._count.setVisible(bool(count))
        self._hint = label(hint, "hint")
        line.addWidget(self._hint)
        self.head = QHBoxLayout()
        self.head.setSpacing(6)
        line.addLayout(self.head)
        line.addStretch(1)
        if link is not None:
            button = LinkButton(link[1], small=True)
            button.clicked.connect(lambda: self.link_clicked.emit(link[0]))
            line.addWidget(button)
        column.addWidget(head)
        column.addWidget(rule())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column.addLayout(self.body, 1)

    def set_title(self, title: str) -> None:
        """Another title."""
        self._title.setText(title)

    def set_count(self, count: str) -> None:
        """The number after the title; "" for none."""
        self._count.setText(count)
        self._count.setVisible(bool(count))

    def set_hint(self, hint: str) -> None:
        """The quiet words of the head."""
        self._hint.setText(hint)


@value_class
class Tile:
    """One large figure: `key` opens its list; `pieces` is the line below it."""

    key: str
    words: str
    figure: str
    tone: Tone | None = None
    pieces: tuple[Piece, ...] = ()


class TileStrip(QFrame):
    """Tiles side by side in one frame, 86 px high. `clicked(key)`: a figure or a piece."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "box")
        self.setFixedHeight(TILES)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(0)

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these figures."""
        while self._row.count():
            old = self._row.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, tile in enumerate(tiles):
            if place:
                self._row.addWidget(rule(vertical=True))
            self._row.addWidget(self._tile(tile), 1)

    def _tile(self, tile: Tile) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(12, 6, 4, 6)
        column.setSpacing(0)
        left = Qt.AlignmentFlag.AlignLeft
        words = label(tile.words) if tile.tone is None else Light(tile.words, tile.tone, plain=True)
        column.addWidget(words, 0, left)
        figure = LinkButton(tile.figure, figure="true", tone=tile.tone)
        figure.clicked.connect(lambda: self.clicked.emit(tile.key))
        column.addWidget(figure, 0, left)
        line = QHBoxLayout()
        line.setSpacing(0)
        for piece in tile.pieces:
            line.addWidget(self._piece(piece))
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(1)
        return made

    def _piece(self, piece: Piece) -> QWidget:
        if not piece.key:
            return label(piece.text, "small")
        link = LinkButton(piece.text, small=True)
        link.clicked.connect(lambda: self.clicked.emit(piece.key))
        return link
