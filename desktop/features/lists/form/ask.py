"""A few facts asked for in one dialog, and the choice of several institutions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.base.fields import Field
from desktop.ui.dialogs import WIDE, FormDialog, Frame, paragraph
from desktop.ui.editors import Editor, PickEditor, editor_for
from desktop.ui.labels import label
from desktop.ui.seek import SeekEdit

Faults = Callable[[dict[str, str]], None]


@dataclass(frozen=True)
class Asked:
    """One fact; `choices` offers values to pick from."""

    key: str
    field: Field
    value: Any = None
    choices: tuple[tuple[Any, str], ...] = ()


class FactsDialog(FormDialog):
    """`perform(values, faults)` does it; True closes. `hint` stands above the fields."""

    def __init__(self, title: str, hint: str, asked: Sequence[Asked],
                 perform: Callable[[dict[str, Any], Faults], bool], parent: QWidget, verb: str) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        if hint:
            column.addWidget(paragraph(hint))
        self.editors: dict[str, Editor] = {}
        for item in asked:
            picked = PickEditor(item.field, item.choices, empty=item.value is None) if item.choices else None
            editor = self.editors[item.key] = picked or editor_for(item.field)
            editor.set_value(item.value)
            column.addWidget(label(item.field.label, "label"))
            column.addWidget(editor)
        column.addStretch(1)
        self._perform = perform
        super().__init__(title, whole, [("yes", verb)], parent)
        self.submitted.connect(lambda _: self.submit())
        editors = list(self.editors.values())
        for here, following in zip(editors, [*editors[1:], None], strict=True):
            here.moved_on.connect(following.setFocus if following else self.buttons["yes"].setFocus)
            if following is not None:
                QWidget.setTabOrder(here.box, following.box)
        if editors:
            editors[0].setFocus()

    def submit(self) -> None:
        """Read, do, close; a second press meanwhile does nothing."""
        values: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for key, editor in self.editors.items():
            try:
                values[key] = editor.value()
            except ValueError as error:
                faults[key] = str(error)
        self.show_faults(faults)
        button = self.buttons["yes"]
        if faults or not button.isEnabled():
            return
        button.setEnabled(False)
        try:
            done = self._perform(values, self.show_faults)
        finally:
            button.setEnabled(True)
        if done:
            self.accept()

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark the faulty fields; what no field holds stands above the buttons."""
        for key, editor in self.editors.items():
            editor.show_fault(faults.get(key, ""))
        self.show_fault("；".join(words for key, words in faults.items() if key not in self.editors))


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
