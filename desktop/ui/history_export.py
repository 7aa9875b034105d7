"""变更记录 taken out of the program: over all as it is searched, or of one record; a workbook or paper."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.base.changes import ChangesAsked
from desktop.base.file_names import file_name
from desktop.base.records import Record
from desktop.ui.dialogs import AskDialog
from desktop.ui.outputs import heading_of
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.services import Services

TAKE = "history:out"
"""Key of the link beside the history of a record."""
WORDS = "导出…"
HOW = "每一次改动一行：谁、何时、改了什么；个人信息遮住。末尾印有尾号，可以用它核对变更记录有没有被删改。"


def export_history(services: Services, asked: ChangesAsked, parent: QWidget) -> None:
    """Ask where to, and write the workbook."""
    suggested = file_name(f"{heading_of(asked)}_{services.today:%Y%m%d}.xlsx")
    path, _ = QFileDialog.getSaveFileName(parent, "导出变更记录", suggested, "Excel 表格 (*.xlsx)")
    if path:
        export_history_to(services, asked, Path(path), parent)


def export_history_to(services: Services, asked: ChangesAsked, path: Path, parent: QWidget) -> None:
    """Write the workbook."""
    services.run(lambda progress: services.outputs.history_sheet(asked, path, progress), "导出变更记录",
                 lambda rows: services.say(f"已导出 {rows} 条变更：{path.name}", saved=False), parent=parent)


def print_history(services: Services, asked: ChangesAsked, parent: QWidget) -> None:
    """Lay it out and preview it: to paper or as PDF."""
    name = f"{heading_of(asked)}_{services.today:%Y%m%d}.pdf"

    def preview(data: bytes) -> None:
        PrintDialog(services, f"打印{heading_of(asked)}", data, name, parent).exec()

    services.run(lambda progress: services.outputs.history_paper(asked, progress), "排版", preview,
                 parent=parent)


def take_history(services: Services, record: type[Record], row: int, parent: QWidget) -> None:
    """The history of one record: ask in which form."""
    title = services.read(lambda session: session.get_one(record, row).title())
    asked = ChangesAsked(record=record, row=row, title=title)
    chosen = AskDialog(f"{title}的变更记录", HOW, [("sheet", "导出表格…"), ("paper", "打印或存成 PDF…")],
                       parent).ask()
    if chosen == "sheet":
        export_history(services, asked, parent)
    elif chosen:
        print_history(services, asked, parent)
