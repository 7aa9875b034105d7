"""Changing records from their list: many at once, pasted from Excel, copied down, or in the cell itself.

Whatever way, the subject's own change does it, previewed where more than one record is touched, as one act.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from desktop.base.errors import Trouble
from desktop.base.fields import Field, field_of
from desktop.base.listing import Column, words_of
from desktop.base.masks import masked
from desktop.base.progress import Progress
from desktop.base.records import attributes
from desktop.store.bulk import Outcome, Wanted, change_many, rehearse
from desktop.ui import pasting
from desktop.ui.bulk_dialog import BulkDialog, Picks
from desktop.ui.cell_edit import CellEdit
from desktop.ui.changes_dialog import ChangesDialog
from desktop.ui.errors import show_trouble
from desktop.ui.feature import Feature
from desktop.ui.ledger_source import LedgerSource
from desktop.ui.services import MOST_AT_ONCE, Services
from desktop.ui.table import LedgerTable

PORTION = 500
LONG_VALUE = 24
EDITED = "在表里修改"
Tried = tuple[str, list[Outcome], str]
"""The title of a change, what it would do to each record, a note."""


def told(facts: Field, value: Any) -> str:
    """A value inside a sentence that is kept: personal data masked."""
    words = words_of(facts, value)
    return (masked(words) if facts.personal else words) or "空"


def paste_note(laid: pasting.Paste, rows: int) -> str:
    """What of the clipboard has no place in so many rows, and how it was read."""
    over = max(len(laid.rows) - rows, 0)
    return "".join([f"另有 {over} 行超出列表末尾，没有地方放。" if over else "",
                    f"右边 {laid.beyond} 列超出表格，没有读。" if laid.beyond else "",
                    "第一行是表头，按表头对应各列。" if laid.headed else ""])


class ListEdits(QObject):
    """What a list page lets her do to its rows without opening the form."""

    def __init__(self, services: Services, feature: Feature, source: LedgerSource,
                 table: LedgerTable) -> None:
        super().__init__(table)
        self.services, self.feature, self.source, self.table = services, feature, source, table
        self.record = source.listing.record
        self.change = feature.changes(self.record)
        self.fields: dict[str, Field] = {} if self.change is None or services.closed else {
            item.key: field_of(item) for item in attributes(self.record) if feature.may_edit(item)}
        self.cell = CellEdit(self, table)
        table.paste_requested.connect(self.paste)
        table.fill_requested.connect(self.fill_down)
        table.edit_requested.connect(self.cell.begin)
        table.set_editable(self.fields)

    def targets(self) -> list[int]:
        """The ticked records, else the selected ones."""
        return self.table.checked_ids() or self.table.selected_ids()

    def picks(self) -> Picks:
        """Values offered for fields, such as the towns of the office."""
        return self.services.read(self.feature.picks) if self.feature.picks is not None else {}

    def bulk(self) -> None:
        """批量修改: ask for field and value, then preview."""
        rows = self.targets()
        if not rows or not self.fields:
            self.services.say("先勾选要改的行，再按批量修改", saved=False)
            return
        order = [column.key for column in self.source.listing.columns if column.key in self.fields]
        named = {key: self.fields[key] for key in [*order, *(key for key in self.fields if key not in order)]}
        dialog = BulkDialog(self._count(len(rows)), named, self.picks(), self.table)
        if dialog.exec():
            self.bulk_set(rows, dialog.key, dialog.value)

    def bulk_set(self, rows: Sequence[int], key: str, value: Any) -> None:
        """Preview one value for all these records."""
        words = told(self.fields[key], value)
        words = words if len(words) <= LONG_VALUE else f"{words[:LONG_VALUE]}…"
        title = f"把 {self._count(len(rows))}的“{self.fields[key].label}”改为“{words}”"
        self._preview(title, [Wanted(row, {key: value}) for row in rows])

    def paste(self) -> None:
        """Ctrl+V: the clipboard onto the ticked or selected rows, or from the current cell on."""
        if not self.fields:
            self.services.say("这个台账不能在表里改", saved=False)
            return
        text = QGuiApplication.clipboard().text()
        if not text.strip("\r\n\0") or self.table.current_id() is None:
            self.services.say("剪贴板里没有表格内容，先在 Excel 或 WPS 里复制", saved=False)
            return
        self._paste(lambda: pasting.cells(text), max(text.count("\n"), text.count("\r")))

    def paste_cells(self, found: Sequence[Sequence[str]]) -> None:
        """Preview these cells as new values."""
        self._paste(lambda: found, len(found))

    def _paste(self, read: Callable[[], Sequence[Sequence[str]]], lines: int) -> None:
        places = self.table.shown_places()
        columns = [self.source.listing.columns[place] for place in places]
        here = self.table.current_place()
        start, rows = places.index(here) if here in places else 0, self._paste_rows()

        def plan(progress: Progress) -> Tried:
            laid = pasting.lay_out(read(), columns, start)
            ids = rows(len(laid.rows))
            known = self._shown(ids, [column for column in laid.columns if column is not None], progress)
            wanted = pasting.wanted(laid, ids, self.fields, known)
            found = rehearse(self.services.desk, self.record, self._changing(), wanted, progress)
            return f"粘贴到 {self._count(len(ids))}", found, paste_note(laid, len(ids))

        self._run(plan, lines)

    def _paste_rows(self) -> Callable[[int], list[int]]:
        """The rows so many lines go to: the chosen ones, or those from the current one down."""
        chosen = self.table.checked_ids() or self.table.selected_ids()
        if len(chosen) > 1:
            return lambda lines: chosen[:lines] if lines > 1 else chosen
        start, ids = self.table.currentIndex().row(), self.table.windowed.ids()
        return lambda lines: ids[start:start + lines]

    def fill_down(self) -> None:
        """Ctrl+D: the value of the topmost chosen row goes into the rows below it, in the current column."""
        rows, place = self.targets(), self.table.current_place()
        key = self.source.listing.columns[place].key if place is not None else ""
        if key not in self.fields:
            self.services.say("这一栏不能在表里改", saved=False)
        elif len(rows) < 2:
            self.services.say("先选两行以上：第一行的内容向下复制", saved=False)
        else:
            self.bulk_set(rows[1:], key, self.value(rows[0], key))

    def value(self, row: int, key: str) -> Any:
        """The stored value of a record's field."""
        return self.services.read(lambda session: getattr(session.get_one(self.record, row), key))

    def may_open(self, row: int, key: str) -> bool:
        """Whether the stored value may be shown in an editor; personal data is written down first."""
        if not self.fields[key].personal or self.value(row, key) is None:
            return True
        title = self.services.read(lambda session: session.get_one(self.record, row).title())
        return self.services.disclose(f"{title}：{self.fields[key].label}", EDITED, self.table)

    def save_cell(self, row: int, key: str, value: Any, before: Any) -> str | None:
        """Save one cell that said `before` when its editor was opened; None when saved (or the same), else
        the fault of the field ("" told already)."""
        change, facts = self._changing(), self.fields[key]
        found = self.services.read(lambda session: session.get_one(self.record, row))
        old = getattr(found, key)
        if old == value:
            return None
        if old != before:
            return f"没有保存：这一格刚在别处改成了“{told(facts, old)}”。再按 Enter 换成填的，按 Esc 用别处的"
        faults: dict[str, str] = {}
        before, after = (told(facts, one) for one in (old, value))
        title = f"{found.title()}“{facts.label}”由 {before} 改为 {after}"
        done = self.services.perform(change, title[:200], parent=self.table, faults=faults.update,
                                     row=row, values={key: value})
        if done is not None:
            return None
        return faults.get(key) or next(iter(faults.values()), "")

    def _changing(self) -> Callable[..., Any]:
        assert self.change is not None, self.feature.key
        return self.change

    def _count(self, rows: int) -> str:
        called = self.record.called
        return f"{rows} {self.source.listing.unit}{called}"

    def _shown(self, ids: Sequence[int], columns: Sequence[Column],
               progress: Progress) -> list[Mapping[str, str]]:
        """The words of these rows as the list shows them."""
        found: list[Mapping[str, str]] = []
        places = {column.key: place for place, column in enumerate(self.source.listing.columns)}
        for start in range(0, len(ids), PORTION):
            for row in self.source.rows(ids[start:start + PORTION]):
                found.append({column.key: self.source.cell(row, places[column.key])[0]
                              for column in columns} if row else {})
            progress.step(len(found), len(ids), "核对改动")
        return found

    def _preview(self, title: str, wanted: Sequence[Wanted]) -> None:
        change = self._changing()
        self._run(lambda progress: (title, rehearse(self.services.desk, self.record, change, wanted,
                                                    progress), ""), len(wanted))

    def _run(self, plan: Callable[[Progress], Tried], count: int) -> None:
        if count > MOST_AT_ONCE:
            self.services.run(plan, "核对改动", lambda tried: self._ask(*tried), parent=self.table)
            return
        try:
            tried = plan(Progress())
        except Trouble as trouble:
            show_trouble(self.table, trouble)
            return
        self._ask(*tried)

    def _ask(self, title: str, outcomes: Sequence[Outcome], note: str) -> None:
        dialog = ChangesDialog(title, outcomes, self.fields, self.source.listing.unit, self.table, note)
        if dialog.exec() and dialog.possible:
            self.apply(title, dialog.possible)

    def apply(self, title: str, possible: Sequence[Outcome]) -> None:
        """Make these changes as one act."""
        change, done = self._changing(), f"已改 {self._count(len(possible))}"
        if len(possible) > MOST_AT_ONCE:
            self.services.perform_long(change_many, title, lambda _: None, parent=self.table, done=done,
                                       record=self.record, change=change, wanted=possible)
        else:
            self.services.perform(change_many, title, parent=self.table, done=done, record=self.record,
                                  change=change, wanted=possible)
