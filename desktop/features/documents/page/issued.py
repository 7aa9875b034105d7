"""The window of an issued paper: the kept file, printing, delivery, 作废."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.listing import shown
from desktop.base.marks import Tone
from desktop.base.records import attributes
from desktop.features.documents.form import open_delivery
from desktop.features.documents.listing import status, status_mark
from desktop.features.documents.operations import void_document
from desktop.features.documents.page.frame import PaperWindow, now_here
from desktop.features.documents.panels import print_with_dialog, save_pdf
from desktop.features.documents.queries import document
from desktop.features.documents.records import Document, DocumentState
from desktop.store.attachments import Attachment
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.card_rows import value_label
from desktop.ui.errors import show_trouble
from desktop.ui.labels import label, tag
from desktop.ui.ledger_card import facts_of
from desktop.ui.record_actions import ask_reason
from desktop.ui.services import Services

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
        self.facts = QGridLayout()
        self.printing = PrimaryButton("打印", icon="printer", key="Ctrl+P")
        self.delivering = Button("登记送达…")
        self.saving = Button("另存为 PDF")
        self.voiding = Button("作废…")
        self._assemble()
        self.view.show_pdf(self.data)
        self.refresh()
        services.changed.connect(self._heard)

    def _assemble(self) -> None:
        self.facts.setColumnStretch(1, 1)
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
        state = tag(word, status_mark(word, self.services.today).tone)
        self.facts.addWidget(_name("状态"), 0, 0)
        self.facts.addWidget(state, 0, 1)
        rows = [(item.label, item.text) for item in facts_of(found, shown_fields())]
        if found.state is DocumentState.VOID:
            rows.append(("作废原因", shown(found.void_reason)))
        for place, (name, words) in enumerate(rows, start=1):
            self.facts.addWidget(_name(name), place, 0)
            self.facts.addWidget(value_label(words), place, 1)
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

    def _heard(self, changes: Any) -> None:
        if changes.concern((Document,)) and self.isVisible():
            self.refresh()


def _name(words: str) -> QLabel:
    made = label(words, "hint")
    made.setFixedWidth(76)
    return made


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
