"""报送: a month's form, where its numbers come from, checks, recipients, 封存 and the mail drafts."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.base.errors import Trouble, UserError
from desktop.base.listing import Question
from desktop.base.months import first_day, month_words, shifted, short_month
from desktop.base.plan import deadline
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.records import SpecialDay
from desktop.features.documents.records import Document
from desktop.features.filings.form import (
    correction_dialog,
    mailbox_dialog,
    number_dialog,
    sending_dialog,
    signatures_dialog,
    text_dialog,
)
from desktop.features.filings.listing import sendings
from desktop.features.filings.operations import set_basis, set_note_figures
from desktop.features.filings.panels.board import BoardPanel
from desktop.features.filings.panels.outputs import MonthOutputs
from desktop.features.filings.panels.sending import CheckPanel, RecipientsBox
from desktop.features.filings.panels.sheet import FormPanel, OriginPanel
from desktop.features.filings.panels.steps import StepsPanel, after_words
from desktop.features.filings.queries.month import MonthRead, read_month
from desktop.features.filings.queries.sheets import changed_since, sheet
from desktop.features.filings.records import (
    Basis,
    Figure,
    Filing,
    FormText,
    MailboxConfirmation,
    NoteFigure,
    Sending,
    SendState,
    Version,
)
from desktop.features.filings.rules import RECTIFIED, Check, Sheet, blocking, correction_words
from desktop.features.institutions.records import Institution
from desktop.features.office.records import Town
from desktop.features.problems.records import Problem
from desktop.store.settings import Setting
from desktop.ui.areas import scrolling
from desktop.ui.aside import Aside
from desktop.ui.buttons import Button, Segments
from desktop.ui.empty import EmptyState
from desktop.ui.errors import show_trouble
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.labels import label, rule
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.services import Services

CARD = 325
FORM, EMPTY, BOARD = range(3)


class FilingsPage(Page):
    """Shows the month still to be sent at first."""

    watches = (Filing, Figure, FormText, NoteFigure, Version, Sending, MailboxConfirmation, Problem, Document,
               Institution, SpecialDay, Setting, Town)

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.month, self.cell = "", RECTIFIED
        self.sheet: Sheet | None = None
        self.checks: list[Check] = []
        self._on_board = self._reading = self._just_frozen = False
        self._aside = Aside(self)
        self.head = PageHead(feature.title)
        self.form, self.origin, self.check_list = FormPanel(), OriginPanel(), CheckPanel()
        self.recipients = RecipientsBox()
        self.empty = EmptyState("", "")
        self.steps = StepsPanel()
        self.freeze, self.drafts, self.correct = self.steps.freeze, self.steps.drafts, self.steps.correct
        self.board = BoardPanel()
        self.files = MonthOutputs(services, self)
        self.before: dict[str, int | None] = {}
        self._fill_head()
        self._assemble()
        self._connect()
        focus_on(self, self.form.table)

    def _fill_head(self) -> None:
        self.back, self.choose = Button("‹"), Button("", arrow=True)
        self.forward = Button("›")
        self.back.setAccessibleName("上月")
        self.forward.setAccessibleName("下月")
        self.basis = Segments([(basis.value, basis.value) for basis in Basis], Basis.TOTAL.value)
        for part in (self.back, self.choose, self.forward, self.basis):
            self.head.add_slot(part)
        self.leaving = Button("返回报表")
        self.leaving.hide()
        self.printing, self.exporting = Button("打印 A3", icon="printer"), Button("导出表格", icon="export")
        self.printing.set_key_cap("Ctrl+P")
        self.exporting.set_key_cap("Ctrl+E")
        for button in (self.leaving, self.printing, self.exporting):
            self.head.add_action(button)

    def _assemble(self) -> None:
        card = QFrame()
        card.setProperty("frame", "box")
        side = QVBoxLayout(card)
        side.setContentsMargins(12, 10, 12, 10)
        side.setSpacing(5)
        side.addWidget(label("这个数怎么来的", "box"))
        side.addWidget(self.origin)
        side.addWidget(rule())
        side.addWidget(self.check_list, 1)
        side.addWidget(rule())
        side.addWidget(self.steps)
        column = QWidget()
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(10)
        left.addWidget(self.form)
        left.addWidget(self.recipients, 1)
        whole = QWidget()
        columns = QHBoxLayout(whole)
        columns.setContentsMargins(16, 0, 16, 12)
        columns.setSpacing(10)
        self._areas = scrolling(column), scrolling(card)
        columns.addWidget(self._areas[0], 1)
        beside = self._areas[1]
        beside.setFixedWidth(CARD)
        columns.addWidget(beside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack, 1)
        for part in (whole, self.empty, self.board):
            self._stack.addWidget(part)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.show_month(shifted(self.month, -1)))
        self.forward.clicked.connect(lambda: self.show_month(shifted(self.month, 1)))
        self.basis.chosen.connect(self._change_basis)
        self.printing.clicked.connect(self.print)
        self.exporting.clicked.connect(self.export)
        self.form.table.cell_chosen.connect(self.show_cell)
        self.form.opened.connect(self.change)
        self.form.noted.connect(self._change_note)
        self.form.signed.connect(self._change_signatures)
        self.form.table.horizontalScrollBar().valueChanged.connect(lambda _: self._count())
        self.origin.rows_wanted.connect(self.open_rows)
        self.origin.found_wanted.connect(lambda feature, ids: self.services.open(
            feature, question=Question(only=frozenset(ids))))
        self.origin.change_wanted.connect(lambda: self.change(self.cell))
        self.check_list.opened.connect(self.go)
        self.recipients.chosen.connect(self._next_step)
        self.freeze.clicked.connect(self._freeze)
        self.drafts.clicked.connect(self.files.choose_folder)
        self.correct.clicked.connect(self._correct)
        self.recipients.link_clicked.connect(lambda _: self.show_board(shown=True))
        self.leaving.clicked.connect(lambda: self.show_board(shown=False))
        self.board.wanted.connect(self._leave_board)
        self.board.registered.connect(self.register)
        self.steps.copied.connect(self.files.copy_text)
        self.steps.folder.clicked.connect(self.files.open_folder)
        self.steps.explain.clicked.connect(self.files.print_correction)
        self.steps.stub.clicked.connect(self.files.print_stub)

    def refresh(self) -> None:
        """Read the month again, beside the window; the chosen cell stays. Changes meanwhile come after."""
        if self._reading:
            self._stale = True
            return
        self._reading = True
        month, today = self.month, self.services.today
        try:
            self._show(self._aside.answer(lambda: self.services.read(read_month, month, today)))
        except Trouble as trouble:
            self.sheet = None
            self.empty.set_words(trouble.what, trouble.advice)
            self._stack.setCurrentIndex(EMPTY)
        else:
            self._stack.setCurrentIndex(BOARD if self._on_board else FORM)
        finally:
            self._reading = False
        self._show_head()
        if self.isVisible():
            self._freshen()

    def _show_head(self) -> None:
        for part in (self.back, self.choose, self.forward, self.basis, self.printing, self.exporting):
            part.setVisible(self.sheet is not None and not self._on_board)
        self.leaving.setVisible(self._on_board)
        self._count()

    def show_board(self, *, shown: bool) -> None:
        """All months by recipient, or back to the month."""
        self._on_board = shown
        self.refresh()
        (self.board.table if shown else self.form.table).setFocus()

    def _leave_board(self, month: str) -> None:
        self.month = month
        self.show_board(shown=False)

    def _show(self, found: MonthRead) -> None:
        made = self.sheet = self.files.sheet = found.sheet
        self.month, self.checks, self.before = made.month, found.checks, found.before
        self.form.show_sheet(made, self.before)
        self.form.table.select(self.cell)
        self.origin.show_cell(made, self.cell, self.before.get(self.cell))
        self.board.show_board(found.board)
        self.steps.show_recipients(made.plan.recipients)
        self.check_list.show_checks(self.checks, frozen=made.frozen)
        self.recipients.show_board(found.lines, made)
        self._show_months(found.known)
        self._show_due(made, found.calendar)
        self._to_next_step()

    def _show_months(self, known: Sequence[str]) -> None:
        self.choose.setText(month_words(self.month))
        self.back.setEnabled(self.month != known[0])
        self.forward.setEnabled(self.month != known[-1])
        actions = []
        for month in known:
            action = QAction(month_words(month), self.choose)
            action.triggered.connect(lambda checked=False, chosen=month: self.show_month(chosen))
            actions.append(action)
        self.choose.open_menu(actions)

    def _show_due(self, made: Sheet, calendar: WorkCalendar) -> None:
        name = short_month(made.month)
        due = deadline(made.plan, made.month, calendar)
        stops, today = len(blocking(self.checks)), self.services.today
        early = today < first_day(made.month)
        reason = f"{name}还没有到" if early else f"先处理拦住的 {stops} 项" if stops else ""
        self.steps.show_month(
            made, due, calendar, calendar.workdays_between(today, due.day), last=today == due.day,
            reason=reason, words=after_words(made, correction_words(made.plan, made.month, today)),
            today_words=f"封存 {name}表")

    def _count(self) -> None:
        made = self.sheet
        if made is None:
            self.head.set_counts([])
            return
        if self._on_board:
            found = self.board.board
            late = f"，其中逾期 {found.late}" if found.late else ""
            states = "，".join(f"{state.value} {found.count(state)}" for state in SendState)
            self.head.set_counts([Piece(f"{made.form.attachment}，{states}{late}")])
            return
        self.basis.select(made.basis.value)
        self.basis.setEnabled(not made.frozen)
        first, last = self.form.table.shown_columns()
        state = f"已封存第 {made.version} 版" if made.frozen else "草稿"
        self.head.set_counts([Piece(
            f"{made.form.attachment}，截至 {made.cutoff.month}月{made.cutoff.day}日，{state}；"
            f"现第 {first + 1}—{last + 1} 列，共 {len(made.form.columns)} 列")])

    def place_words(self) -> str:
        """草稿 or the version, for the status line."""
        made = self.sheet
        return "" if made is None else f"已封存第 {made.version} 版" if made.frozen else "草稿，未封存"

    def open_row(self, row: int) -> None:
        """The month of a filing; row 0 the next one due."""
        found = self.services.read(lambda session: session.get(Filing, row)) if row else None
        self.show_month(found.month if found else "")

    def show_month(self, month: str) -> None:
        """Another month; '' is the next one due."""
        self.month = month
        self.refresh()

    def show_cell(self, key: str) -> None:
        """Where this cell's number or text comes from."""
        self.cell = key
        if self.sheet is not None:
            self.origin.show_cell(self.sheet, key, self.before.get(key))

    def open_rows(self) -> None:
        """The rows behind the chosen number, in their own list."""
        entry = self.sheet.numbers.get(self.cell) if self.sheet else None
        if self.sheet is not None and entry is not None and entry.count is not None:
            only = frozenset(entry.ids(self.sheet.basis))
            self.services.open(entry.count.feature or "problems", question=Question(only=only))

    def go(self, where: str) -> None:
        """The place that mends a check."""
        kind, _, key = where.partition(":")
        if kind in ("figure", "text"):
            self.form.table.select(key)
            self.show_cell(key)
            self.change(key)
        elif kind == "mailbox":
            self._next_step(key, kind)
        elif kind == "signatures":
            self._change_signatures()
        elif kind == "changed":
            gone = dict(self.services.read(changed_since, key)).get(key, ())
            self.services.open("problems", question=Question(only=frozenset(gone)))
        elif kind == "notes":
            empty = [box for box in self.form.boxes.values() if not box.text()]
            (empty or list(self.form.boxes.values()))[0].setFocus()

    def change(self, key: str) -> None:
        """Another number or text for a cell."""
        made = self.sheet
        if made is None or made.frozen:
            return
        dialog = number_dialog if made.form.column(key).number else text_dialog
        dialog(self.services, made, key, self).exec()

    def _change_note(self, key: str, value: int | None) -> None:
        """A number of note 2 as printed; what is stored is the month's own part."""
        made = self.sheet
        if made is None or made.frozen:
            return
        before = made.notes[key].before if made.basis is Basis.TOTAL else 0
        own = None if value is None else value - before
        if own is not None and own < 0:
            what = f"没有保存：累计数不能少于以前各月的 {before}。"
            show_trouble(self, UserError(what, "请按累计数填写。"))
        elif self.services.perform(set_note_figures, f"{short_month(made.month)}注2改数", parent=self,
                                   month=made.month, values={key: own}) is not None:
            return
        self.form.show_sheet(made, self.before)

    def _change_signatures(self) -> None:
        if self.sheet is not None and not self.sheet.frozen:
            signatures_dialog(self.services, self.sheet, self).exec()

    def _change_basis(self, words: str) -> None:
        made = self.sheet
        if made is not None and not made.frozen and words != made.basis.value:
            self.services.perform(set_basis, f"{short_month(made.month)}表改为{words}数", parent=self,
                                  month=made.month, basis=Basis(words))
        self._count()

    def _next_step(self, key: str, step: str) -> None:
        if self.sheet is None or not step:
            return
        recipient = self.sheet.plan.recipient(key)
        if step == "mailbox":
            mailbox_dialog(self.services, recipient, self).exec()
            return
        self.register(self.month, key)

    def register(self, month: str, key: str) -> None:
        """What became of a month's form at one recipient, of this month or an earlier one."""
        found = self.services.read(sheet, month, self.services.today)
        known = self.services.read(sendings, month).get(key)
        sending_dialog(self.services, found, found.plan.recipient(key), known, self).exec()

    def _freeze(self) -> None:
        def done(version: Version) -> None:
            self._just_frozen = True
            self._to_next_step()

        self.files.freeze(self.checks, done)

    def _to_next_step(self) -> None:
        """After 封存 the keyboard is on the next step, once it is shown."""
        if self._just_frozen and self.drafts.isVisible():
            self._just_frozen = False
            self.drafts.setFocus()

    def _correct(self) -> None:
        if self.sheet is not None and self.sheet.frozen:
            correction_dialog(self.services, self.sheet, self).exec()

    def write_drafts(self, folder: Path) -> None:
        """The workbook, the PDF and a draft for each recipient, into `folder`."""
        self.files.write_drafts(folder)

    def export(self) -> None:
        """The workbook alone."""
        if self.sheet is None:
            return
        name = f"{self.sheet.file_name()}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self, "导出表格", name, "Excel 表格 (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """The workbook to `path`."""
        self.files.export_to(path)

    def print(self) -> None:
        """Preview, then paper."""
        if self.sheet is not None and not self._on_board:
            self.files.print()
