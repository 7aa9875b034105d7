"""The facts of a move asked for, and the check."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.marks import Tone
from desktop.features.calendar.queries import work_calendar
from desktop.features.problems.form.entry import departments
from desktop.features.problems.operations.moves import move_problem, record_check
from desktop.features.problems.queries import case_of
from desktop.features.problems.records import (
    Check,
    Problem,
    Step,
)
from desktop.features.problems.rules.limits import limit_hint
from desktop.features.problems.rules.moves import FACTS, OPEN, WORKFLOW, Fact
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import FormKeeper, draft_of
from desktop.ui.editors import Editor, LineEditor, editor_for
from desktop.ui.form import LABEL_WIDTH, FormGroup, FormSpec, RecordDialog
from desktop.ui.labels import label
from desktop.ui.services import Services

CHECK_FORM = FormSpec(Check, (FormGroup("", (
    Check.way, Check.checked_on, Check.first_checker, Check.first_card, Check.second_checker,
    Check.second_card, Check.conclusion, Check.note)),))
FAULT_ROOM = 24
"""Height in px kept free below a field for the sentence about it."""


class MoveDialog(FormDialog):
    """Asks for the facts of one move, makes it, and closes when it was made."""

    def __init__(self, services: Services, problem: Problem, move: str, parent: QWidget) -> None:
        self.services, self.problem, self.wanted = services, problem, move
        self.label = WORKFLOW.moves[move].label
        self.editors: dict[str, Editor] = {}
        self._hints: dict[str, Any] = {}
        form = QWidget()
        self._grid = QGridLayout(form)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        for fact in FACTS[move]:
            self._add(fact)
        self._grid.setRowStretch(2 * len(FACTS[move]), 1)
        super().__init__(self.label, form, [("yes", self.label)], parent)
        self.resize(self.width(), self.height() + FAULT_ROOM * len(self.editors))
        self._fill()
        self._chain()
        self.drafts = FormKeeper(self, services, draft_of(
            f"{problem.title()} {self.label}", Step, None, move, (Problem.__tablename__, problem.id)),
            self.editors)
        self.submitted.connect(lambda _: self.make())

    def _add(self, fact: Fact) -> None:
        row = 2 * len(self.editors)
        name = label(fact.field.label + (" *" if fact.required else ""), "hint", wrap=True)
        name.setFixedWidth(LABEL_WIDTH)
        name.setMinimumHeight(30)
        editor = editor_for(fact.field, needed=fact.required)
        editor.setToolTip(fact.field.help)
        self.editors[fact.key] = editor
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(name, row, 0, top)
        self._grid.addWidget(editor, row, 1, top)
        if fact.future:
            hint = label("", "small", Tone.AMBER, wrap=True)
            hint.hide()
            self._hints[fact.key] = hint
            self._grid.addWidget(hint, row + 1, 1)
            editor.changed.connect(lambda: self._hint(fact.key))

    def _fill(self) -> None:
        """What is known already stands in the fields."""
        today = self.services.today
        for fact in FACTS[self.wanted]:
            value = getattr(self.problem, fact.key, None)
            if value is None and fact.past:
                value = today
            if value is not None:
                self.editors[fact.key].set_value(value)
        suggestions = {"duty_department": self.services.read(departments),
                       "into": self.services.read(_open_numbers, self.problem.id)}
        for key, words in suggestions.items():
            editor = self.editors.get(key)
            if isinstance(editor, LineEditor):
                editor.suggest(words)

    def _chain(self) -> None:
        editors = list(self.editors.values())
        for editor, after in pairwise(editors):
            editor.moved_on.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))
            QWidget.setTabOrder(editor.box, after.box)
        if editors:
            editors[-1].moved_on.connect(self.buttons["yes"].setFocus)
            editors[0].setFocus()

    def _hint(self, key: str) -> None:
        try:
            day = self.editors[key].value()
        except ValueError:
            day = None
        words = day and limit_hint(day, self.services.today, self.services.read(work_calendar))
        self._hints[key].setText(words or "")
        self._hints[key].setVisible(bool(words))

    def values(self) -> dict[str, Any] | None:
        """Typed facts, None after showing the faults."""
        found: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for key, editor in self.editors.items():
            try:
                found[key] = editor.value()
            except ValueError as error:
                faults[key] = str(error)
        self.show_faults(faults)
        return None if faults else found

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark the faulty fields."""
        for key, editor in self.editors.items():
            editor.show_fault(faults.get(key, ""))
        first = next((self.editors[key] for key in self.editors if key in faults), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def make(self) -> None:
        """Make the move; a second press while it runs does nothing."""
        button, given = self.buttons["yes"], self.values()
        if given is None or not button.isEnabled():
            return
        button.setEnabled(False)
        try:
            done = make_move(self.services, self.problem, self.wanted, self, self.show_faults, **given)
        finally:
            button.setEnabled(True)
        if done is not None:
            self.accept()


def _open_numbers(session: Session, but: int) -> list[str]:
    return list(session.scalars(select(Problem.number).where(
        Problem.voided_at.is_(None), Problem.state.in_(OPEN), Problem.id != but).order_by(Problem.number)))


def make_move(services: Services, problem: Problem, move: str, parent: QWidget, faults: Any = None,
              **given: Any) -> Problem | None:
    """One move through the door; the status line says where the problem stands now."""
    words, target = WORKFLOW.moves[move].label, WORKFLOW.moves[move].target
    return services.perform(move_problem, f"{problem.title()}{words}", parent=parent, faults=faults,
                            done=f"{problem.title()}：{words}，现在是“{target.value}”",
                            problem=problem.id, move=move, version=problem.version, **given)


def open_move(services: Services, problem: Problem, move: str, parent: QWidget) -> None:
    """Ask for what the move needs; a move that needs nothing is made at once."""
    if any(fact.required for fact in FACTS[move]):
        MoveDialog(services, problem, move, parent).exec()
    else:
        make_move(services, problem, move, parent)


def check_dialog(services: Services, problem: Problem, parent: QWidget) -> RecordDialog:
    """The check of this attempt, to be written down or completed."""
    known = services.read(lambda session: case_of(session, session.get_one(Problem, problem.id)).check)

    def save(values: dict[str, Any], version: int | None) -> Check | None:
        return services.perform(record_check, f"{problem.title()}核查", parent=dialog, done="核查已记下",
                                faults=dialog.record_form.show_faults, problem=problem.id, **values)

    start = {Check.checked_on.key: services.today, Check.first_checker.key: services.desk.by}
    dialog = RecordDialog(services, f"{problem.title()}核查", CHECK_FORM, known, save, parent,
                          start if known is None else None, (Problem.__tablename__, problem.id))
    return dialog
