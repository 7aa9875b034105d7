"""Parts of the page 报送: the form on the screen, where a number comes from, the checks, the next step."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QIntValidator, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.base.marks import Mark, Tone, tag
from desktop.base.months import shifted, short_month
from desktop.features.filings.listing import Line as RecipientLine
from desktop.features.filings.records import Basis, SendState
from desktop.features.filings.rules import EFFECTS, REMARKS, Check, Entry, Level, Sheet, blocking
from desktop.ui.areas import refill, scrolling
from desktop.ui.box import Box
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.chips import FlowLayout
from desktop.ui.form_sheet import FormCell, FormSheet, HeadCell
from desktop.ui.icons import draw_icon
from desktop.ui.labels import label, rule
from desktop.ui.line_table import LINK, QUIET, Cell, Head, Line, LineTable
from desktop.ui.theme import tokens

WIDTHS = (31, 98, 92, 92, 150, 170, *(50,) * 8, *(42,) * 4, 118, 118, 90)
FIRST_NUMBER = 6
FIXED = 2
_LINES = 5
LINES_HEIGHT = 112
"""Least room of the recipients: the head and three of them, the rest scrolls."""

_SHORT = {SendState.NOT_SENT: Tone.AMBER, SendState.SENT: Tone.BLUE, SendState.RECEIVED: Tone.GREEN,
          SendState.CORRECTED: Tone.RED}
_ICONS = {Level.BLOCKS: ("cross", Tone.RED), Level.WARNS: ("warning", Tone.AMBER),
          Level.PASSED: ("check", Tone.GREEN)}


def emptied(column: QVBoxLayout | QHBoxLayout | FlowLayout) -> None:
    """Take every widget out of a layout."""
    while column.count():
        widget = column.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class FormPanel(QFrame):
    """附件2 as it prints. `opened(key)`: change a cell; `noted(key, value)`: a number of note 2 was typed;
    `signed`: the lines under the notes were clicked."""

    opened = Signal(str)
    noted = Signal(str, object)
    signed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "box")
        self.table = FormSheet()
        self.table.setAccessibleName("附件2")
        self.table.cell_opened.connect(self.opened)
        self.mark, self.title = label("", "box"), label("", "box")
        self.boxes: dict[str, QLineEdit] = {}
        self._month = ""
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        for words in (self.mark, self.title, label("蓝字由台账算出，黑字手填", "hint")):
            head.addWidget(words)
        head.insertStretch(1, 1)
        head.insertStretch(3, 1)
        band = QWidget()
        band.setFixedHeight(34)
        band.setLayout(head)
        self._first = label("", "small", wrap=True)
        self._second, self._signatures = QWidget(), QWidget()
        self._note, self._line = FlowLayout(self._second, 4), FlowLayout(self._signatures, 18)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(4)
        foot.addWidget(self._first)
        foot.addWidget(self._second)
        foot.addWidget(self._signatures)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(band)
        column.addWidget(rule(strong=True))
        column.addWidget(self.table)
        column.addLayout(foot)

    def show_sheet(self, sheet: Sheet) -> None:
        """The month's form; the cursor stays where it was."""
        fresh = not self.mark.text()
        self.mark.setText(sheet.form.attachment)
        self.title.setText(sheet.form.title)
        if fresh:
            self.table.set_form([HeadCell(head.row - 1, head.col - 1, head.text, head.rowspan, head.colspan)
                                 for head in sheet.form.heads], WIDTHS, FIXED)
        self.table.set_body([[self._cell(sheet, place) for place in range(len(sheet.form.columns))]])
        if fresh:
            self.table.horizontalScrollBar().setRange(0, 2000)
            self.table.horizontalScrollBar().setValue(sum(WIDTHS[FIXED:FIRST_NUMBER]))
        self._show_notes(sheet)
        self._show_signatures(sheet)

    def _cell(self, sheet: Sheet, place: int) -> FormCell:
        column = sheet.form.columns[place]
        value = sheet.value(column.key)
        if not column.number:
            words = shortened(str(value or ""), WIDTHS[place])
            return FormCell(words or ("" if column.key == REMARKS else "未填"), column.key, left=place > 0,
                            counted=column.key in sheet.drafted, missing=not words)
        entry = sheet.numbers[column.key]
        unsourced = entry.typed and entry.own is not None and not entry.source
        return FormCell("" if value is None else str(value), column.key, counted=entry.by_ledger,
                        missing=value is None or unsourced)

    def _show_notes(self, sheet: Sheet) -> None:
        self._first.setText(sheet.form.notes[0].text)
        if sheet.month == self._month and self.boxes and set(self.boxes) == set(sheet.notes):
            self._fill_boxes(sheet)
            return
        self._month = sheet.month
        emptied(self._note)
        self.boxes = {}
        for part in re.split(r"\{(\w+)\}", sheet.form.notes[1].template):
            if part not in sheet.notes:
                self._note.addWidget(label(part.strip(), "small"))
                continue
            box = QLineEdit()
            box.setProperty("small", "true")
            box.setFixedSize(36, 22)
            box.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.setValidator(QIntValidator(0, 999_999, box))
            box.setAccessibleName(next(blank.label for blank in sheet.form.blanks if blank.key == part))
            box.editingFinished.connect(lambda key=part: self._note_typed(key))
            self.boxes[part] = box
            self._note.addWidget(box)
        self._fill_boxes(sheet)

    def _fill_boxes(self, sheet: Sheet) -> None:
        for key, box in self.boxes.items():
            value = sheet.value(key)
            box.setText("" if value is None else str(value))
            box.setModified(False)
            box.setReadOnly(sheet.frozen)

    def _note_typed(self, key: str) -> None:
        box = self.boxes[key]
        if box.isModified():
            box.setModified(False)
            self.noted.emit(key, int(box.text()) if box.text() else None)

    def _show_signatures(self, sheet: Sheet) -> None:
        emptied(self._line)
        for line in sheet.signature_lines():
            for words, value in line:
                pair = QWidget()
                row = QHBoxLayout(pair)
                row.setContentsMargins(0, 0, 0, 0)
                row.setSpacing(6)
                row.addWidget(label(words.strip("：").replace("（签字）", ""), "hint"))
                link = LinkButton(value or "未填", small=True, tone=None if value else Tone.AMBER)
                link.setEnabled(not sheet.frozen)
                link.clicked.connect(self.signed)
                row.addWidget(link)
                self._line.addWidget(pair)


