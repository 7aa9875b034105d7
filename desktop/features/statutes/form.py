"""Entry of an article, and the confirmation that somebody compared it with the published text."""

from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.features.statutes.operations import EDITABLE, add_statute, confirm_statute, edit_statute
from desktop.features.statutes.records import Statute, TextKind
from desktop.features.statutes.rules import UNKNOWN_ARTICLE
from desktop.ui.form import FormGroup, FormSpec, RecordDialog
from desktop.ui.services import Services

NEW = FormSpec(Statute, (FormGroup("", (
    Statute.law, Statute.article, Statute.text, Statute.text_kind, Statute.effective, Statute.source),
    frozenset({"law", "source"})),))
CHANGED = FormSpec(Statute, (FormGroup("", (
    Statute.article, Statute.text_kind, Statute.text, Statute.effective, Statute.edition, Statute.topics,
    Statute.source, Statute.note), frozenset({"topics", "source"})),))
CONFIRMED = FormSpec(Statute, (FormGroup("", (
    Statute.article, Statute.confirmed_on, Statute.confirmed_by, Statute.basis, Statute.text),
    frozenset({"basis"})),))


def open_statute(services: Services, row: int | None, parent: QWidget) -> None:
    """The form of a new article, or of one to be corrected."""
    found = services.read(_statute, row) if row is not None else None

    def save(values: dict[str, Any], version: int | None) -> Any:
        if found is None:
            return services.perform(add_statute, "增加法规条文", parent=dialog,
                                    faults=dialog.record_form.show_faults, **values)
        changed = {key: values[key] for key in EDITABLE if key in values}
        return services.perform(edit_statute, f"修改{found.title()}", parent=dialog,
                                faults=dialog.record_form.show_faults, key=found.key, values=changed)

    if found is None:
        dialog = RecordDialog(services, "增加法规条文", NEW, None, save, parent,
                              start={"text_kind": TextKind.VERBATIM})
    else:
        dialog = RecordDialog(services, f"修改{found.title()}", CHANGED, found, save, parent)
    dialog.exec()


def open_confirmation(services: Services, row: int, parent: QWidget) -> None:
    """Ask by whom, when and against which text the article was compared; then papers may cite it."""
    found = services.read(_statute, row)

    def save(values: dict[str, Any], version: int | None) -> Any:
        return services.perform(
            confirm_statute, f"核对{found.title()}", parent=dialog, faults=dialog.record_form.show_faults,
            done=f"{found.title()}已核对，文书可以引用", key=found.key, basis=values["basis"] or "",
            article=values["article"], text=values["text"], confirmed_by=values["confirmed_by"],
            confirmed_on=values["confirmed_on"])

    article = "" if found.article == UNKNOWN_ARTICLE else found.article
    dialog = RecordDialog(services, f"核对确认  {found.title()}", CONFIRMED, found, save, parent,
                          start={"article": article, "confirmed_by": services.desk.by,
                                 "confirmed_on": services.today})
    dialog.buttons["save"].setText("确认已核对")
    dialog.exec()


def _statute(session: Session, row: int) -> Statute:
    return session.get_one(Statute, row)
