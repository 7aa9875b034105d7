"""已作废: everything that was taken out, with when and why; every record of it can come back."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop.base.clock import CHINA
from desktop.base.marks import Mark
from desktop.base.records import Record
from desktop.store.acts import VoidedLine, voided
from desktop.store.editing import restore_record
from desktop.store.views import ListView
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.empty import EmptyState
from desktop.ui.focus import focus_on
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable
from desktop.ui.windowed import TableColumn

COLUMNS = (
    TableColumn("kind", "种类", 96, sortable=False),
    TableColumn("title", "名称", 260, stretch=True, sortable=False),
    TableColumn("at", "作废时间", 132, sortable=False),
    TableColumn("reason", "作废原因", 320, stretch=True, sortable=False),
)


class VoidedSource:
    """A `RowSource` over the voided records of all subjects; ids are places in `lines`, from 1."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.lines: list[VoidedLine] = []

    @property
    def columns(self) -> Sequence[TableColumn]:
        return COLUMNS

    def records(self) -> list[type[Record]]:
        """What can be in 已作废: the records of every subject, and saved views."""
        return [*(record for feature in self.services.features for record in feature.records), ListView]

    def ids(self, order: str | None, descending: bool) -> list[int]:
        self.lines = self.services.read(voided, self.records())
        return list(range(1, len(self.lines) + 1))

    def want(self, column_index: int) -> bool:
        return False

    def rows(self, ids: Sequence[int]) -> list[tuple[object, ...]]:
        return [(self.lines[number - 1],) for number in ids]

    def cell(self, row: tuple[object, ...], column_index: int) -> tuple[str, Mark | None]:
        line = row[0]
        assert isinstance(line, VoidedLine)
        at = line.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        return (line.kind, line.title, at, line.reason)[column_index], None


class TrashPage(Page):
    """One list over all subjects; Enter opens the record in its own list."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.head = PageHead("已作废")
        self.source = VoidedSource(services)
        self.table = LedgerTable(self.source, several=False)
        self.table.setAccessibleName("已作废")
        self.opening, self.back = Button("打开"), PrimaryButton("恢复", icon="undo")
        self.empty = EmptyState("没有作废的记录。", "作废的记录不会删除，都在这里，随时可以恢复。", "看历史",
                                writes=False)
        self.stack = QStackedWidget()
        for widget in (self.table, self.empty):
            self.stack.addWidget(widget)
        for button in (self.opening, self.back):
            self.head.add_action(button)
        row = QHBoxLayout()
        row.addWidget(self.stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(row, 1)
        self.back.clicked.connect(self.restore)
        self.opening.clicked.connect(self.open_record)
        self.empty.acted.connect(lambda: services.open("history"))
        self.table.activated_id.connect(lambda _: self.open_record())
        focus_on(self, lambda: self.table if self.table.windowed.rowCount() else self.empty.button)

    def refresh(self) -> None:
        self.table.refresh(keep=False)
        total = self.table.windowed.rowCount()
        self.head.set_counts([Piece("共 "), Piece(str(total), strong=True), Piece(" 条，最近作废的在上")])
        self.stack.setCurrentWidget(self.table if total else self.empty)
        for button in (self.opening, self.back):
            button.setEnabled(total > 0)
        if total:
            self.table.select_id(1)

    def current(self) -> VoidedLine | None:
        """The record in front."""
        number = self.table.current_id()
        return self.source.lines[number - 1] if number else None

    def restore(self) -> None:
        """Take the 作废 of the current record back."""
        line = self.current()
        if line is not None:
            self.services.perform(restore_record, f"恢复{line.title}", parent=self, record=line.record,
                                  row=line.row)

    def open_record(self) -> None:
        """Show the record in its own list, when it has one."""
        line = self.current()
        feature = self.services.feature_of(line.record) if line is not None else None
        if line is None:
            return
        if feature is not None and feature.records[0] is line.record:
            self.services.open(feature.key, line.row)
        else:
            self.services.say(f"{line.title}没有自己的页面，可以直接恢复", saved=False)

    def place_words(self) -> str:
        row, total = self.table.currentIndex().row() + 1, self.table.windowed.rowCount()
        return f"第 {row} 条 / {total} 条" if row and total else ""