def shortened(text: str, width: int) -> str:
    """What five lines of a cell hold; the whole text stands in the card."""
    room = max(1, (width - 12) // 12) * _LINES
    flat = text.replace("\n", "")
    return flat if len(flat) <= room else f"{flat[:room - 2]}……"


class OriginPanel(QWidget):
    """这个数怎么来的. `rows_wanted`: open the rows behind it; `change_wanted`: another number or text."""

    rows_wanted = Signal()
    change_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_cell(self, sheet: Sheet, key: str) -> None:
        """Number or text of the column `key`."""
        emptied(self._column)
        column = sheet.form.column(key)
        line = QWidget()
        head = QHBoxLayout(line)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(label(column.label, "second", wrap=True), 1)
        self._column.addWidget(line)
        if not column.number:
            self._words(sheet, key)
            return
        entry = sheet.numbers[key]
        printed = entry.printed(sheet.basis)
        tone = Tone.BLUE if entry.by_ledger else None
        head.addWidget(label("未填" if printed is None else str(printed), "figure", tone))
        self._formula(sheet, entry)
        self._facts(sheet, entry, column.source)
        self._buttons(sheet, entry)

    def _words(self, sheet: Sheet, key: str) -> None:
        text = label(sheet.texts.get(key) or "未填", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        area = scrolling(text)
        area.setFixedHeight(110)
        self._column.addWidget(area)
        if key == EFFECTS and key in sheet.drafted:
            self._column.addWidget(label("程序按台账里数得出的拟的初稿，其余请补写", "hint", wrap=True))
        self._row([(Button("修改…", small=True), self.change_wanted)] if not sheet.frozen else [])

    def _formula(self, sheet: Sheet, entry: Entry) -> None:
        if entry.own is None or sheet.basis is Basis.MONTH:
            return
        word = "销号" if entry.ids(Basis.TOTAL) else "新增"
        before = short_month(shifted(sheet.month, -1))
        words = (f"{before}底累计 {entry.before}  ＋  {short_month(sheet.month)}{word} {entry.own}"
                 f"  ＝  {entry.printed(Basis.TOTAL)}")
        band = label(words, "strong")
        band.setAlignment(Qt.AlignmentFlag.AlignCenter)
        frame = QFrame()
        frame.setProperty("frame", "box")
        inner = QHBoxLayout(frame)
        inner.setContentsMargins(8, 4, 8, 4)
        inner.addWidget(band)
        self._column.addWidget(frame)

    def _facts(self, sheet: Sheet, entry: Entry, usual: str) -> None:
        count = entry.count
        if entry.typed:
            missing = f"没有写来源，一般来自{usual}"
            self._fact("来源", entry.source or missing, None if entry.source else Tone.AMBER)
        elif count is not None:
            self._fact("取自", count.words)
            for note in count.notes:
                self._fact("留意", note)
            if entry.own != count.value:
                self._fact("改用", f"台账算出 {count.value}，改用 {entry.own}")
                self._fact("理由", entry.reason or entry.source or "没有写", None)

    def _fact(self, name: str, words: str, tone: Tone | None = None) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(label(name, "label"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(words, "", tone, wrap=True), 1)
        self._column.addWidget(row)

    def _buttons(self, sheet: Sheet, entry: Entry) -> None:
        shown: list[tuple[Button, object]] = []
        ids = entry.ids(sheet.basis)
        if ids:
            shown.append((Button(f"打开这 {len(ids)} 条", small=True), self.rows_wanted))
        if not sheet.frozen:
            words = "改用别的数…" if not entry.typed else "填写…" if entry.own is None else "修改…"
            shown.append((Button(words, small=True), self.change_wanted))
        self._row(shown)

    def _row(self, shown: Sequence[tuple[Button, object]]) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for button, told in shown:
            button.clicked.connect(told)
            line.addWidget(button)
        line.addStretch(1)
        self._column.addWidget(row)


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

    def show_checks(self, found: Sequence[Check]) -> None:
        """What blocks first."""
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
            column.addWidget(self._row(check))
        column.addStretch(1)
        refill(self._area, rows)

    def _row(self, check: Check) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(_CheckMark(check.level), 0, Qt.AlignmentFlag.AlignTop)
        role = "strong" if check.level is Level.BLOCKS else ""
        line.addWidget(label(check.sentence, role, wrap=True), 1)
        if check.where and check.verb:
            link = LinkButton(check.verb)
            link.clicked.connect(lambda: self.opened.emit(check.where))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return row


class RecipientsBox(Box):
    """五个收件单位: the month before and this month. `chosen(recipient key, step)`: what to do next."""

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("收件单位", parent, hint="各发一封，程序只写草稿，不代发")
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

