"""The ledger page built from a listing: one question, shown, counted, printed and exported alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from desktop.base.changes import Changes
from desktop.base.listing import Listing, Question
from desktop.base.views import View
from desktop.store.views import ListView
from desktop.ui.aside import Aside
from desktop.ui.buttons import PrimaryButton
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on, keeping_keyboard
from desktop.ui.ledger_frame import VOIDED, LedgerFrame
from desktop.ui.ledger_source import Numbers, numbers
from desktop.ui.page_head import Piece
from desktop.ui.personal import ask_purpose
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.services import Services
from desktop.ui.shortcut_sheet import EDIT_KEYS, LIST_KEYS, KeyGroup
from desktop.ui.view_bar import ALL

SEARCH_DELAY_MS = 120


class LedgerPage(LedgerFrame):
    """Rows, counts, card, print and export follow the question in force; the frame is what stands there."""

    def __init__(self, services: Services, feature: Feature, listing: Listing | None = None) -> None:
        super().__init__(services, feature, listing)
        self._held, self._everything = 0, -1
        self.counting = Aside(self)
        self._connect()
        focus_on(self, self.stack.keyboard)

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
        self.ask(replace(found.question, order=None, descending=False))

    def open_row(self, row: int) -> None:
        if not self.table.select_id(row):
            self.clear_filters()
            self.table.select_id(row)
        self._current(row)

    def show_question(self, question: Question) -> None:
        self.ask(question)

    def ask(self, question: Question) -> None:
        """Put another question in the place of the one in force."""
        self.source.question = question
        self.seek.blockSignals(True)
        self.seek.setText(question.search)
        self.seek.blockSignals(False)
        self.chips.choose({*question.filters, *([VOIDED] if question.voided else [])})
        self.refresh()

    def clear_filters(self) -> None:
        """Show everything."""
        self.ask(Question())

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
            with keeping_keyboard(self):
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
