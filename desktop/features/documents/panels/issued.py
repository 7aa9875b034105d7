"""An issued paper as it left the office: print, save, record the delivery, void; and what was printed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.base.listing import shown
from desktop.base.marks import Tone
from desktop.base.records import attributes
from desktop.features.documents.form import open_delivery
from desktop.features.documents.listing import status, status_mark
from desktop.features.documents.operations import (
    log_printout,
    void_document,
)
from desktop.features.documents.queries import (
    document,
    issued_docx,
    kept_file,
    printouts,
)
from desktop.features.documents.records import Document, DocumentState, Printout, PrintWay
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.card_rows import fact_row
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label
from desktop.ui.ledger_card import facts_of
from desktop.ui.paper_window import PaperWindow, print_with_dialog, save_file
from desktop.ui.record_actions import ask_reason
from desktop.ui.sections import Fact
from desktop.ui.services import DRAFT, Services


def now_here(services: Services) -> datetime:
    """This moment in the office's time."""
    return services.desk.store.clock.now().astimezone(CHINA)


SHOWN = ("number", "addressee", "about_title", "issued_on", "signed_by", "issued_by", "delivered_at",
         "delivery_way", "receiver", "deliverers", "refusal", "delivery_place", "witnesses", "receipt_number",
         "delivery_note", "limit_days", "limit_on", "note")
VOID_HINT = "作废原因，例如：当事人名称写错。文号留在登记簿里，不再使用"
MOST = 4
ISSUED_ADVICE = "文书已经签发，定稿在文书簿里；可以再打印，也可以另存为 PDF。"


class IssuedWindow(PaperWindow):
    """An issued paper as it left the office: print, save, record the delivery, void."""

    def __init__(self, services: Services, row: int, back: str, parent: QWidget | None = None) -> None:
        found = services.read(document, row)
        super().__init__(back, found.heading, found.addressee, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.services = services
        self.row = row
        self.data, self.name = services.read(kept_file, row)
        self.facts = QVBoxLayout()
        self.printing = PrimaryButton("打印", icon="printer", key="Ctrl+P", writes=False)
        self.delivering = Button("登记送达…", writes=True)
        self.saving = Button("另存为", arrow=True)
        self.voiding = Button("作废…", writes=True)
        self._assemble()
        self.view.show_pdf(self.data)
        self.refresh()
        (self.delivering if self.delivering.isEnabled() else self.printing).setFocus()
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
        menu = QMenu(self.saving)
        menu.addAction("PDF（定稿）…", self.save)
        menu.addAction("Word（可以改）…", self.save_word)
        self.saving.setMenu(menu)
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
        rows += [Fact("打印", printed_words(line)) for line in self.services.read(printouts, self.row)[:MOST]]
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
            copies = print_with_dialog([self.data], self)
            if copies:
                log_prints(self.services, [self.row], PrintWay.PRINTED, self, copies=copies)
                self.status.saved("已送到打印机", now_here(self.services))
        except UserError as trouble:
            show_trouble(self, UserError(trouble.what, ISSUED_ADVICE))

    def save(self) -> None:
        """Save a copy of the kept file."""
        self._saved(self.data, self.name, PrintWay.PDF)

    def save_word(self) -> None:
        """Save the paper as an editable Word file; the kept file stays what counts."""
        data = self.services.read(issued_docx, self.row)
        self._saved(data, f"{self.name.removesuffix('.pdf')}.docx", PrintWay.WORD)

    def _saved(self, data: bytes, name: str, way: PrintWay) -> None:
        kept = save_file(data, name, self)
        if kept is not None:
            log_prints(self.services, [self.row], way, self)
            self.status.saved(f"另存到 {kept.name}", now_here(self.services))

    def _nowhere(self, key: str) -> None:
        """The facts hold no links."""

    def _heard(self, changes: Any) -> None:
        if changes.concern((Document, Printout)) and self.isVisible():
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


def log_prints(services: Services, rows: Sequence[int], way: PrintWay, parent: QWidget, *, copies: int = 1,
               sheet: str = "") -> None:
    """Write down what left the program; Ctrl+Z passes over it."""
    services.perform(log_printout, f"登记{way.value} {len(rows)} 份文书", parent=parent, kind=DRAFT,
                     documents=list(rows), way=way, copies=copies, sheet=sheet)


def printed_words(line: Printout) -> str:
    """打印 2 份 · 9月25日 10:00 · 林晓燕."""
    at = line.created_at.astimezone(CHINA)
    sheet = "送达回证" if line.sheet.endswith("送达回证") else ""
    return f"{sheet}{line.way.value} {line.copies} 份 · {at.month}月{at.day}日 {at:%H:%M} · {line.printed_by}"


def shown_fields() -> list[Any]:
    """Fields of an issued paper that are shown, in their order."""
    return [item for item in attributes(Document) if item.key in SHOWN]
