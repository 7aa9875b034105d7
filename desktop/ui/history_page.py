"""历史: every act of everybody, what it changed from what to what; 撤销, or the reason why it cannot be."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSplitter, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.changes import ChangesAsked
from desktop.base.clock import CHINA
from desktop.base.fields import Field, Kind
from desktop.base.marks import CellStyle, Mark, Tone, tag
from desktop.store import proof, row_proof, seal
from desktop.store.acts import (
    MOST_ENTRIES,
    ActLine,
    act_lines,
    acts,
    changed_kinds,
    entries,
    people,
    title_of,
)
from desktop.store.journal import Act, Entry
from desktop.store.seal import Seal
from desktop.store.store import Store
from desktop.store.undo import record_class, undoable
from desktop.ui.buttons import Button, ReasonedButton
from desktop.ui.card import RecordCard
from desktop.ui.dialogs import ErrorDialog, FormDialog
from desktop.ui.editors import TextEditor
from desktop.ui.focus import focus_on
from desktop.ui.history import change_words
from desktop.ui.history_export import export_history, print_history
from desktop.ui.history_filters import HistoryFilters
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.sections import CardHead, Fact, Section
from desktop.ui.services import Services
from desktop.ui.table import LedgerTable
from desktop.ui.windowed import TableColumn

COLUMNS = (
    TableColumn("number", "批号", 64, Qt.AlignmentFlag.AlignRight, CellStyle.NUMBER, sortable=False),
    TableColumn("at", "时间", 132, sortable=False),
    TableColumn("by", "谁", 72, sortable=False),
    TableColumn("title", "做了什么", 260, stretch=True, sortable=False),
    TableColumn("rows", "条数", 56, Qt.AlignmentFlag.AlignRight, CellStyle.NUMBER, sortable=False),
    TableColumn("state", "撤销", 84, sortable=False),
)


class ActSource:
    """A `RowSource` over the acts."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.asked = ChangesAsked()

    @property
    def columns(self) -> Sequence[TableColumn]:
        return COLUMNS

    def ids(self, order: str | None, descending: bool) -> list[int]:
        return self.services.read(lambda session: list(session.scalars(acts(self.asked))))

    def want(self, column_index: int) -> bool:
        return False

    def rows(self, ids: Sequence[int]) -> list[tuple[object, ...]]:
        found = {line.number: line for line in self.services.read(act_lines, ids)}
        return [(found[number],) if number in found else () for number in ids]

    def cell(self, row: tuple[object, ...], column_index: int) -> tuple[str, Mark | None]:
        line = row[0]
        assert isinstance(line, ActLine)
        at = line.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        state = "已撤销" if line.undone else "不能撤销" if line.fixed else ""
        words = (str(line.number), at, line.by, line.title, str(line.rows), state)[column_index]
        return words, tag(Tone.GREY) if column_index == len(COLUMNS) - 1 and words else None


