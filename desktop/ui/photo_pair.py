"""Two pictures side by side, before and after: same height, named on the picture, time below."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImageReader,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.icons import draw_icon
from desktop.ui.theme import tokens, type_font

HEIGHT = 96
_FOOT = 38
_DECODE = 640
"""Longest side in px a picture is read at: phone pictures are far larger."""


@dataclass(frozen=True)
class Photo:
    """`fault` (文件已改动, 还没有照片…) stands instead of the picture; `taken` has up to two lines."""

    name: str
    path: Path | None = None
    taken: str = ""
    fault: str = ""


class PhotoView(QWidget):
    """One picture with its name; a click or Enter tells `clicked`."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, height: int = HEIGHT) -> None:
        super().__init__(parent)
        self._photo = Photo("")
        self._picture = QPixmap()
        self._high = height
        self.setFixedHeight(height + _FOOT)
        self.setMinimumWidth(120)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_photo(self, photo: Photo) -> None:
        """Show another picture; an unreadable file shows why."""
        self._photo, self._picture = photo, QPixmap()
        if photo.path is not None and not photo.fault:
            self._picture = read_picture(photo.path)
            if self._picture.isNull():
                fault = "图片打不开" if photo.path.exists() else "找不到文件"
                self._photo = Photo(photo.name, photo.path, photo.taken, fault)
        self.setAccessibleName(f"{photo.name} {photo.taken} {self._photo.fault}".strip())
        self.update()

    def fault(self) -> str:
        """Why there is no picture; "" when there is one."""
        return self._photo.fault

    def sizeHint(self) -> QSize:
        return QSize(148, self._high + _FOOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture or grey field, name at the upper left, time below."""
        table = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        field = QRectF(0, 0, self.width(), self._high)
        painter.fillRect(field, QColor(table.grey_soft))
        if self._picture.isNull():
            painter.setFont(type_font(9))
            painter.setPen(QColor(table.text2))
            painter.drawText(
                field.adjusted(0, 14, 0, 14), Qt.AlignmentFlag.AlignCenter, self._photo.fault or "还没有照片"
            )
            draw_icon(
                painter,
                "photo",
                QRectF(field.center().x() - 10, field.center().y() - 14, 20, 20),
                table.text3,
            )
        else:
            size = self._picture.size().scaled(field.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            spot = QRectF(
                field.center().x() - size.width() / 2,
                field.center().y() - size.height() / 2,
                size.width(),
                size.height(),
            )
            painter.drawPixmap(spot, self._picture, QRectF(self._picture.rect()))
        frame = QPen(QColor(table.accent if self.hasFocus() else table.line), 2 if self.hasFocus() else 1)
        painter.setPen(frame)
        painter.drawRect(field.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_name(painter)

    def _paint_name(self, painter: QPainter) -> None:
        table = tokens()
        painter.setFont(type_font(9))
        wide = QFontMetrics(painter.font()).horizontalAdvance(self._photo.name)
        if self._photo.name:
            painter.fillRect(QRectF(0, 0, wide + 12, 19), QColor(table.label_ground))
            painter.setPen(QColor(table.label_text))
            painter.drawText(QRectF(6, 0, wide + 6, 19), Qt.AlignmentFlag.AlignVCenter, self._photo.name)
        painter.setPen(QColor(table.text2))
        painter.drawText(
            QRectF(0, self._high + 3, self.width(), _FOOT - 3), Qt.AlignmentFlag.AlignTop, self._photo.taken
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class PhotoPair(QWidget):
    """Before and after. `clicked(0 or 1)` tells which one."""

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, height: int = HEIGHT) -> None:
        super().__init__(parent)
        self.views = (PhotoView(height=height), PhotoView(height=height))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for number, view in enumerate(self.views):
            view.clicked.connect(lambda number=number: self.clicked.emit(number))
            row.addWidget(view, 1)

    def show_pair(self, before: Photo, after: Photo) -> None:
        """Show two pictures."""
        for view, photo in zip(self.views, (before, after), strict=True):
            view.show_photo(photo)


def read_picture(path: Path, longest: int = _DECODE) -> QPixmap:
    """The picture upright and not larger than needed; null when it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > longest:
        reader.setScaledSize(size.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio))
    return QPixmap.fromImage(reader.read())
