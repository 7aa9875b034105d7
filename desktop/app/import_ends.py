"""The first and the last page of the import wizard: choose a file; what was committed and how to undo it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.app.import_job import committed_words
from desktop.store import importing
from desktop.store.importing import ImportResult
from desktop.ui.buttons import Button, PrimaryButton
from desktop.ui.empty import EmptyState
from desktop.ui.focus import focus_on
from desktop.ui.labels import label, rule

HOW_TO_START = "选 .xlsx 或 .xls 文件，或把它拖到这里；先预览，后入库。"


class StartView(QWidget):
    """Before a file is chosen."""

    chosen = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        state = EmptyState(f"把报来的表格导入{title}。", HOW_TO_START, "选文件…")
        state.acted.connect(self.chosen)
        self.template = Button("导出空白表…", icon="export")
        self.batches = Button("导入过的批次…", icon="undo")
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.batches)
        row.addWidget(self.template)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(state, 1)
        column.addWidget(rule())
        column.addLayout(row)
        focus_on(self, state.button)


class DoneView(QWidget):
    """After the commit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.words = label("", "box", wrap=True), label("", "second", wrap=True)
        self.undo = Button("撤销这一批", icon="undo", writes=True)
        self.again = PrimaryButton("再导入一个文件")
        self.failures = Button("导出失败清单…", icon="export")
        self.look = Button("看台账")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.again, self.look, self.failures, self.undo):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 40, 40, 16)
        column.setSpacing(8)
        for part in (self.title, self.words):
            part.setFixedWidth(640)
            column.addWidget(part)
        column.addSpacing(8)
        column.addLayout(row)
        column.addStretch(1)
        focus_on(self, self.again)

    def show_result(self, result: ImportResult, unit: str) -> None:
        """What went in, under which number."""
        found = importing.counts(result.plan)
        self.title.setText(f"已{committed_words(result.plan, unit)}，记为第 {result.batch} 批。")
        rest = f"相同 {found['same']}，跳过 {found['skipped']}，失败 {found['failed']}"
        rest += f"，待核对 {found['marked']}。"
        advice = "失败的行没有入库：导出清单改好，再导入一次。" if found["failed"] else ""
        self.words.setText(f"{rest}{advice}整批可以撤销，关机重启后也行；其中有行又改过的，会先说明。")
        self.failures.setVisible(bool(found["failed"]))
