"""What stands where on a ledger page: head and its buttons, views, chips, table, record card."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.base.listing import Listing, Question
from desktop.base.records import Searchable
from desktop.ui.buttons import Button, LinkButton, PrimaryButton
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.detail import Detail
from desktop.ui.empty import EmptyState
from desktop.ui.feature import Feature
from desktop.ui.ledger_body import LedgerBody
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_layout import LedgerLayout
from desktop.ui.ledger_source import LedgerSource
from desktop.ui.list_edits import ListEdits
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead
from desktop.ui.record_actions import edit_record
from desktop.ui.seek import SeekEdit
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable
from desktop.ui.view_bar import ViewBar

VOIDED = "voided"


class LedgerFrame(Page):
    """Subclasses change actions, card or the words of the empty page; the rest follows the listing."""

    empty_what = "这里还没有记录。"
    empty_todo = "按“新增”登记第一条，或从表格导入。"
    empty_verb = ""
    empty_imports = False
    """A first table is imported rather than typed in."""
    views_above = True
    """A row of its own for the views; where height is short they are a chip at the end of the filters."""

    def __init__(self, services: Services, feature: Feature, listing: Listing | None = None) -> None:
        super().__init__(services)
        self.feature = feature
        self.listing = services.listing(listing or feature.listings[0])
        self.watches = feature.records
        self.source = LedgerSource(services, self.listing)
        self.head, self.seek = PageHead(self.listing.title), SeekEdit()
        self.clearing, self.chips = LinkButton("清除", small=True), ChipRow("筛选")
        self.table = LedgerTable(self.source, checkable=feature.changes(self.listing.record) is not None)
        self.edits = ListEdits(services, feature, self.source, self.table)
        self.views = ViewBar(services, self.listing.key, f"全部{self.listing.record.called}", self.now)
        self.bulk = Button("批量修改", writes=True)
        self.layout_kept = LedgerLayout(services, self.listing, self.table, self.views)
        self.card = self.make_card()
        if isinstance(self.card, LedgerCard):
            self.card.fields.cells = self.edits
        self._assemble()

    def make_card(self) -> Detail:
        """The card at the right of the table, or a detail of another kind."""
        return LedgerCard(self.services, self.feature, self.listing)

    def add_actions(self) -> None:
        """Buttons of the head, the primary one last."""
        if self.feature.imports:
            importing = Button("导入", icon="import", writes=True)
            importing.clicked.connect(self.bring_in)
            self.head.add_action(importing)
        self.add_list_actions()
        if self.can_add():
            adding = PrimaryButton(f"新增{self.listing.record.called}", icon="plus", key="Ctrl+N")
            adding.clicked.connect(self.new)
            self.head.add_action(adding)

    def add_list_actions(self) -> None:
        """Columns, export, print, and the change of many where the list allows it."""
        if self.views_above:
            self._offer_columns()
        exporting = Button("导出", icon="export", key="Ctrl+E")
        exporting.clicked.connect(self.export)
        printing = Button("打印", icon="printer" if self.views_above else "")
        printing.setToolTip("Ctrl+P")
        printing.clicked.connect(self.print)
        self.bulk.clicked.connect(self.edits.bulk)
        for button in (exporting, printing, *([self.bulk] if self.edits.fields else [])):
            self.head.add_action(button)

    def _offer_columns(self) -> None:
        columns = Button("列", icon="columns")
        columns.clicked.connect(lambda: self.table.open_columns_menu(
            columns.mapToGlobal(columns.rect().bottomLeft())))
        self.head.add_action(columns)

    def bring_in(self) -> None:
        """To the import of this list."""
        self.services.open(f"import:{self.feature.imports[0].key}")

    def can_add(self) -> bool:
        """Whether records are entered by hand here."""
        return True

    def new(self) -> None:
        if self.can_add() and not self.services.shut():
            edit_record(self.services, self.feature, self.listing.record, None, self)

    def _empty_verbs(self) -> tuple[str, str]:
        adding = self.empty_verb or f"新增{self.listing.record.called}" if self.can_add() else ""
        return ("导入…", adding) if self.empty_imports else (adding, "")

    def _assemble(self) -> None:
        if issubclass(self.listing.record, Searchable):
            self.head.add_slot(self.seek)
        self.add_actions()
        self.table.setAccessibleName(self.listing.title)
        verbs = self._empty_verbs()
        self.empty = EmptyState(self.empty_what, self.empty_todo, verbs[0], other=verbs[1])
        self.stack = LedgerBody(self.table, self.empty, self.listing.record.called)
        self.filter_line = self._filter_line()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_line)
        column.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([822, 368])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.splitter, 1)
        self.layout_kept.restore(0)

    def _filter_line(self) -> QWidget:
        """The views, and below them the chips."""
        line = QWidget()
        column = QVBoxLayout(line)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 8)
        row.addWidget(self.chips, 1)
        if self.views_above:
            bar = QHBoxLayout()
            bar.setContentsMargins(16, 0, 16, 0)
            bar.addWidget(self.views)
            column.addLayout(bar)
            row.setContentsMargins(16, 0, 16, 4)
        else:
            self.views.become_chip(self.chips)
        self.chips.add_tail(self.clearing)
        self.chips.set_chips(
            [*(Chip(chip.key, chip.label) for chip in self.listing.filters), Chip(VOIDED, "已作废")]
        )
        column.addLayout(row)
        return line

    def now(self) -> tuple[Question, tuple[str, ...]]:
        """The question in force with the table's order, and the columns in sight: what a view stores."""
        return self.asked(), self.table.shown_keys()

    def asked(self) -> Question:
        """The question in force with the table's order."""
        return self.source.asked(self.table.windowed.order, self.table.windowed.descending)
