"""The facts of a move asked for; a case chosen to join; the limits of the kinds."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind
from desktop.features.complaints.operations.joining import (
    merge_complaints,
    plan_complaint_visit,
    set_limit,
)
from desktop.features.complaints.operations.moves import move_complaint
from desktop.features.complaints.queries.cases import limits
from desktop.features.complaints.records import Complaint, ComplaintKind, Step
from desktop.features.complaints.rules.flow import FACTS, OPEN, WORKFLOW
from desktop.features.complaints.rules.limits import Unit
from desktop.features.inspections.records.visits import VisitKind
from desktop.features.office.queries import is_set_up, office
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import ALL_ROWS, FormKeeper, draft_of, keep_form
from desktop.ui.editors import Editor, LineEditor, editor_for, show_faults, typed
from desktop.ui.form import LABEL_WIDTH
from desktop.ui.labels import label
from desktop.ui.services import Services


class FieldsDialog(FormDialog):
    """Editors one below the other; `values` reads them, Enter goes on."""

    def __init__(self, title: str, fields: Mapping[str, tuple[Field, bool]], verb: str, parent: QWidget
                 ) -> None:
        self.editors: dict[str, Editor] = {}
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (key, (facts, needed)) in enumerate(fields.items()):
            name = label(facts.label + (" *" if needed else ""), "hint", wrap=True)
            name.setFixedWidth(LABEL_WIDTH)
            name.setMinimumHeight(30)
            self.editors[key] = editor_for(facts, needed=needed and facts.kind is not Kind.CHOICE)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.editors[key], row, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(fields), 1)
        super().__init__(title, form, [("yes", verb)], parent)
        editors = list(self.editors.values())
        for editor, after in pairwise(editors):
            editor.moved_on.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))
            QWidget.setTabOrder(editor.box, after.box)
        editors[-1].moved_on.connect(self.buttons["yes"].setFocus)
        editors[0].setFocus()
        self.submitted.connect(lambda _: self._submit())

    def values(self) -> dict[str, Any] | None:
        """Typed values, None after showing the faults."""
        return typed(self.editors)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark the faulty fields."""
        show_faults(self.editors, faults)

    def _submit(self) -> None:
        """A second press while the act runs does nothing."""
        button, given = self.buttons["yes"], self.values()
        if given is None or not button.isEnabled():
            return
        button.setEnabled(False)
        try:
            done = self.perform(given)
        finally:
            button.setEnabled(True)
        if done is not None:
            self.accept()

    def perform(self, given: dict[str, Any]) -> Any:
        """The act; None when it was refused."""
        raise NotImplementedError(type(self).__name__)


class MoveDialog(FieldsDialog):
    """Asks for the facts of one move, makes it, and closes when it was made."""

    def __init__(self, services: Services, case: Complaint, move: str, parent: QWidget) -> None:
        self.services, self.case, self.move_key = services, case, move
        words = WORKFLOW.moves[move].label
        super().__init__(f"{case.title()}　{words}",
                         {fact.key: (fact.field, fact.required) for fact in FACTS[move]}, words, parent)
        for fact in FACTS[move]:
            value = getattr(case, fact.key, None)
            if value is None and fact.past:
                value = services.today
            if value is not None and fact.key not in ("satisfaction", "satisfaction_words"):
                self.editors[fact.key].set_value(value)
        for key in ("department", "exit_to"):
            editor = self.editors.get(key)
            if isinstance(editor, LineEditor):
                editor.suggest(services.read(_departments))
        self.drafts = FormKeeper(self, services, draft_of(
            f"{case.title()} {words}", Step, None, move, (Complaint.__tablename__, case.id)), self.editors)

    def perform(self, given: dict[str, Any]) -> Any:
        return make_move(self.services, self.case, self.move_key, self, self.show_faults, **given)


def make_move(services: Services, case: Complaint, move: str, parent: QWidget, faults: Any = None,
              **given: Any) -> Complaint | None:
    """One move through the door; the status line says what was done."""
    words = WORKFLOW.moves[move].label
    return services.perform(move_complaint, f"{case.title()}{words}", parent=parent, faults=faults,
                            done=f"{case.title()}：{words}", complaint=case.id, move=move,
                            version=case.version, **given)


