"""文书簿: the register page and the card of an issued paper."""

from typing import Any

from sqlalchemy.orm import Session

from desktop.features.documents.form import open_delivery
from desktop.features.documents.listing import DOCUMENTS, status, status_mark
from desktop.features.documents.page.issued import open_issued, shown_fields, void_paper
from desktop.features.documents.records import Document, DocumentState
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.chips import Chip
from desktop.ui.feature import Feature
from desktop.ui.ledger_card import LedgerCard, facts_of
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.sections import CardHead, Section
from desktop.ui.services import Services


class DocumentCard(LedgerCard):
    """Facts of an issued paper; Enter opens the file."""

    def head(self, session: Session, found: Any) -> CardHead:
        word = status(found.state, found.delivered_at is not None)
        return CardHead(found.number, found.heading, ((word, status_mark(word, self.services.today).tone),))

    def sections(self, session: Session, found: Any) -> list[Section]:
        facts = facts_of(found, [*shown_fields()[1:], Document.void_reason])
        return [Section("facts", "文书", rows=tuple(facts))]

    def edit(self) -> None:
        """Open the kept file: an issued paper is looked at, not changed."""
        if self.row is not None:
            open_issued(self.services, self.row, self)

    def _show_verbs(self, found: Any) -> None:
        self.clear_actions()
        opening = PrimaryButton("打开定稿", icon="file", key="F2")
        opening.clicked.connect(self.edit)
        self.add_action(opening)
        if found.state is DocumentState.VOID:
            return
        delivering = Button("登记送达…")
        delivering.clicked.connect(lambda: open_delivery(self.services, found.id, self))
        self.add_action(delivering)
        voiding = Button("作废…")
        voiding.clicked.connect(lambda: void_paper(self.services, found.id, self))
        self.add_action(voiding, right=True)


class RegisterPage(LedgerPage):
    """文书簿: numbers in their order, voided ones among them."""

    empty_what = "还没有签发过文书。"
    empty_todo = "在问题清单里打开一个问题，从“文书”出具通知书；签发后自动登记在这里。"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, feature, DOCUMENTS)
        self.chips.set_chips([Chip(chip.key, chip.label) for chip in self.listing.filters])

    def make_card(self) -> LedgerCard:
        return DocumentCard(self.services, self.feature, self.listing)

    def can_add(self) -> bool:
        return False
