"""What of the problems is printed: which form, on which paper, by the filter in force; PDF or .xlsx."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind
from desktop.base.listing import Listing, Question
from desktop.base.progress import Progress
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.excel import ledger_xlsx
from desktop.features.problems.listing.board import read_wall
from desktop.features.problems.listing.forms import FORMS, MERGED, FilledForm, filled_form
from desktop.features.problems.notices.ledgers import ledger_pdf
from desktop.features.problems.notices.wall import wall_pdf
from desktop.features.problems.records import Problem
from desktop.output.pdf.sheet import Paper
from desktop.store.whole_file import write_whole
from desktop.ui.dialogs import Frame
from desktop.ui.editors import PickEditor
from desktop.ui.labels import label
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.services import Services

LIST, WALL = "list", "wall"
PRINT, EXCEL = "print", "excel"
SIZES = {Paper.A4: "A4 横向", Paper.A3: "A3 横向"}
NO_TABLE = {LIST: "纸张按列数自动选；要存成表格，请按页上的“导出”。", WALL: "挂图只能打印，不能存成表格。"}
"""Why something is not kept as a workbook here."""
USUAL = {LIST: Paper.A4, WALL: Paper.A3, MERGED.key: Paper.A3}


class PrintLedgerDialog(Frame):
    """`form` (LIST, WALL or the key of a form), `paper`, and `chosen`: PRINT or EXCEL."""

    def __init__(self, filtered: str, first: str, parent: QWidget) -> None:
        super().__init__("打印问题整改", [(PRINT, "预览打印"), (EXCEL, "存为 Excel…")], parent)
        names = [(LIST, "当前列表（列和次序同屏幕）"), *((key, form.title) for key, form in FORMS.items()),
                 (WALL, "看板挂图")]
        self.forms = PickEditor(Field("打印什么", Kind.TEXT), names, empty=False)
        self.papers = PickEditor(Field("纸张", Kind.TEXT), list(SIZES.items()), empty=False)
        self.body.addWidget(label("打印什么", "hint"))
        self.body.addWidget(self.forms)
        self.body.addWidget(label("纸张", "hint"))
        self.body.addWidget(self.papers)
        self.why = label("", "small", wrap=True)
        self.body.addWidget(self.why)
        self.body.addWidget(label(filtered or "没有筛选：全部问题。", "small", wrap=True))
        self.forms.changed.connect(self._follow)
        self.forms.set_value(first)
        self._follow()

    @property
    def form(self) -> str:
        """Key of what is to be printed."""
        return str(self.forms.value())

    @property
    def paper(self) -> Paper:
        """The chosen paper."""
        return Paper(self.papers.value())

    def _follow(self) -> None:
        self.papers.set_value(USUAL.get(self.form, Paper.A4))
        self.papers.setEnabled(self.form != LIST)
        self.buttons[EXCEL].setEnabled(self.form in FORMS)
        reason = NO_TABLE.get(self.form, "")
        self.buttons[EXCEL].setToolTip(reason)
        self.why.setText(reason)


def print_form(services: Services, key: str, paper: Paper, question: Question, parent: QWidget,
               listing: Callable[[Session], Listing]) -> None:
    """Lay a form or the wall out on the worker thread, then preview it."""
    today = services.today
    title = FORMS[key].title if key in FORMS else "整改挂图"

    def work(progress: Progress) -> bytes:
        with services.desk.store.reading() as session:
            if key == WALL:
                own = office(session) if is_set_up(session) else None
                wall = read_wall(session, listing(session), question, today)
                county, bureau = (own.county, own.bureau) if own else ("", "")
                return wall_pdf(wall, county, bureau, today, paper, font_book())
            filled = filled_form(session, FORMS[key], listing(session), question, today, progress)
        return ledger_pdf(filled, paper, font_book())

    def show(data: bytes) -> None:
        PrintDialog(services, f"打印{title}", data, f"{title}_{today:%Y%m%d}.pdf", parent).exec()

    services.run(work, f"排版{title}", show, parent=parent)


def save_form(services: Services, key: str, paper: Paper, question: Question, parent: QWidget,
              listing: Callable[[Session], Listing]) -> None:
    """Ask for a place, write the form as .xlsx."""
    title, today = FORMS[key].title, services.today
    name, _ = QFileDialog.getSaveFileName(parent, "存为 Excel", f"{title}_{today:%Y%m%d}.xlsx",
                                          "Excel 表格 (*.xlsx)")
    if not name:
        return
    target = Path(name)

    def work(progress: Progress) -> FilledForm:
        with services.desk.store.reading() as session:
            filled = filled_form(session, FORMS[key], listing(session), question, today, progress)
        write_whole(target, ledger_xlsx(filled, a3=paper is Paper.A3))
        return filled

    services.run(work, f"写{title}", lambda filled: services.say(
        f"已存 {len(filled.rows)} 个问题：{target.name}", saved=False), parent=parent)


def print_file(services: Services, problem: Problem, parent: QWidget) -> None:
    """一案一档 of a problem, bound on the worker thread, then previewed."""
    def work(progress: Progress) -> bytes:
        # The libraries for pictures and for binding are loaded with the first file.
        from desktop.features.problems.notices.file import closing_file

        with services.desk.store.reading() as session:
            return closing_file(session, session.get_one(Problem, problem.id), services.today, font_book(),
                                progress)

    def show(data: bytes) -> None:
        title = f"{problem.title()}一案一档"
        PrintDialog(services, title, data, f"{problem.number}一案一档.pdf", parent).exec()

    services.run(work, "装订一案一档", show, parent=parent)
