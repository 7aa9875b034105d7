"""Where a record stands: a strip of stages with what, when and who; and the steps of a wizard."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.base.marks import Tone
from desktop.ui.icons import draw_icon
from desktop.ui.theme import tokens, type_font

HEIGHT = 70
_MIDDLE = 21
_RADIUS = 10


class StageState(StrEnum):
    """How far a stage is."""

    DONE = "已完成"
    NOW = "正在办"
    TODO = "未到"


@dataclass(frozen=True)
class Stage:
    """One stage; `note` is the second line: date and who, or (in `tone`) what is missing."""

    key: str
    name: str
    state: StageState
    note: str = ""
    tone: Tone | None = None


class StageStrip(QWidget):
    """Done: filled with a tick. Now: ring and bold. To come: numbered, dashed line.

    Left and right go through the stages, Enter or a click tells `chosen(key)`.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[Stage, ...] = ()
        self._cursor = 0
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_stages(self, stages: Sequence[Stage]) -> None:
        """Show these stages; the cursor goes to the present one."""
        self._stages = tuple(stages)
        self._cursor = next((n for n, stage in enumerate(stages) if stage.state is StageState.NOW), 0)
        told = "；".join(f"{stage.name} {stage.state} {stage.note}".strip() for stage in stages)
        self.setAccessibleName("办理阶段")
        self.setAccessibleDescription(told)
        self._tell()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(760, HEIGHT)

    def _tell(self) -> None:
        if self._stages:
            stage = self._stages[self._cursor]
            self.setToolTip(f"{stage.name}：{stage.state}　{stage.note}".strip())

    def _step(self) -> float:
        return self.width() / max(len(self._stages), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines first, then circles and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(1, len(self._stages)):
            self._paint_line(painter, number)
        for number, stage in enumerate(self._stages):
            centre = QPointF((number + 0.5) * self._step(), _MIDDLE)
            paint_stage(painter, centre, number, stage.state)
            self._paint_words(painter, centre, stage)
            if self.hasFocus() and number == self._cursor:
                painter.setPen(QPen(QColor(tokens().accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                width = self._step() - 8
                painter.drawRoundedRect(QRectF(centre.x() - width / 2, 2, width, HEIGHT - 4), 4, 4)

    def _paint_line(self, painter: QPainter, number: int) -> None:
        table = tokens()
        reached = self._stages[number].state is not StageState.TODO
        pen = QPen(QColor(table.accent if reached else table.control), 2 if reached else 1)
        if not reached:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        gap = _RADIUS + 3
        painter.drawLine(
            QPointF((number - 0.5) * self._step() + gap, _MIDDLE),
            QPointF((number + 0.5) * self._step() - gap, _MIDDLE),
        )

    def _paint_words(self, painter: QPainter, centre: QPointF, stage: Stage) -> None:
        table = tokens()
        now = stage.state is StageState.NOW
        left = centre.x() - self._step() / 2 + 2
        room = self._step() - 4
        painter.setFont(type_font(10, bold=now))
        painter.setPen(QColor(table.text2 if stage.state is StageState.TODO else table.text))
        painter.drawText(QRectF(left, 34, room, 20), Qt.AlignmentFlag.AlignCenter, stage.name)
        painter.setFont(type_font(9))
        painter.setPen(QColor(table.shades(stage.tone).text if stage.tone else table.text2))
        note = QFontMetrics(painter.font()).elidedText(stage.note, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(left, 52, room, 17), Qt.AlignmentFlag.AlignCenter, note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, right, Home, End, Enter."""
        last = len(self._stages) - 1
        places = {
            Qt.Key.Key_Left: self._cursor - 1,
            Qt.Key.Key_Right: self._cursor + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in places and last >= 0:
            self._cursor = max(0, min(last, places[key]))
            self._tell()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and last >= 0:
            self.chosen.emit(self._stages[self._cursor].key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a stage."""
        if self._stages:
            self._cursor = min(int(event.position().x() / self._step()), len(self._stages) - 1)
            self._tell()
            self.update()
            self.chosen.emit(self._stages[self._cursor].key)


def paint_stage(painter: QPainter, centre: QPointF, number: int, state: StageState) -> None:
    """The circle of a stage: tick, ring, or hollow with its number (from 0)."""
    table = tokens()
    painter.setBrush(QColor(table.surface))
    if state is StageState.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(table.accent_fill))
        painter.drawEllipse(centre, _RADIUS, _RADIUS)
        draw_icon(painter, "check", QRectF(centre.x() - 7, centre.y() - 7, 14, 14), table.on_accent)
    elif state is StageState.NOW:
        painter.setPen(QPen(QColor(table.accent_fill), 3))
        painter.drawEllipse(centre, _RADIUS, _RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(table.accent_fill))
        painter.drawEllipse(centre, 4.5, 4.5)
    else:
        painter.setPen(QPen(QColor(table.control), 1))
        painter.drawEllipse(centre, _RADIUS - 0.5, _RADIUS - 0.5)
        painter.setFont(type_font(9))
        painter.setPen(QColor(table.text2))
        painter.drawText(
            QRectF(centre.x() - 10, centre.y() - 10, 20, 20), Qt.AlignmentFlag.AlignCenter, str(number + 1)
        )


class StepMarks(QWidget):
    """The steps of a wizard in one line: ✓ 选文件 — ✓ 找表头 — ④ 预览 — ⑤ 入库."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._current = 0
        self.setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_current(self, number: int) -> None:
        """The step she is at, from 0."""
        self._current = number
        self._tell()
        self.update()

    def _tell(self) -> None:
        self.setAccessibleName(
            f"第 {self._current + 1} 步，共 {len(self._names)} 步：{self._names[self._current]}"
        )

    def _width(self, name: str) -> int:
        return 26 + QFontMetrics(type_font(10, bold=True)).horizontalAdvance(name)

    def sizeHint(self) -> QSize:
        return QSize(sum(map(self._width, self._names)) + 36 * (len(self._names) - 1) + 4, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        table = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for number, name in enumerate(self._names):
            if number:
                painter.setPen(QPen(QColor(table.control), 1))
                painter.drawLine(QPointF(left + 8, 13), QPointF(left + 28, 13))
                left += 36
            self._paint_step(painter, left, number, name)
            left += self._width(name)

    def _paint_step(self, painter: QPainter, left: float, number: int, name: str) -> None:
        table = tokens()
        centre = QPointF(left + 10, 13)
        if number == self._current:
            painter.setPen(QPen(QColor(table.accent_fill), 2))
            painter.setBrush(QColor(table.surface))
            painter.drawEllipse(centre, 9, 9)
            painter.setFont(type_font(9, bold=True))
            painter.setPen(QColor(table.accent))
            painter.drawText(QRectF(left, 3, 20, 20), Qt.AlignmentFlag.AlignCenter, str(number + 1))
        else:
            paint_stage(
                painter, centre, number, StageState.DONE if number < self._current else StageState.TODO
            )
        painter.setFont(type_font(10, bold=number == self._current))
        painter.setPen(QColor(table.text if number <= self._current else table.text2))
        painter.drawText(QRectF(left + 26, 0, self._width(name), 26), Qt.AlignmentFlag.AlignVCenter, name)
