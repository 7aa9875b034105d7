"""投诉举报: the ledger with its card, and the analysis of a period beside it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from sqlalchemy.orm import Session

from desktop.base.listing import Question
from desktop.base.records import Record
from desktop.features.calendar.records import SpecialDay
from desktop.features.complaints.form.intake import IntakeDialog, open_intake, open_paste
from desktop.features.complaints.form.moves import LimitDialog, MergeDialog, VisitDialog, open_move
from desktop.features.complaints.listing.cases import COMPLAINTS
from desktop.features.complaints.operations.joining import drop_proposal, link_institution, split_call
from desktop.features.complaints.page.analysis import AnalysisView
from desktop.features.complaints.panels import (
    JOIN,
    NEAR,
    ORDER,
    PROPOSED,
    VISIT,
    card_head,
    own_sections,
)
from desktop.features.complaints.queries.cases import complaint_case
from desktop.features.complaints.records import Complaint, WorkOrder
from desktop.features.complaints.rules.flow import EXITS, MAIN_MOVES, OPEN, WORKFLOW
from desktop.features.inspections.records.visits import Visit
from desktop.features.office.records import Town
from desktop.ui.buttons import Button, PrimaryButton, Segments
from desktop.ui.chips import Chip
from desktop.ui.detail import Detail
from desktop.ui.dialogs import Frame
from desktop.ui.feature import Feature
from desktop.ui.labels import label
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_frame import VOIDED
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.sections import CardHead, Section
from desktop.ui.services import Services

LIST, ANALYSIS = "list", "analysis"


class ComplaintCard(LedgerCard):
    """What is to be done above; 诉求, 来电, 核查与答复, 检查; then what later subjects add."""

    def head(self, session: Session, found: Any) -> CardHead:
        return card_head(session, found, self.services.today)

    def sections(self, session: Session, found: Any) -> list[Section]:
        return own_sections(session, found)

    def _show_verbs(self, found: Record) -> None:
        """The way on first; the rest in 办理."""
        assert isinstance(found, Complaint)
        if found.voided:
            super()._show_verbs(found)
            return
        self.clear_actions()
        key = MAIN_MOVES.get(found.state)
        if key is not None:
            reasons = self.services.read(lambda session: WORKFLOW.obstacles(
                key, found.state, complaint_case(session, found.id))) if key == "revisit" else []
            main = PrimaryButton(WORKFLOW.moves[key].label)
            main.setEnabled(not reasons)
            main.setToolTip("；".join(reasons))
            main.clicked.connect(lambda: open_move(self.services, found, key, self))
            self.add_action(main)
        if found.state in OPEN:
            edit = Button("修改", icon="edit", writes=True)
            edit.set_key_cap("F2")
            edit.clicked.connect(self.edit)
            self.add_action(edit)
        if found.state not in EXITS[2:]:
            more = Button("办理", arrow=True, writes=True)
            more.setMenu(self.menu(found))
            self.add_action(more, right=True)

    def menu(self, found: Any) -> QMenu:
        """The other moves and joining before the verbs every record has."""
        menu = super().menu(found)
        first = menu.actions()[0]
        verbs: list[tuple[str, Any]] = [
            (f"{move.label}…", lambda key=key: open_move(self.services, found, key, self))
            for key, move in WORKFLOW.from_state(found.state).items() if key != MAIN_MOVES.get(found.state)]
        if found.state in OPEN:
            verbs += [("并入来电…", lambda: self._follow_link(JOIN)),
                      ("别的投诉并入这一件…", lambda: self.merge()),
                      ("安排检查…", lambda: self._follow_link(VISIT))]
        for words, act in verbs:
            menu.insertAction(first, menu.addAction(words, act))
        return menu

    def merge(self, other: str = "") -> None:
        """并案 into this one."""
        found = self._found()
        if found is not None:
            MergeDialog(self.services, found, self, other).exec()

    def edit(self) -> None:
        """A finished case has no form."""
        found = self._found()
        if found is not None and (found.state in OPEN or found.voided):
            super().edit()

    def _found(self) -> Complaint | None:
        row = self.row
        return self.services.read(lambda session: session.get(Complaint, row)) if row is not None else None

    def _follow_link(self, key: str) -> None:
        kind, _, row = key.partition(":")
        found = self._found()
        if found is None:
            return
        if key == JOIN:
            IntakeDialog(self.services, self, found).exec()
        elif key == VISIT:
            VisitDialog(self.services, found, self).exec()
        elif key == PROPOSED or f"{kind}:" in (NEAR, ORDER):
            menu = self.spot_menu(f"{kind}:" if row else key, int(row or 0), found)
            menu.exec(self.cursor().pos())
            menu.deleteLater()
        else:
            super()._follow_link(key)

    def spot_menu(self, kind: str, row: int, found: Complaint) -> QMenu:
        """What can be done with a proposed institution, a case that may be the same, one call."""
        menu = QMenu(self)
        if kind == PROPOSED:
            menu.addAction("就是这家，关联", lambda: self.services.perform(
                link_institution, f"{found.title()}关联机构", parent=self, done="已关联", rows=[found.id]))
            menu.addAction("不是这家", lambda: self.services.perform(
                drop_proposal, f"{found.title()}不是疑似的机构", parent=self, row=found.id))
        elif kind == NEAR:
            other = self.services.read(lambda session: session.get_one(Complaint, row))
            menu.addAction(f"打开{other.title()}", lambda: self.services.open(self.feature.key, row))
            joining = menu.addAction("并入这一件…", lambda: self.merge(other.number))
            joining.setEnabled(other.state in OPEN)
        else:
            menu.addAction("看工单原文…", lambda: self.show_original(row))
            parting = menu.addAction("并错了，拆成单独一件", lambda: self.services.perform(
                split_call, f"{found.title()}拆出来电", parent=self, done="已拆成单独一件", order=row))
            parting.setEnabled(found.state in OPEN and found.calls > 1)
        return menu

    def show_original(self, order: int) -> None:
        """The order as it came, with names and numbers: written down that it was shown."""
        found = self.services.read(lambda session: session.get_one(WorkOrder, order))
        if self.services.disclose(f"{found.title()}：工单原文", "核对工单", self):
            OriginalDialog(found, self).exec()


class OriginalDialog(Frame):
    """The words of an order."""

    def __init__(self, order: WorkOrder, parent: QWidget) -> None:
        super().__init__(f"{order.title()}原文", (), parent, cancel="关闭")
        words = label(order.original or order.content or "这次来电没有留下原文。", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(words)
        self.body.addStretch(1)


class ComplaintsPage(LedgerPage):
    """台账 and 分析 are two views; the paste button takes a work order's text apart."""

    views_above = False
    empty_what = "还没有登记过投诉举报。"
    empty_todo = "先把 12345 的表导入，或“粘贴工单”，或逐件登记。"
    empty_verb = "登记投诉"
    empty_imports = True

    def __init__(self, services: Services, feature: Feature) -> None:
        self.segments = Segments(((LIST, "台账"), (ANALYSIS, "分析")))
        self.view = LIST
        super().__init__(services, feature, services.read(COMPLAINTS.with_data))
        self.watches = (*feature.records, SpecialDay, Town, Visit)
        self.analysis = AnalysisView(services)
        self.analysis.hide()
        outer = self.layout()
        assert outer is not None
        outer.addWidget(self.analysis)
        self.list_actions = self.head.actions_shown()
        self.segments.chosen.connect(self.choose_view)
        self.analysis.asked.connect(self.show_question)

    def make_card(self) -> Detail:
        return ComplaintCard(self.services, self.feature, self.listing)

    def add_actions(self) -> None:
        self.head.add_slot(self.segments)
        importing = Button("导入", icon="import", writes=True)
        importing.clicked.connect(self.bring_in)
        self.head.add_action(importing)
        self.add_list_actions()
        more = Button("更多", arrow=True, writes=True)
        menu = QMenu(more)
        menu.addAction("确认勾选的疑似机构", self.link_ticked)
        menu.addAction("办理时限…", lambda: LimitDialog(self.services, self).exec())
        more.setMenu(menu)
        pasting = Button("粘贴工单", writes=True)
        pasting.clicked.connect(lambda: open_paste(self.services, self))
        adding = PrimaryButton("登记投诉", icon="plus", key="Ctrl+N")
        adding.clicked.connect(self.new)
        for button in (more, pasting, adding):
            self.head.add_action(button)

    def new(self) -> None:
        open_intake(self.services, self)

    def link_ticked(self) -> None:
        """Confirm the proposed institutions of the ticked rows."""
        rows = self.table.checked_ids() or self.table.selected_ids()
        if rows:
            self.services.perform(link_institution, "关联疑似机构", parent=self, done="已关联", rows=rows)
        else:
            self.services.say("先勾选要关联的投诉", saved=False)

    def choose_view(self, view: str) -> None:
        """The ledger, or the figures of a period."""
        self.view = view
        self.segments.select(view)
        self.splitter.setVisible(view == LIST)
        self.analysis.setVisible(view == ANALYSIS)
        self.seek.setVisible(view == LIST)
        self.head.counts_visible(view == LIST)
        for action in self.list_actions:
            action.setVisible(view == LIST)
        if view == ANALYSIS:
            self.analysis.reload()
        self.placed.emit()

    def place_words(self) -> str:
        """The place in the list; figures have none."""
        return super().place_words() if self.view == LIST else ""

    def show_question(self, question: Question) -> None:
        """A list that was asked for is shown as a list."""
        self.choose_view(LIST)
        super().show_question(question)

    def open_row(self, row: int) -> None:
        self.choose_view(LIST)
        super().open_row(row)

    def export(self) -> None:
        """Ctrl+E: what is in front."""
        if self.view == ANALYSIS:
            self.analysis.export()
        else:
            super().export()

    def print(self) -> None:
        """Ctrl+P: what is in front."""
        if self.view == ANALYSIS:
            self.analysis.print()
        else:
            super().print()

    def parts(self) -> Sequence[Callable[[], None]]:
        return self._chips_again, *super().parts(), self._analyse_again

    def _chips_again(self) -> None:
        """The chips of towns, where the office has others now."""
        fresh = self.services.listing(self.services.read(COMPLAINTS.with_data))
        if [chip.key for chip in fresh.filters] != [chip.key for chip in self.listing.filters]:
            self.listing = self.source.listing = fresh
            self.chips.set_chips([*(Chip(chip.key, chip.label) for chip in fresh.filters),
                                  Chip(VOIDED, "已作废")])

    def _analyse_again(self) -> None:
        if self.view == ANALYSIS:
            self.analysis.reload()
