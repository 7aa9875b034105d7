"""The rows of a record card: label and value, list item, alert."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label
from desktop.ui.marks_paint import SHAPE, paint_shape
from desktop.ui.sections import Alert, Fact, Item
from desktop.ui.theme import tokens

LABEL_WIDTH = 84
LABEL_LENGTH = 6
"""Characters of a label on one line."""
_FRAMES = {Tone.RED: "alert-red", Tone.BLUE: "alert-blue"}
_DRAWINGS = {Tone.RED: "cross", Tone.BLUE: "info"}
Open = Callable[[str], None]
Allow = Callable[[str], bool]
SHOWN_MS = 60_000
"""How long a masked value stays in sight."""


def fact_row(fact: Fact, opened: Open, may_show: Allow) -> QWidget:
    """Label 84 px wide and the value beside it; a masked value has 显示, which asks `may_show(label)`."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 1, 0, 1)
    line.setSpacing(0)
    name = label(_balanced(fact.label), "label", wrap=True)
    name.setFixedWidth(LABEL_WIDTH)
    name.setContentsMargins(0, 2, 8, 0)
    line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    if fact.link:
        link = LinkButton(fact.text)
        link.clicked.connect(lambda: opened(fact.link))
        line.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        return row
    value = value_label(fact.text or "—", fact.tone)
    if fact.full:
        value.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        value.setWordWrap(False)
        line.addWidget(value)
        line.addSpacing(4)
        line.addWidget(_reveal(fact, value, may_show), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
    else:
        line.addWidget(value, 1)
    if fact.hint:
        line.addWidget(label(fact.hint, "small"), 0, Qt.AlignmentFlag.AlignTop)
    return row


def _balanced(words: str) -> str:
    """A label too long for its line in two halves, no single character alone in the second."""
    middle = (len(words) + 1) // 2
    return words if len(words) <= LABEL_LENGTH or " " in words else f"{words[:middle]}\n{words[middle:]}"


def value_label(text: str, tone: Tone | None = None) -> QLabel:
    """A value that can be selected and copied."""
    made = label(text, "", tone, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def _reveal(fact: Fact, value: QLabel, may_show: Allow) -> LinkButton:
    link = LinkButton("显示", small=True)
    hiding = QTimer(link)
    hiding.setSingleShot(True)
    hiding.setInterval(SHOWN_MS)

    def turn(full: bool) -> None:
        value.setText(fact.full if full else fact.text)
        link.setText("遮住" if full else "显示")
        hiding.start() if full else hiding.stop()

    def clicked() -> None:
        wanted = value.text() != fact.full
        if not wanted or may_show(fact.label):
            turn(wanted)

    hiding.timeout.connect(lambda: turn(False))
    link.clicked.connect(clicked)
    return link


def item_row(item: Item, opened: Open) -> QWidget:
    """Light, link, text and the word at the right, 22 px."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 1, 0, 1)
    line.setSpacing(8)
    if item.words:
        line.addWidget(Light(item.words, item.tone))
    if item.link:
        link = LinkButton(item.link_text or item.text)
        link.clicked.connect(lambda: opened(item.link))
        line.addWidget(link)
    line.addWidget(ShortLabel(item.text if item.link_text or not item.link else ""), 1)
    if item.right:
        line.addWidget(label(item.right, "small"))
    return row


class ShortLabel(QLabel):
    """Words that take the room there is: a line without room ends in …, the tooltip tells the whole."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), self.fontMetrics()
        painter.setPen(self.palette().color(self.foregroundRole()))
        lines = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width())
                 for line in self.text().split("\n")]
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, "\n".join(lines))


class Light(QWidget):
    """Shape and words of a tone, as in the tables."""

    def __init__(self, words: str, tone: Tone, *, plain: bool = False) -> None:
        """`plain`: only the shape is coloured."""
        super().__init__()
        self.tone = tone
        line = QHBoxLayout(self)
        line.setContentsMargins(SHAPE + 6, 0, 0, 0)
        coloured = not plain and tone is not Tone.GREY
        line.addWidget(label(words, "" if coloured or plain else "second", tone if coloured else None))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_shape(QPainter(self), 0, self.height() / 2 + 0.5, self.tone)


class AlertBox(QFrame):
    """A sentence in a coloured frame with its mark and a link."""

    def __init__(self, alert: Alert, opened: Open) -> None:
        super().__init__()
        self._alert = alert
        self.setProperty("frame", _FRAMES.get(alert.tone, "alert-amber"))
        line = QHBoxLayout(self)
        line.setContentsMargins(30, 4, 8, 4)
        line.setSpacing(4)
        words = label(alert.text, "small", alert.tone, wrap=True)
        line.addWidget(words, 1)
        if alert.link:
            link = LinkButton(alert.link_text, small=True)
            link.clicked.connect(lambda: opened(alert.link))
            line.addWidget(link)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        shades = tokens().shades(self._alert.tone)
        name = _DRAWINGS.get(self._alert.tone, "warning")
        draw_icon(QPainter(self), name, QRectF(9, min(self.height() / 2, 15) - 7, 14, 14), shades.text)
