"""The form on the screen as it prints, and where its numbers come from."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.base.months import shifted, short_month
from desktop.features.filings.records import Basis
from desktop.features.filings.rules import EFFECTS, REMARKS, Entry, Finding, Sheet, difference
from desktop.ui.areas import scrolling
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.chips import FlowLayout
from desktop.ui.form_sheet import FormCell, FormSheet, HeadCell
from desktop.ui.labels import label, rule

WIDTHS = (31, 98, 92, 92, 150, 170, *(50,) * 8, *(42,) * 4, 118, 118, 90)
FIRST_NUMBER = 6
FIXED = 2
_LINES = 5
HINT_NEEDS = 640
"""Width in px of the form below which its head tells no more than its name."""


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
        self._before: Mapping[str, int | None] = {}
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        self._hint = label("蓝字由台账算出，黑字手填，下行是比上月", "hint")
        for words in (self.mark, self.title, self._hint):
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the hint gives way, so that the notes are not wider than what is seen."""
        super().resizeEvent(event)
        self._hint.setVisible(self.width() >= HINT_NEEDS)

    def show_sheet(self, sheet: Sheet, before: Mapping[str, int | None] = MappingProxyType({})) -> None:
        """The month's form, the cursor where it was; `before`: the numbers of last month's."""
        self._before = before
        fresh = not self.mark.text()
        self.mark.setText(sheet.form.attachment)
        self.title.setText(sheet.form.title)
        if fresh:
            self.table.set_form([HeadCell(head.row - 1, head.col - 1, head.text, head.rowspan, head.colspan)
                                 for head in sheet.form.heads], WIDTHS, FIXED)
        self.table.set_body([[self._cell(sheet, place) for place in range(len(sheet.form.columns))]])
        if fresh:
            self.table.begin_at(FIRST_NUMBER)
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
                        missing=value is None or unsourced,
                        aside=difference(entry.printed(sheet.basis), self._before.get(column.key)))

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
            box.setFocusPolicy(Qt.FocusPolicy.NoFocus if sheet.frozen else Qt.FocusPolicy.StrongFocus)

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
    """这个数怎么来的. `rows_wanted`: open the rows behind it; `change_wanted`: another number or text;
    `found_wanted(feature, ids)`: the rows behind one statement of 工作成效."""

    rows_wanted = Signal()
    change_wanted = Signal()
    found_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_cell(self, sheet: Sheet, key: str, before: int | None = None) -> None:
        """Number or text of the column `key`; `before`: last month's number."""
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
        if gap := difference(printed, before):
            last = short_month(shifted(sheet.month, -1))
            self._fact("比上月", f"{gap}（{last}{sheet.basis.value} {before}）")
        self._facts(sheet, entry, column.source)
        self._buttons(sheet, entry)

    def _words(self, sheet: Sheet, key: str) -> None:
        text = label(sheet.texts.get(key) or "未填", wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words_area = area = scrolling(text)
        area.setFixedHeight(110)
        self._column.addWidget(area)
        if key == EFFECTS and key in sheet.drafted:
            self._column.addWidget(label("程序按台账里数得出的拟的初稿，其余请补写", "hint", wrap=True))
        if key == EFFECTS and sheet.findings:
            self._counted(sheet.findings)
        change = (Button("修改…", small=True, writes=True), self.change_wanted)
        self._row([change] if not sheet.frozen else [])

    def _counted(self, findings: Sequence[Finding]) -> None:
        """Each counted statement as a link to the rows behind it."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for finding in findings:
            link = LinkButton(finding.words, small=True)
            link.setToolTip(f"打开这 {len(finding.ids)} 条")
            link.clicked.connect(lambda checked=False, found=finding: self.found_wanted.emit(
                found.feature, found.ids))
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._counted_area = area = scrolling(part)
        area.setMinimumHeight(110)
        self._column.addWidget(label("台账里数得出的（点开看是哪些）", "hint"))
        self._column.addWidget(area, 1)

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
