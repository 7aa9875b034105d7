"""法规: the ledger of articles; its card shows the text and takes the confirmation."""

from typing import Any

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.marks import Tone
from desktop.features.statutes.form import open_confirmation
from desktop.features.statutes.listing import CHECKED, PENDING
from desktop.features.statutes.records import Statute
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.ledger_card import LedgerCard, facts_of
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.sections import Alert, CardHead, Fact, Section

PENDING_WORDS = "待核对：确认以前，引用它的文书不能签发。"


class StatuteCard(LedgerCard):
    """Text first, then what is known about it."""

    def head(self, session: Session, found: Any) -> CardHead:
        state = (CHECKED, Tone.GREEN) if found.verified else (PENDING, Tone.AMBER)
        return CardHead(found.title(), found.citation, (state, (found.text_kind.value, Tone.GREY)))

    def sections(self, session: Session, found: Any) -> list[Section]:
        rows: list[Fact | Alert] = [] if found.verified else [Alert(PENDING_WORDS)]
        if found.effective is not None and found.effective > self.services.today:
            rows.append(Alert(f"自{date_cn(found.effective)}起施行，现在还不能引用。"))
        rows.append(Fact("条文", found.text))
        known = facts_of(found, [Statute.number, Statute.edition, Statute.effective, Statute.topics,
                                 Statute.source, Statute.note, Statute.confirmed_by, Statute.confirmed_on,
                                 Statute.basis])
        return [Section("text", "条文", rows=tuple(rows)), Section("facts", "出处与核对", rows=tuple(known))]

    def _show_verbs(self, found: Any) -> None:
        super()._show_verbs(found)
        if found.voided or found.verified:
            return
        self.clear_actions()
        confirming = PrimaryButton("核对确认…", icon="check")
        confirming.clicked.connect(lambda: open_confirmation(self.services, found.id, self))
        self.add_action(confirming)
        editing = Button("修改", icon="edit", writes=True)
        editing.set_key_cap("F2")
        editing.clicked.connect(self.edit)
        self.add_action(editing)
        more = Button("办理", arrow=True, writes=True)
        more.setMenu(self.menu(found))
        self.add_action(more, right=True)


class StatutesPage(LedgerPage):
    """Articles a paper may cite."""

    empty_what = "法规条文库是空的。"
    empty_todo = "按“新增法规条文”录入文书要引用的条款。"

    def make_card(self) -> LedgerCard:
        return StatuteCard(self.services, self.feature, self.listing)
