"""The entry form of a record, built from its declared fields; Enter moves on, nothing typed is lost."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.base.fields import Attribute, Kind, field_of, required
from desktop.base.records import Record, attributes
from desktop.ui.dialogs import WIDE, FormDialog
from desktop.ui.drafts import FormKeeper, draft_of
from desktop.ui.editors import Editor, editor_for, show_faults, typed
from desktop.ui.labels import label
from desktop.ui.services import Services

LABEL_WIDTH = 108
EDITED = "在表单里修改"
_ACROSS = (Kind.LONG,)
WHOLE_LINE = 20
"""Characters from which a field takes the whole line."""

Picks = Mapping[str, Sequence[tuple[Any, str]]]


@dataclass(frozen=True)
class FormGroup:
    """A titled group of fields; `wide` fields take the whole width."""

    title: str
    fields: tuple[Attribute, ...]
    wide: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FormSpec:
    """What a form shows. `picks` offers values for fields by key, read when the form opens."""

    record: type[Record]
    groups: tuple[FormGroup, ...]
    picks: Callable[[Any], Picks] = field(default=lambda session: {})


def default_spec(record: type[Record]) -> FormSpec:
    """All declared fields of a record in one group, in their order."""
    return FormSpec(record, (FormGroup("", tuple(attributes(record))),))


class RecordForm(QWidget):
    """Editors of the groups in two columns. `values()` raises nothing: faults are shown at the fields."""

    changed = Signal()
    finished = Signal()

    def __init__(self, spec: FormSpec, picks: Picks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.editors: dict[str, Editor] = {}
        self._needed: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        for column in (0, 2):
            self._grid.setColumnMinimumWidth(column, LABEL_WIDTH)
        self._row, self._half = 0, 0
        for group in spec.groups:
            self._add_group(group, picks)
        self._grid.setRowStretch(self._row + 1, 1)
        self._chain()

    def fill(self, record: Record | None) -> None:
        """Show a record's values."""
        for key, editor in self.editors.items():
            editor.set_value(getattr(record, key) if record is not None else None)

    def fill_values(self, values: Mapping[str, Any]) -> None:
        """Show given values."""
        for key, value in values.items():
            if key in self.editors:
                self.editors[key].set_value(value)

    def texts(self) -> dict[str, str]:
        """The words as typed, for a draft."""
        return {key: editor.text() for key, editor in self.editors.items()}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Put a draft back."""
        for key, text in texts.items():
            if key in self.editors:
                self.editors[key].set_text(text)

    def values(self) -> dict[str, Any] | None:
        """Typed values by key, or None after showing each fault at its field; a star asks for an answer."""
        found = typed(self.editors)
        lacking = {key: f"请填写{self.editors[key].facts.label}" for key in self._needed
                   if found is not None and found[key] is None}
        if lacking:
            self.show_faults(lacking)
        return None if lacking else found

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark these fields, unmark the rest, go to the first."""
        show_faults(self.editors, faults)

    def _add_group(self, group: FormGroup, picks: Picks) -> None:
        self._next_row()
        if group.title:
            self._grid.addWidget(label(group.title, "box"), self._row, 0, 1, 4)
            self._row += 1
        for attribute in group.fields:
            facts = field_of(attribute)
            across = facts.kind in _ACROSS or facts.width >= WHOLE_LINE or attribute.key in group.wide
            if across:
                self._next_row()
            editor = editor_for(facts, needed=required(attribute), choices=picks.get(attribute.key))
            self.editors[attribute.key] = editor
            if required(attribute):
                self._needed.append(attribute.key)
            words = facts.label + (" *" if required(attribute) else "")
            name = label(words, "hint", wrap=True)
            name.setFixedWidth(LABEL_WIDTH)
            name.setMinimumHeight(30)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(name, self._row, self._half * 2, top)
            self._grid.addWidget(editor, self._row, self._half * 2 + 1, 1, 3 if across else 1, top)
            self._half += 1
            if across or self._half == 2:
                self._row, self._half = self._row + 1, 0

    def _next_row(self) -> None:
        if self._half:
            self._row, self._half = self._row + 1, 0

    def _chain(self) -> None:
        editors = list(self.editors.values())
        for editor, after in zip(editors, [*editors[1:], None], strict=True):
            editor.changed.connect(self.changed)
            if after is None:
                editor.moved_on.connect(self.finished)
            else:
                editor.moved_on.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))
                QWidget.setTabOrder(editor.box, after.box)


class RecordDialog(FormDialog):
    """The form in a dialog: 保存, Ctrl+S; what is typed is kept as a draft.

    `save(values, version)` performs the change and returns None when it was refused. `about`: table and id
    of the record a new one belongs to, so that its draft comes back there only.
    """

    def __init__(self, services: Services, title: str, spec: FormSpec, record: Record | None,
                 save: Callable[[dict[str, Any], int | None], Any], parent: QWidget,
                 start: Mapping[str, Any] | None = None, about: tuple[str, int] | None = None) -> None:
        self.record_form = RecordForm(spec, services.read(spec.picks))
        super().__init__(title, self.record_form, [("save", "保存")], parent, width=WIDE)
        self._save, self._services = save, services
        self._version = record.version if record is not None else None
        self.record_form.fill(record)
        self.record_form.fill_values(start or {})
        row = record.id if record is not None else None
        self.drafts = FormKeeper(self, services, draft_of(title, spec.record, row, form_mark(spec), about),
                                 self.record_form.editors)
        if record is not None:
            self._veil(record.title())
        self.buttons["save"].set_key("Ctrl+S")
        self.submitted.connect(lambda _: self.save())
        self.record_form.finished.connect(lambda: self.buttons["save"].setFocus())
        first = next(iter(self.record_form.editors.values()), None)
        if first is not None:
            first.setFocus()

    def exec(self) -> int:
        """Not where nothing may be changed: the reason is said."""
        return 0 if self._services.shut() else super().exec()

    def _veil(self, title: str) -> None:
        """Personal data of a kept record stays masked until it is asked for, which is written down."""
        for editor in self.record_form.editors.values():
            if editor.facts.personal and editor.text():
                what = f"{title}：{editor.facts.label}"
                editor.veil(partial(self._services.disclose, what, EDITED, self))

    def save(self) -> None:
        """Check, perform, close; a second press while saving does nothing."""
        values = self.record_form.values()
        button = self.buttons["save"]
        if values is None or not button.isEnabled():
            return
        button.setEnabled(False)
        try:
            done = self._save(values, self._version)
        finally:
            button.setEnabled(True)
        if done is not None:
            self.accept()


def form_mark(spec: FormSpec) -> str:
    """Tells forms of one record apart, by the fields they ask for."""
    keys = ",".join(attribute.key for group in spec.groups for attribute in group.fields)
    return hashlib.sha256(keys.encode()).hexdigest()[:8]
