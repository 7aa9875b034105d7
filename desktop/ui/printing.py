"""Printing a PDF as it is: rendered at the printer's own resolution onto the full page.

A page is rendered in bands, so that an A3 sheet at 600 dpi needs a few megabytes, not hundreds.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QObject, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument, QPdfDocumentRenderOptions
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.base.errors import UserError

SHARPEST: Final = 600
"""Dots per inch above which nothing is gained on office paper."""

BAND: Final = 800
"""Rows of dots rendered at a time."""

_POINTS: Final = 72.0


class PaperFile(QObject):
    """A PDF held in memory, open for showing and printing."""

    def __init__(self, data: bytes, parent: QObject | None = None) -> None:
        """UserError when the bytes are no readable PDF."""
        super().__init__(parent)
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument(self)
        self.document.load(self._buffer)
        if self.document.status() is not QPdfDocument.Status.Ready or not self.document.pageCount():
            raise UserError(
                "这份文件打不开，不能预览和打印。", "请重新生成一次；还是不行，请从备份里找回它。"
            )

    def pages(self) -> int:
        """Number of pages."""
        return self.document.pageCount()

    def size(self, page: int) -> QSizeF:
        """Width and height of a page in points."""
        return self.document.pagePointSize(page)


def office_printer(name: str = "") -> QPrinter:
    """The printer of that name, or the default one; UserError when there is none."""
    found = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    if found.isNull():
        which = f"找不到打印机“{name}”。" if name else "这台电脑上没有装打印机。"
        raise UserError(which, "请在系统里添加打印机后再打；也可以先存成 PDF，到别的电脑上打印。")
    return QPrinter(found, QPrinter.PrinterMode.HighResolution)


def print_pdf(data: bytes, printer: QPrinter, told: Callable[[int, int], None] | None = None) -> int:
    """Print every page of `data` (or the printer's page range) at its true size; gives their number.

    `told(done, total)` is called after each page. UserError when the printer does not take the job.
    """
    paper = PaperFile(data)
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or paper.pages(), paper.pages())
    printer.setFullPage(True)
    _set_page(printer, paper.size(first - 1))
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError(
            "打印机没有接受这份文件。",
            "请看打印机是否开着、有没有缺纸，然后再打一次；没有取走文号，也没有改动记录。",
        )
    try:
        for number in range(first, last + 1):
            if number > first:
                _set_page(printer, paper.size(number - 1))
                printer.newPage()
            _paint_page(painter, paper, number - 1, printer.resolution())
            if told is not None:
                told(number - first + 1, last - first + 1)
    finally:
        painter.end()
    return last - first + 1


def _set_page(printer: QPrinter, points: QSizeF) -> None:
    landscape = points.width() > points.height()
    upright = QSizeF(min(points.width(), points.height()), max(points.width(), points.height()))
    printer.setPageLayout(
        QPageLayout(
            QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch),
            QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    printer.setFullPage(True)


def _paint_page(painter: QPainter, paper: PaperFile, page: int, dots: int) -> None:
    """Band by band: what is rendered at `sharp` dpi goes to its place at the printer's `dots`."""
    sharp = min(dots, SHARPEST)
    points = paper.size(page)
    whole = QSize(round(points.width() / _POINTS * sharp), round(points.height() / _POINTS * sharp))
    grow = dots / sharp
    for top in range(0, whole.height(), BAND):
        rows = min(BAND, whole.height() - top)
        image = render_band(paper.document, page, whole, top, rows)
        painter.drawImage(QRectF(0, top * grow, whole.width() * grow, rows * grow), image)


def render_band(document: QPdfDocument, page: int, whole: QSize, top: int, rows: int) -> QImage:
    """Rows `top` to `top + rows` of the page rendered in the size `whole`.

    Qt takes the clip's last row and column for its size, so a clip of the true size shrinks the picture
    by one dot; one more row and column make it exact.
    """
    options = QPdfDocumentRenderOptions()
    options.setScaledSize(whole)
    options.setScaledClipRect(QRect(0, top, whole.width() + 1, rows + 1))
    return document.render(page, QSize(whole.width(), rows), options)
