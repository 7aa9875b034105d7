"""The facts of a move asked for, and the check."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.features.problems.form.entry import departments
from desktop.features.problems.form.facts import FactsDialog
from desktop.features.problems.operations.moves import move_problem, proposed_look_back, record_check
from desktop.features.problems.queries import bodies, case_of, paper_of_step, steps_up
from desktop.features.problems.records import (
    Check,
    Problem,
    Rung,
    Step,
)
from desktop.features.problems.rules.moves import FACTS, OPEN, WORKFLOW
from desktop.ui.drafts import FormKeeper, draft_of
from desktop.ui.editors import LineEditor
from desktop.ui.form import FormGroup, FormSpec, RecordDialog
from desktop.ui.services import Services

REFER = "refer"
CHECK_FORM = FormSpec(Check, (FormGroup("", (
    Check.way, Check.checked_on, Check.first_checker, Check.first_card, Check.second_checker,
    Check.second_card, Check.conclusion, Check.note)),))


class MoveDialog(FactsDialog):
    """Asks for the facts of one move, makes it, and closes when it was made."""

    def __init__(self, services: Services, problem: Problem, move: str, parent: QWidget) -> None:
        self.problem, self.wanted = problem, move
        self.label = WORKFLOW.moves[move].label
        super().__init__(services, f"{problem.title()}：{self.label}", self.label, FACTS[move], parent)
        self._proposed = ""
        self._fill()
        self.drafts = FormKeeper(self, services, draft_of(
            f"{problem.title()} {self.label}", Step, None, move, (Problem.__tablename__, problem.id)),
            self.editors)

    def _fill(self) -> None:
        """What is known already stands in the fields."""
        today = self.services.today
        for fact in FACTS[self.wanted]:
            value = getattr(self.problem, fact.key, None)
            if value is None and fact.past:
                value = today
            if value is not None:
                self.editors[fact.key].set_value(value)
        known = self.services.read(referred, self.problem.id) if self.wanted == REFER else {}
        for key, value in known.items():
            self.editors[key].set_value(value)
        if self.wanted == "approve":
            self._propose()
            self.editors["on"].changed.connect(self._propose)
        suggestions = {"duty_department": self.services.read(departments),
                       "exit_to": self.services.read(bodies) if self.wanted == REFER else [],
                       "into": self.services.read(_open_numbers, self.problem.id)}
        for key, words in suggestions.items():
            editor = self.editors.get(key)
            if isinstance(editor, LineEditor):
                editor.suggest(words)

    def _propose(self) -> None:
        """The look-back date that severity asks for, following the signature until she writes her own."""
        due = self.editors["lookback_due"]
        if due.text() not in ("", self._proposed):
            return
        try:
            signed = self.editors["on"].value()
        except ValueError:
            signed = None
        if signed is not None:
            due.set_value(self.services.read(_look_back, self.problem.id, signed))
            self._proposed = due.text()

    def act(self, given: dict[str, Any]) -> Problem | None:
        return make_move(self.services, self.problem, self.wanted, self, self.show_faults, **given)


def _look_back(session: Session, row: int, signed: date) -> date:
    return proposed_look_back(session, session.get_one(Problem, row), signed)


def referred(session: Session, row: int) -> dict[str, Any]:
    """Body, number and day of the last referral on the ladder: handing over takes them."""
    step = next((item for item in reversed(steps_up(session, row)) if item.rung is Rung.REFER), None)
    if step is None:
        return {}
    paper = paper_of_step(session, step.id)
    found = {"exit_to": step.target, "exit_number": step.number or (paper.number if paper else None),
             "reason": step.reason, "reply_by": step.reply_by, "signer": step.decided_by}
    return {key: value for key, value in found.items() if value is not None}


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
    dialog = RecordDialog(services, f"{problem.title()}：核查", CHECK_FORM, known, save, parent,
                          start if known is None else None, (Problem.__tablename__, problem.id))
    return dialog
