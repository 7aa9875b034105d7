"""The totals of an import: 读入 ＝ 新增 ＋ 更新 ＋ …, and whether they add up."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label
from desktop.ui.theme import tokens

HEIGHT = 48


@dataclass(frozen=True)
class Total:
    """One number; RED and AMBER colour word and number, None is a link in accent."""

    key: str
    word: str
    count: int
    tone: Tone | None = None


class TotalsBar(QFrame):
    """`clicked(key)`: a number was clicked. `adds_up()` must be true before anything is saved."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "box")
        self.setFixedHeight(HEIGHT)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 20, 0)
        self._row.setSpacing(8)
        self._fits = False

    def set_totals(
        self, whole: Total, parts: Sequence[Total], aside: Total | None = None, aside_hint: str = ""
    ) -> None:
        """`whole` = sum of `parts`; `aside` stands at the right and is not added."""
        self._clear()
        self._fits = whole.count == sum(part.count for part in parts)
        self._row.addWidget(label(whole.word))
        number = label(str(whole.count), "bar-figure")
        self._row.addWidget(number)
        for place, part in enumerate(parts):
            self._row.addSpacing(8)
            self._row.addWidget(label("＋" if place else "＝", "second"))
            self._row.addSpacing(8)
            self._add(part)
        self._row.addSpacing(16)
        verdict = _Verdict(self._fits)
        self._row.addWidget(verdict)
        self._row.addStretch(1)
        if aside is not None:
            self._add(aside)
            self._row.addWidget(label(aside_hint, "hint"))

    def adds_up(self) -> bool:
        """合计相符."""
        return self._fits

    def _add(self, part: Total) -> None:
        tone = part.tone if part.count else None
        self._row.addWidget(label(part.word, "", tone))
        link = LinkButton(str(part.count), figure="bar", tone=tone)
        link.setAccessibleName(f"{part.word} {part.count}")
        link.clicked.connect(lambda: self.clicked.emit(part.key))
        self._row.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)

    def _clear(self) -> None:
        while self._row.count():
            old = self._row.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()


class _Verdict(QWidget):
    def __init__(self, fits: bool) -> None:
        super().__init__()
        self._fits = fits
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 0, 0)
        row.addWidget(
            label(
                "合计相符" if fits else "合计不符，不能入库", "small-strong", Tone.GREEN if fits else Tone.RED
            )
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = tokens().green if self._fits else tokens().red
        draw_icon(
            QPainter(self),
            "check" if self._fits else "cross",
            QRectF(0, self.height() / 2 - 7, 14, 14),
            shade,
        )
