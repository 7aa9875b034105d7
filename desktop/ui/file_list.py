"""Kept files as rows: thumbnail, kind, name, when taken and when added, what is wrong; opened by a click.

Thumbnails are read one by one between events, so that a list of large photos does not hold up the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.labels import label, rule
from desktop.ui.photo_pair import read_picture

THUMB = QSize(72, 54)
LONGEST_NAME = 34
NOTHING = "还没有佐证。把照片或文件拖到问题上，或按“添加佐证”。"


@dataclass(frozen=True)
class FileRow:
    """`key` tells the file; `times` such as 拍摄 2023-09-12 19:42　导入 …; `fault` such as 文件已改动."""

    key: int
    kind: str
    name: str
    times: str
    size: str
    path: Path
    picture: bool = False
    fault: str = ""
    removable: bool = False


class FileList(QScrollArea):
    """Rows of files. `opened(key)`, `removed(key)`: the link of a row was followed."""

    opened = Signal(int)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None, nothing: str = NOTHING) -> None:
        super().__init__(parent)
        self._nothing = nothing
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._rows = QWidget()
        self._rows.setProperty("ground", "surface")
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(6)
        self.setWidget(self._rows)
        self._waiting: list[tuple[QLabel, FileRow]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._read_next)

    def show_files(self, rows: Sequence[FileRow]) -> None:
        """Other files."""
        self._waiting.clear()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self._column.addWidget(self._row(row))
            self._column.addWidget(rule())
        if not rows:
            self._column.addWidget(label(self._nothing, "second"))
        self._column.addStretch(1)
        if self._waiting:
            self._timer.start()

    def _row(self, row: FileRow) -> QWidget:
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self._thumb(row))
        words = QVBoxLayout()
        words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(row.kind, "strong"))
        name = LinkButton(_short(row.name))
        name.setToolTip(f"打开 {row.name}")
        name.setEnabled(not row.fault)
        name.clicked.connect(lambda: self.opened.emit(row.key))
        head.addWidget(name)
        head.addStretch(1)
        words.addLayout(head)
        words.addWidget(label(f"{row.times}　{row.size}", "small"))
        if row.fault:
            words.addWidget(label(row.fault, "small", Tone.RED))
        line.addLayout(words, 1)
        if row.removable:
            gone = LinkButton("作废", small=True)
            gone.clicked.connect(lambda: self.removed.emit(row.key))
            line.addWidget(gone)
        return part

    def _thumb(self, row: FileRow) -> QLabel:
        thumb = label(Path(row.name).suffix.lstrip(".").upper()[:5] or "文件", "hint")
        thumb.setFixedSize(THUMB)
        thumb.setAlignment(Qt.AlignmentFlag.AlignCenter)
        thumb.setProperty("frame", "outline")
        if row.picture and not row.fault:
            self._waiting.append((thumb, row))
        return thumb

    def _read_next(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        thumb, row = self._waiting.pop(0)
        picture = read_picture(row.path, 2 * THUMB.width())
        if picture.isNull():
            thumb.setText("打不开")
        else:
            thumb.setPixmap(_fitted(picture))


def _short(name: str) -> str:
    """Both ends of a long name: the end tells the kind of file."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME - 9]}…{name[-8:]}"


def _fitted(picture: QPixmap) -> QPixmap:
    return picture.scaled(THUMB, Qt.AspectRatioMode.KeepAspectRatio,
                          Qt.TransformationMode.SmoothTransformation)