def open_move(services: Services, case: Complaint, move: str, parent: QWidget) -> None:
    """Ask for what the move needs; a move that needs nothing is made at once."""
    if any(fact.required for fact in FACTS[move]):
        MoveDialog(services, case, move, parent).exec()
    else:
        make_move(services, case, move, parent)


class MergeDialog(FieldsDialog):
    """并案: the other case by its number; this one takes its calls."""

    def __init__(self, services: Services, case: Complaint, parent: QWidget, other: str = "") -> None:
        self.services, self.case = services, case
        super().__init__(f"别的投诉并入{case.title()}", {
            "gone": (Field("投诉编号", Kind.TEXT, length=20, help="它的来电、检查都归到这一件"),
                     True),
            "reason": (Field("理由", Kind.LONG, length=200), True)}, "并案", parent)
        self._numbers = services.read(_open_numbers, case.id)
        gone = self.editors["gone"]
        assert isinstance(gone, LineEditor)
        gone.suggest(list(self._numbers))
        gone.set_value(other)
        keep_form(self, services, self.editors, Complaint, "merge", (Complaint.__tablename__, case.id))

    def perform(self, given: dict[str, Any]) -> Any:
        row = self._numbers.get(str(given["gone"] or "").strip())
        if row is None:
            self.show_faults({"gone": "没有这件未办结的投诉"})
            return None
        return self.services.perform(
            merge_complaints, "并案", parent=self, faults=self.show_faults, done="已并案", kept=self.case.id,
            gone=row, reason=given["reason"] or "")


class LimitDialog(FieldsDialog):
    """办理时限 of one kind, confirmed with where it is written."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        self.services = services
        known = services.read(limits)
        super().__init__("办理时限", {
            "of": (Field("类型", Kind.CHOICE, choices=ComplaintKind), True),
            "days": (Field("天数", Kind.INTEGER), True),
            "unit": (Field("单位", Kind.CHOICE, choices=Unit), True),
            "source": (Field("依据", Kind.LONG, length=200, help="写明文件名称、文号；填了就不再标待核对"),
                       True),
        }, "保存", parent)
        self._known = known
        self.editors["of"].changed.connect(self._show)
        self.editors["of"].set_value(ComplaintKind.COMPLAINT)
        keep_form(self, services, self.editors, Complaint, "limits", (Complaint.__tablename__, ALL_ROWS))

    def _show(self) -> None:
        limit = self._known.get(self.editors["of"].value())
        if limit is not None:
            self.editors["days"].set_value(limit.days)
            self.editors["unit"].set_value(limit.unit)
            self.editors["source"].set_value(limit.source)

    def perform(self, given: dict[str, Any]) -> Any:
        empty = {key: "请填写" for key, value in given.items() if value is None}
        if empty:
            self.show_faults(empty)
            return None
        return self.services.perform(set_limit, f"{given['of'].value}办理时限", parent=self,
                                     faults=self.show_faults, done="时限已保存，以后登记的按它算", **given)


class VisitDialog(FieldsDialog):
    """安排检查 because of a complaint: how and when."""

    def __init__(self, services: Services, case: Complaint, parent: QWidget) -> None:
        self.services, self.case = services, case
        super().__init__(f"{case.title()}　安排检查", {
            "way": (Field("检查方式", Kind.CHOICE, choices=VisitKind), True),
            "on": (Field("检查日期", Kind.DATE), True)}, "安排", parent)
        self.editors["way"].set_value(VisitKind.SPECIAL)
        self.editors["on"].set_value(services.today)

    def perform(self, given: dict[str, Any]) -> Any:
        return self.services.perform(plan_complaint_visit, f"{self.case.title()}安排检查", parent=self,
                                     faults=self.show_faults, done="检查已列入计划", complaint=self.case.id,
                                     **given)


def _departments(session: Session) -> list[str]:
    own = office(session) if is_set_up(session) else None
    return [*own.departments, *own.towns] if own else []


def _open_numbers(session: Session, but: int) -> dict[str, int]:
    rows = session.execute(select(Complaint.number, Complaint.id).where(
        Complaint.voided_at.is_(None), Complaint.state.in_(OPEN), Complaint.id != but)
        .order_by(Complaint.id.desc()).limit(5000)).all()
    return {row[0]: row[1] for row in rows}
