"""The paper book: numbers kept for it, and what was written by hand under one of them."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.base.fields import Field, Kind, field_of
from desktop.features.documents.operations import register_handwritten, reserve_numbers
from desktop.features.documents.queries import document, next_number, shipped_keys, template_of
from desktop.features.documents.records import Document
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import keep_form
from desktop.ui.editors import Editor, LineEditor, PickEditor
from desktop.ui.labels import label
from desktop.ui.services import Services

RESERVE = (("first", Field("起号", Kind.INTEGER)), ("last", Field("止号", Kind.INTEGER)),
           ("reason", Field("用处", Kind.TEXT, length=200, help="例如：现场检查手写用")))
BY_HAND = (("heading", field_of(Document.heading)), ("addressee", field_of(Document.addressee)),
           ("issued_on", field_of(Document.issued_on)), ("signed_by", field_of(Document.signed_by)),
           ("note", field_of(Document.note)))


class Lines(QWidget):
    """Labelled editors one under the other."""

    def __init__(self, fields: tuple[tuple[str, Field], ...]) -> None:
        super().__init__()
        self.editors: dict[str, Editor] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        for key, facts in fields:
            self.add(key, facts, LineEditor(facts))

    def add(self, key: str, facts: Field, editor: Editor) -> None:
        """One more labelled editor below the others."""
        row = self._grid.rowCount()
        self.editors[key] = editor
        words = label(facts.label, "hint")
        words.setMinimumHeight(30)
        self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(editor, row, 1)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """A sentence under each faulty field."""
        for key, editor in self.editors.items():
            editor.show_fault(faults.get(key, ""))

    def values(self) -> dict[str, Any] | None:
        """What is typed, or None after showing the faults."""
        values, faults = {}, {}
        for key, editor in self.editors.items():
            try:
                values[key] = editor.value()
            except ValueError as error:
                faults[key] = str(error)
        self.show_faults(faults)
        return None if faults else values


def open_reservation(services: Services, parent: QWidget) -> None:
    """Ask for series and range; the next free number is filled in."""
    templates = [services.read(template_of, key) for key in shipped_keys()]
    series = [(item.series, f"{item.series}（{item.title}）") for item in templates if item.series]
    facts = Field("文种", Kind.TEXT)
    form, year = Lines(()), services.today.year
    pick = PickEditor(facts, series, empty=False)
    form.add("series", facts, pick)
    for key, own in RESERVE:
        form.add(key, own, LineEditor(own))

    def follow() -> None:
        following = services.read(next_number, str(pick.value()), year)
        form.editors["first"].set_value(following)
        form.editors["last"].set_value(following)

    pick.changed.connect(follow)
    follow()
    dialog = FormDialog(f"预留文号（{year} 年）", form, [("save", "预留")], parent)

    def save(_: str) -> None:
        given = form.values()
        if given is None:
            return
        made = services.perform(
            reserve_numbers, f"预留{given['series']}文号", parent=dialog, faults=form.show_faults, year=year,
            series=given["series"], first=given["first"] or 0, last=given["last"] or 0,
            reason=given["reason"] or "")
        if made is not None:
            dialog.accept()

    dialog.submitted.connect(save)
    dialog.exec()


MOST_DROP = 150
RED_HEAD, HEAD_DROP = "paper/red_head", "paper/head_drop"


def head_settings(services: Services) -> tuple[bool, int]:
    """Whether this PC prints the red head, and else how many mm stay free for the printed one."""
    return (services.settings.value(RED_HEAD) == "true",
            int(str(services.settings.value(HEAD_DROP, "80"))))


def ask_drop(current: int, parent: QWidget, take: Callable[[int], None]) -> None:
    """How far below the paper's edge the number starts, in mm: measured once on the office's headed paper."""
    form = Lines((("drop", Field("版头下移毫米", Kind.INTEGER,
                                 help=f"量一量红头纸上边到红线下面的距离，0 到 {MOST_DROP}")),))
    form.editors["drop"].set_value(current)
    dialog = FormDialog("版头下移", form, [("yes", "确定")], parent)

    def check(_: str) -> None:
        given = form.values()
        if given is None or not 0 <= (given["drop"] or 0) <= MOST_DROP:
            form.show_faults({"drop": f"写 0 到 {MOST_DROP} 的整数"})
            return
        take(given["drop"] or 0)
        dialog.accept()

    dialog.submitted.connect(check)
    dialog.exec()


def open_by_hand(services: Services, row: int, parent: QWidget) -> None:
    """Ask what was written under a reserved number."""
    found = services.read(document, row)
    form = Lines(BY_HAND)
    form.editors["issued_on"].set_value(services.today)
    form.editors["note"].set_value(found.note)
    dialog = FormDialog(f"登记手写文书  {found.number}", form, [("save", "登记")], parent)
    keep_form(dialog, services, form.editors, Document, "by-hand", (Document.__tablename__, row))

    def save(_: str) -> None:
        given = form.values()
        if given is None:
            return
        if given["issued_on"] is None:
            form.show_faults({"issued_on": "请填写成文日期"})
            return
        words = {key: given[key] or "" for key in ("heading", "addressee", "signed_by", "note")}
        if services.perform(register_handwritten, f"登记手写的{found.number}", parent=dialog, wanted=row,
                            faults=form.show_faults, issued_on=given["issued_on"], **words) is not None:
            dialog.accept()

    dialog.submitted.connect(save)
    dialog.exec()
