"""Verbs every record has: edit in its form, 作废 with a reason."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.base.fields import Field, Kind
from desktop.base.records import Record
from desktop.store.editing import save_record, void_record
from desktop.store.scratch import FormDraft
from desktop.ui.dialogs import FormDialog
from desktop.ui.editors import TextEditor
from desktop.ui.feature import Feature
from desktop.ui.form import FormSpec, RecordDialog, default_spec
from desktop.ui.labels import label
from desktop.ui.services import Services


def edit_record(
    services: Services, feature: Feature, record: type[Record], row: int | None, parent: QWidget
) -> None:
    """Open the subject's own form, or the one built from the declared fields; none where all only look."""
    if services.shut():
        return
    if feature.form is not None:
        feature.form(services, row, parent)
    else:
        open_form(services, default_spec(record), row, parent)


def open_form(services: Services, spec: FormSpec, row: int | None, parent: QWidget) -> None:
    """The generic form with the generic save."""
    record = spec.record
    found = services.read(lambda session: session.get(record, row)) if row is not None else None
    title = f"新增{record.called}" if found is None else f"修改{found.title()}"

    def save(values: dict[str, Any], version: int | None) -> Any:
        return services.perform(
            save_record,
            title,
            parent=dialog,
            faults=dialog.record_form.show_faults,
            record=record,
            values=values,
            row=row,
            version=version,
        )

    dialog = RecordDialog(services, title, spec, found, save, parent)
    dialog.exec()


class ReasonDialog(FormDialog):
    """Asks for one reason; `reason` holds it after acceptance."""

    def __init__(self, title: str, words: str, verb: str, parent: QWidget | None = None, *,
                 about: str = "") -> None:
        self.editor = TextEditor(Field(words, Kind.LONG, length=200), lines=3)
        super().__init__(title, self.editor, [("yes", verb)], parent)
        if about:
            self.body.insertWidget(0, label(about, "strong", wrap=True))
        self.reason = ""
        self.editor.box.setProperty("placeholderText", words)
        self.submitted.connect(lambda _: self._check())
        self.editor.setFocus()

    def _check(self) -> None:
        self.reason = self.editor.text().strip()
        if self.reason:
            self.accept()
        else:
            self.editor.show_fault("请写明原因")


def ask_reason(title: str, words: str, verb: str, parent: QWidget, *, about: str = "") -> str:
    """The reason, or "" when the clerk took it back; `about` names the record."""
    dialog = ReasonDialog(title, words, verb, parent, about=about)
    return dialog.reason if dialog.exec() else ""


def void_with_reason(services: Services, record: type[Record], row: int, parent: QWidget) -> None:
    """作废 after a reason; said in the status line."""
    about = services.read(lambda session: session.get_one(record, row).title())
    reason = ask_reason(f"作废{record.called}", "作废原因，例如：重复登记", "作废", parent, about=about)
    if reason:
        services.perform(
            void_record, f"作废{record.called}", parent=parent, record=record, row=row, reason=reason
        )


def resume(services: Services, found: FormDraft, parent: QWidget) -> None:
    """Open the form a draft belongs to, or the record it is about: opening the form there brings it back."""
    feature = next((item for item in services.features if item.records
                    and item.records[0].__tablename__ == found.record), None)
    if found.about is None and feature is not None:
        edit_record(services, feature, feature.records[0], found.row, parent)
        return
    table, row = found.about or (found.record, found.row)
    owner = next((item for item in services.features
                  if table in {record.__tablename__ for record in item.records}), None)
    if owner is not None:
        services.open(owner.key, (row or None) if owner.records[0].__tablename__ == table else None)
