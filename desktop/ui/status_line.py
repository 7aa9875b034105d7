"""The status line: what was saved and when, the place in the list, and long work with 取消."""

from datetime import datetime

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label, restyle
from desktop.ui.theme import tokens

HEIGHT = 26
PROGRESS_AFTER = 400
"""Milliseconds of work before progress shows."""

_ICONS = {Tone.GREEN: "check", Tone.RED: "cross", Tone.AMBER: "warning"}


class StatusLine(QWidget):
    """The sentence stays until the next one. `cancelled`: she pressed 取消."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._icon = _StateIcon()
        self._word = label("", "small-strong", Tone.GREEN)
        self._text = label("", "small")
        self._right = label("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._cancel = LinkButton("取消", small=True)
        self._cancel.clicked.connect(self.cancelled)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(PROGRESS_AFTER)
        self._late.timeout.connect(self._show_progress)
        self._progress = (0, 0, "")
        self._before = ("", "", Tone.GREEN)
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for part in (self._icon, self._word, self._bar):
            row.addWidget(part)
        row.addWidget(self._text, 1)
        row.addWidget(self._cancel)
        row.addWidget(self._right)
        self._icon.hide()
        self._bar.hide()
        self._cancel.hide()

    def saved(self, sentence: str, at: datetime) -> None:
        """✓ 已保存, the time, what changed and how to undo it."""
        self.say("已保存", f"{at:%H:%M}   {sentence}", Tone.GREEN)

    def say(self, word: str, text: str, tone: Tone = Tone.GREEN) -> None:
        """A bold word in a tone and a sentence; they stay until the next ones."""
        self._before = (word, text, tone)
        self._icon.show_icon(_ICONS.get(tone, "info") if word else "", tone)
        self._word.setText(word)
        self._word.setVisible(bool(word))
        restyle(self._word, "tone", tone.value)
        self._text.setText(text)
        self._text.setToolTip(text)

    def set_right(self, text: str) -> None:
        """The place in the list, such as 第 4 家 / 38 家."""
        self._right.setText(text)

    def text(self) -> str:
        """Everything that is shown at the left."""
        return f"{self._word.text()} {self._text.text()}".strip()

    def progress(self, done: int, total: int, words: str) -> None:
        """Long work goes on; it shows after 0.4 s. `total` 0 is unknown."""
        self._progress = (done, total, words)
        if self._bar.isVisible():
            self._show_progress()
        elif not self._late.isActive():
            self._late.start()

    def progress_done(self) -> None:
        """The work has ended: the last sentence comes back."""
        self._late.stop()
        if self._bar.isHidden():
            return
        self._bar.hide()
        self._cancel.hide()
        self.say(*self._before)

    def _show_progress(self) -> None:
        done, total, words = self._progress
        self._icon.hide()
        self._word.hide()
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.show()
        self._cancel.show()
        self._text.setText(f"{words} {done} / {total}" if total else words)


class _StateIcon(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(14, 20)
        self._name, self._tone = "", Tone.GREEN

    def show_icon(self, name: str, tone: Tone) -> None:
        self._name, self._tone = name, tone
        self.setVisible(bool(name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            draw_icon(QPainter(self), self._name, QRectF(0, 3, 14, 14), tokens().shades(self._tone).text)
