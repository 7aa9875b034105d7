"""登记投诉, 并入来电 and 修改: typed, or guessed from a pasted work order and shown for correction."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind
from desktop.features.complaints.operations.intake import add_call, register_complaint
from desktop.features.complaints.operations.joining import change_complaint
from desktop.features.complaints.queries.naming import names, town_of
from desktop.features.complaints.records import Caller, Channel, Complaint, ComplaintKind, WorkOrder
from desktop.features.complaints.rules.pasted import day_of, guess
from desktop.features.complaints.rules.words import channel_of, kind_of, project_of, projects, sector_of
from desktop.features.institutions.records import Institution
from desktop.features.office.queries import is_set_up, office
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import ALL_ROWS, keep_form
from desktop.ui.editors import LineEditor, TextEditor
from desktop.ui.form import FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.services import Services

MOST_NAMES = 20000


def form_picks(session: Session) -> Picks:
    """Towns of the office and the words of 项目."""
    towns = office(session).towns if is_set_up(session) else ()
    return {Complaint.town.key: [(town, town) for town in towns],
            Complaint.project.key: [(item.name, item.name) for item in projects()]}


_WIDE = frozenset({WorkOrder.place.key, Complaint.subject.key})
INTAKE = FormSpec(Complaint, (
    FormGroup("诉求", (WorkOrder.content, Complaint.subject, Complaint.town, Complaint.project,
                     WorkOrder.place), _WIDE),
    FormGroup("来电", (Caller.name, Caller.phone, WorkOrder.on, WorkOrder.number, Complaint.channel,
                     Complaint.kind)),
    FormGroup("办理", (WorkOrder.due_on, Complaint.handler, Complaint.sector, Complaint.tier,
                     Complaint.note)),
), form_picks)
CALL = FormSpec(WorkOrder, (
    FormGroup("", (WorkOrder.content, Caller.name, Caller.phone, WorkOrder.on, WorkOrder.number,
                   WorkOrder.channel, WorkOrder.kind)),), form_picks)
CHANGE = FormSpec(Complaint, (
    FormGroup("诉求", (Complaint.subject, Complaint.town, Complaint.address, Complaint.received_on,
                     Complaint.kind, Complaint.channel, Complaint.tier, Complaint.sector, Complaint.project,
                     Complaint.summary), frozenset({Complaint.address.key, Complaint.subject.key})),
    FormGroup("办理", (Complaint.due_on, Complaint.department, Complaint.handler, Complaint.disposal,
                     Complaint.note)),
), form_picks)


class IntakeDialog(RecordDialog):
    """A new case (`case` None) or a further call of one; `start` are guesses, `original` the pasted text."""

    def __init__(self, services: Services, parent: QWidget, case: Complaint | None = None,
                 start: Mapping[str, Any] | None = None) -> None:
        self.services, self.case, self.token = services, case, uuid4().hex
        self.original = (start or {}).get("original")
        guessed = form_values(start or {})
        guessed.setdefault("town", services.read(town_of, guessed.get("place"), guessed.get("content")))
        usual = {"on": services.today, "kind": ComplaintKind.COMPLAINT, "channel": Channel.HOTLINE}
        title = "登记投诉" if case is None else f"{case.title()}并入来电"
        super().__init__(services, title, INTAKE if case is None else CALL, None, self._perform, parent,
                         {**usual, **guessed})
        self.editors = self.record_form.editors
        self._known = services.read(_institutions) if case is None else {}
        subject = self.editors.get("subject")
        if isinstance(subject, LineEditor):
            self._names = services.read(names)
            subject.suggest(list(self._known))
            subject.changed.connect(self._show_whom)
            self.editors["content"].changed.connect(self._show_whom)
            self._show_whom()

    def _show_whom(self) -> None:
        """Which institution would be linked or is seemingly named."""
        subject = self.editors["subject"].text().strip()
        if subject in self._known:
            self.show_note(f"关联机构：{subject}")
            return
        words = f"{subject}\n{self.editors['content'].text()}"
        found = self._names.proposal(words)
        if found is None:
            self.show_note("")
        else:
            self.show_note(f"“{found.words}”疑似{found.name}", "就是这家",
                           lambda: self.editors["subject"].set_value(found.name))

    def _perform(self, values: dict[str, Any], version: int | None) -> Any:
        given = {**values, "original": self.original}
        faults = self.record_form.show_faults
        if self.case is not None:
            return self.services.perform(add_call, f"{self.case.title()}并入来电", parent=self, faults=faults,
                                         done="来电已并入", complaint=self.case.id, values=given)
        given["institution_id"] = self._known.get(str(values.get("subject") or "").strip())
        return self.services.perform(register_complaint, "登记投诉", parent=self, faults=faults,
                                     done="投诉已登记", token=self.token, values=given)


def form_values(guessed: Mapping[str, Any]) -> dict[str, Any]:
    """Guesses as the editors of the form take them."""
    found = dict(guessed)
    found.pop("original", None)
    if "on" in found:
        found["on"] = day_of(found["on"])
    if "channel" in found:
        found["channel"] = channel_of(found["channel"])[0]
    if "kind" in found:
        found["kind"] = kind_of(found["kind"])[0]
    text = guessed.get("content")
    if text:
        found["project"] = project_of(guessed.get("project"), guessed.get("title"), text)
        found["sector"] = sector_of(guessed.get("title"), text)
    return {key: value for key, value in found.items() if value is not None}


class PasteDialog(FormDialog):
    """The text of a work order, to be taken apart."""

    def __init__(self, parent: QWidget, then: Callable[[dict[str, Any]], None]) -> None:
        self.editor = TextEditor(Field("工单文字", Kind.LONG, length=8000,
                                       help="整段粘贴；认出的内容下一步可以改，原文保留"), lines=8)
        super().__init__("粘贴工单", self.editor, [("yes", "识别")], parent)
        self._then = then
        self.submitted.connect(lambda _: self._read())
        self.editor.setFocus()

    def _read(self) -> None:
        found = guess(self.editor.text())
        if not found:
            self.editor.show_fault("请粘贴工单文字")
            return
        self.accept()
        self._then(found)


def open_paste(services: Services, parent: QWidget) -> None:
    """粘贴工单, then 登记投诉 with what was recognised."""
    dialog = PasteDialog(parent, lambda found: open_intake(services, parent, found))
    keep_form(dialog, services, {"text": dialog.editor}, Complaint, "paste",
              (Complaint.__tablename__, ALL_ROWS))
    dialog.exec()


def open_intake(services: Services, parent: QWidget, start: Mapping[str, Any] | None = None) -> None:
    """登记投诉."""
    IntakeDialog(services, parent, start=start).exec()


def open_form(services: Services, row: int | None, parent: QWidget) -> None:
    """登记 (`row` None) or 修改."""
    if row is None:
        open_intake(services, parent)
        return
    found = services.read(lambda session: session.get_one(Complaint, row))

    def save(values: dict[str, Any], version: int | None) -> Any:
        return services.perform(change_complaint, f"修改{found.title()}", parent=dialog,
                                faults=dialog.record_form.show_faults, row=row, values=values,
                                version=version)

    dialog = RecordDialog(services, f"修改{found.title()}", CHANGE, found, save, parent)
    dialog.exec()


def _institutions(session: Session) -> dict[str, int]:
    rows: Sequence[Any] = session.execute(
        select(Institution.name, Institution.id).where(Institution.voided_at.is_(None))
        .order_by(Institution.sort_key).limit(MOST_NAMES)).all()
    return {row[0]: row[1] for row in rows}
