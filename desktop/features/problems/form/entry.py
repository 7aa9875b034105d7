"""Registering and editing a problem, and what its fields offer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.features.institutions.records import Institution
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.operations.entry import SOURCES, edit_problem, register_problem
from desktop.features.problems.queries import tree
from desktop.features.problems.records import (
    Category,
    Problem,
    Source,
    State,
)
from desktop.features.problems.rules.moves import OPEN
from desktop.ui.editors import LineEditor, PickEditor
from desktop.ui.form import FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.services import Services

MOST_NAMES = 20000


def form_picks(session: Session) -> Picks:
    """Towns of the office, second-level categories, and the first-level ones still in use."""
    towns = office(session).towns if is_set_up(session) else ()
    in_use = dict.fromkeys(branch.category for branch in tree() if branch.enabled)
    return {
        Problem.town.key: [(town, town) for town in towns],
        Problem.category.key: [(None, ""), *((word, word.value) for word in in_use)],
        Problem.subcategory.key: subcategories(None),
    }


def subcategories(category: Category | None) -> list[tuple[str, str]]:
    """Keys and words of the second level of a category."""
    return [(branch.key, branch.label) for branch in tree()
            if branch.category is category and branch.label != category.value]


WIDE = frozenset({Problem.subject.key, Problem.address.key})
PROBLEM_FORM = FormSpec(Problem, (
    FormGroup("问题", (
        Problem.subject, Problem.town, Problem.found_on, Problem.address, Problem.category,
        Problem.subcategory, Problem.source, Problem.description, Problem.students,
        Problem.refunds, Problem.amount, Problem.subject_person, Problem.basis), WIDE),
    FormGroup("整改", (
        Problem.measures, Problem.duty_department, Problem.duty_person, Problem.progress, Problem.result,
        Problem.finished_on, Problem.handler, Problem.papers, Problem.note)),
), form_picks)


class ProblemDialog(RecordDialog):
    """登记 or 修改; typing a name offers the ledger's institutions, choosing one takes its address over."""

    def __init__(self, services: Services, problem: Problem | None, parent: QWidget,
                 start: Mapping[str, Any] | None = None) -> None:
        self.services = services
        self.problem = problem
        self.token = uuid4().hex
        title = "登记问题" if problem is None else f"修改{problem.title()}"
        usual = {Problem.found_on.key: services.today, Problem.handler.key: services.desk.by,
                 Problem.source.key: Source.INSPECTION}
        given = {**usual, **(start or {})}
        self.links = {key: given[key] for key in SOURCES if given.get(key) is not None}
        self._institution: tuple[str, int] | None = None
        if given.get("institution_id") is not None:
            self._institution = (str(given.get("subject", "")), given["institution_id"])
        self._known: dict[str, tuple[int, str | None, str | None]] = {
            name: (row, town, address) for row, name, town, address in services.read(_institutions)}
        super().__init__(services, title, PROBLEM_FORM, problem, self._perform, parent,
                         given if problem is None else None)
        self.editors = self.record_form.editors
        self._offer("subject", list(self._known))
        self._offer("duty_department", services.read(departments))
        self.editors["subject"].changed.connect(self._subject_typed)
        self.editors["category"].changed.connect(self._category_chosen)
        self._category_chosen()
        self.editors["subcategory"].set_value(
            problem.subcategory if problem is not None else given.get("subcategory"))

    def _offer(self, key: str, words: Sequence[str]) -> None:
        editor = self.editors[key]
        assert isinstance(editor, LineEditor), key
        editor.suggest(words)

    def _subject_typed(self) -> None:
        known = self._known.get(self.editors["subject"].text().strip())
        if known is not None:
            for key, words in (("town", known[1]), ("address", known[2])):
                if words and not self.editors[key].text():
                    self.editors[key].set_value(words)

    def _category_chosen(self) -> None:
        editor, category = self.editors["subcategory"], self.editors["category"].value()
        assert isinstance(editor, PickEditor)
        editor.set_choices(subcategories(category))
        texts = [f"{branch.label}：{branch.text}" for branch in tree()
                 if branch.category is category and branch.text]
        editor.setToolTip("\n".join(texts))

    def _perform(self, values: dict[str, Any], version: int | None) -> Problem | None:
        known = self._known.get(str(values["subject"] or "").strip())
        given = {**values, "institution_id": known[0] if known else None}
        if known is None and self._institution and self._institution[0] == given["subject"]:
            given["institution_id"] = self._institution[1]
        faults = self.record_form.show_faults
        if self.problem is None:
            return self.services.perform(register_problem, "登记问题", parent=self, faults=faults,
                                         done="问题已登记", token=self.token, **self.links, **given)
        return self.services.perform(edit_problem, f"修改{self.problem.title()}", parent=self, faults=faults,
                                     problem=self.problem.id, version=version, **given)


def _institutions(session: Session) -> list[tuple[int, str, str | None, str | None]]:
    rows = session.execute(select(Institution.id, Institution.name, Institution.town, Institution.address)
                           .where(Institution.voided_at.is_(None)).order_by(Institution.sort_key)
                           .limit(MOST_NAMES)).all()
    return [(row, name, town, address) for row, name, town, address in rows]


def departments(session: Session) -> list[str]:
    own = office(session) if is_set_up(session) else None
    return [*own.departments, *own.towns] if own else []


def open_problem_form(services: Services, row: int | None, parent: QWidget) -> None:
    """登记 (`row` None) or 修改."""
    found = services.read(lambda session: session.get(Problem, row)) if row is not None else None
    ProblemDialog(services, found, parent).exec()


def can_edit(problem: Problem) -> bool:
    """Whether form, check and evidence are open."""
    return not problem.voided and problem.state in (*OPEN, State.LOOK_BACK)
