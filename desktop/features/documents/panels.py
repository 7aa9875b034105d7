"""Parts beside a paper: the red list of blanks, the citations, the register; printing and saving."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.base.errors import UserError
from desktop.base.marks import Tone
from desktop.features.documents.listing import DELIVERED, status
from desktop.features.documents.records import Document, DocumentState
from desktop.output.pdf.page import BlankBox
from desktop.store.engine import os_trouble
from desktop.ui.buttons import LinkButton
from desktop.ui.errors import show_trouble
from desktop.ui.icons import draw_icon
from desktop.ui.labels import cap, label, rule, tag
from desktop.ui.preview import Blank as ShownBlank
from desktop.ui.printing import office_printer, print_pdf
from desktop.ui.theme import tokens

PAGE_HEIGHT_PT = 297 / 25.4 * 72
TOP_MM, PITCH_MM = 37.0, 225 / 22
MOST_ROWS = 4
_TONES = {DELIVERED: Tone.GREEN, DocumentState.ISSUED.value: Tone.BLUE, DocumentState.VOID.value: Tone.GREY}


def shown_blank(box: BlankBox) -> ShownBlank:
    """A blank of the press for the preview, measured from the upper left corner."""
    left, bottom, right, top = box.rect
    return ShownBlank(box.key, box.page, (left, PAGE_HEIGHT_PT - top, right - left, top - bottom), box.key)


def place_words(box: BlankBox) -> str:
    """第 1 页第 11 行; a blank above the text core has no line."""
    middle = PAGE_HEIGHT_PT - (box.rect[1] + box.rect[3]) / 2
    line = int((middle * 25.4 / 72 - TOP_MM) / PITCH_MM) + 1
    return f"第 {box.page + 1} 页" + (f"第 {line} 行" if line > 0 else "")


class RedList(QFrame):
    """还有 2 处空白，不能打印: each a link to its field; F8 goes to the next."""

    chosen = Signal(str)
    next_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "alert-red")
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 8, 12, 8)
        column.setSpacing(2)
        head = QHBoxLayout()
        self._title = label("", "strong", Tone.RED)
        head.addWidget(self._title, 1)
        self._key = cap("F8")
        self._next = LinkButton("下一处", small=True, tone=Tone.RED)
        self._next.clicked.connect(self.next_wanted)
        head.addWidget(self._key)
        head.addWidget(self._next)
        column.addLayout(head)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(20)
        self._rows.setVerticalSpacing(2)
        self._rows.setColumnStretch(1, 1)
        column.addLayout(self._rows)

    def show_blanks(self, blanks: Sequence[tuple[str, str]]) -> None:
        """Name and place of each empty blank; hidden when there is none."""
        self._clear()
        self._title.setText(f"还有 {len(blanks)} 处空白，不能打印")
        self._key.show()
        self._next.show()
        for row, (name, where) in enumerate(blanks[:MOST_ROWS]):
            link = LinkButton(name, tone=Tone.RED)
            link.clicked.connect(lambda checked=False, name=name: self.chosen.emit(name))
            self._rows.addWidget(link, row, 0)
            self._rows.addWidget(label(where, "small"), row, 1)
        if len(blanks) > MOST_ROWS:
            rest = "、".join(name for name, _ in blanks[MOST_ROWS:])
            more = label(f"另有 {len(blanks) - MOST_ROWS} 处：{rest}", "small", wrap=True)
            self._rows.addWidget(more, MOST_ROWS, 0, 1, 2)
        self.setVisible(bool(blanks))

    def show_sentence(self, sentence: str, rest: str) -> None:
        """One thing that has to be put right first."""
        self._clear()
        self._title.setText(sentence)
        self._key.hide()
        self._next.hide()
        self._rows.addWidget(label(rest, "small", wrap=True), 0, 0, 1, 2)
        self.show()

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_icon(QPainter(self), "cross", QRectF(12, 11, 16, 16), tokens().red)


class Citations(QWidget):
    """引用的 2 条法规都已核对, or which one is not, with the way to mend it."""

    mend_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 0, 0, 0)
        self._words = label("", "small", wrap=True)
        self._link = LinkButton("去核对", small=True)
        self._link.clicked.connect(self.mend_wanted)
        row.addWidget(self._words, 1)
        row.addWidget(self._link, 0, Qt.AlignmentFlag.AlignTop)
        self._bad = False

    def show_state(self, cited: int, obstacles: Sequence[str]) -> None:
        """What stands between the paper and its citations."""
        self._bad = bool(obstacles)
        good = f"引用的 {cited} 条法规都已核对" if cited else "没有引用法规条文"
        self._words.setText("；".join(obstacles) if obstacles else good)
        self._link.setVisible(self._bad)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        table = tokens()
        name, shade = ("cross", table.red) if self._bad else ("check", table.green)
        draw_icon(QPainter(self), name, QRectF(0, 2, 14, 14), shade)


class RegisterBox(QFrame):
    """The paper's own number and the last ones of its register."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "box")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    def show_numbers(self, own: str, papers: Sequence[Document]) -> None:
        """The number to be taken (without its prefix) above the papers, newest first."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(self._row(short(own), "本件", "未签发", Tone.AMBER, strong=True))
        for paper in papers:
            word = status(paper.state, paper.delivered_at is not None)
            words = f"作废：{paper.void_reason}" if paper.state is DocumentState.VOID else paper.addressee
            self._column.addWidget(rule())
            self._column.addWidget(self._row(short(paper.number), words, word, _TONES[word]))

    def _row(self, number: str, words: str, state: str, tone: Tone, *, strong: bool = False) -> QWidget:
        made = QWidget()
        made.setFixedHeight(27)
        row = QHBoxLayout(made)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(16)
        first = label(number)
        first.setMinimumWidth(84)
        row.addWidget(first)
        text = label(words if len(words) <= 14 else f"{words[:13]}…", "strong" if strong else "")
        text.setToolTip(words)
        row.addWidget(text, 1)
        row.addWidget(tag(state, tone))
        return made


def short(number: str) -> str:
    """〔2023〕22号 of 晋教责改〔2023〕22号."""
    return number[number.find("〔"):]


def no_printer() -> str:
    """Why nothing can be printed here; "" when it can."""
    try:
        office_printer()
    except UserError as trouble:
        return trouble.what
    return ""


def print_with_dialog(data: bytes, parent: QWidget) -> bool:
    """Let her choose printer and copies, then print; False when she took it back, UserError when it fails."""
    printer = office_printer()
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印文书")
    if not dialog.exec():
        return False
    print_pdf(data, printer)
    return True


def save_pdf(data: bytes, name: str, parent: QWidget) -> Path | None:
    """Let her choose where, and write the file; None when she took it back or it failed (told)."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "另存为 PDF", name, "PDF 文件 (*.pdf)")
    if not chosen:
        return None
    try:
        Path(chosen).write_bytes(data)
    except OSError as error:
        show_trouble(parent, os_trouble(error, Path(chosen)))
        return None
    return Path(chosen)
