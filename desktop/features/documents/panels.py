"""Windows of a paper that other pages open: the frame, and the kept file of an issued one."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.base.listing import shown
from desktop.base.marks import Tone
from desktop.base.records import attributes
from desktop.features.documents.form import open_delivery
from desktop.features.documents.listing import status, status_mark
from desktop.features.documents.operations import void_document
from desktop.features.documents.queries import document
from desktop.features.documents.records import Document, DocumentState
from desktop.store.attachments import Attachment
from desktop.store.engine import os_trouble
from desktop.ui.buttons import Button, LinkButton, PrimaryButton, Segments
from desktop.ui.card_rows import fact_row
from desktop.ui.errors import show_trouble
from desktop.ui.icons import icon
from desktop.ui.labels import label, rule
from desktop.ui.ledger_card import facts_of
from desktop.ui.preview import PaperView
from desktop.ui.printing import office_printer, print_pdf
from desktop.ui.record_actions import ask_reason
from desktop.ui.sections import Fact
from desktop.ui.services import Services
from desktop.ui.status_line import StatusLine

BAR_HEIGHT, PANEL_WIDTH = 44, 425
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
        self.resize(1366, 736)

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


def now_here(services: Services) -> datetime:
    """This moment in the office's time."""
    return services.desk.store.clock.now().astimezone(CHINA)


SHOWN = ("number", "addressee", "about_title", "issued_on", "signed_by", "issued_by", "delivered_at",
         "delivery_way", "receiver", "deliverers", "refusal", "delivery_note")
VOID_HINT = "作废原因，例如：当事人名称写错。文号留在登记簿里，不再使用"
ISSUED_ADVICE = "文书已经签发，定稿在文书簿里；可以再打印，也可以另存为 PDF。"


class IssuedWindow(PaperWindow):
    """An issued paper as it left the office: print, save, record the delivery, void."""

    def __init__(self, services: Services, row: int, back: str, parent: QWidget | None = None) -> None:
        found = services.read(document, row)
        super().__init__(back, found.heading, found.addressee, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.services = services
        self.row = row
        self.data, self.name = services.read(_kept_file, found.attachment_id)
        self.facts = QVBoxLayout()
        self.printing = PrimaryButton("打印", icon="printer", key="Ctrl+P")
        self.delivering = Button("登记送达…")
        self.saving = Button("另存为 PDF")
        self.voiding = Button("作废…")
        self._assemble()
        self.view.show_pdf(self.data)
        self.refresh()
        services.changed.connect(self._heard)

    def _assemble(self) -> None:
        self.side.addWidget(label("已签发的文书", "box"))
        self.side.addLayout(self.facts)
        self.side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.printing, self.delivering, self.saving, self.voiding):
            row.addWidget(button)
        row.addStretch(1)
        self.side.addLayout(row)
        self.printing.clicked.connect(self.print)
        self.saving.clicked.connect(self.save)
        self.delivering.clicked.connect(lambda: open_delivery(self.services, self.row, self))
        self.voiding.clicked.connect(lambda: void_paper(self.services, self.row, self))
        QShortcut(QKeySequence("Esc"), self, self.close)

    def refresh(self) -> None:
        """Show the facts as they are now."""
        found = self.services.read(document, self.row)
        while (item := self.facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        word = status(found.state, found.delivered_at is not None)
        tone = status_mark(word, self.services.today).tone
        rows = [Fact("状态", word, tone=tone), *facts_of(found, shown_fields())]
        if found.state is DocumentState.VOID:
            rows.append(Fact("作废原因", shown(found.void_reason)))
        for fact in rows:
            self.facts.addWidget(fact_row(fact, self._nowhere, self._nowhere))
        void = found.state is DocumentState.VOID
        for button in (self.printing, self.delivering, self.voiding):
            button.setEnabled(not void)
            button.setToolTip("文书已经作废" if void else "")
        words = "定稿按原样保存，打印的就是它"
        self.status.say("", f"{words}；文书已经作废，不能再打印和送达" if void else words, Tone.GREY)

    def print(self) -> None:
        """Print the kept file."""
        try:
            if print_with_dialog(self.data, self):
                self.status.saved("已送到打印机", now_here(self.services))
        except UserError as trouble:
            show_trouble(self, UserError(trouble.what, ISSUED_ADVICE))

    def save(self) -> None:
        """Save a copy of the kept file."""
        kept = save_pdf(self.data, self.name, self)
        if kept is not None:
            self.status.saved(f"另存到 {kept.name}", now_here(self.services))

    def _nowhere(self, key: str) -> None:
        """The facts hold no links."""

    def _heard(self, changes: Any) -> None:
        if changes.concern((Document,)) and self.isVisible():
            self.refresh()


def open_issued(services: Services, row: int, parent: QWidget) -> None:
    """The window of an issued paper; a sentence when its file is gone or altered."""
    try:
        IssuedWindow(services, row, "关闭", parent.window()).show()
    except UserError as trouble:
        show_trouble(parent, trouble)


def void_paper(services: Services, row: int, parent: QWidget) -> None:
    """Void with a reason, which stays in the register."""
    found = services.read(document, row)
    reason = ask_reason(f"作废{found.number}", VOID_HINT, "作废", parent)
    if reason:
        services.perform(void_document, f"作废{found.number}", parent=parent, wanted=row, reason=reason)


def shown_fields() -> list[Any]:
    """Fields of an issued paper that are shown, in their order."""
    return [item for item in attributes(Document) if item.key in SHOWN]


def _kept_file(session: Session, attachment_id: int) -> tuple[bytes, str]:
    attachment = session.get_one(Attachment, attachment_id)
    return session.info["files"].read(attachment), attachment.name


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
