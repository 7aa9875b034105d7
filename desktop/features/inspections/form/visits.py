"""Planning and editing a visit; its kind is proposed by day and hour, a doubt is told while she types."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble, UserError
from desktop.features.inspections.operations.entry import FROM_INSTITUTION, edit_visit, plan_visit
from desktop.features.inspections.queries.people import names_written, people_named, recent_crews
from desktop.features.inspections.queries.visits import crew_of, slot, suggested_kind
from desktop.features.inspections.records.visits import SiteKind, Visit, VisitKind, VisitState
from desktop.features.inspections.rules.slots import clock_words
from desktop.features.institutions.records import Institution
from desktop.features.office.queries import is_set_up, office
from desktop.ui.editors import LineEditor
from desktop.ui.form import FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.services import Services

MOST_NAMES = 20000
WIDE = frozenset({Visit.subject.key, Visit.inspectors.key, Visit.address.key, Visit.departments.key})
PLAN, RECORD = "save", "record"


def form_picks(session: Session) -> Picks:
    """Towns of the office."""
    towns = office(session).towns if is_set_up(session) else ()
    return {Visit.town.key: [(town, town) for town in towns]}


_FIRST = FormGroup("检查", (
    Visit.subject, Visit.on, Visit.starts, Visit.way, Visit.ends, Visit.inspectors, Visit.site_kind,
    Visit.unannounced, Visit.town, Visit.community, Visit.address, Visit.departments, Visit.campaign,
    Visit.handler), WIDE)
_GRID = FormGroup("网格化巡查", (Visit.grid, Visit.grid_person, Visit.keeper))
_FOUND = FormGroup("现场", (Visit.site_person, Visit.site_phone, Visit.record, Visit.handling))
PLAN_FORM = FormSpec(Visit, (_FIRST, _GRID, FormGroup("", (Visit.note,))), form_picks)
EDIT_FORM = FormSpec(Visit, (_FIRST, _GRID, _FOUND, FormGroup("", (Visit.note,))), form_picks)


class VisitDialog(RecordDialog):
    """新增检查 or 修改; `chosen` is RECORD when the result is to be entered next, `saved` the visit."""

    def __init__(self, services: Services, visit: Visit | None, parent: QWidget,
                 start: Mapping[str, Any] | None = None) -> None:
        self.services, self.visit, self.saved = services, visit, visit
        self.token = uuid4().hex
        self._proposed: VisitKind | None = None
        usual = {Visit.on.key: services.today, Visit.handler.key: services.desk.by,
                 Visit.site_kind.key: SiteKind.INSTITUTION, **(start or {})}
        self._known: dict[str, tuple[int, dict[str, str | None]]] = services.read(institutions_by_name)
        title = "新增检查" if visit is None else f"修改{visit.title()}"
        super().__init__(services, title, PLAN_FORM if visit is None else EDIT_FORM, visit, self._perform,
                         parent, usual if visit is None else None)
        self.editors = self.record_form.editors
        if visit is None:
            self.buttons[PLAN].setText("保存计划")
            self._add_verb(RECORD, "保存并记结果", primary=False)
            self.buttons[RECORD].set_key("Ctrl+Return")
            self.foot.removeWidget(self.cancel)
            self.foot.addWidget(self.cancel)
        else:
            names = services.read(lambda session: written_crew(session, visit.id))
            self.editors["inspectors"].set_value(names)
        self._offer("subject", list(self._known))
        self._offer("inspectors", services.read(recent_crews))
        self._offer("departments", services.read(departments_offered))
        self.editors["subject"].changed.connect(self._subject_typed)
        for key in ("on", "starts"):
            self.editors[key].changed.connect(self._propose)
        self.editors["way"].changed.connect(self._doubt)
        if visit is None and Visit.way.key not in usual:
            self._proposed = self.editors["way"].value()
            self._propose()

    def _offer(self, key: str, words: list[str]) -> None:
        editor = self.editors[key]
        assert isinstance(editor, LineEditor), key
        editor.suggest(words)

    def _subject_typed(self) -> None:
        known = self._known.get(self.editors["subject"].text().strip())
        if known is None:
            return
        for key, words in known[1].items():
            if words and not self.editors[key].text():
                self.editors[key].set_value(words)

    def _time(self) -> tuple[date | None, str | None]:
        try:
            return self.editors["on"].value(), clock_words(self.editors["starts"].text())
        except (ValueError, Trouble):
            return None, None

    def _propose(self) -> None:
        """The kind follows day and hour until she chooses another."""
        on, starts = self._time()
        way = self.editors["way"]
        if on is not None and self.visit is None and way.value() in (None, self._proposed):
            self._proposed = self.services.read(suggested_kind, on, starts)
            way.set_value(self._proposed)
        self._doubt()

    def _doubt(self) -> None:
        on, starts = self._time()
        way = self.editors["way"].value()
        doubt = self.services.read(slot, way, on, starts or "23:59") if on and way else None
        self.show_note(f"时段：{doubt}" if doubt else "")

    def choose(self, key: str) -> None:
        """Both verbs save; the second goes on to the result."""
        super().choose(key)

    def _perform(self, values: dict[str, Any], version: int | None) -> Visit | None:
        faults = self.record_form.show_faults
        try:
            people = self.services.read(people_named, values.pop("inspectors"))
        except UserError as error:
            faults(error.fields)
            return None
        known = self._known.get(str(values["subject"] or "").strip())
        given = {**values, "institution_id": known[0] if known else None, "inspectors": people}
        if self.visit is None:
            self.saved = self.services.perform(
                plan_visit, "登记检查", parent=self, faults=faults, done="检查计划已保存", token=self.token,
                **given)
        else:
            self.saved = self.services.perform(
                edit_visit, f"修改{self.visit.title()}", parent=self, faults=faults, visit=self.visit.id,
                version=version, **given)
        return self.saved


def written_crew(session: Session, row: int) -> str:
    """Who goes, as the form's line."""
    return names_written(session, [one.inspector_id for one in crew_of(session, row)
                                   if one.inspector_id is not None])


def institutions_by_name(session: Session) -> dict[str, tuple[int, dict[str, str | None]]]:
    """Id and place of every living institution by its name."""
    columns = [getattr(Institution, key) for key in FROM_INSTITUTION]
    rows = session.execute(select(Institution.id, Institution.name, *columns).where(
        Institution.voided_at.is_(None)).order_by(Institution.sort_key).limit(MOST_NAMES)).all()
    return {name: (row, dict(zip(FROM_INSTITUTION, place, strict=True))) for row, name, *place in rows}


def departments_offered(session: Session) -> list[str]:
    """Departments of the office, all together first."""
    own = office(session).departments if is_set_up(session) else ()
    return ["、".join(own), *own] if own else []


def is_open(visit: Visit) -> bool:
    """Whether a result may still be entered."""
    return not visit.voided and visit.state in (VisitState.PLANNED, VisitState.CLOSED_DOOR)
