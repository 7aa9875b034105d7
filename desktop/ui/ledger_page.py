"""The ledger page built from a listing: head with counts, chips, windowed table, record card."""

import json
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.listing import Listing, Question
from desktop.base.records import Searchable
from desktop.store.editing import restore_record
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.detail import Detail
from desktop.ui.dialogs import AskDialog
from desktop.ui.empty import EmptyState
from desktop.ui.feature import Feature
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_source import LedgerSource, chip_counts
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.record_actions import edit_record, void_with_reason
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable

VOIDED = "voided"
SEARCH_DELAY_MS = 120


class LedgerPage(Page):
    """Subclasses change actions, card or the words of the empty page; the rest follows the listing."""

    empty_what = "这里还没有记录。"
    empty_todo = "按“新增”登记第一条，或从表格导入。"

    def __init__(self, services: Services, feature: Feature, listing: Listing | None = None) -> None:
        super().__init__(services)
        self.feature = feature
        self.listing = services.listing(listing or feature.listings[0])
        self.watches = feature.records
        self.source = LedgerSource(services, self.listing)
        self.head = PageHead(self.listing.title)
        self.seek = QLineEdit()
        self.chips = ChipRow("筛选")
        self.table = LedgerTable(self.source)
        self.card = self.make_card()
        self._assemble()
        self._connect()
        self.setFocusProxy(self.table)

    def make_card(self) -> Detail:
        """The card at the right of the table, or a detail of another kind."""
        return LedgerCard(self.services, self.feature, self.listing)

    def add_actions(self) -> None:
        """Buttons of the head, the primary one last."""
        columns = Button("列", icon="columns")
        columns.clicked.connect(
            lambda: self.table.open_columns_menu(columns.mapToGlobal(columns.rect().bottomLeft()))
        )
        self.head.add_action(columns)
        if self.feature.imports:
            importing = Button("导入", icon="import")
            importing.clicked.connect(lambda: self.services.open(f"import:{self.feature.imports[0].key}"))
            self.head.add_action(importing)
        exporting = Button("导出", icon="export", key="Ctrl+E")
        exporting.clicked.connect(self.export)
        self.head.add_action(exporting)
        if self.can_add():
            adding = PrimaryButton(f"新增{self.listing.record.called}", icon="plus", key="Ctrl+N")
            adding.clicked.connect(self.new)
            self.head.add_action(adding)

    def can_add(self) -> bool:
        """Whether records are entered by hand here."""
        return True

    def new(self) -> None:
        if self.can_add():
            edit_record(self.services, self.feature, self.listing.record, None, self)

    def _assemble(self) -> None:
        self.seek.setPlaceholderText("在本页查找")
        self.seek.setClearButtonEnabled(True)
        self.seek.setFixedWidth(168)
        if issubclass(self.listing.record, Searchable):
            self.head.add_slot(self.seek)
        self.add_actions()
        self.table.setAccessibleName(self.listing.title)
        self.empty = EmptyState(
            self.empty_what,
            self.empty_todo,
            "" if not self.can_add() else f"新增{self.listing.record.called}",
        )
        self.nothing = EmptyState(
            f"没有符合的{self.listing.record.called}。", "换一个说法，或清除筛选。", "清除筛选"
        )
        self.stack = QStackedWidget()
        for widget in (self.table, self.empty, self.nothing):
            self.stack.addWidget(widget)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 8)
        row.addWidget(self.chips, 1)
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
        self._restore_layout()

    def _connect(self) -> None:
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(SEARCH_DELAY_MS)
        self.timer.timeout.connect(self._search)
        self.seek.textChanged.connect(lambda _: self.timer.start())
        self.chips.toggled.connect(lambda key, on: self._chip(key, on))
        self.table.current_id_changed.connect(self._current)
        self.table.activated_id.connect(lambda row: self.card.edit())
        self.table.detail_requested.connect(self.card.setFocus)
        self.nothing.acted.connect(self.clear_filters)
        self.empty.acted.connect(self.new)
        self.head.link_clicked.connect(lambda _: self.clear_filters())
        QShortcut(QKeySequence("Ctrl+F"), self, self.seek.setFocus)
        QShortcut(QKeySequence("F2"), self, self.card.edit)

    def refresh(self) -> None:
        self.table.refresh()
        today = self.services.today

        def counts(session: Session) -> tuple[dict[str, int], int, int]:
            chips = chip_counts(session, self.listing, self.source.question, today)
            everything = session.scalar(self.listing.count(Question(), today)) or 0
            record = self.listing.record
            gone = session.scalar(select(func.count(record.id)).where(record.voided_at.is_not(None))) or 0
            return chips, everything, gone

        chips, everything, gone = self.services.read(counts)
        self.chips.set_counts({**chips, VOIDED: gone})
        self._show_counts(everything)
        self._show_right_widget(everything)
        if self.table.current_id() is None and self.table.windowed.rowCount():
            self.table.select_id(self.table.windowed.ids()[0])
        self._current(self.table.current_id() or 0)

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

    def place_words(self) -> str:
        row = self.table.currentIndex().row() + 1
        total = self.table.windowed.rowCount()
        return f"第 {row} {self.listing.unit} / {total} {self.listing.unit}" if row and total else ""

    def export(self) -> None:
        suggested = f"{self.listing.title}_{self.services.today:%Y%m%d}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出表格", suggested, "Excel 表格 (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write what is filtered, in the table's order."""
        asked = self.source.asked(self.table.windowed.order, self.table.windowed.descending)
        self.services.run(
            lambda progress: self.services.outputs.export(self.listing, asked, path, progress),
            "导出表格",
            lambda count: self.services.say(f"已导出 {count} {self.listing.unit}：{path.name}"),
            parent=self,
        )

    def void_current(self) -> None:
        """作废 the current record, with a reason."""
        row = self.table.current_id()
        if row is not None:
            void_with_reason(self.services, self.listing.record, row, self)

    def restore_current(self) -> None:
        """Take a 作废 back."""
        row = self.table.current_id()
        if row is not None and AskDialog("恢复", "恢复后重新计入台账和统计。", [("yes", "恢复")], self).ask():
            self.services.perform(
                restore_record,
                f"恢复{self.listing.record.called}",
                parent=self,
                record=self.listing.record,
                row=row,
            )

    def hideEvent(self, event: QHideEvent) -> None:
        self.services.settings.setValue(f"table/{self.listing.key}", json.dumps(self.table.table_state()))
        super().hideEvent(event)

    def _restore_layout(self) -> None:
        kept = self.services.settings.value(f"table/{self.listing.key}")
        if isinstance(kept, str):
            self.table.restore_state(json.loads(kept))

    def _show_counts(self, everything: int) -> None:
        shown, unit = self.table.windowed.rowCount(), self.listing.unit
        pieces = [Piece("共 "), Piece(str(everything), key="all"), Piece(f" {unit}")]
        if self.source.question != Question():
            pieces += [Piece("，列出 "), Piece(str(shown), strong=True), Piece(f" {unit}")]
        self.head.set_counts(pieces)

    def _show_right_widget(self, everything: int) -> None:
        if self.table.windowed.rowCount():
            self.stack.setCurrentWidget(self.table)
        elif everything or self.source.question.voided:
            self.stack.setCurrentWidget(self.nothing)
        else:
            self.stack.setCurrentWidget(self.empty)
        self.card.setVisible(self.table.windowed.rowCount() > 0)

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

    def _search(self) -> None:
        question = self.source.question
        self.source.question = Question(
            self.seek.text(), question.filters, voided=question.voided, only=question.only
        )
        self.refresh()

    def _current(self, row: int) -> None:
        self.card.show_row(row if row > 0 else None)
