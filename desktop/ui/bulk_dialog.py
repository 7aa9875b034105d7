"""批量修改: which field, which value; what it would do is shown next."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.base.fields import Field, Kind
from desktop.ui.dialogs import FormDialog
from desktop.ui.editors import Editor, PickEditor, editor_for
from desktop.ui.labels import label

Picks = Mapping[str, Sequence[tuple[Any, str]]]


class BulkDialog(FormDialog):
    """`key` and `value` hold the answer after acceptance."""

    def __init__(self, count: str, fields: Mapping[str, Field], picks: Picks, parent: QWidget) -> None:
        self.fields, self._picks = fields, picks
        self.key, self.value = "", None
        form = QWidget()
        self._column = QVBoxLayout(form)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(6)
        choices = [(key, facts.label) for key, facts in fields.items()]
        self.field = PickEditor(Field("改哪一栏", Kind.TEXT), choices, empty=False)
        self._column.addWidget(label("改哪一栏", "hint"))
        self._column.addWidget(self.field)
        self._column.addWidget(label("改成（空着就是清空）", "hint"))
        self.editor: Editor = self.field
        self._column.addStretch(1)
        super().__init__(f"批量修改 {count}", form, [("yes", "预览改动")], parent)
        self.resize(self.width(), 300)
        self.submitted.connect(lambda _: self._check())
        self.field.changed.connect(self._show_editor)
        self.field.moved_on.connect(lambda: self.editor.setFocus())
        self._show_editor()
        self.field.setFocus()

    def _show_editor(self) -> None:
        if self.editor is not self.field:
            self.editor.hide()
            self.editor.deleteLater()
        key = self.field.value()
        self.editor = editor_for(self.fields[key], choices=self._picks.get(key))
        self._column.insertWidget(3, self.editor)
        self.editor.moved_on.connect(self._check)

    def _check(self) -> None:
        try:
            value = self.editor.value()
        except ValueError as error:
            self.editor.show_fault(str(error))
            return
        self.key, self.value = self.field.value(), value
        self.accept()
