"""Forms of the black list: what is prepared, its approval, and what may still be corrected."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import Trouble
from desktop.base.fields import field_of
from desktop.features.documents.page.preview import PreviewWindow
from desktop.features.institutions.records import Institution
from desktop.features.lists.notices.papers import papers_for, usual_basis
from desktop.features.lists.operations.black import approve_black, edit_line, propose_black
from desktop.features.lists.queries.standing import negative_list, standing_lines
from desktop.features.lists.records import ListEntry, ListKind, SubjectKind
from desktop.features.office.queries import is_set_up, office
from desktop.features.problems.records import Problem
from desktop.ui.drafts import keep_form
from desktop.ui.editors import LineEditor
from desktop.ui.errors import show_trouble
from desktop.ui.facts_dialog import Asked, FactsDialog, Faults
from desktop.ui.form import FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.services import Services

MOST_NAMES = 20_000
UNCHECKED = "负面清单项是按方案和法规整理的初稿，待核对：以本县印发的负面清单为准。"
NATIONAL = "这里是校外培训行业黑名单（负面名单），不是国家“严重失信主体名单”。"


def _picks(session: Session) -> Picks:
    towns = office(session).towns if is_set_up(session) else ()
    return {ListEntry.town.key: [(town, town) for town in towns],
            ListEntry.item.key: [(item.key, f"{item.key} {item.label}") for item in negative_list().items]}


_WIDE = frozenset({ListEntry.name.key, ListEntry.item.key, ListEntry.address.key})
BLACK_FORM = FormSpec(ListEntry, (
    FormGroup("对象", (ListEntry.name, ListEntry.subject_kind, ListEntry.code, ListEntry.legal_person,
                     ListEntry.id_number, ListEntry.town, ListEntry.address), _WIDE),
    FormGroup("事由", (ListEntry.item, ListEntry.reason, ListEntry.basis, ListEntry.found_on,
                     ListEntry.told_on, ListEntry.result, ListEntry.objection, ListEntry.decision_no,
                     ListEntry.note), _WIDE)), _picks)
_STILL = {
    ListKind.BLACK: FormSpec(ListEntry, (FormGroup("", (
        ListEntry.reason, ListEntry.basis, ListEntry.result, ListEntry.told_on, ListEntry.objection,
        ListEntry.decision_no, ListEntry.decided_by, ListEntry.public_from, ListEntry.public_until,
        ListEntry.removal_note, ListEntry.removal_no, ListEntry.note)),)),
    ListKind.WHITE: FormSpec(ListEntry, (FormGroup("", (
        ListEntry.removal_note, ListEntry.removal_no, ListEntry.note)),)),
}  # fmt: skip


class BlackDialog(RecordDialog):
    """拟列入黑名单: typing a name offers the ledger's institutions, choosing an item its articles."""

    def __init__(self, services: Services, entry: ListEntry | None, parent: QWidget,
                 start: Mapping[str, Any] | None = None, problem: int | None = None) -> None:
        self.services, self.entry, self.problem = services, entry, problem
        self._known, self._offered = services.read(_institutions), ""
        title = "拟列入黑名单" if entry is None else f"修改{entry.name}的拟列入"
        super().__init__(services, title, BLACK_FORM, entry, self._perform, parent, start)
        self.editors = self.record_form.editors
        name = self.editors[ListEntry.name.key]
        assert isinstance(name, LineEditor)
        name.suggest(list(self._known))
        name.changed.connect(self._named)
        self.editors[ListEntry.item.key].changed.connect(self._item_chosen)
        self.show_note(NATIONAL if negative_list().checked else UNCHECKED)
        self._named()
        self._item_chosen()

    def _named(self) -> None:
        """One of the ledger is an institution; its facts follow from there."""
        name = self.editors[ListEntry.name.key].text().strip()
        known, kind = self._known.get(name), self.editors[ListEntry.subject_kind.key]
        if known is not None:
            kind.set_value(SubjectKind.INSTITUTION)
        elif name and kind.value() in (None, SubjectKind.INSTITUTION):
            kind.set_value(SubjectKind.FIRM)
        kind.setEnabled(known is None)
        for key in ("code", "legal_person", "id_number", "town", "address"):
            self.editors[key].setEnabled(known is None)

    def _item_chosen(self) -> None:
        """The articles of the item, unless she wrote her own."""
        basis = self.editors[ListEntry.basis.key]
        if basis.text().strip() in ("", self._offered):
            self._offered = self.services.read(usual_basis, self.editors[ListEntry.item.key].value(),
                                               self.services.today)
            basis.set_value(self._offered)

    def _perform(self, values: dict[str, Any], version: int | None) -> ListEntry | None:
        name = str(values.get("name") or "").strip()
        known = self._known.get(name)
        given = {**values, "institution_id": known, "problem_id": self.problem}
        if known is None and given["subject_kind"] in (None, SubjectKind.INSTITUTION):
            given["subject_kind"] = SubjectKind.FIRM
        if self.entry is not None:
            del given["problem_id"]
        return self.services.perform(
            propose_black, f"拟将{name}列入黑名单", parent=self, faults=self.record_form.show_faults,
            done=f"已拟列入：{name}，批准后才在黑名单上", values=given, version=version,
            row=self.entry.id if self.entry is not None else None)


