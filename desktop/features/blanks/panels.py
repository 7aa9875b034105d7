"""Parts of the page 临时表: the blanks kept, and what is known of the chosen cell."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.base.months import short_month
from desktop.features.blanks.queries import Filled
from desktop.features.blanks.records import Blank
from desktop.ui.box import Box
from desktop.ui.buttons import Button
from desktop.ui.labels import label, restyle
from desktop.ui.line_table import LINK, QUIET, Head, Line, LineTable


class BlanksBox(Box):
    """空白表: `picked(Blank)`."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("空白表", parent)
        self.table = LineTable("空白表", (Head(""), Head("", 64)), row=28)
        self.table.opened.connect(self.picked)
        self.body.addWidget(self.table)

    def show_blanks(self, found: Sequence[Blank]) -> None:
        """These, by name."""
        self.set_count(str(len(found)))
        self.table.show_lines([Line(((blank.name, LINK), (_told(blank), QUIET)), blank, blank.id)
                               for blank in found])


def _told(blank: Blank) -> str:
    return f"填到{short_month(blank.last_month)}" if blank.last_month else "未填过"


class MappedBox(Box):
    """已对应的单元格 with this month's values: `picked(Filled)`."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("已对应", parent)
        heads = (Head("单元格", 56), Head("内容"), Head("本月", 92))
        self.table = LineTable("已对应的单元格", heads, headed=True, row=26)
        self.table.opened.connect(self.picked)
        self.nothing = label("还没有。点右边的单元格，再按“填什么…”。", "hint", wrap=True)
        self.nothing.setContentsMargins(12, 8, 12, 8)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.nothing)
        self.body.addWidget(self.table, 1)

    def show_cells(self, found: Sequence[Filled]) -> None:
        """These, in the order they were mapped."""
        self.set_count(str(len(found)))
        self.nothing.setVisible(not found)
        self.table.setVisible(bool(found))
        self.table.show_lines([Line(((item.cell.cell, QUIET), (item.words, LINK), (shown(item), QUIET)), item,
                                    item.cell.id) for item in found])


def shown(item: Filled) -> str:
    """The value in short; 未填 with no value."""
    if item.value is None:
        return "未填"
    words = str(item.value).replace("\n", "")
    return words if len(words) <= 12 else f"{words[:11]}…"


class CellBar(QWidget):
    """The chosen cell: where, what stands in the blank, what goes in; `change` and `clear` buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place, self._words = label("", "strong"), label("", "second")
        self._value = label("", "small-strong")
        self.change, self.clear = Button("填什么…", icon="edit"), Button("去掉对应")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._place)
        row.addWidget(self._words, 1)
        row.addWidget(self._value)
        row.addWidget(self.change)
        row.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)

    def show_cell(self, place: str, text: str, found: Filled | None) -> None:
        """A cell of the blank and its mapping."""
        self._place.setText(place)
        full = f"填：{found.words}" if found else f"空白表里写着：{text}" if text else "空白，还没有对应"
        self._words.setText(full if len(full) <= 44 else f"{full[:43]}…")
        self._words.setToolTip(self._words.text())
        value = "" if found is None else found.why if found.value is None else f"本月 {shown(found)}"
        self._value.setText(value)
        restyle(self._value, "tone", Tone.AMBER.value if found and found.value is None else "")
        self.change.setText("更换…" if found else "填什么…")
        self.change.setEnabled(bool(place))
        self.clear.setVisible(found is not None)
