"""记结果: who went, the checklists by single keys, what was seen; saved, the visit counts."""

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.errors import UserError
from desktop.base.fields import field_of
from desktop.features.inspections.form.items import Answer, AnswerWords, ItemTable
from desktop.features.inspections.form.visits import written_crew
from desktop.features.inspections.operations.entry import record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.queries.checklists import checklists, citations, item
from desktop.features.inspections.queries.people import people_named, recent_crews
from desktop.features.inspections.queries.visits import findings_of
from desktop.features.inspections.records.visits import Outcome, Visit, VisitKind, VisitResult, VisitState
from desktop.ui.buttons import Button
from desktop.ui.chips import Chip, ChipRow
from desktop.ui.dialogs import FormDialog
from desktop.ui.drafts import keep_form
from desktop.ui.editors import Editor, LineEditor, TextEditor, editor_for
from desktop.ui.labels import label
from desktop.ui.services import Services

WIDTH, TABLE = 1000, 250
LINES = ("inspectors", "starts", "ends", "site_person", "result")
TEXTS = ("record", "handling")


def answers_of(session: Session, visit: int) -> list[Answer]:
    """Every item asked now with what is recorded of it; recorded items asked no more come last."""
    known = {one.item_key: one for one in findings_of(session, visit)}
    asked = [one for part in checklists(session) for one in part.items]
    found = [Answer(one, known[one.key].outcome, known[one.key].detail or "") if one.key in known
             else Answer(one) for one in asked]
    asked_keys = {one.key for one in asked}
    return found + [Answer(item(session, key), one.outcome, one.detail or "") for key, one in known.items()
                    if key not in asked_keys]


class ResultDialog(FormDialog):
    """The result of one visit. Ctrl+1 makes every item left 无问题; Ctrl+S saves."""

    def __init__(self, services: Services, visit: Visit, parent: QWidget) -> None:
        self.services, self.visit = services, visit
        self.answers = services.read(answers_of, visit.id)
        self.table = ItemTable()
        self.table.setFixedHeight(TABLE)
        self.hint = label("", "small", wrap=False)
        self.chips = ChipRow("清单")
        self.editors: dict[str, Editor] = {
            **{key: editor_for(field_of(getattr(Visit, key))) for key in LINES},
            **{key: TextEditor(field_of(getattr(Visit, key))) for key in TEXTS}}
        known = visit.state is VisitState.DONE
        title = f"{'改结果' if known else '记结果'}：{visit.subject}"
        verb = "保存结果" if known else "记为已检查"
        super().__init__(title, self._form(), [("save", verb)], parent, width=WIDTH)
        self.buttons["save"].set_key("Ctrl+S")
        self.submitted.connect(lambda _: self.save())
        self._fill()
        kept = {**self.editors, "items": AnswerWords(self.table, self.answers, self)}
        keep_form(self, services, kept, Visit, "result", (Visit.__tablename__, visit.id))
        titles = list(dict.fromkeys(one.item.checklist for one in self.answers))
        self.chips.set_chips([Chip(title, title) for title in titles])
        used = {one.item.checklist for one in self.answers if one.outcome is not None}
        self.chips.choose(used or set(titles))
        self.chips.toggled.connect(lambda *_: self._show_items())
        self.table.at.connect(self._tell)
        self.table.answered.connect(self._count)
        QShortcut(QKeySequence("Ctrl+1"), self, self.table.all_clean)
        self._show_items()
        self._chain()

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        visit = self.visit
        words = f"{date_cn(visit.on)}　{visit.way.value}　{visit.number}"
        column.addWidget(label(words, "second"))
        column.addLayout(self._lines())
        row = QHBoxLayout()
        row.addWidget(self.chips, 1)
        self.clean = Button("其余都无问题")
        self.clean.set_key_cap("Ctrl+1")
        self.clean.clicked.connect(self.table.all_clean)
        row.addWidget(self.clean)
        column.addLayout(row)
        column.addWidget(self.table)
        column.addWidget(self.hint)
        self.count = label("", "strong")
        column.addWidget(self.count)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for place, key in enumerate(TEXTS):
            grid.addWidget(label(field_of(getattr(Visit, key)).label, "hint"), 0, place)
            grid.addWidget(self.editors[key], 1, place)
        column.addLayout(grid)
        return form

    def _lines(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        patrol = self.visit.way is VisitKind.PATROL
        names = {"inspectors": "检查人员（巡查可不填）" if patrol else "检查人员（至少 2 人，有证号）"}
        for place, key in enumerate(LINES):
            grid.addWidget(label(names.get(key, field_of(getattr(Visit, key)).label), "hint"), 0, place)
            grid.addWidget(self.editors[key], 1, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 3 if key == "inspectors" else 1)
        return grid

    def _fill(self) -> None:
        for key in (*LINES[1:], *TEXTS):
            self.editors[key].set_value(getattr(self.visit, key))
        crews = self.services.read(recent_crews)
        people = self.editors["inspectors"]
        assert isinstance(people, LineEditor)
        people.suggest(crews)
        people.set_value(self.services.read(written_crew, self.visit.id))

    def _chain(self) -> None:
        order = [self.editors[key] for key in LINES]
        for editor, after in pairwise(order):
            editor.moved_on.connect(after.setFocus)
        order[-1].moved_on.connect(self.table.setFocus)
        self.editors["record"].moved_on.connect(self.editors["handling"].setFocus)
        self.editors["handling"].moved_on.connect(lambda: self.buttons["save"].setFocus())
        boxes = [*(editor.box for editor in order), self.table, *(self.editors[key].box for key in TEXTS)]
        for before, behind in pairwise(boxes):
            QWidget.setTabOrder(before, behind)
        (self.table if self.editors["inspectors"].text() else self.editors["inspectors"]).setFocus()

    def _show_items(self) -> None:
        """The lines of the chosen checklists; an answer on a line that is hidden stays."""
        chosen = self.chips.chosen()
        self.table.show_answers([one for one in self.answers if one.item.checklist in chosen])
        self._count()

    def _tell(self, row: int) -> None:
        """All of the line, and its basis."""
        one = self.table.answers.answers[row].item
        basis = "；".join(self.services.read(citations, one.statutes))
        self.hint.setText(f"{one.wording}　依据：{basis}" if basis else one.wording)
        self.hint.setToolTip(self.hint.text())

    def _count(self) -> None:
        done = [one for one in self.answers if one.outcome is not None]
        failed = sum(one.outcome is Outcome.FAILED for one in done)
        if done:
            self.editors["result"].set_value(VisitResult.FOUND if failed else VisitResult.CLEAN)
        words = f"查了 {len(done)} 项，有问题 {failed} 项"
        self.count.setText(f"{words}　（1 无问题，2 有问题，3 不适用，Delete 收回）")

    def save(self) -> None:
        """Record everything as one act; the visit counts from now on."""
        if not self.buttons["save"].isEnabled():
            return
        self.show_fault("")
        try:
            people = self.services.read(people_named, self.editors["inspectors"].text())
        except UserError as error:
            self.show_fault(error.sentence)
            return
        found = [Found(one.item.key, one.outcome, one.detail or None) for one in self.answers
                 if one.outcome is not None]
        values: dict[str, Any] = {key: self.editors[key].text() for key in (*LINES[1:-1], *TEXTS)}
        values["result"] = self.editors["result"].value()
        done = self.services.perform(
            record_visit, f"{self.visit.title()}记结果", parent=self, visit=self.visit.id,
            done=f"{self.visit.subject}已检查", inspectors=people, findings=found, **values)
        if done is not None:
            self.accept()
