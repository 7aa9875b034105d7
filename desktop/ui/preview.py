"""Paper on the screen: the very PDF that is printed, with its empty blanks marked on it.

One page or two side by side, whole height or whole width. QPdfView has no two pages in a row, so each
page is a view of its own, exactly as large as the page: a point of the PDF is a fixed number of px.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QToolTip, QWidget

from desktop.ui.printing import PaperFile, office_printer, print_pdf
from desktop.ui.theme import LIGHT, tokens

__all__ = ["Blank", "PaperView", "office_printer", "print_pdf"]

_MARGIN = 14
_GAP = 10
_POINTS = 72.0


@dataclass(frozen=True)
class Blank:
    """An empty place: `rect` = (left, top, width, height) in points from the page's upper left corner."""

    key: str
    page: int
    rect: tuple[float, float, float, float]
    label: str = ""


class PageView(QPdfView):
    """One page at a fixed scale, with its blanks; a click on a blank tells its key."""

    blank_clicked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._scale = 1.0
        self._blanks: list[Blank] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setPageMode(QPdfView.PageMode.SinglePage)
        self.setZoomMode(QPdfView.ZoomMode.Custom)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDocumentMargins(self.documentMargins() * 0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setMouseTracking(True)

    def show_page(self, paper: PaperFile, page: int, scale: float, blanks: Sequence[Blank]) -> None:
        """Show `page` with `scale` px per point."""
        self._scale = scale
        self._blanks = [blank for blank in blanks if blank.page == page]
        points = paper.size(page)
        self.setFixedSize(QSize(round(points.width() * scale), round(points.height() * scale)))
        self.setZoomFactor(scale * _POINTS / self.screen().logicalDotsPerInch())
        self.pageNavigator().jump(page, QPointF(), self.zoomFactor())
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page, then soft red with a red line where something is missing, then the paper's edge."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        soft = QColor(LIGHT.red_soft)
        for blank in self._blanks:
            rect = self._place(blank)
            painter.fillRect(rect, soft)
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1.5), QColor(LIGHT.red))
        painter.setPen(QPen(QColor(tokens().form_line), 1))
        painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _place(self, blank: Blank) -> QRectF:
        left, top, width, height = (value * self._scale for value in blank.rect)
        return QRectF(left, top, width, height)

    def _blank_at(self, where: QPointF) -> Blank | None:
        return next(
            (blank for blank in self._blanks if self._place(blank).adjusted(-2, -2, 2, 2).contains(where)),
            None,
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a blank asks for its field."""
        blank = self._blank_at(event.position())
        if blank is not None:
            self.blank_clicked.emit(blank.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over blanks."""
        over = self._blank_at(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def viewportEvent(self, event: QEvent) -> bool:
        """What is missing there, as a tooltip."""
        if isinstance(event, QHelpEvent):
            blank = self._blank_at(QPointF(event.pos()))
            if blank is not None and blank.label:
                QToolTip.showText(event.globalPos(), f"未填：{blank.label}", self)
                return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The area around scrolls, not the page in itself."""
        event.ignore()


class PaperView(QScrollArea):
    """Grey ground with one or two pages. `page_changed(first page shown from 1, number of pages)`."""

    blank_clicked = Signal(str)
    page_changed = Signal(int, int)
    zoom_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper: PaperFile | None = None
        self._blanks: tuple[Blank, ...] = ()
        self._page = 0
        self._spread = 2
        self._fit = "height"
        self._percent = 0
        self._told = (0, 0)
        ground = QWidget()
        ground.setProperty("ground", "paper")
        self._grid = QGridLayout(ground)
        self._grid.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._grid.setSpacing(_GAP)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._views = [PageView(ground), PageView(ground)]
        for column, view in enumerate(self._views):
            view.blank_clicked.connect(self.blank_clicked)
            view.hide()
            self._grid.addWidget(view, 0, column)
        self.setWidget(ground)
        self.setWidgetResizable(True)
        self.setMinimumSize(320, 240)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(tokens().paper_ground))
        self.setPalette(palette)

    def show_pdf(self, data: bytes, blanks: Sequence[Blank] = ()) -> None:
        """Show another PDF and its blanks, on the page that was in sight; UserError if unreadable."""
        paper, old = PaperFile(data, self), self._paper
        self._paper, self._blanks = paper, tuple(blanks)
        for view in self._views:
            view.setDocument(paper.document)
        if old is not None:
            old.deleteLater()
        self.go(self._page)

    def set_spread(self, pages: int) -> None:
        """One or two pages side by side."""
        self._spread = 2 if pages == 2 else 1
        self.go(self._page)

    def set_fit(self, fit: str) -> None:
        """Show the whole "height" or the whole "width"."""
        self._fit = fit
        self.go(self._page)

    def pages(self) -> int:
        """Number of pages; 0 before the first file."""
        return self._paper.pages() if self._paper is not None else 0

    def page(self) -> int:
        """The first page in sight, from 0."""
        return self._page

    def percent(self) -> int:
        """Size on the screen in percent of the true size."""
        return self._percent

    def go(self, page: int) -> None:
        """Bring `page` (from 0) into sight; with two pages the even one stands left."""
        if self._paper is None:
            return
        shown = min(self._spread, self._paper.pages())
        page = max(0, min(page, self._paper.pages() - 1))
        self._page = page - page % shown
        self._arrange(self._paper, shown)
        if self._told != (self._page, self.pages()):
            self._told = (self._page, self.pages())
            self.page_changed.emit(self._page + 1, self.pages())

    def show_blank(self, key: str) -> None:
        """Bring an empty place into sight."""
        blank = next((blank for blank in self._blanks if blank.key == key), None)
        if blank is not None:
            self.go(blank.page)
            view = self._views[blank.page - self._page]
            spot = view.pos() + (QPointF(*blank.rect[:2]) * self._scale(self._shown())).toPoint()
            self.ensureVisible(spot.x(), spot.y(), 60, 60)

    def _shown(self) -> int:
        return min(self._spread, self.pages())

    def _scale(self, shown: int) -> float:
        """Px per point that fits the pages shown into the area."""
        assert self._paper is not None
        sizes = [self._paper.size(page) for page in range(self._page, min(self._page + shown, self.pages()))]
        height = max(size.height() for size in sizes)
        width = max(size.width() for size in sizes)
        room = self.maximumViewportSize()
        wide = (room.width() - 2 * _MARGIN - (shown - 1) * _GAP) / (width * shown)
        if self._fit == "width":
            bar = self.verticalScrollBar().sizeHint().width()
            return max(wide - bar / (width * shown), 0.1)
        return max(min(wide, (room.height() - 2 * _MARGIN) / height), 0.1)

    def _arrange(self, paper: PaperFile, shown: int) -> None:
        scale = self._scale(shown)
        for place, view in enumerate(self._views):
            page = self._page + place
            if place < shown and page < paper.pages():
                view.show_page(paper, page, scale, self._blanks)
                view.show()
            else:
                view.hide()
        percent = round(scale * _POINTS / self.screen().logicalDotsPerInch() * 100)
        if percent != self._percent:
            self._percent = percent
            self.zoom_changed.emit(percent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pages grow with the window."""
        super().resizeEvent(event)
        self.go(self._page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """PageUp and PageDown turn the page."""
        step = {Qt.Key.Key_PageDown: self._spread, Qt.Key.Key_PageUp: -self._spread}.get(Qt.Key(event.key()))
        if step is not None:
            self.go(self._page + step)
            return
        super().keyPressEvent(event)
