"""The cards beside the lists: a line, a batch; their verbs follow from where they stand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble
from desktop.base.marks import Tone
from desktop.base.records import Record
from desktop.features.documents.listing import status
from desktop.features.documents.queries import documents_about, font_book
from desktop.features.lists.excel.rolls import roll_xlsx
from desktop.features.lists.form.black import (
    BlackDialog,
    approval_dialog,
    correction_dialog,
    open_papers,
)
from desktop.features.lists.form.white import add_to_batch, publish_dialog, removal_dialog
from desktop.features.lists.notices.papers import BLACKLISTING, DELISTING, TITLES, white_of
from desktop.features.lists.notices.printed import roll_pdf
from desktop.features.lists.operations.white import drop_proposed
from desktop.features.lists.panels.sections import TONES, what_of
from desktop.features.lists.queries.rolls import changes_since, joined_since, published_roll
from desktop.features.lists.queries.standing import entry, proposals
from desktop.features.lists.records import (
    BatchState,
    CreditReport,
    ListBatch,
    ListEntry,
    ListKind,
    Matter,
    Standing,
)
from desktop.features.lists.rules.platforms import platforms_for
from desktop.features.lists.rules.rolls import Roll
from desktop.store.whole_file import write_whole
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.errors import show_trouble
from desktop.ui.ledger_card import LedgerCard, facts_of
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.sections import CardHead, Fact, Item, Section
from desktop.ui.services import Services

MOST = 60
STANDING_TONES = {Standing.PROPOSED: Tone.AMBER, Standing.REMOVED: Tone.GREY}
_WHO = (ListEntry.legal_person, ListEntry.id_number, ListEntry.town, ListEntry.address, ListEntry.category,
        ListEntry.content, ListEntry.licence_no)
_WHY = (ListEntry.listed_on, ListEntry.item_label, ListEntry.reason, ListEntry.found_on, ListEntry.basis,
        ListEntry.result, ListEntry.decision_no, ListEntry.decided_by, ListEntry.approved_by,
        ListEntry.told_on, ListEntry.objection, ListEntry.public_from, ListEntry.public_until)
_GONE = (ListEntry.removed_on, ListEntry.removal, ListEntry.removal_note, ListEntry.removal_no,
         ListEntry.removal_by)


class EntryCard(LedgerCard):
    """One line: who, why, papers, platforms, removal."""

    def head(self, session: Session, found: Any) -> CardHead:
        """The list and where the line stands."""
        tone = STANDING_TONES.get(found.standing, TONES[found.listing])
        tags = [(found.listing.value, TONES[found.listing]), (found.standing.value, tone)]
        if found.subject_kind.value != "机构":
            tags.append((found.subject_kind.value, Tone.GREY))
        return CardHead(found.name, found.code or "", tuple(tags))

    def sections(self, session: Session, found: Any) -> list[Section]:
        """Empty parts are left out."""
        why: list[Any] = facts_of(found, _WHY)
        if found.batch_id is not None:
            batch = session.get_one(ListBatch, found.batch_id)
            why.insert(0, Fact("批次", f"{batch.name}（{batch.state.value}）"))
        if found.problem_id is not None:
            why.append(Fact("来自问题", "打开", link=f"problems:{found.problem_id}"))
        who: list[Any] = facts_of(found, _WHO)
        if found.institution_id is not None:
            who.append(Fact("台账", "打开机构", link=f"institutions:{found.institution_id}"))
        note = facts_of(found, (ListEntry.note,))
        gone = facts_of(found, _GONE)
        made = [Section("why", "列入", rows=tuple(why)), Section("gone", "移出", rows=tuple(gone)),
                Section("who", "对象", rows=tuple(who)), self._papers(session, found),
                self._platforms(session, found), Section("notes", "备注", rows=tuple(note))]
        return [section for section in made if section.rows]

    def _papers(self, session: Session, found: ListEntry) -> Section:
        rows = tuple(Item(paper.heading, f"documents:{paper.id}", paper.number,
                          right=status(paper.state, paper.delivered_at is not None))
                     for paper in documents_about(session, ListEntry.__tablename__, found.id))
        return Section("papers", "文书", len(rows), rows)

    def _platforms(self, session: Session, found: ListEntry) -> Section:
        if found.listing is not ListKind.BLACK or found.listed_on is None:
            return Section("credit", "归集")
        told = {(item.platform, item.matter): item for item in session.scalars(select(CreditReport).where(
            CreditReport.about == ListEntry.__tablename__, CreditReport.about_id == found.id,
            CreditReport.voided_at.is_(None)))}
        rows = []
        from_day = (self.services.today - found.listed_on).days
        for platform in platforms_for(Matter.LISTED, found.code):
            report = told.get((platform, Matter.LISTED))
            words = f"已归集 {report.reported_on.isoformat()}" if report else f"未归集 {from_day} 天"
            rows.append(Item(platform.value, words=words, right=report.receipt or "" if report else "",
                             tone=Tone.GREEN if report else Tone.RED))
        return Section("credit", "归集", rows=tuple(rows))

    def edit(self) -> None:
        """What may be changed where the line stands."""
        field = self.fields.focused()
        if field is not None or self.row is None or self.services.shut():
            return
        found = self._found()
        if found.voided:
            return
        if found.standing is Standing.PROPOSED and found.listing is ListKind.BLACK:
            BlackDialog(self.services, found, self).exec()
        elif found.standing is Standing.PROPOSED:
            self.services.say("拟列入的内容公布时取台账里的，不用改；要改请改台账", saved=False)
        else:
            correction_dialog(self.services, found, self).exec()

    def _found(self) -> ListEntry:
        row = self.row
        assert row is not None
        return self.services.read(entry, row)

    def _show_verbs(self, found: Record) -> None:
        assert isinstance(found, ListEntry)
        if found.voided:
            super()._show_verbs(found)
            return
        self.clear_actions()
        for button in self._main_verbs(found):
            self.add_action(button)
        papers = self._paper_menu(found)
        if papers is not None:
            button = Button("决定书", arrow=True)
            button.setMenu(papers)
            self.add_action(button)

    def _main_verbs(self, found: ListEntry) -> list[Button]:
        made: list[Button] = []
        if found.standing is Standing.PROPOSED and found.listing is ListKind.BLACK:
            made.append(self._verb(PrimaryButton("批准列入…"),
                                   lambda: approval_dialog(self.services, found, self).exec()))
        if found.standing is Standing.LISTED:
            made.append(self._verb(Button("移出…", writes=True),
                                   lambda: removal_dialog(self.services, found, self).exec()))
        if not (found.standing is Standing.PROPOSED and found.listing is ListKind.WHITE):
            made.append(self._verb(Button("修改", icon="edit", writes=True), self.edit))
        if found.standing is Standing.PROPOSED:
            made.append(self._verb(Button("撤下", writes=True), lambda: self.services.perform(
                drop_proposed, f"撤下{found.name}", parent=self, rows=[found.id])))
        return made

    def _verb(self, button: Button, act: Callable[[], Any]) -> Button:
        button.clicked.connect(lambda checked=False: act())
        return button

    def _paper_menu(self, found: ListEntry) -> QMenu | None:
        names = self.services.read(_paper_names, found.id)
        if not names:
            return None
        menu = QMenu(self)
        for place, template in enumerate(names):
            menu.addAction(f"{TITLES[template]}…",
                           lambda place=place: open_papers(self.services, found.id, place, self))
        return menu


def _paper_names(session: Session, row: int) -> list[str]:
    found = session.get_one(ListEntry, row)
    if found.listing is ListKind.WHITE:
        return [DELISTING] if found.standing is Standing.REMOVED else []
    return [*([DELISTING] if white_of(session, found) is not None else []), BLACKLISTING]


class BatchCard(LedgerCard):
    """One batch: who is in it, and what changed since it was published."""

    def head(self, session: Session, found: Any) -> CardHead:
        """The state of the batch."""
        tone = Tone.GREEN if found.state is BatchState.PUBLISHED else Tone.AMBER
        return CardHead(found.name, "", ((found.state.value, tone),))

    def sections(self, session: Session, found: Any) -> list[Section]:
        """A draft shows its lines, a published batch its changes."""
        facts = facts_of(found, (ListBatch.published_on, ListBatch.count, ListBatch.approval,
                                 ListBatch.approved_by, ListBatch.note))
        if found.state is BatchState.DRAFT:
            lines = proposals(session, found.id)
            rows = tuple(Item(line.town or "", f"lists:{line.id}", line.name) for line in lines[:MOST])
            own = [Section("lines", "拟列入", len(lines), rows, "还没有机构，按“列入机构”挑选。")]
            return [*own, *([Section("facts", "批次", rows=tuple(facts))] if facts else [])]
        facts.append(Fact("校验值", (found.frozen_hash or "")[:16], hint="公布版的前 16 位"))
        changes, joined = changes_since(session, found.id), joined_since(session, found.id)
        tones = {"移出": Tone.GREY, "作废": Tone.RED}
        rows = tuple(Item(change.words, f"lists:{change.entry}", change.name, words=change.kind,
                          tone=tones.get(change.kind, Tone.AMBER)) for change in changes[:MOST])
        later = tuple(Item(what_of(line), f"lists:{line.id}", line.name, words="新列入", tone=Tone.GREEN)
                      for line in joined[:MOST])
        return [Section("facts", "公布", rows=tuple(facts)),
                Section("changes", "公布以后的变动", len(changes), rows, "没有变动。"),
                Section("joined", "以后各批新列入", len(joined), later, "没有。")]

    def edit(self) -> None:
        """A batch is named once."""
        self.services.say("批次不用修改：拟定的挑选机构，公布的不能再改", saved=False)

    def _show_verbs(self, found: Record) -> None:
        assert isinstance(found, ListBatch)
        if found.voided or found.state is BatchState.DRAFT:
            super()._show_verbs(found)
        if found.voided:
            return
        if found.state is BatchState.DRAFT:
            self.clear_actions()
            adding, publishing = Button("列入机构…", icon="plus", writes=True), PrimaryButton("公布…")
            count = len(self.services.read(proposals, found.id))
            adding.clicked.connect(lambda: add_to_batch(self.services, found, self))
            publishing.clicked.connect(lambda: publish_dialog(self.services, found, count, self).exec())
            for button in (publishing, adding):
                self.add_action(button)
            return
        self.clear_actions()
        printing, saving = PrimaryButton("打印公布版", icon="printer", writes=False), Button("存为 Excel…")
        printing.clicked.connect(lambda: self._roll(lambda roll: print_roll(self.services, roll, self)))
        saving.clicked.connect(lambda: self._roll(lambda roll: save_roll(self.services, roll, self)))
        for button in (printing, saving):
            self.add_action(button)

    def _roll(self, act: Callable[[Roll], None]) -> None:
        assert self.row is not None
        try:
            roll = self.services.read(published_roll, self.row)
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        act(roll)


def print_roll(services: Services, roll: Roll, parent: QWidget) -> None:
    """Preview a roll, then paper or file."""
    name = f"{roll.title}_{services.today:%Y%m%d}.pdf"

    def show(data: bytes) -> None:
        PrintDialog(services, f"打印{roll.title}", data, name, parent).exec()

    services.run(lambda progress: roll_pdf(roll, font_book()), "排版名册", show, parent=parent)


def save_roll(services: Services, roll: Roll, parent: QWidget) -> None:
    """Ask for a place, write the roll as .xlsx."""
    name, _ = QFileDialog.getSaveFileName(parent, "存为 Excel", f"{roll.title}_{services.today:%Y%m%d}.xlsx",
                                          "Excel 表格 (*.xlsx)")
    if name:
        target = Path(name)
        services.run(lambda progress: write_whole(target, roll_xlsx(roll)), "写名册",
                     lambda _: services.say(f"已存 {len(roll.rows)} 家：{target.name}", saved=False),
                     parent=parent)
