"""The form of a random draw: whom to draw from, how many, the seed; the list with its weights below."""

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble, UserError
from desktop.base.fields import Field, Kind, field_of
from desktop.base.score import Score
from desktop.features.inspections.operations.draws import record_draw
from desktop.features.inspections.queries.draws import Scope, earlier, pool, purposes
from desktop.features.inspections.records.draws import Draw
from desktop.features.inspections.rules.draws import (
    Pool,
    canonical,
    fingerprint,
    next_purpose,
    obstacles,
)
from desktop.features.institutions.records import Category, Institution
from desktop.features.office.queries import towns
from desktop.ui.dialogs import WIDE, FormDialog
from desktop.ui.drafts import FormKeeper, draft_of
from desktop.ui.editors import Editor, editor_for, show_faults
from desktop.ui.labels import label
from desktop.ui.line_table import QUIET, Head, Line, LineTable
from desktop.ui.services import Services

TOWN = Field("镇街", Kind.TEXT, help="空着：全县")
CATEGORY = Field("类别", Kind.CHOICE, choices=Category, help="空着：各类机构")
SITES = Field("含无证场所", Kind.FLAG, help="检查过的无证场所也放进名单")
FACTS: dict[str, Field] = {
    "purpose": field_of(Draw.purpose), "wanted": field_of(Draw.wanted), "town": TOWN, "category": CATEGORY,
    "sites": SITES, "due_on": field_of(Draw.due_on), "seed": field_of(Draw.seed),
    "witness": field_of(Draw.witness), "round_reason": field_of(Draw.round_reason),
}
NEEDED = ("purpose", "wanted", "due_on", "seed")
SCOPED = ("town", "category", "sites")
LIST_ROWS = 9
HEADS = (Head("序号", 48), Head("检查对象"), Head("镇街", 90), Head("权重", 48),
         Head("权重由来（基数 1）", 210))


class DrawForm(FormDialog):
    """`made` holds the draw after acceptance."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        self.services = services
        self.scores: tuple[Score, ...] = tuple(
            score for feature in services.features for score in feature.scores if score.on is Institution)
        self.editors: dict[str, Editor] = {}
        self.made: Draw | None = None
        self.pool = Pool((), ())
        self.words = label("", "second", wrap=True)
        self.table = LineTable("抽取名单", HEADS, headed=True)
        super().__init__("随机抽取检查对象和人员", self._form(), [("draw", "抽取并登记")], parent, width=WIDE)
        FormKeeper(self, services, draft_of("双随机抽取", Draw, None, "draw"), self.editors)
        self._fill()
        self.submitted.connect(lambda _: self.draw())

    def _form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        choices: dict[str, list[tuple[Any, str]]] = {
            "town": [(name, name) for name in self.services.read(towns)]}
        for place, (key, facts) in enumerate(FACTS.items()):
            editor = editor_for(facts, needed=key in NEEDED, choices=choices.get(key))
            self.editors[key] = editor
            row, half = divmod(place, 2)
            name = label(facts.label + (" *" if key in NEEDED else ""), "hint", wrap=True)
            grid.addWidget(name, row, 2 * half, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(editor, row, 2 * half + 1, Qt.AlignmentFlag.AlignTop)
        rows = (len(FACTS) + 1) // 2
        grid.addWidget(self.words, rows, 0, 1, 4)
        grid.addWidget(self.table, rows + 1, 0, 1, 4)
        self.table.setFixedHeight(self.table.row_height * LIST_ROWS)
        for editor, after in pairwise(self.editors.values()):
            editor.moved_on.connect(lambda after=after: after.setFocus(Qt.FocusReason.TabFocusReason))
        for key in SCOPED:
            self.editors[key].changed.connect(self.refresh)
        return form

    def _fill(self) -> None:
        today = self.services.today
        self.editors["purpose"].set_value(next_purpose(today, self.services.read(purposes)))
        self.editors["due_on"].set_value(today)
        moment = self.services.desk.store.clock.now()
        self.editors["seed"].set_value(f"{moment:%Y%m%d%H%M%S}")
        self.refresh()

    def scope(self) -> Scope:
        """Whom to draw from, as chosen."""
        town, category = self.editors["town"].value(), self.editors["category"].value()
        return Scope((town,) if town else (), (category,) if category else (),
                     bool(self.editors["sites"].value()))

    def refresh(self) -> None:
        """Read the list of the scope and show it with its weights."""
        self.pool = self.services.read(pool, self.services.today, self.scope(), self.scores)
        mark = fingerprint(canonical(self.pool))
        self.words.setText(
            f"名单 {len(self.pool.candidates)} 家，在岗、有执法证号的检查人员 {len(self.pool.people)} 人，"
            f"回避 {len(self.pool.apart)} 条。权重越大越容易抽中；名单校验值 {mark[:16]}…")
        self.table.show_lines([
            Line(((str(place), QUIET), (item.name, QUIET), (item.town, QUIET), (str(item.weight), QUIET),
                  (item.reasons, QUIET)), item, place)
            for place, item in enumerate(self.pool.candidates, 1)])

    def draw(self) -> None:
        """Draw what was shown; faults stay at the fields."""
        found, faults = self._values()
        self._show(faults)
        if faults:
            return
        stops = obstacles(self.pool, found["wanted"], found["seed"])
        if stops:
            self.show_fault(f"没有抽取：{'；'.join(stops)}。")
            return
        try:
            self.made = self.services.desk.do(
                record_draw, f"双随机抽取：{found['purpose']}", scope=self.scope(), scores=self.scores,
                seen=fingerprint(canonical(self.pool)),
                **{key: found[key] for key in FACTS if key not in SCOPED})
        except UserError as trouble:
            self._show(trouble.fields)
            self.show_fault(trouble.sentence)
            return
        except Trouble as trouble:
            self.show_fault(trouble.sentence)
            return
        self.services.say(f"{self.made.number} 已登记，{self.made.wanted} 次检查排进计划")
        self.accept()

    def _values(self) -> tuple[dict[str, Any], dict[str, str]]:
        found: dict[str, Any] = {}
        faults: dict[str, str] = {}
        for key, editor in self.editors.items():
            try:
                found[key] = editor.value()
            except ValueError as error:
                faults[key] = str(error)
                continue
            if key in NEEDED and found[key] in (None, ""):
                faults[key] = f"请填写{FACTS[key].label}"
        if not faults and not found["round_reason"] and self._asked_before(found["purpose"]):
            faults["round_reason"] = "这一事项抽取过，请写再次抽取的原因"
        return found, faults

    def _asked_before(self, purpose: str) -> bool:
        def before(session: Session) -> int:
            return earlier(session, purpose)

        return bool(self.services.read(before))

    def _show(self, faults: dict[str, str]) -> None:
        self.show_fault("")
        show_faults(self.editors, faults)