class HistoryPage(Page):
    """The acts at the left, the changes of the current one at the right."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.head = PageHead("历史")
        self.seek = QLineEdit()
        self.seek.setPlaceholderText("查找做过的事、经办人")
        self.seek.setClearButtonEnabled(True)
        self.seek.setFixedWidth(220)
        self.head.add_slot(self.seek)
        self.proving = Button("核对变更记录", icon="check")
        self.printing = Button("打印", icon="printer")
        self.exporting = Button("导出", icon="export", key="Ctrl+E")
        self.sealing = Button("核对尾号…")
        for button in (self.sealing, self.proving, self.printing, self.exporting):
            self.head.add_action(button)
        self.source = ActSource(services)
        self.filters = HistoryFilters()
        self.table = LedgerTable(self.source, several=False)
        self.table.setAccessibleName("历史")
        self.card = RecordCard()
        self.taking_back = ReasonedButton(Button("撤销这一步", icon="undo", writes=True), mark=False)
        self._assemble()
        self.seek.textChanged.connect(self._ask)
        self.filters.changed.connect(self._ask)
        self.table.current_id_changed.connect(self._show)
        self.table.detail_requested.connect(self.card.setFocus)
        self.taking_back.clicked.connect(self.take_back)
        self.proving.clicked.connect(lambda: self.prove())
        self.sealing.clicked.connect(self.prove_printed)
        self.printing.clicked.connect(self.print)
        self.exporting.clicked.connect(self.export)
        focus_on(self, self.table)

    def _assemble(self) -> None:
        self.card.add_action(self.taking_back)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self.card)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([740, 450])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.filters)
        column.addWidget(splitter, 1)

    def refresh(self) -> None:
        self.filters.offer(*self.services.read(lambda session: (people(session), changed_kinds(session))))
        self._list()

    def _list(self) -> None:
        self.table.refresh()
        total = self.table.windowed.rowCount()
        words = " 步，最近的在上" if total else " 步，换一个条件再找"
        self.head.set_counts([Piece("共 "), Piece(str(total), strong=True), Piece(words)])
        if self.table.current_id() is None and total:
            self.table.select_id(self.table.windowed.ids()[0])
        self._show(self.table.current_id() or 0)
        self.placed.emit()

    def open_row(self, row: int) -> None:
        self.table.select_id(row)

    def take_back(self) -> None:
        """撤销 the current act."""
        number = self.table.current_id()
        if number is None:
            return
        title = self.services.read(lambda session: session.get_one(Act, number).title)
        if self.services.confirm(self, f"撤销：{title}", "这一步改过的每一条都恢复成原来的样子。"):
            self.services.take_back(number, f"撤销：{title}"[:200], lambda: None, parent=self)

    def export(self) -> None:
        export_history(self.services, self.source.asked, self)

    def print(self) -> None:
        print_history(self.services, self.source.asked, self)

    def prove(self, printed: Seal | None = None) -> None:
        """核对变更记录: every entry, and what the file beside, the backups and a paper have seen."""
        self.services.run(lambda progress: self.services.read(_proven, self.services.desk.store, printed),
                          "核对变更记录", self._tell, parent=self)

    def prove_printed(self) -> None:
        """核对尾号: ask for the number on a paper, such as 月结存根, and hold the journal against it."""
        dialog = SealDialog(self)
        if dialog.exec() and dialog.seal is not None:
            self.prove(dialog.seal)

    def _tell(self, found: tuple[Seal | None, list[str]]) -> None:
        end, faults = found
        if faults:
            ErrorDialog("数据或变更记录和写下时不一样。", "请停止改动，把数据文件夹和备份一起交给维护人员。",
                        "\n".join(faults), self, title="核对变更记录").exec()
        else:
            words = f"变更记录逐条核对完好，尾号 {end.words}；各条记录和它相符" if end else "还没有变更记录"
            self.services.say(words, saved=False)

    def place_words(self) -> str:
        row, total = self.table.currentIndex().row() + 1, self.table.windowed.rowCount()
        return f"第 {row} 步 / {total} 步" if row and total else ""

    def _ask(self) -> None:
        asked = self.filters.asked(self.seek.text().strip())
        if asked is not None:
            self.source.asked = asked
            self._list()

    def _show(self, number: int) -> None:
        self.card.setVisible(number > 0)
        if number > 0:
            head, sections, reason = self.services.read(_read, number, self.services.labels())
            self.card.show_record(head, sections)
            self.taking_back.set_reason(reason)


class SealDialog(FormDialog):
    """Asks for the number on a paper; `seal` holds it after acceptance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.editor = TextEditor(Field("尾号", Kind.TEXT, length=40))
        super().__init__("核对尾号", self.editor, [("yes", "核对")], parent)
        self.seal: Seal | None = None
        self.editor.box.setProperty("placeholderText", "打印件末尾的尾号，例如 1234-9f3c0a5b7d2e4f61")
        self.submitted.connect(lambda _: self._check())
        self.editor.setFocus()

    def _check(self) -> None:
        self.seal = seal.read(self.editor.text(), "打印件")
        if self.seal is not None:
            self.accept()
        else:
            self.editor.show_fault("请照打印件写：号、短横、16 位字符")


def _proven(session: Session, store: Store, printed: Seal | None) -> tuple[Seal | None, list[str]]:
    found = proof.faults(store, session, printed)
    if not found and not store.newer:
        found = list(row_proof.faults(session))
    return proof.present(session), found


def _read(session: Session, number: int, labels: Mapping[str, str]
          ) -> tuple[CardHead, list[Section], str]:
    act = session.get_one(Act, number)
    line = act_lines(session, [number])[0]
    at = act.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    facts = (Fact("时间", at), Fact("谁", act.by), Fact("批号", str(number)),
             *([Fact("撤销", f"由第 {act.undone_by} 批撤销")] if act.undone_by is not None else []))
    found = entries(session, number)
    rows = tuple(_change(session, entry, labels) for entry in found)
    more = f"只列出前 {MOST_ENTRIES} 项。" if len(found) == MOST_ENTRIES else ""
    sections = [Section("act", "这一步", rows=facts),
                Section("changes", "改了什么", line.rows, rows + ((Fact("", more),) if more else ()))]
    return CardHead(act.title), sections, undoable(session, act) or ""


def _change(session: Session, entry: Entry, labels: Mapping[str, str]) -> Fact:
    kind = record_class(entry.record)
    return Fact(kind.called, change_words(entry, kind, title_of(session, entry), labels))
