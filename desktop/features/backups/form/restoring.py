"""Before going back: counts now and then side by side, and what will happen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.base.marks import Tone
from desktop.features.backups.queries import LABELS
from desktop.features.backups.rules import compared, difference_words
from desktop.ui.dialogs import Frame, paragraph
from desktop.ui.labels import label
from desktop.ui.line_table import QUIET, Head, Line, LineTable

RESTORE = "restore"
SAFE = "恢复前会把现在的数据另存一份“恢复前”，随时可以再换回来。恢复后窗口会重新打开。"


class RestoreDialog(Frame):
    """恢复 or 取消; `now` None when the present data cannot be read."""

    def __init__(self, name: str, moment: str, now: Mapping[str, int] | None, then: Mapping[str, int],
                 remarks: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("从备份恢复", [(RESTORE, "恢复")], parent)
        self.add_heading(f"恢复到 {moment} 的数据")
        self.body.addWidget(paragraph(f"备份已逐项核对，完好：{name}"))
        heads = (Head(""), Head("现在", 80), Head("备份里", 80), Head("恢复后", 110))
        table = LineTable("条数对照", heads, headed=True)
        lines = [Line(((words, QUIET), ("—" if rows is None else str(rows), QUIET), (str(old), QUIET),
                       (difference_words(rows, old), QUIET)), words)
                 for words, rows, old in compared(now, then, LABELS)]
        table.show_lines(lines)
        table.setFixedHeight(table.wanted_height() + 2)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setSelectionMode(LineTable.SelectionMode.NoSelection)
        self.lines = lines
        self.body.addWidget(table)
        for remark in remarks:
            self.body.addWidget(label(f"{remark}。", "small", Tone.AMBER, wrap=True))
        self.body.addWidget(paragraph(SAFE))

    def agreed(self) -> bool:
        """Show and wait; True for 恢复."""
        return bool(self.exec()) and self.chosen == RESTORE
