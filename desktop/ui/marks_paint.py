"""Shapes and frames that stand beside coloured words: ■ ▲ ● ○, tags, key caps."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from desktop.base.marks import Tone
from desktop.ui.theme import tokens, type_font

SHAPE = 10
TAG_HEIGHT = 20
_TAG_PAD = 6


def paint_shape(painter: QPainter, left: float, middle: float, tone: Tone) -> None:
    """The shape of `tone`, 10 px, at `left`, centred on `middle`: it differs without colour too."""
    table = tokens()
    box = QRectF(left, middle - SHAPE / 2, SHAPE, SHAPE)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if tone is Tone.RED:
        painter.setBrush(QColor(table.red))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    elif tone is Tone.AMBER:
        painter.setPen(QPen(QColor(table.amber), 1))
        painter.setBrush(QColor(table.amber_fill))
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(box.center().x(), box.top()),
                    QPointF(box.right(), box.bottom() - 0.5),
                    QPointF(box.left(), box.bottom() - 0.5),
                ]
            )
        )
    elif tone in (Tone.BLUE, Tone.GREEN):
        painter.setBrush(QColor(table.shades(tone).text))
        painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.setPen(QPen(QColor(table.text2), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    painter.restore()


def tag_width(text: str) -> int:
    """Width in px of a tag with this word."""
    return QFontMetrics(type_font(9)).horizontalAdvance(text) + 2 * _TAG_PAD


def paint_tag(painter: QPainter, left: float, middle: float, text: str, tone: Tone) -> None:
    """A tag of 20 px at `left`, centred on `middle`."""
    shades = tokens().shades(tone)
    box = QRectF(left + 0.5, middle - TAG_HEIGHT / 2 + 0.5, tag_width(text) - 1, TAG_HEIGHT - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(shades.line), 1))
    painter.setBrush(QColor(shades.soft))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(type_font(9))
    painter.setPen(QColor(shades.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def text_tone(tone: Tone) -> QColor:
    """Colour of words in that tone; grey words are ordinary text."""
    table = tokens()
    return QColor(table.text if tone is Tone.GREY else table.shades(tone).text)
