"""A window that shows a paper: pages at the left, a panel at the right; printing and saving what is shown."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from desktop.base.errors import Trouble, UserError
from desktop.base.file_names import file_name
from desktop.base.marks import Tone
from desktop.store.whole_file import TargetBusy, write_whole
from desktop.ui.buttons import Button, LinkButton, Segments
from desktop.ui.dialogs import AskDialog
from desktop.ui.errors import show_trouble
from desktop.ui.focus import step_focus
from desktop.ui.icons import icon
from desktop.ui.labels import label, rule
from desktop.ui.preview import PaperView
from desktop.ui.printing import office_printer, print_pdf
from desktop.ui.status_line import StatusLine

BAR_HEIGHT, PANEL_WIDTH = 44, 425
WIDTH, HEIGHT, FRAME = 1366, 736, 32
"""Pixels of the window where the screen has them, and of the system's own title bar."""
KINDS = {".pdf": ("另存为 PDF", "PDF 文件 (*.pdf)"), ".docx": ("另存为 Word", "Word 文档 (*.docx)"),
         ".xlsx": ("另存为表格", "Excel 表格 (*.xlsx)")}
"""Title and filter of the file dialog by what a file is."""
FITS = (("height", "适合高度"), ("width", "适合宽度"))


class PaperWindow(QWidget):
    """A window of its own: back and title above, the pages at the left, `side` at the right, status below."""

    def __init__(self, back: str, heading: str, addressee: str, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(heading)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = PaperView()
        self.status = StatusLine()
        self.tools = QHBoxLayout()
        self.side = QVBoxLayout()
        self.spread = Segments((("1", "单页"), ("2", "双页")), "2")
        self.fit = Button("适合高度", arrow=True)
        self._fit = "适合高度"
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._bar(back, heading, addressee))
        outer.addWidget(rule(strong=True))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.view, 1)
        middle.addWidget(rule(vertical=True, strong=True))
        panel = QWidget()
        panel.setFixedWidth(PANEL_WIDTH)
        panel.setLayout(self.side)
        self.side.setContentsMargins(16, 10, 16, 10)
        self.side.setSpacing(6)
        middle.addWidget(panel)
        outer.addLayout(middle, 1)
        outer.addWidget(rule(strong=True))
        outer.addWidget(self.status)
        self._connect()
        free = self.screen().availableGeometry().size()
        self.resize(min(WIDTH, free.width()), min(HEIGHT, free.height() - FRAME))

    def _bar(self, back: str, heading: str, addressee: str) -> QWidget:
        made = QWidget()
        made.setFixedHeight(BAR_HEIGHT)
        made.setProperty("ground", "surface")
        made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(made)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        arrow = QLabel()
        arrow.setPixmap(icon("chevron-left", Tone.BLUE).pixmap(16, 16))
        link = LinkButton(back)
        link.clicked.connect(self.close)
        line = rule(vertical=True, strong=True)
        line.setFixedHeight(22)
        row.addWidget(arrow)
        row.addWidget(link)
        row.addWidget(line)
        row.addWidget(label(heading, "record"))
        words = label(addressee if len(addressee) <= 20 else f"{addressee[:19]}…", "second")
        words.setToolTip(addressee)
        row.addWidget(words)
        row.addStretch(1)
        self.tools.setSpacing(10)
        row.addLayout(self.tools)
        row.addWidget(self.spread)
        row.addWidget(self.fit)
        return made

    def _connect(self) -> None:
        menu = QMenu(self.fit)
        for key, words in FITS:
            menu.addAction(words, lambda key=key, words=words: self._choose_fit(key, words))
        self.fit.setMenu(menu)
        self.spread.chosen.connect(lambda pages: self.view.set_spread(int(pages)))
        self.view.zoom_changed.connect(lambda percent: self.fit.setText(f"{self._fit} {percent}%"))
        self.view.page_changed.connect(lambda page, pages: self._show_place(page, pages))
        self._glyphs = ""

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab goes through the controls as they stand."""
        return step_focus(self, onward) or super().focusNextPrevChild(onward)

    def _choose_fit(self, key: str, words: str) -> None:
        self._fit = words
        self.view.set_fit(key)
        self.fit.setText(f"{words} {self.view.percent()}%")

    def _show_place(self, page: int, pages: int) -> None:
        place = f"第 {page} 页 / 共 {pages} 页"
        self.status.set_right(f"{place}　　{self._glyphs}" if self._glyphs else place)

    def show_glyphs(self, missing: Sequence[str]) -> None:
        """Characters that no font can draw, told before printing."""
        self._glyphs = f"没有字形：{'、'.join(missing)}" if missing else "生僻字：全部有字形"
        self._show_place(self.view.page() + 1, self.view.pages())


def no_printer() -> str:
    """Why nothing can be printed here; "" when it can."""
    try:
        office_printer()
    except UserError as trouble:
        return trouble.what
    return ""


class PrintStopped(UserError):
    """The printer took the first `done` files, `copies` of each, and no more."""

    def __init__(self, trouble: UserError, done: int, copies: int) -> None:
        super().__init__(trouble.what, trouble.advice)
        self.done, self.copies = done, copies


def print_with_dialog(files: Sequence[bytes], parent: QWidget) -> int:
    """Let her choose printer and copies, print the files one after another; the copies, 0 when taken back.

    UserError when there is no printer, PrintStopped when it does not take one of them.
    """
    printer = office_printer()
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印文书")
    if not dialog.exec():
        return 0
    for done, data in enumerate(files):
        try:
            print_pdf(data, printer)
        except UserError as trouble:
            raise PrintStopped(trouble, done, printer.copyCount()) from trouble
    return printer.copyCount()


def save_file(data: bytes, name: str, parent: QWidget) -> Path | None:
    """Let her choose where, and write the file; None when she took it back or it failed (told)."""
    title, kind = KINDS[Path(name).suffix]
    chosen, _ = QFileDialog.getSaveFileName(parent, title, file_name(name), kind)
    if not chosen:
        return None
    target: Path | None = Path(chosen)
    while target is not None:
        try:
            write_whole(target, data)
        except TargetBusy as busy:
            target = _elsewhere(busy, parent)
        except Trouble as trouble:
            show_trouble(parent, trouble)
            return None
        else:
            return target
    return None


def _elsewhere(busy: TargetBusy, parent: QWidget) -> Path | None:
    title = f"改存为“{busy.other.name}”"
    return busy.other if AskDialog(title, busy.sentence, [("other", "改名存")], parent).ask() else None
