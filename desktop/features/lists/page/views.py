"""The views of the lists: 白名单, 批次, 黑名单, 处罚决定, each a ledger over its own rows."""

from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout

from desktop.base.errors import Trouble
from desktop.base.listing import Question
from desktop.features.documents.records import Document
from desktop.features.institutions.records import Institution
from desktop.features.lists.form.black import NATIONAL, open_proposal
from desktop.features.lists.form.credit import open_decision
from desktop.features.lists.form.white import batch_dialog
from desktop.features.lists.listing import BATCHES, BLACKLIST, DECISIONS, WHITELIST
from desktop.features.lists.panels.cards import BatchCard, EntryCard, print_roll
from desktop.features.lists.queries.rolls import standing_roll
from desktop.features.lists.records import CreditReport, Decision, ListBatch, ListEntry, ListKind
from desktop.ui.buttons import PrimaryButton, Segments
from desktop.ui.errors import show_trouble
from desktop.ui.feature import Feature
from desktop.ui.labels import label
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.services import Services

WHITE, BATCH, BLACK, DECISION, CREDIT = "white", "batch", "black", "decision", "credit"
VIEWS = ((WHITE, "白名单"), (BATCH, "批次"), (BLACK, "黑名单"), (DECISION, "处罚决定"), (CREDIT, "归集"))
SEEK_WIDTH = 120


class ListView(LedgerPage):
    """Title of the subject, the turns between the views, then what every ledger has."""

    views_above = False
    key = WHITE

    def __init__(self, services: Services, feature: Feature, own: Feature) -> None:
        super().__init__(services, own)
        self.head.set_title(feature.title)
        self.watches = (ListEntry, ListBatch, Decision, CreditReport, Institution, Document)

    def add_actions(self) -> None:
        self.turns = Segments(VIEWS, self.key)
        self.head.add_slot(self.turns)
        self.seek.setFixedWidth(SEEK_WIDTH)
        super().add_actions()


class WhiteView(ListView):
    """Who is on the white list, was, or is to be."""

    key = WHITE
    empty_what = "白名单上还没有机构。"
    empty_todo = "到“批次”里新建一批，挑选证照齐全的机构，再公布。"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, feature, replace(
            feature, records=(ListEntry,), listings=(WHITELIST,), form=None, change=None))
        self.source.question = Question(filters=frozenset({"standing:在册"}))
        self.chips.choose({"standing:在册"})

    def make_card(self) -> EntryCard:
        return EntryCard(self.services, self.feature, self.listing)

    def can_add(self) -> bool:
        return False

    def print(self) -> None:
        _print_standing(self, ListKind.WHITE)


class BlackView(ListView):
    """Who is on the black list, was, or is to be."""

    key = BLACK
    empty_what = "黑名单上没有机构、单位和个人。"
    empty_todo = "按“拟列入”登记事由和依据，批准以后才在名单上。"
    empty_verb = "拟列入"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, feature, replace(
            feature, records=(ListEntry,), listings=(BLACKLIST,), form=None, change=None))

    def make_card(self) -> EntryCard:
        return EntryCard(self.services, self.feature, self.listing)

    def add_actions(self) -> None:
        super().add_actions()
        adding = self.head.actions_shown()[-1]
        assert isinstance(adding, PrimaryButton)
        adding.setText("拟列入")
        said = label(NATIONAL, "hint")
        said.setContentsMargins(16, 0, 16, 4)
        self.said = said

    def _assemble(self) -> None:
        super()._assemble()
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.said)

    def new(self) -> None:
        open_proposal(self.services, self, {})

    def print(self) -> None:
        _print_standing(self, ListKind.BLACK)


class BatchView(ListView):
    """Batches of the white list: drawn up, published, printed again."""

    key = BATCH
    empty_what = "还没有白名单批次。"
    empty_todo = "按“新建批次”建一批，挑选机构，批准后公布。"
    empty_verb = "新建批次"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, feature, replace(
            feature, records=(ListBatch,), listings=(BATCHES,), form=None, change=None))

    def make_card(self) -> BatchCard:
        return BatchCard(self.services, self.feature, self.listing)

    def new(self) -> None:
        if not self.services.shut():
            batch_dialog(self.services, self).exec()


class DecisionView(ListView):
    """Penalty decisions, as the platforms want them."""

    key = DECISION
    empty_what = "还没有登记行政处罚决定。"
    empty_todo = "登记文号、事实、依据和金额，双公示的表从这里取。"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, feature, replace(
            feature, records=(Decision,), listings=(DECISIONS,), form=open_decision, change=None))


def _print_standing(view: ListView, kind: ListKind) -> None:
    """The roll of who is on the list now; refused with words when its sums do not agree."""
    try:
        roll = view.services.read(standing_roll, kind, view.services.today)
    except Trouble as trouble:
        show_trouble(view, trouble)
        return
    print_roll(view.services, roll, view)


