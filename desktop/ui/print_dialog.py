"""A PDF before it goes to paper: printed as it is shown, or kept as a file."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.base.errors import Trouble
from desktop.base.file_names import file_name
from desktop.store.whole_file import write_whole
from desktop.ui.dialogs import Frame
from desktop.ui.errors import show_trouble
from desktop.ui.preview import PaperView, office_printer, print_pdf
from desktop.ui.services import Services


class PrintDialog(Frame):
    """Preview with 打印 and 另存为 PDF; `name` is the suggested file name."""

    def __init__(self, services: Services, title: str, data: bytes, name: str,
                 parent: QWidget | None = None) -> None:
        super().__init__(title, [("print", "打印"), ("save", "另存为 PDF…")], parent, width=960)
        self._services, self._data, self._name = services, data, file_name(name)
        self.view = PaperView()
        self.view.setMinimumHeight(460)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.view, 1)
        self.view.set_spread(1)
        self.view.set_fit("width")
        self.view.show_pdf(data)

    def choose(self, key: str) -> None:
        """Do it and close; a trouble is told and the preview stays."""
        try:
            done = self._print() if key == "print" else self._save()
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        if done:
            self._services.say(done, saved=False)
            super().choose(key)

    def _print(self) -> str:
        pages = print_pdf(self._data, office_printer())
        return f"已送打印机：{pages} 页"

    def _save(self) -> str:
        path, _ = QFileDialog.getSaveFileName(self, "另存为 PDF", self._name, "PDF 文件 (*.pdf)")
        return self.save_to(Path(path)) if path else ""

    def save_to(self, path: Path) -> str:
        """Write the file whole; a Trouble when the place does not take it."""
        write_whole(path, self._data)
        return f"已存为 {path.name}"
