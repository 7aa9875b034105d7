"""A few facts asked for in one dialog, one below the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.base.fields import Field
from desktop.ui.dialogs import FormDialog, paragraph
from desktop.ui.editors import Editor, PickEditor, editor_for, show_faults, typed
from desktop.ui.labels import label

Faults = Callable[[dict[str, str]], None]
Perform = Callable[[dict[str, Any], Faults], bool]


@dataclass(frozen=True)
class Asked:
    """One fact; `choices` offers values to pick from."""

    key: str
    field: Field
    value: Any = None
    choices: tuple[tuple[Any, str], ...] = ()


class FactsDialog(FormDialog):
    """`perform(values, faults)` does it; True closes. `hint` stands above the fields."""

    def __init__(self, title: str, hint: str, asked: Sequence[Asked], perform: Perform, parent: QWidget,
                 verbs: Sequence[tuple[str, str]]) -> None:
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
        super().__init__(title, whole, verbs, parent)
        self.submitted.connect(lambda _: self.submit())
        self._chain()

    def _chain(self) -> None:
        """Enter goes on to the next field, from the last one to the verb."""
        editors = list(self.editors.values())
        for here, following in zip(editors, [*editors[1:], None], strict=True):
            here.moved_on.connect(following.setFocus if following else self._verb().setFocus)
            if following is not None:
                QWidget.setTabOrder(here.box, following.box)
        if editors:
            editors[0].setFocus()

    def _verb(self) -> QWidget:
        return next(iter(self.buttons.values()))

    def submit(self) -> None:
        """Read, do, close; a second press meanwhile does nothing."""
        values, button = typed(self.editors), self.buttons.get(self.chosen) or self._verb()
        if values is None or not button.isEnabled():
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
        show_faults(self.editors, faults)
        self.show_fault("；".join(words for key, words in faults.items() if key not in self.editors))
