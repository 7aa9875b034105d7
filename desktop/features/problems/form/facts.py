"""A dialog that asks for facts, one below the other; Enter moves on, faults stand at their fields."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.base.marks import Tone
from desktop.features.calendar.queries import work_calendar
from desktop.features.problems.rules.limits import limit_hint
from desktop.features.problems.rules.moves import Fact
from desktop.ui.dialogs import FormDialog
from desktop.ui.editors import Editor, editor_for, show_faults, typed
from desktop.ui.form import LABEL_WIDTH
from desktop.ui.labels import label
from desktop.ui.services import Services


class FactsDialog(FormDialog):
    """Asks for `facts`; a subclass makes something of them in `act`. `hint` stands above the fields."""

    def __init__(self, services: Services, title: str, verb: str, facts: Sequence[Fact], parent: QWidget, *,
                 hint: str = "") -> None:
        self.services = services
        self.editors: dict[str, Editor] = {}
        self._hints: dict[str, Any] = {}
        form = QWidget()
        self._grid = QGridLayout(form)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        if hint:
            self._grid.addWidget(label(hint, "small", wrap=True), 0, 0, 1, 2)
        for fact in facts:
            self._add(fact)
        self._grid.setRowStretch(2 * len(facts) + 1, 1)
        super().__init__(title, form, [("yes", verb)], parent)
        self._chain()
        self.submitted.connect(lambda _: self.make())

    def _add(self, fact: Fact) -> None:
        row = 2 * len(self.editors) + 1
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
        return typed(self.editors)

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """Mark the faulty fields."""
        show_faults(self.editors, faults)

    def make(self) -> None:
        """Make it; a second press while it runs does nothing."""
        button, given = self.buttons["yes"], self.values()
        if given is None or not button.isEnabled():
            return
        button.setEnabled(False)
        try:
            done = self.act(given)
        finally:
            button.setEnabled(True)
        if done is not None:
            self.accept()

    def act(self, given: dict[str, Any]) -> Any:
        """What the facts are for; None keeps the dialog open."""
        raise NotImplementedError
