"""The choice of several institutions from a list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.ui.dialogs import WIDE, Frame, paragraph
from desktop.ui.labels import label
from desktop.ui.seek import SeekEdit


class ChooseDialog(Frame):
    """Lines to tick, all ticked at first where `ticked`; `chosen_rows` after a yes."""

    def __init__(self, title: str, hint: str, rows: Sequence[tuple[int, str]], verb: str, parent: QWidget, *,
                 ticked: bool = False) -> None:
        super().__init__(title, [("yes", verb)], parent, width=WIDE)
        self.seek, self.found = SeekEdit(), QListWidget()
        self.seek.setFixedWidth(WIDE - 48)
        self.seek.setPlaceholderText("名称里的几个字")
        self.seek.setAccessibleName("在下面的机构里查找")
        self.seek.textChanged.connect(self._narrow)
        self.seek.entered.connect(self.found.setFocus)
        self.found.setAccessibleName("可以列入的机构")
        self.found.setMinimumHeight(300)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for row, words in rows:
            item = QListWidgetItem(words, self.found)
            item.setData(Qt.ItemDataRole.UserRole, row)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.found.itemChanged.connect(lambda _: self._tell())
        self.told = label("", "hint")
        for widget in (paragraph(hint), self.seek, self.found, self.told):
            self.body.addWidget(widget)
        self._tell()
        self.seek.setFocus()

    @property
    def chosen_rows(self) -> list[int]:
        """Rows that are ticked, hidden ones too."""
        items = (self.found.item(place) for place in range(self.found.count()))
        return [int(item.data(Qt.ItemDataRole.UserRole)) for item in items
                if item.checkState() is Qt.CheckState.Checked]

    def _narrow(self, words: str) -> None:
        for place in range(self.found.count()):
            item = self.found.item(place)
            item.setHidden(words.strip() not in item.text())

    def _tell(self) -> None:
        ticked = len(self.chosen_rows)
        self.told.setText(f"共 {self.found.count()} 家，勾选 {ticked} 家。空格勾选。")
        self.buttons["yes"].setEnabled(ticked > 0)
