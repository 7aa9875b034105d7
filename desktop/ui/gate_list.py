"""还缺什么: what is met first, then what is missing in bold, each with a link to where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label
from desktop.ui.theme import tokens


@dataclass(frozen=True)
class GateItem:
    """One demand: `detail` says what and how many; `key` and `action` are the link, "" for none.

    `tone` AMBER is a reminder that blocks nothing.
    """

    name: str
    met: bool
    detail: str = ""
    key: str = ""
    action: str = ""
    tone: Tone = Tone.RED


class GateList(QWidget):
    """Heading with the number of what is missing, then the rows. `opened(key)`: a link."""

    opened = Signal(str)

    def __init__(
        self,
        title: str = "还缺什么",
        refusal: str = "",
        parent: QWidget | None = None,
        *,
        name_width: int = 194,
    ) -> None:
        """`refusal` follows the number: 3 项，不能销号."""
        super().__init__(parent)
        self._refusal = refusal
        self._name_width = name_width
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(title, "strong"))
        self._count = label("", "strong", Tone.RED)
        self._reminders = label("", "strong", Tone.AMBER)
        self._whole = label("都齐了", "strong", Tone.GREEN)
        for part in (self._count, self._reminders, self._whole):
            head.addWidget(part)
        head.addStretch(1)
        column.addLayout(head)
        self._rows = QWidget()
        column.addWidget(self._rows)
        column.addStretch(1)
        self.set_items(())

    def set_items(self, items: Sequence[GateItem]) -> None:
        """Show these demands; the met ones come first."""
        missing = [item for item in items if not item.met and item.tone is Tone.RED]
        reminders = [item for item in items if not item.met and item.tone is not Tone.RED]
        refusal = f"，{self._refusal}" if self._refusal else ""
        self._count.setText(f"{len(missing)} 项{refusal}")
        self._count.setVisible(bool(missing))
        self._reminders.setText(f"{len(reminders)} 项提醒")
        self._reminders.setVisible(bool(reminders))
        self._whole.setVisible(bool(items) and not missing and not reminders)
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        for row, item in enumerate(sorted(items, key=lambda item: not item.met)):
            self._add(grid, row, item)
        self._column.replaceWidget(self._rows, fresh)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = fresh

    def _add(self, grid: QGridLayout, row: int, item: GateItem) -> None:
        grid.addWidget(_Mark(item), row, 0)
        name = label(item.name, "" if item.met else "strong")
        name.setMinimumWidth(self._name_width if item.detail else 0)
        grid.addWidget(name, row, 1)
        detail = label(item.detail, "small", None if item.met else item.tone)
        detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        detail.setToolTip(item.detail)
        grid.addWidget(detail, row, 2)
        if item.action:
            link = LinkButton(item.action)
            link.clicked.connect(lambda: self.opened.emit(item.key))
            grid.addWidget(link, row, 3, Qt.AlignmentFlag.AlignRight)


class _Mark(QWidget):
    def __init__(self, item: GateItem) -> None:
        super().__init__()
        self.setFixedSize(14, 20)
        self._name = "check" if item.met else "cross" if item.tone is Tone.RED else "warning"
        self._tone = Tone.GREEN if item.met else item.tone
        self.setAccessibleName("已有" if item.met else "还缺")

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self._name, QRectF(0, 3, 14, 14), tokens().shades(self._tone).text)
