"""All kept files of a problem: thumbnails, times, faults; opened with the system's viewer, voided."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.errors import Trouble, UserError
from desktop.features.problems.operations.evidence import void_evidence
from desktop.features.problems.queries import evidence_files
from desktop.features.problems.records import Evidence, Problem
from desktop.store.attachments import AT_ONCE, Attachment, Files
from desktop.store.photos import is_picture_name
from desktop.ui.dialogs import WIDE, Frame
from desktop.ui.errors import show_trouble
from desktop.ui.file_list import FileList, FileRow
from desktop.ui.record_actions import ask_reason
from desktop.ui.services import Services

OPEN_FILE, ADD = "file", "add"


def file_rows(session: Session, row: int, editable: bool) -> list[FileRow]:
    """The living evidence of a problem, newest last, with what is wrong with a file."""
    files: Files = session.info["files"]
    found = session.get_one(Problem, row)
    return [_file_row(evidence, kept, files, editable and evidence.round == found.round)
            for evidence, kept in evidence_files(session, found)]


def _file_row(evidence: Evidence, kept: Attachment, files: Files, removable: bool) -> FileRow:
    added = f"导入 {kept.created_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    doubt = "（晚于导入，相机时钟不准）" if kept.taken_after else ""
    taken = f"拍摄 {kept.taken_at.astimezone(CHINA):%Y-%m-%d %H:%M}{doubt}　" if kept.taken_at else ""
    copies = f"　{evidence.copies} 份" if evidence.copies > 1 else ""
    note = f"　{evidence.note}" if evidence.note else ""
    return FileRow(evidence.id, f"{evidence.kind.value}", kept.name, f"{taken}{added}",
                   f"{bytes_words(kept.size)}{copies}{note}", files.path(kept.sha256, kept.name),
                   is_picture_name(kept.name), (files.glance(kept) or "").partition("：")[0], removable)


def bytes_words(size: int) -> str:
    """850 KB, 12.3 MB."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


class EvidenceWindow(Frame):
    """佐证 of a problem. Verb 添加佐证 closes it with `chosen` = "add"."""

    def __init__(self, services: Services, problem: Problem, parent: QWidget, *, editable: bool) -> None:
        verbs = [(ADD, "添加佐证…")] if editable else []
        super().__init__(f"{problem.title()}的佐证", verbs, parent, width=WIDE, cancel="关闭")
        self.services, self.problem, self.editable = services, problem, editable
        self.list = FileList()
        self.list.setMinimumHeight(360)
        self.body.addWidget(self.list, 1)
        self.list.opened.connect(self.open_file)
        self.list.removed.connect(self.void)
        self.reload()

    def reload(self) -> None:
        """Read the files again."""
        self.list.show_files(self.services.read(file_rows, self.problem.id, self.editable))

    def open_file(self, evidence: int) -> None:
        """With the system's viewer."""
        kept = self.services.read(lambda session: session.get_one(Evidence, evidence).attachment_id)
        open_kept(self.services, kept, self)

    def void(self, evidence: int) -> None:
        """Take a wrong file off, with a reason."""
        reason = ask_reason("作废佐证", "作废原因，例如：传错了文件", "作废", self)
        if not reason:
            return
        done = self.services.perform(void_evidence, f"{self.problem.title()}作废佐证", parent=self,
                                     evidence=evidence, reason=reason)
        if done is not None:
            self.reload()


def open_kept(services: Services, attachment: int, parent: QWidget) -> None:
    """Open a copy of a kept file in the program the system has for it; a broken one is told."""
    kept = services.read(lambda session: session.get_one(Attachment, attachment))
    files = services.desk.store.files
    if kept.size > AT_ONCE:
        services.run(lambda progress: files.lend(kept, progress), f"打开 {kept.name}",
                     lambda path: _show(path, parent), parent=parent)
        return
    try:
        path = files.lend(kept)
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return
    _show(path, parent)


def _show(path: Path, parent: QWidget) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        show_trouble(parent, UserError(f"这台电脑上没有能打开“{path.name}”的程序。",
                                       "请装一个能打开这种文件的程序，或导出后到别的电脑上看。"))
