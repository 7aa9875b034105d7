"""The ledger page built from a listing: head with counts, chips, windowed table, record card."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop.base.changes import Changes
from desktop.base.listing import Listing, Question
from desktop.base.records import Searchable
from desktop.base.views import View
from desktop.store.views import ListView
from desktop.ui.aside import Aside
from desktop.ui.buttons import Button, LinkButton, PrimaryButton
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.detail import Detail
from desktop.ui.empty import EmptyState
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.ledger_body import LedgerBody
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_layout import LedgerLayout
from desktop.ui.ledger_source import LedgerSource, Numbers, numbers
from desktop.ui.list_edits import ListEdits
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.personal import ask_purpose
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.record_actions import edit_record
from desktop.ui.seek import SeekEdit
from desktop.ui.services import Services
from desktop.ui.shortcut_sheet import EDIT_KEYS, LIST_KEYS, KeyGroup
from desktop.ui.table import LedgerTable
from desktop.ui.view_bar import ALL, ViewBar

VOIDED = "voided"
SEARCH_DELAY_MS = 120


class LedgerPage(Page):
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
        self._held, self._everything = 0, -1
        self.counting = Aside(self)
        self.card = self.make_card()
        if isinstance(self.card, LedgerCard):
            self.card.fields.cells = self.edits
        self._assemble()
        self._connect()
        focus_on(self, self.stack.keyboard)

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
        left = QWidget()
        column = QVBoxLayout(left)
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
        column.addLayout(row)
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
        self.chips.set_chips(
            [*(Chip(chip.key, chip.label) for chip in self.listing.filters), Chip(VOIDED, "已作废")]
        )
        self.layout_kept.restore(0)

    def _connect(self) -> None:
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SEARCH_DELAY_MS)
        self.timer.timeout.connect(self._search)
        self.seek.textChanged.connect(lambda _: self.timer.start())
        self.seek.entered.connect(self._take_first)
        self.chips.toggled.connect(lambda key, on: self._chip(key, on))
        self.table.current_id_changed.connect(self._current)
        self.table.activated_id.connect(lambda row: self.card.edit())
        self.table.detail_requested.connect(self.card.setFocus)
        self.card.left.connect(self.table.setFocus)
        self.stack.offer_verbs(self.card)
        self.views.chosen.connect(self.choose_saved)
        self.views.columns_reset.connect(self.layout_kept.reset)
        self.views.columns_wanted.connect(lambda: self.table.open_columns_menu())
        self.table.checks_changed.connect(self._show_bulk)
        self.clearing.clicked.connect(self.clear_filters)
        self.stack.nothing.acted.connect(self.clear_filters)
        self.empty.acted.connect(self.bring_in if self.empty_imports else self.new)
        self.empty.other_acted.connect(self.new)
        self.head.link_clicked.connect(lambda _: self.clear_filters())
        for keys, words, act in (("Ctrl+F", "在本页查找", self.seek.take_focus),
                                 ("F2", "修改：能在表里改的就在格子里改", self.card.edit)):
            QShortcut(QKeySequence(keys), self, act).setWhatsThis(words)

    def refresh(self) -> None:
        for part in self.parts():
            part()

    def parts(self) -> Sequence[Callable[[], None]]:
        return self._list_again, self._card_ready, self._card_again, self._count_again

    def _list_again(self) -> None:
        self.stack.remember(self.source.question)
        self.table.refresh()
        self.views.follow(self.source.question)
        self.clearing.setVisible(self.source.question != Question())
        self._everything = max(self._everything, self.table.windowed.rowCount())
        self._show_right_widget()
        self._show_bulk(len(self.table.checked_ids()))

    def _card_ready(self) -> None:
        self.card.prepare(self.table.current_id() if self.unhurried else None)

    def _card_again(self) -> None:
        if self.table.current_id() is None and self.table.windowed.rowCount():
            self.stack.stand_near(self.card)  # which tells the card
        else:
            self._current(self.table.current_id() or 0)

    def _count_again(self) -> None:
        today, question = self.services.today, self.source.question
        listing, questions = self.listing, self.counted()
        self.counting.ask(lambda: self.services.read(
            numbers, listing, question, questions, today), self._counted, later=self.unhurried)

    def counted(self) -> Mapping[str, Question]:
        """Questions whose rows are counted, by the key of the view or of what the head tells."""
        return self.views.questions()

    def _counted(self, found: Numbers) -> None:
        """Show the numbers; where there is much to count they come after the rows."""
        self._held, self._everything = found.holders, found.asked[ALL]
        self.chips.set_counts({**found.chips, VOIDED: found.voided})
        self.views.set_counts(found.asked)
        self._show_counts(found.asked)
        self._show_right_widget()
        self.placed.emit()

    def now(self) -> tuple[Question, tuple[str, ...]]:
        """The question in force with the table's order, and the columns in sight: what a view stores."""
        return self.asked(), self.table.shown_keys()

    def asked(self) -> Question:
        """The question in force with the table's order."""
        return self.source.asked(self.table.windowed.order, self.table.windowed.descending)

    def choose_saved(self, view: int) -> None:
        """Bring a saved view to the front (0: everything), with its own columns and order."""
        self.keep_layout()
        found = self.views.views[view].view() if view else View("")
        lost = self.listing.unknown(found.question)
        if lost:
            words = "、".join(key.rpartition(":")[2] for key in lost)
            self.services.say(f"视图“{found.name}”用到的“{words}”已经没有了，请重新选筛选再存", saved=False)
            return
        self.views.set_current(view)
        self.layout_kept.restore(view)
        self.show_question(replace(found.question, order=None, descending=False))

    def open_row(self, row: int) -> None:
        if not self.table.select_id(row):
            self.clear_filters()
            self.table.select_id(row)
        self._current(row)

    def show_question(self, question: Question) -> None:
        self.source.question = question
        self.seek.blockSignals(True)
        self.seek.setText(question.search)
        self.seek.blockSignals(False)
        self.chips.choose({*question.filters, *([VOIDED] if question.voided else [])})
        self.refresh()

    def clear_filters(self) -> None:
        """Show everything."""
        self.show_question(Question())

    def keys(self) -> list[KeyGroup]:
        return [LIST_KEYS, *([EDIT_KEYS] if self.edits.fields else [])]

    def place_words(self) -> str:
        row = self.table.currentIndex().row() + 1
        total = self.table.windowed.rowCount()
        return f"第 {row} {self.listing.unit} / {total} {self.listing.unit}" if row and total else ""

    def export(self) -> None:
        shown = set(self.table.shown_keys()) if self.views.current else None
        columns = [column for column in self.listing.columns
                   if (column.exported if shown is None else column.key in shown)]
        purpose = ask_purpose("导出", columns, self.services.closed, self)
        if purpose is None:
            return
        suggested = f"{self.listing.title}_{self.services.today:%Y%m%d}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出表格", suggested, "Excel 表格 (*.xlsx)")
        if path:
            self.export_to(Path(path), purpose)

    def export_to(self, path: Path, purpose: str = "") -> None:
        """Write what is filtered, in the table's order; a saved view with its own columns."""
        asked, listing = self.asked(), self.listing
        if self.views.current:
            listing = listing.showing(self.table.shown_keys())
        self.services.run(
            lambda progress: self.services.outputs.export(listing, asked, path, progress, purpose),
            "导出表格", lambda count: self.services.say(f"已导出 {count} {listing.unit}：{path.name}"),
            parent=self)

    def print(self) -> None:
        """Preview the list as it stands, with its columns, then paper or file."""
        asked, listing = self.asked(), self.listing.showing(self.table.shown_keys())
        title = self.print_title()
        purpose = ask_purpose("打印", [column for column in listing.columns if column.shown],
                              self.services.closed, self)
        if purpose is None:
            return
        self.services.run(
            lambda progress: self.services.outputs.paper(listing, asked, title, progress, purpose),
            "排版",
            lambda data: self._preview(title, data),
            parent=self,
        )

    def print_title(self) -> str:
        """The words above the printed list: its name, and that of the view in front."""
        view = self.views.views.get(self.views.current or 0)
        return f"{self.listing.title}（{view.name}）" if view is not None else self.listing.title

    def _preview(self, title: str, data: bytes) -> None:
        name = f"{title}_{self.services.today:%Y%m%d}.pdf"
        PrintDialog(self.services, f"打印{title}", data, name, self).exec()

    def keep_layout(self) -> None:
        """Remember columns, widths and order of the view in front."""
        self.layout_kept.keep()

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep_layout()
        super().hideEvent(event)

    def _on_change(self, changes: Changes) -> None:
        if changes.concern((ListView,)):
            self.views.reload()
            self._stale = True
        super()._on_change(changes)
        if self._stale and self.isVisible():
            self._freshen()

    def _show_bulk(self, ticked: int) -> None:
        self.bulk.setEnabled(ticked > 0)
        self.bulk.setToolTip(f"改勾选的 {ticked} {self.listing.unit}" if ticked else "先勾选要改的行")

    def _show_counts(self, asked: Mapping[str, int]) -> None:
        shown, unit = self.table.windowed.rowCount(), self.listing.unit
        pieces = [Piece("共 "), Piece(str(asked[ALL]), key="all"), Piece(f" {unit}")]
        if self.source.question != Question():
            pieces += [Piece("，列出 "), Piece(str(shown), strong=True), Piece(f" {unit}"), *self.held()]
        self.head.set_counts(pieces)

    def held(self) -> list[Piece]:
        """ / 28 家, where several rows belong to one."""
        holders = self.listing.holders
        return [Piece(f" / {self._held} {holders.unit}")] if holders is not None else []

    def _show_right_widget(self) -> None:
        rows = self.table.windowed.rowCount()
        self.stack.show_for(rows, self._everything > 0 or self.source.question.voided)
        for button in self.head.actions_shown():
            if isinstance(button, PrimaryButton):
                button.lead(rows > 0)
        self.card.setVisible(rows > 0)

    def _chip(self, key: str, on: bool) -> None:
        question = self.source.question
        voided = on if key == VOIDED else question.voided
        filters = (
            question.filters
            if key == VOIDED
            else (question.filters | {key} if on else question.filters - {key})
        )
        self.source.question = Question(question.search, filters, voided=voided, only=question.only)
        self.refresh()

    def _take_first(self) -> None:
        """Go to the first row of what is found now."""
        self.timer.stop()
        self._search()
        if ids := self.table.windowed.ids():
            self.table.select_id(ids[0])
            self.table.setFocus()

    def _search(self) -> None:
        self.source.question = replace(self.source.question, search=self.seek.text())
        self.refresh()

    def _current(self, row: int) -> None:
        self.card.show_row(row if row > 0 else None)
        self.placed.emit()
