"""The import wizard: choose a file, find its heads, map its columns, preview every row, commit one batch."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.app import import_job, import_view
from desktop.app.import_batches import BatchesDialog
from desktop.app.import_ends import DoneView, StartView
from desktop.app.import_heads import HeadsView
from desktop.app.import_job import ImportJob
from desktop.base.errors import Trouble
from desktop.base.progress import Progress, silent
from desktop.base.sheets import ImportSpec
from desktop.output.excel_failures import failure_sheet
from desktop.output.excel_read.opening import Sheet
from desktop.store import importing
from desktop.store.import_memory import remember
from desktop.store.importing import IMPORT, ImportResult, Outcome
from desktop.store.whole_file import TargetBusy, write_whole
from desktop.ui.buttons import Button, PrimaryButton, ReasonedButton
from desktop.ui.errors import show_trouble
from desktop.ui.focus import focus_on
from desktop.ui.import_grid import ImportGrid
from desktop.ui.labels import label, rule
from desktop.ui.page import Page
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.services import Services
from desktop.ui.stage_strip import StepMarks
from desktop.ui.totals_bar import TotalsBar

T = TypeVar("T")
STEPS = ("选文件", "找表头", "对列", "预览", "入库")
FILE, HEADS, COLUMNS, PREVIEW, DONE = range(5)
FILTER = "表格 (*.xlsx *.xls *.xlsm *.et);;所有文件 (*)"
QUICK = 3000
"""Up to so many rows a correction is worked out at once, beyond that on the worker thread."""


class ImportPage(Page):
    """One import at a time; nothing is written before 入库."""

    def __init__(self, services: Services, spec: ImportSpec, parent: QWidget | None = None) -> None:
        super().__init__(services, parent)
        self.watches = (spec.record,)
        self.spec = spec
        self.job: ImportJob | None = None
        self.result: ImportResult | None = None
        self._only = ""
        self._busy = False
        self.setAcceptDrops(True)
        self.head = PageHead(f"导入{' ' if spec.title[0].isascii() else ''}{spec.title}")
        self.steps = StepMarks(STEPS)
        self.head.add_action(self.steps)
        self.views = QStackedWidget()
        self.start, self.heads = StartView(spec.title), HeadsView()
        self.preview, self.done = QWidget(), DoneView()
        self.totals, self.grid = TotalsBar(), ImportGrid()
        self._build_preview()
        focus_on(self, self.views.currentWidget)
        focus_on(self.heads, self.heads.next)
        focus_on(self.preview, self.grid)
        for view in (self.start, self.heads, self.preview, self.done):
            self.views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.views, 1)
        self._connect()
        self._show()

    @property
    def step(self) -> int:
        """The step she is at."""
        if self.result is not None:
            return DONE
        if self.job is None:
            return FILE
        if self.views.currentWidget() is self.heads:
            return HEADS
        return COLUMNS if "对到" in self.job.obstacle else PREVIEW

    def refresh(self) -> None:
        """The ledger changed: compare again."""
        job = self.job
        if job is not None and self.result is None and not self._busy:
            self._work(
                "与台账比对", lambda session, progress: import_job.plan_again(session, job), self._set_job
            )

    def leave(self) -> bool:
        """Ask when corrections would be forgotten by closing; the page itself keeps them."""
        if self.job is None or self.result is not None or not self.job.edits:
            return True
        return self.services.confirm(
            self, "离开导入", "已经改过的格子还没有入库。离开本页会保留，关闭程序就没有了。要离开吗？"
        )

    def export(self) -> None:
        """Ctrl+E: the failure list."""
        self.export_failures()

    def place_words(self) -> str:
        """Whether the mapping came from memory."""
        remembered = self.job is not None and any(
            column.how.value == "上次记住" for column in self.job.layout.mapping
        )
        return f"列的对应已按“{self.job.source}”记住" if remembered and self.job is not None else ""

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self, "选要导入的表格", "", FILTER)
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Read a file off the window's thread; the best layout is shown at once."""
        if not self.leave():
            return

        def work(progress: Progress) -> ImportJob:
            with self.services.desk.store.reading() as session:
                return import_job.open_job(session, self.spec, path, progress, self.services.today)

        self.services.run(work, f"读取“{path.name}”", self._opened, parent=self)

    def save(self) -> None:
        """Ctrl+S commits as well."""
        self.commit()

    def commit(self) -> None:
        """Write the batch; pressed twice it still runs once."""
        job = self.job
        if job is None or self.result is not None or self._busy or job.obstacle:
            return
        self._busy = True
        if job.corrected:
            self.services.perform(remember, f"记住“{job.source}”的列", parent=self, **job.memory)
        self.services.perform_long(
            importing.commit,
            f"导入{self.spec.title}：{job.name}",
            self._committed,
            parent=self,
            failed=self._stopped,
            done=import_job.committed_words(job.plan, self.spec.unit),
            kind=IMPORT,
            spec=self.spec,
            plan=job.plan,
            source_name=job.name,
        )
        self._show()

    def undo_batch(self) -> None:
        """Take the batch just written back."""
        if self.result is None:
            return
        words = f"撤销第 {self.result.batch} 批"

        def gone() -> None:
            self.result = None
            self.refresh()
            self._show()

        self.services.take_back(self.result.batch, words, gone, parent=self, done=f"已{words}")

    def show_batches(self) -> None:
        """Older batches, each to be undone."""
        BatchesDialog(self.services, self).exec()

    def export_failures(self) -> None:
        """Save the failed rows with their reasons."""
        if self.job is None or not self.job.plan.count(Outcome.FAILED):
            return
        offered = f"{Path(self.job.name).stem}-失败清单.xlsx"
        name, _ = QFileDialog.getSaveFileName(self, "导出失败清单", offered, "表格 (*.xlsx)")
        if name:
            data = failure_sheet(importing.failures(self.job.plan))
            self._write(Path(name), lambda target: write_whole(target, data), "失败清单已导出")

    def export_template(self) -> None:
        """Save a blank form whose heads are ours."""
        name, _ = QFileDialog.getSaveFileName(
            self, "导出空白表", f"{self.spec.title}-空白表.xlsx", "表格 (*.xlsx)"
        )
        if name:
            # XlsxWriter takes 0.03 s to import: only when a form is asked for.
            from desktop.output.excel_write import write_template

            self._write(Path(name), lambda target: write_template(self.spec, target), "空白表已导出")

    def back(self) -> None:
        """One step back."""
        if self.views.currentWidget() is self.preview and self.job is not None:
            self.heads.show_job(self.job.workbook, self.job.layout)
            self.views.setCurrentWidget(self.heads)
        elif self.leave():
            self.job = self.result = None
        self._show(keep=True)

    def again(self) -> None:
        """Start over with another file."""
        self.job = self.result = None
        self._show()

    def look(self) -> None:
        """To the list that was imported into."""
        self.services.open(next(feature.key for feature in self.services.features
                                if any(offer.key == self.spec.key for offer in feature.imports)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the page."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The first file is opened."""
        path = next((Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()), None)
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)

    def _build_preview(self) -> None:
        self.note = label("", "small")
        self.previous, self.failures = Button("上一步", key="Alt+Left"), Button("导出失败清单", icon="export")
        self.previous.set_key_cap("Alt+←")
        self.save_button = ReasonedButton(PrimaryButton("入库", key="Ctrl+Return"))
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 8)
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        for button in (self.previous, self.failures, self.save_button):
            foot.addWidget(button)
        column = QVBoxLayout(self.preview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        frame = QHBoxLayout()
        frame.setContentsMargins(16, 0, 16, 6)
        frame.addWidget(self.totals)
        column.addLayout(frame)
        column.addWidget(self.grid, 1)
        column.addWidget(rule())
        column.addLayout(foot)

    def _connect(self) -> None:
        self.start.chosen.connect(self.choose_file)
        self.start.template.clicked.connect(self.export_template)
        self.start.batches.clicked.connect(self.show_batches)
        self.heads.chosen.connect(self._choose_heads)
        self.heads.back.connect(self.back)
        self.previous.clicked.connect(self.back)
        self.failures.clicked.connect(self.export_failures)
        self.done.failures.clicked.connect(self.export_failures)
        self.save_button.clicked.connect(self.commit)
        self.done.undo.clicked.connect(self.undo_batch)
        self.done.again.clicked.connect(self.again)
        self.done.look.clicked.connect(self.look)
        self.totals.clicked.connect(self._filter)
        self.grid.only_changed.connect(self._filter)
        self.grid.mapping_changed.connect(self._choose_target)
        self.grid.value_edited.connect(self._type_over)

    def _opened(self, job: ImportJob) -> None:
        self.result, self._only = None, ""
        self.services.say(f"已读完 {job.plan.read} 行；还没有写入台账，现在关闭不会改动任何记录", saved=False)
        self._set_job(job)
        self.grid.table.horizontalScrollBar().setValue(0)
        if not job.layout.found:
            self.heads.show_job(job.workbook, job.layout)
            self.views.setCurrentWidget(self.heads)
            self._show(keep=True)

    def _set_job(self, job: ImportJob) -> None:
        self.job, self._busy = job, False
        self._show()

    def _stopped(self) -> None:
        self._busy = False
        self.refresh()
        self._show()

    def _committed(self, result: ImportResult) -> None:
        self.result, self._busy = result, False
        self._show()

    def _choose_heads(self, sheet: Sheet, top: int, depth: int) -> None:
        job = self.job
        if job is not None:
            self._work(
                "读取表格",
                lambda session, progress: import_job.choose_heads(session, job, sheet, top, depth, progress),
                self._set_job,
            )

    def _choose_target(self, place: int, target: str) -> None:
        job = self.job
        if job is not None:
            index = import_view.shown_columns(job)[place].index
            self._work(
                "读取表格",
                lambda session, progress: import_job.choose_target(session, job, index, target, progress),
                self._set_job,
            )

    def _type_over(self, number: int, place: int, text: str) -> None:
        job = self.job
        if job is not None:
            column = import_view.shown_columns(job)[place]
            if column.keys:
                self._work(
                    "与台账比对",
                    lambda session, progress: import_job.type_over(session, job, number, column.index, text),
                    self._set_job,
                )

    def _work(self, words: str, work: Callable[[Session, Progress], T], then: Callable[[T], None]) -> None:
        def reading(progress: Progress) -> T:
            with self.services.desk.store.reading() as session:
                return work(session, progress)

        if self.job is not None and self.job.plan.read > QUICK:
            self._busy = True
            self.services.run(reading, words, then, parent=self, failed=self._stopped)
            return
        try:
            result = reading(silent())
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        then(result)

    def _write(self, target: Path, write: Callable[[Path], None], words: str) -> None:
        try:
            write(target)
        except TargetBusy as busy:
            if not self.services.confirm(self, f"改存为“{busy.other.name}”", busy.sentence):
                return
            self._write(busy.other, write, words)
            return
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        self.services.say(f"{words}：{target}", saved=False)

    def _filter(self, key: str) -> None:
        self._only = "" if key == self._only else key
        self._show_rows()

    def _show(self, *, keep: bool = False) -> None:
        before = self.views.currentWidget()
        if not keep:
            self.views.setCurrentWidget(
                self.done if self.result else self.preview if self.job is not None else self.start
            )
        if self.views.currentWidget() is self.heads and self.job is None:
            self.views.setCurrentWidget(self.start)
        self._hand_on(before)
        self.steps.set_current(self.step)
        self.head.set_counts(self._pieces())
        if self.result is not None:
            self.done.show_result(self.result, self.spec.unit)
        elif self.job is not None and self.views.currentWidget() is self.preview:
            self._show_preview(self.job)

    def _hand_on(self, before: QWidget) -> None:
        """The keyboard goes with the step; heads are shown before they are told here."""
        shown = self.views.currentWidget()
        if self.isVisible() and (shown is not before or shown is self.heads):
            shown.setFocus()

    def _pieces(self) -> list[Piece]:
        if self.job is None:
            return []
        layout = self.job.layout
        return [Piece(self.job.name), Piece(f"　工作表“{layout.sheet.name}”，{layout.block.words}")]

    def _show_preview(self, job: ImportJob) -> None:
        whole, parts, aside = import_view.totals(job.plan)
        self.totals.set_totals(whole, parts, aside, "已含在新增、更新、相同里")
        self._show_rows()
        failed, unit = job.plan.count(Outcome.FAILED), self.spec.unit
        self.save_button.button.setText(f"入库 {job.plan.writes} {unit}")
        self.save_button.set_reason("正在办理" if self._busy else job.obstacle)
        self.failures.setEnabled(bool(failed))
        kept = f"失败的 {failed} 行不影响其余：导出清单改好，再导入一次即可。" if failed else "没有失败的行。"
        self.note.setText(f"入库后记为一批，可整批撤销，关机重启后也行。\n{kept}")

    def _show_rows(self) -> None:
        if self.job is not None:
            self.grid.show_kinds(import_view.kinds(self.job.plan), self._only)
            rows = import_view.grid_rows(self.job, self._only)
            self.grid.show_rows(
                import_view.grid_columns(self.job), import_view.targets(self.job), rows, rows.telling
            )
