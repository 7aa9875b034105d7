"""Line drawings from resources/icons, coloured by the theme, sharp at 100, 125, 150 and 200 %."""

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.base.marks import Tone
from desktop.ui.theme import tinted_svg, tokens

SIZE = 16
SCALES = (1.0, 1.25, 1.5, 2.0)


def icon(name: str, tone: Tone | None = None, *, shade: str = "", size: int = SIZE) -> QIcon:
    """The drawing `name` in `tone` (None: the quiet colour), or in the token colour `shade`.

    FileNotFoundError when there is no such drawing.
    """
    table = tokens()
    chosen = shade or (table.text2 if tone is None else table.shades(tone).text)
    picture = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, chosen), (QIcon.Mode.Disabled, table.disabled)):
        for scale in SCALES:
            picture.addPixmap(pixmap(name, colour, size, scale), mode)
    return picture


def pixmap(name: str, shade: str, size: int = SIZE, scale: float = 1.0) -> QPixmap:
    """The drawing `name` in the colour `shade`, `size` px wide, for a screen of `scale`."""
    side = ceil(size * scale)
    result = QPixmap(QSize(side, side))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(tinted(name, shade)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    result.setDevicePixelRatio(scale)
    return result


def draw_icon(painter: QPainter, name: str, rect: QRectF, shade: str) -> None:
    """Paint the drawing straight into `rect`, at the painter's own resolution."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(tinted(name, shade)).render(painter, rect)
    painter.restore()


@lru_cache(maxsize=256)
def tinted(name: str, shade: str) -> bytes:
    """The drawing's text in one colour."""
    return bytes(tinted_svg(name, shade).data())
