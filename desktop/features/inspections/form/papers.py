"""日工作台账 and 现场检查记录表 from the window: a period is asked for, then preview or a workbook."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind
from desktop.base.progress import Progress
from desktop.features.documents.queries import font_book
from desktop.features.inspections.excel.papers import record_xlsx, table_xlsx
from desktop.features.inspections.listing.papers import (
    COMMUNITIES,
    DAYBOOK,
    communities_paper,
    daybook,
    record_paper,
)
from desktop.features.inspections.notices.papers import record_docx, record_pdf, table_pdf
from desktop.features.inspections.records.visits import Visit
from desktop.store.whole_file import write_whole
from desktop.ui.dialogs import FormDialog
from desktop.ui.editors import LineEditor
from desktop.ui.labels import label
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.services import Services

PRINT, EXCEL = "print", "excel"
XLSX, DOCX = ".xlsx", ".docx"
FILES = {XLSX: "Excel 表格 (*.xlsx)", DOCX: "Word 文档 (*.docx)"}


class DaybookDialog(FormDialog):
    """`first`, `last` and `chosen` (PRINT or EXCEL) after acceptance."""

    def __init__(self, services: Services, day: date, parent: QWidget) -> None:
        self.first = self.last = day
        self.from_, self.to = LineEditor(Field("起日", Kind.DATE)), LineEditor(Field("止日", Kind.DATE))
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        for row, editor in enumerate((self.from_, self.to)):
            grid.addWidget(label(editor.facts.label, "hint"), row, 0)
            grid.addWidget(editor, row, 1)
            editor.set_value(day)
        grid.setColumnStretch(1, 1)
        words = "记录每天检查了哪些机构、谁去的、怎样处理；未检查到的也列出。"
        grid.addWidget(label(words, "small", wrap=True), 2, 0, 1, 2)
        super().__init__(DAYBOOK, form, [(PRINT, "预览打印"), (EXCEL, "存为 Excel…")], parent)
        self.submitted.connect(lambda _: self.check())

    def check(self) -> None:
        """Accept when both are days in order."""
        try:
            first, last = self.from_.value(), self.to.value()
        except ValueError as error:
            self.show_fault(str(error))
            return
        if first is None or last is None or last < first:
            self.show_fault("请填起日和止日，止日不早于起日。")
            return
        self.first, self.last = first, last
        self.accept()


def ask_daybook(services: Services, day: date, parent: QWidget) -> None:
    """日工作台账 of a period she names."""
    dialog = DaybookDialog(services, day, parent)
    if not dialog.exec():
        return
    first, last = dialog.first, dialog.last
    name = f"{DAYBOOK}_{first:%Y%m%d}" + (f"-{last:%Y%m%d}" if last != first else "")

    def table_of(session: Session) -> bytes:
        table = daybook(session, first, last)
        return table_xlsx(table) if dialog.chosen == EXCEL else table_pdf(table, font_book())

    _give(services, DAYBOOK, name, table_of, parent, XLSX if dialog.chosen == EXCEL else "")


def give_communities(services: Services, days: int, parent: QWidget, *, excel: bool) -> None:
    """无人巡查的社区 for so many days."""
    def table_of(session: Session) -> bytes:
        table = communities_paper(session, services.today, days)
        return table_xlsx(table) if excel else table_pdf(table, font_book())

    name = f"{COMMUNITIES}_{services.today:%Y%m%d}"
    _give(services, COMMUNITIES, name, table_of, parent, XLSX if excel else "")


def give_record(services: Services, visit: Visit, parent: QWidget, ending: str = "") -> None:
    """现场检查记录表 of a visit, blank for one not made yet: shown, or kept as .xlsx or .docx."""
    def record_of(session: Session) -> bytes:
        paper = record_paper(session, session.get_one(Visit, visit.id))
        made = {XLSX: record_xlsx, DOCX: record_docx}.get(ending)
        return made(paper) if made is not None else record_pdf(paper, font_book())

    _give(services, "现场检查记录表", f"检查记录表_{visit.number}", record_of, parent, ending)


def _give(services: Services, title: str, name: str, make: Callable[[Session], bytes], parent: QWidget,
          ending: str) -> None:
    """Make it on the worker thread; show it, or write it where she says."""
    target = Path()
    if ending:
        path, _ = QFileDialog.getSaveFileName(parent, f"存{title}", f"{name}{ending}", FILES[ending])
        if not path:
            return
        target = Path(path)

    def work(progress: Progress) -> bytes:
        with services.desk.store.reading() as session:
            data = make(session)
        if ending:
            write_whole(target, data)
        return data

    def show(data: bytes) -> None:
        if ending:
            services.say(f"已存 {target.name}", saved=False)
        else:
            PrintDialog(services, f"打印{title}", data, f"{name}.pdf", parent).exec()

    services.run(work, f"排版{title}", show, parent=parent)
