"""The card of a line of the register: facts, what was printed, and the verbs its state allows."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu
from sqlalchemy.orm import Session

from desktop.features.documents.form import open_delivery
from desktop.features.documents.listing import status, status_mark
from desktop.features.documents.panels.issued import open_issued, printed_words, shown_fields, void_paper
from desktop.features.documents.panels.numbers import open_by_hand
from desktop.features.documents.queries import printouts
from desktop.features.documents.records import Document, DocumentState
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.ledger_card import LedgerCard, facts_of
from desktop.ui.sections import CardHead, Fact, Section


class DocumentCard(LedgerCard):
    """Facts of a paper; Enter opens the file. `receipt_wanted` carries the row whose 送达回证 is wanted."""

    receipt_wanted = Signal(int)

    def head(self, session: Session, found: Any) -> CardHead:
        word = status(found.state, found.delivered_at is not None)
        return CardHead(found.number, found.heading, ((word, status_mark(word, self.services.today).tone),))

    def sections(self, session: Session, found: Any) -> list[Section]:
        facts = facts_of(found, [*shown_fields()[1:], Document.void_reason])
        printed = [Fact("打印", printed_words(line)) for line in printouts(session, found.id)]
        made = [Section("facts", "文书", rows=tuple(facts))]
        return [*made, Section("printed", "打印记录", rows=tuple(printed))] if printed else made

    def edit(self) -> None:
        """Open the kept file; a reserved number asks for the paper written under it."""
        if self.row is None:
            return
        found = self.services.read(lambda session: session.get_one(Document, self.row))
        if found.state is DocumentState.RESERVED:
            open_by_hand(self.services, self.row, self)
        else:
            open_issued(self.services, self.row, self)

    def _show_verbs(self, found: Any) -> None:
        self.clear_actions()
        reserved = found.state is DocumentState.RESERVED
        if reserved or found.attachment_id is not None:
            words = "登记手写文书…" if reserved else "打开定稿"
            opening = PrimaryButton(words, icon="file", key="F2", writes=reserved)
            opening.clicked.connect(self.edit)
            self.add_action(opening)
        if found.state is DocumentState.VOID:
            return
        if not reserved:
            delivering = Button("登记送达…", writes=True)
            delivering.clicked.connect(lambda: open_delivery(self.services, found.id, self))
            self.add_action(delivering)
        more, menu = Button("办理", arrow=True, writes=True), QMenu(self)
        if not reserved:
            menu.addAction("送达回证…", lambda: self.receipt_wanted.emit(found.id))
        menu.addAction("作废…", lambda: void_paper(self.services, found.id, self))
        more.setMenu(menu)
        self.add_action(more, right=True)