def _institutions(session: Session) -> dict[str, int]:
    rows = session.execute(select(Institution.name, Institution.id).where(Institution.voided_at.is_(None))
                           .order_by(Institution.id.desc()).limit(MOST_NAMES)).all()
    return {row[0]: row[1] for row in rows}


def propose_institution(services: Services, row: int, parent: QWidget) -> None:
    """列入黑名单… on an institution's card."""
    found = services.read(lambda session: session.get_one(Institution, row))
    open_proposal(services, parent, {ListEntry.name.key: found.name})


def propose_problem(services: Services, row: int, parent: QWidget) -> None:
    """列入黑名单… on a problem: its subject, facts and the item its category usually means."""
    found = services.read(lambda session: session.get_one(Problem, row))
    item = negative_list().for_category(found.category.value)
    start = {ListEntry.name.key: found.subject, ListEntry.reason.key: found.description,
             ListEntry.found_on.key: found.found_on, ListEntry.town.key: found.town,
             ListEntry.address.key: found.address, ListEntry.item.key: item.key if item else None}
    if found.basis:
        start[ListEntry.basis.key] = found.basis
    open_proposal(services, parent, start, row)


def open_proposal(services: Services, parent: QWidget, start: Mapping[str, Any], problem: int | None = None
                  ) -> None:
    """The form; what was prepared is shown on the lists' page."""
    if services.shut():
        return
    known: set[int] = set(services.read(_proposed))
    dialog = BlackDialog(services, None, parent, start, problem)
    if dialog.exec():
        made = [row for row in services.read(_proposed) if row not in known]
        services.open("lists", made[-1] if made else None)


def _proposed(session: Session) -> list[int]:
    return list(session.scalars(select(ListEntry.id).where(ListEntry.listing == ListKind.BLACK)
                                .order_by(ListEntry.id)))


def approval_dialog(services: Services, entry: ListEntry, parent: QWidget) -> FactsDialog:
    """Both moves as one act; not yet shown."""
    def perform(values: dict[str, Any], faults: Faults) -> bool:
        return services.perform(
            approve_black, f"批准{entry.name}列入黑名单", parent=dialog, faults=faults, row=entry.id,
            done=f"{entry.name}已列入黑名单", listed_on=values["listed_on"] or services.today,
            approved_by=values["approved_by"] or "", decided_by=values["decided_by"] or "",
            decision_no=values["decision_no"] or "", public_from=values["public_from"],
            public_until=values["public_until"]) is not None

    bureau = services.read(lambda session: office(session).bureau)
    dialog = FactsDialog("批准列入黑名单", services.read(approval_words, entry), [
        Asked("listed_on", field_of(ListEntry.listed_on), services.today),
        Asked("approved_by", field_of(ListEntry.approved_by)),
        Asked("decided_by", field_of(ListEntry.decided_by), entry.decided_by or bureau),
        Asked("decision_no", field_of(ListEntry.decision_no), entry.decision_no),
        Asked("public_from", field_of(ListEntry.public_from)),
        Asked("public_until", field_of(ListEntry.public_until))], perform, parent, [("yes", "批准列入")])
    keep_form(dialog, services, dialog.editors, ListEntry, "approval", (ListEntry.__tablename__, entry.id))
    return dialog


def approval_words(session: Session, entry: ListEntry) -> str:
    """What the approval does, in one sentence."""
    owner = session.get(Institution, entry.institution_id) if entry.institution_id else None
    white = [line.name for line in standing_lines(session, owner, entry.code)
             if line.listing is ListKind.WHITE]
    moves = f"同时把{'、'.join(white)}移出白名单，一步办，签发决定书以前可以一次撤销。" if white else \
        "签发决定书以前可以撤销。"
    return f"{entry.name}因“{entry.item_label}”列入行业黑名单（负面名单），{moves}"


def correction_dialog(services: Services, entry: ListEntry, parent: QWidget) -> RecordDialog:
    """What may still be written of a line; not yet shown."""
    def save(values: dict[str, Any], version: int | None) -> ListEntry | None:
        return services.perform(edit_line, f"修改{entry.title()}", parent=dialog, row=entry.id, values=values,
                                version=version, faults=dialog.record_form.show_faults)

    dialog = RecordDialog(services, f"修改{entry.title()}", _STILL[entry.listing], entry, save, parent)
    return dialog


def open_papers(services: Services, row: int, place: int, parent: QWidget) -> None:
    """The preview of one of the line's papers, in a window of its own."""
    try:
        papers = services.read(lambda session: papers_for(
            session, session.get_one(ListEntry, row), services.today))
    except Trouble as trouble:
        show_trouble(parent, trouble)
        return
    PreviewWindow(services, papers[place], "返回黑白名单", parent.window()).show()
