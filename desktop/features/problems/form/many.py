"""批量交办 and 批量改期: the facts asked once, a preview with reasons row by row, then one act."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.base.errors import Trouble
from desktop.base.fields import field_of
from desktop.base.progress import Progress
from desktop.features.problems.form.entry import departments
from desktop.features.problems.operations.many import assigning, postponing
from desktop.features.problems.records import Problem, Step
from desktop.features.problems.rules.moves import FACTS, WORKFLOW, Fact
from desktop.store.bulk import Outcome, Wanted, change_many, rehearse
from desktop.ui.changes_dialog import ChangesDialog
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import ALL_ROWS, keep_form
from desktop.ui.editors import Editor, LineEditor, editor_for
from desktop.ui.errors import show_trouble
from desktop.ui.form import LABEL_WIDTH
from desktop.ui.labels import label
from desktop.ui.services import Services

AT_ONCE = 40
"""Problems tried here and now; more go to the worker thread."""

ASSIGN, EXTEND = "assign", "extend"
KEPT = {ASSIGN: ("measures", "duty_department", "duty_person"), EXTEND: ()}
"""Facts that may stay empty: each problem keeps its own."""

HINTS = {ASSIGN: "空着的，各个问题用自己已填的。", EXTEND: "同一个批准用于选中的全部问题。"}


class ManyDialog(FormDialog):
    """The facts of one move for many problems; `facts` holds them after acceptance."""

    def __init__(self, services: Services, move: str, count: int, parent: QWidget) -> None:
        self.services, self.wanted = services, move
        self.facts: dict[str, Any] = {}
        self.editors: dict[str, Editor] = {}
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(HINTS[move], "small", wrap=True), 0, 0, 1, 2)
        for row, fact in enumerate(FACTS[move], 1):
            self._add(grid, row, fact)
        grid.setRowStretch(len(FACTS[move]) + 1, 1)
        title = f"批量{WORKFLOW.moves[move].label} {count} 个问题"
        super().__init__(title, form, [("yes", "预览改动")], parent)
        department = self.editors.get("duty_department")
        if isinstance(department, LineEditor):
            department.suggest(services.read(departments))
        for editor, after in pairwise(self.editors.values()):
            editor.moved_on.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))
        keep_form(self, services, self.editors, Step, f"many-{move}", (Problem.__tablename__, ALL_ROWS))
        self.submitted.connect(lambda _: self.check())

    def _add(self, grid: QGridLayout, row: int, fact: Fact) -> None:
        needed = fact.required and fact.key not in KEPT[self.wanted]
        name = label(fact.field.label + (" *" if needed else ""), "hint", wrap=True)
        name.setFixedWidth(LABEL_WIDTH)
        editor = editor_for(fact.field, needed=needed)
        if fact.past:
            editor.set_value(self.services.today)
        self.editors[fact.key] = editor
        grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(editor, row, 1, Qt.AlignmentFlag.AlignTop)

    def check(self) -> None:
        """Read the facts; accept when what is needed is there."""
        found, faults = {}, {}
        for fact in FACTS[self.wanted]:
            try:
                found[fact.key] = self.editors[fact.key].value()
            except ValueError as error:
                faults[fact.key] = str(error)
                continue
            if found[fact.key] in (None, "") and fact.required and fact.key not in KEPT[self.wanted]:
                faults[fact.key] = f"请填写{fact.field.label}"
        for key, editor in self.editors.items():
            editor.show_fault(faults.get(key, ""))
        if not faults:
            self.facts = found
            self.accept()


def ask_many(services: Services, move: str, rows: Sequence[int], parent: QWidget) -> None:
    """Ask, preview, and make the move for all problems that allow it."""
    dialog = ManyDialog(services, move, len(rows), parent)
    if dialog.exec():
        preview_many(services, move, rows, dialog.facts, parent)


def many_change(move: str, facts: Mapping[str, Any]) -> tuple[Callable[..., Problem], dict[str, Any]]:
    """The change of one problem, and the fields it sets."""
    if move == EXTEND:
        change = postponing(facts["reason"], facts["approved_by"], facts["approved_on"])
        return change, {Problem.limit.key: facts["new_limit"]}
    keys = ("measures", "limit", "duty_department", "duty_person")
    return assigning(facts.get("on")), {key: facts[key] for key in keys if facts.get(key)}


def preview_many(services: Services, move: str, rows: Sequence[int], facts: Mapping[str, Any],
                 parent: QWidget) -> None:
    """What would change and what is refused and why; a yes makes it one act."""
    change, values = many_change(move, facts)
    wanted = [Wanted(row, values) for row in rows]

    def plan(progress: Progress) -> list[Outcome]:
        return rehearse(services.desk, Problem, change, wanted, progress)

    def ask(found: Sequence[Outcome]) -> None:
        fields = {key: field_of(getattr(Problem, key)) for key in values}
        title = f"批量{WORKFLOW.moves[move].label}"
        dialog = ChangesDialog(title, found, fields, "个", parent)
        if dialog.exec() and dialog.possible:
            _make(services, move, change, [Wanted(item.row, values) for item in dialog.possible], parent)

    if len(wanted) > AT_ONCE:
        services.run(plan, "核对改动", ask, parent=parent)
        return
    try:
        found = plan(Progress())
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return
    ask(found)


def _make(services: Services, move: str, change: Callable[..., Problem], wanted: Sequence[Wanted],
          parent: QWidget) -> None:
    limit: date = wanted[0].values[Problem.limit.key]
    act = "改期到" if move == EXTEND else "交办，时限"
    title = f"把 {len(wanted)} 个问题{act} {limit.month}月{limit.day}日"
    done = f"已{title}"
    if len(wanted) > AT_ONCE:
        services.perform_long(change_many, title, lambda _: None, parent=parent, done=done, record=Problem,
                              change=change, wanted=wanted)
    else:
        services.perform(change_many, title, parent=parent, done=done, record=Problem, change=change,
                         wanted=wanted)
