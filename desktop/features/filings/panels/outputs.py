"""What leaves the page of a month: drafts in a folder, copied text, the workbook, paper."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.base.errors import Trouble
from desktop.base.months import short_month
from desktop.base.progress import Progress
from desktop.features.filings.form import (
    MonthFiles,
    month_files,
    print_stub,
    render,
    stub_bytes,
    write_files,
)
from desktop.features.filings.notices import copied_text
from desktop.features.filings.operations import freeze_month
from desktop.features.filings.panels.steps import freeze_words
from desktop.features.filings.records import Version
from desktop.features.filings.rules import Check, Sheet
from desktop.store.whole_file import write_whole
from desktop.ui.errors import show_trouble
from desktop.ui.print_dialog import PrintDialog
from desktop.ui.services import Services

FOLDER = "filings/folder"
"""Setting: where the drafts were written last."""


class MonthOutputs:
    """Makes the files of `sheet`'s month aside and does something with them; nothing is sent."""

    def __init__(self, services: Services, page: QWidget) -> None:
        self._services, self._page = services, page
        self.sheet: Sheet | None = None

    def freeze(self, checks: Sequence[Check], then: Callable[[Version], None]) -> None:
        """封存 after a question: it cannot be taken back."""
        made, desk = self.sheet, self._services.desk
        if made is None:
            return
        name, month = short_month(made.month), made.month
        if not self._services.confirm(self._page, f"封存{name}表", freeze_words(made, checks)):
            return

        def work(progress: Progress) -> Version:
            return desk.do(freeze_month, f"封存{name}表", month=month, render=render, print_stub=print_stub)

        def done(version: Version) -> None:
            self._services.say(f"{name}表已封存：{version.title()}")
            then(version)

        self._services.run(work, f"封存{name}表", done, parent=self._page)

    def choose_folder(self) -> None:
        """Ask where the drafts go, then write them."""
        chosen = QFileDialog.getExistingDirectory(self._page, "邮件草稿放在哪个文件夹")
        if chosen:
            self.write_drafts(Path(chosen))

    def write_drafts(self, folder: Path) -> None:
        """The workbook, the PDF and a draft for each recipient, into `folder`."""
        def written(files: MonthFiles) -> None:
            paths = write_files(folder, files.named())
            self._services.settings.setValue(FOLDER, str(folder))
            words = f"已写出 {len(paths)} 个文件：{folder}。双击草稿即可在邮件程序里打开"
            self._services.say(words, saved=False)

        self._with_files(written)

    def open_folder(self) -> None:
        """Show the folder the drafts were written to last."""
        folder = Path(str(self._services.settings.value(FOLDER) or ""))
        if not self._services.settings.value(FOLDER) or not folder.is_dir():
            self.choose_folder()
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._services.say(f"打不开文件夹，位置是 {folder}", saved=False)

    def copy_text(self, recipient: str) -> None:
        """Recipient, subject and text of one draft or ('') of all, to the clipboard."""
        def ready(files: MonthFiles) -> None:
            chosen = [item for item in files.drafts if recipient in ("", item.recipient.key)]
            QGuiApplication.clipboard().setText(copied_text(chosen))
            self._services.say(f"已复制 {len(chosen)} 个收件单位的收件人、主题和正文", saved=False)

        self._with_files(ready)

    def print_correction(self) -> None:
        """Preview 更正说明 of the latest version."""
        def ready(files: MonthFiles) -> None:
            if files.correction is not None:
                name = f"{files.sheet.file_name()}_更正说明.pdf"
                PrintDialog(self._services, "打印更正说明", files.correction[1], name, self._page).exec()

        self._with_files(ready)

    def print_stub(self) -> None:
        """Preview 月结存根 of the latest version."""
        if self.sheet is None:
            return
        month, name = self.sheet.month, f"{self.sheet.file_name()}_月结存根.pdf"

        def ready(data: bytes) -> None:
            PrintDialog(self._services, "打印月结存根", data, name, self._page).exec()

        self._services.run(lambda progress: self._services.read(stub_bytes, month), "月结存根", ready,
                           parent=self._page)

    def export_to(self, path: Path) -> None:
        """The workbook to `path`."""
        def written(files: MonthFiles) -> None:
            write_whole(path, files.workbook)
            self._services.say(f"已导出：{path.name}", saved=False)

        self._with_files(written)

    def print(self) -> None:
        """Preview, then paper."""
        made = self.sheet
        if made is not None:
            self._with_files(lambda files: PrintDialog(
                self._services, "打印附件2", files.pdf, f"{made.file_name()}.pdf", self._page).exec())

    def _with_files(self, then: Callable[[MonthFiles], Any]) -> None:
        """Make the files aside, then do something with them; troubles are told."""
        if self.sheet is None:
            return
        month, today = self.sheet.month, self._services.today

        def ready(files: MonthFiles) -> None:
            try:
                then(files)
            except Trouble as trouble:
                show_trouble(self._page, trouble)

        self._services.run(lambda progress: self._services.read(month_files, month, today), "做报表文件",
                           ready, parent=self._page)
