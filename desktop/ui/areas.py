"""Parts of a page that scroll inside themselves, with the page's own ground showing through."""

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget
from shiboken6 import isValid


class _Follower(QObject):
    """Scrolls an area to what is given the keyboard in it, by Enter as by Tab."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._area):  # an area that goes away gives the keyboard up last
            return
        content: QWidget | None = self._area.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            self._area.ensureWidgetVisible(now)


class LongPage(QWidget):
    """What scrolls up and down: as high as its lines at the width they have, so that no bar stands beside a
    page that fits. Qt takes the height of wrapped words at their narrowest.
    """

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class FillingPage(LongPage):
    """What fills its area: it scrolls only where its parts are at their lowest, they scroll in themselves."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)


def following(area: QScrollArea) -> QScrollArea:
    """`area`, which from now on brings what has the keyboard into sight.

    Whoever shows it keeps it as an attribute: kept by its parent alone, it was now and then taken for garbage
    while it was in use, with all it held.
    """
    _Follower(area)
    return area


def scrolling(content: QWidget) -> QScrollArea:
    """`content` in an area that scrolls up and down when there is too little room for it; see `following`."""
    area = following(QScrollArea())
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    refill(area, content)
    return area


def refill(area: QScrollArea, content: QWidget) -> None:
    """Other content; the old one is gone."""
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
