"""What is checked before sending, and to whom a month went."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.base.marks import Mark, Tone, tag
from desktop.base.months import shifted, short_month
from desktop.features.filings.listing import Line as RecipientLine
from desktop.features.filings.records import SendState
from desktop.features.filings.rules import Check, Level, Sheet, blocking
from desktop.ui.areas import refill, scrolling
from desktop.ui.box import Box
from desktop.ui.buttons import LinkButton
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label
from desktop.ui.line_table import LINK, QUIET, Cell, Head, Line, LineTable
from desktop.ui.theme import tokens

FILLED = ("figure", "text", "signatures", "notes")
"""Places in the form itself."""

LINES_HEIGHT = 112
"""Least room of the recipients: the head and three of them, the rest scrolls."""

_SHORT = {SendState.NOT_SENT: Tone.AMBER, SendState.SENT: Tone.BLUE, SendState.RECEIVED: Tone.GREEN,
          SendState.CORRECTED: Tone.RED}
_ICONS = {Level.BLOCKS: ("cross", Tone.RED), Level.WARNS: ("warning", Tone.AMBER),
          Level.PASSED: ("check", Tone.GREEN)}


class _CheckMark(QWidget):
    """The icon of a level."""

    def __init__(self, level: Level) -> None:
        super().__init__()
        self.setFixedSize(16, 20)
        self._icon, self._tone = _ICONS[level]
        self.setAccessibleName(level.value)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self._icon, QRectF(0, 3, 14, 14), tokens().shades(self._tone).text)


class CheckPanel(QWidget):
    """报送前检查. `opened(where)`: the place that mends a check."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocked, self._warned = label("", "strong", Tone.RED), label("", "strong", Tone.AMBER)
        self._passed = label("", "strong", Tone.GREEN)
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (label("报送前检查", "box"), self._blocked, self._warned, self._passed):
            head.addWidget(part)
        head.addStretch(1)
        self._area = scrolling(QWidget())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._area, 1)

    def show_checks(self, found: Sequence[Check], *, frozen: bool = False) -> None:
        """What blocks first; a `frozen` month is not filled in any more."""
        stops, warns = blocking(found), [check for check in found if check.level is Level.WARNS]
        for part, words in ((self._blocked, f"{len(stops)} 项拦住" if stops else ""),
                            (self._warned, f"{len(warns)} 项提醒" if warns else ""),
                            (self._passed, "" if stops or warns else "都通过")):
            part.setText(words)
            part.setVisible(bool(words))
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(2)
        for check in found:
            column.addWidget(self._row(check, mends=not frozen or not check.where.startswith(FILLED)))
        column.addStretch(1)
        refill(self._area, rows)

    def _row(self, check: Check, *, mends: bool) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(_CheckMark(check.level), 0, Qt.AlignmentFlag.AlignTop)
        role = "strong" if check.level is Level.BLOCKS else ""
        line.addWidget(label(check.sentence, role, wrap=True), 1)
        if check.where and check.verb and mends:
            link = LinkButton(check.verb)
            link.clicked.connect(lambda: self.opened.emit(check.where))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return row


class RecipientsBox(Box):
    """五个收件单位: the month before and this month. `chosen(recipient key, step)`: what to do next."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("收件单位", parent, hint="各发一封，程序只写草稿，不代发",
                         link=("board", "各月看板"))
        self.table = LineTable("收件单位", (Head("收件单位", 118),), headed=True)
        self.table.opened.connect(lambda payload: self.chosen.emit(*payload))
        self.table.setMinimumHeight(LINES_HEIGHT)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self.table, 1)

    def show_board(self, board: Sequence[RecipientLine], sheet: Sheet) -> None:
        """The recipients of the sheet's month."""
        names = (short_month(shifted(sheet.month, -1)), short_month(sheet.month))
        self.table.lines.set_heads((Head("收件单位", 110), Head(names[0], 66), Head("日期", 78, needs=640),
                                    Head(names[1], 66), Head("说明"), Head("下一步", 124)))
        self.table.show_lines([self._line(line, sheet) for line in board])

    def _line(self, line: RecipientLine, sheet: Sheet) -> Line:
        before, now = line.previous, line.sending
        step, words = line.next_step(sheet.version)
        note = "邮箱有两种写法，待确认" if not line.mailbox else line.mailbox
        if now is not None:
            day = f"{now.on.month}月{now.on.day}日{now.how or ''}"
            told = (day, f"第{now.sent_version}版", now.note or "")
            note = "，".join(part for part in told if part)
        cells: tuple[Cell, ...] = (
            (line.recipient.name, QUIET), state_cell(before.state if before else None),
            (f"{before.on.month}月{before.on.day}日" if before else "", QUIET), state_cell(line.state),
            (note, QUIET), (words, LINK if step else QUIET))
        return Line(cells, (line.recipient.key, step), line.recipient.key)


def state_cell(state: SendState | None) -> Cell:
    """The state as a tag; nothing when nothing is known."""
    return (state.value, tag(_SHORT[state])) if state is not None else ("", Mark())

