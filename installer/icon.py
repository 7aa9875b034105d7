"""Draw resources/app.ico from resources/icons/app.svg in the program's accent colour.

Run again after the drawing or the colour changed:  .venv/bin/python installer/icon.py
An .ico is a list of pictures; each is a PNG here, which Windows reads since Vista.
"""

import struct
from collections.abc import Sequence

from bundle_parts import ICON, ROOT
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

SIDES = (16, 20, 24, 32, 40, 48, 64, 256)
COLOUR = "#1A5AA6"


def picture(svg: bytes, side: int) -> bytes:
    """The drawing as a PNG, `side` px square, on a clear ground."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def icon_file(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """The .ico of (side in px, PNG); a side of 256 is written as 0."""
    head = struct.pack("<3H", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries = b""
    for side, data in pictures:
        entries += struct.pack("<4B2H2I", side % 256, side % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    return head + entries + b"".join(data for _, data in pictures)


def main() -> None:
    """Write the file."""
    drawing = (ROOT / "resources" / "icons" / "app.svg").read_text(encoding="utf-8")
    svg = drawing.replace("currentColor", COLOUR).encode("utf-8")
    ICON.write_bytes(icon_file([(side, picture(svg, side)) for side in SIDES]))


if __name__ == "__main__":
    main()
