"""Small PDFs made for the tests of preview and printing."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

A4 = (595.0, 842.0)


def pdf(pages: int = 2, landscape: bool = False) -> bytes:
    """A4 pages, each with a black square of 100 points at (100, 50) points and its number of bars."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(72)
    turn = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turn, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    for number in range(pages):
        if number:
            writer.newPage()
        painter.fillRect(QRectF(100, 50, 100, 100), "black")
        for bar in range(number + 1):
            painter.fillRect(QRectF(50, 300 + bar * 40, 400, 20), "black")
    painter.end()
    buffer.close()
    return bytes(data.data())
