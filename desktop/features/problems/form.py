"""Entry forms of a problem: registering and editing, the facts of a move, a check, a piece of evidence."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble
from desktop.base.fields import Field, Kind, field_of
from desktop.base.marks import Tone
from desktop.features.calendar.queries import work_calendar
from desktop.features.institutions.records import Institution
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.operations import (
    add_evidence_files,
    edit_problem,
    move_problem,
    record_check,
    register_problem,
)
from desktop.features.problems.queries import case_of, tree
from desktop.features.problems.records import (
    Category,
    Check,
    Evidence,
    EvidenceKind,
    Level,
    Problem,
    Source,
    State,
    Step,
)
from desktop.features.problems.rules import FACTS, OPEN, WORKFLOW, Fact, limit_hint
from desktop.store.engine import machine_troubles
from desktop.ui.buttons import Button
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import FormKeeper, draft_of
from desktop.ui.editors import Editor, LineEditor, PickEditor, editor_for
from desktop.ui.errors import show_trouble
from desktop.ui.form import LABEL_WIDTH, FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.labels import label
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
        Problem.subcategory, Problem.source, Problem.level, Problem.description, Problem.students,
        Problem.refunds, Problem.amount, Problem.subject_person, Problem.basis), WIDE),
    FormGroup("整改", (
        Problem.measures, Problem.duty_department, Problem.duty_person, Problem.progress, Problem.result,
        Problem.finished_on, Problem.handler, Problem.papers, Problem.note)),
), form_picks)
CHECK_FORM = FormSpec(Check, (FormGroup("", (
    Check.way, Check.checked_on, Check.first_checker, Check.first_card, Check.second_checker,
    Check.second_card, Check.conclusion, Check.note)),))
FAULT_ROOM = 24
"""Height in px kept free below a field for the sentence about it."""
KINDS = "图片和文档 (*.jpg *.jpeg *.png *.pdf *.doc *.docx *.xls *.xlsx *.wps *.et);;全部文件 (*)"


class ProblemDialog(RecordDialog):
    """登记 or 修改; typing a name offers the ledger's institutions, choosing one takes its address over."""

    def __init__(self, services: Services, problem: Problem | None, parent: QWidget,
                 start: Mapping[str, Any] | None = None) -> None:
        self.services = services
        self.problem = problem
        self.token = uuid4().hex
        title = "登记问题" if problem is None else f"修改{problem.title()}"
        usual = {Problem.found_on.key: services.today, Problem.handler.key: services.desk.by,
                 Problem.source.key: Source.INSPECTION, Problem.level.key: Level.ORDINARY}
        given = {**usual, **(start or {})}
        self._known: dict[str, tuple[int, str | None, str | None]] = {
            name: (row, town, address) for row, name, town, address in services.read(_institutions)}
        super().__init__(services, title, PROBLEM_FORM, problem, self._perform, parent,
                         given if problem is None else None)
        self.editors = self.record_form.editors
        self._offer("subject", list(self._known))
        self._offer("duty_department", services.read(_departments))
        self.editors["subject"].changed.connect(self._subject_typed)
        self.editors["category"].changed.connect(self._category_chosen)
        self._category_chosen()
        if problem is not None:
            self.editors["subcategory"].set_value(problem.subcategory)

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
        faults = self.record_form.show_faults
        if self.problem is None:
            return self.services.perform(register_problem, "登记问题", parent=self, faults=faults,
                                         done="问题已登记", token=self.token, **given)
        return self.services.perform(edit_problem, f"修改{self.problem.title()}", parent=self, faults=faults,
                                     problem=self.problem.id, version=version, **given)


def _institutions(session: Session) -> list[tuple[int, str, str | None, str | None]]:
    rows = session.execute(select(Institution.id, Institution.name, Institution.town, Institution.address)
                           .where(Institution.voided_at.is_(None)).order_by(Institution.sort_key)
                           .limit(MOST_NAMES)).all()
    return [(row, name, town, address) for row, name, town, address in rows]


def _departments(session: Session) -> list[str]:
    own = office(session) if is_set_up(session) else None
    return [*own.departments, *own.towns] if own else []


def open_problem_form(services: Services, row: int | None, parent: QWidget) -> None:
    """登记 (`row` None) or 修改."""
    found = services.read(lambda session: session.get(Problem, row)) if row is not None else None
    ProblemDialog(services, found, parent).exec()


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
        suggestions = {"duty_department": self.services.read(_departments),
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


class EvidenceDialog(FormDialog):
    """Files of one kind: chosen, counted, kept by copy."""

    def __init__(self, services: Services, problem: Problem, parent: QWidget,
                 kind: EvidenceKind | None = None) -> None:
        self.services, self.problem = services, problem
        self.files: list[Path] = []
        self.editors: dict[str, Editor] = {
            "evidence_kind": editor_for(field_of(Evidence.kind), needed=True),
            "copies": editor_for(Field("每个文件的份数", Kind.INTEGER), needed=True),
            "note": editor_for(field_of(Evidence.note))}
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        names = {"evidence_kind": "种类 *", "copies": "每件份数 *", "note": "说明"}
        for row, (key, words) in enumerate(names.items()):
            grid.addWidget(label(words, "hint"), row, 0)
            grid.addWidget(self.editors[key], row, 1)
        self.chosen_files = label("还没有选择文件", "small", wrap=True)
        choosing = Button("选择文件…", icon="folder")
        choosing.clicked.connect(self.choose_files)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(choosing)
        line.addWidget(self.chosen_files, 1)
        grid.addWidget(label("文件 *", "hint"), 3, 0)
        grid.addLayout(line, 3, 1)
        grid.setRowStretch(4, 1)
        super().__init__("添加佐证", form, [("yes", "添加佐证")], parent)
        self.resize(self.width(), self.height() + FAULT_ROOM * 3)
        self.editors["evidence_kind"].set_value(kind or EvidenceKind.REPORT)
        self.editors["copies"].set_value(1)
        self.submitted.connect(lambda _: self.add())

    def choose_files(self) -> None:
        """Ask for files."""
        names, _ = QFileDialog.getOpenFileNames(self, "选择佐证文件", "", KINDS)
        if names:
            self.set_files([Path(name) for name in names])

    def set_files(self, files: Sequence[Path]) -> None:
        """These files will be added."""
        self.files = list(files)
        self.chosen_files.setText("、".join(path.name for path in files))
        self.show_fault("")

    def add(self) -> None:
        """Read the files, keep their copies, close."""
        if not self.files:
            self.show_fault("请选择文件。")
            return
        try:
            copies = self.editors["copies"].value()
            loaded = [(path.name, _read(path)) for path in self.files]
        except ValueError as error:
            self.editors["copies"].show_fault(str(error))
            return
        except Trouble as trouble:
            show_trouble(self, trouble)
            return
        kind = self.editors["evidence_kind"].value()
        done = self.services.perform(
            add_evidence_files, f"{self.problem.title()}添加{kind.value}", parent=self,
            done=f"{self.problem.title()}已附{kind.value} {len(loaded)} 件", problem=self.problem.id,
            evidence_kind=kind, files=loaded, copies=copies or 1, note=self.editors["note"].value())
        if done is not None:
            self.accept()


def _read(path: Path) -> bytes:
    with machine_troubles(path):
        return path.read_bytes()


def can_edit(problem: Problem) -> bool:
    """Whether form, check and evidence are open."""
    return not problem.voided and problem.state in (*OPEN, State.LOOK_BACK)
