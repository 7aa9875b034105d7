"""Forms of the credit side: a penalty decision, the receipt of what was handed over."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.fields import Field, Kind, field_of
from desktop.features.institutions.records import Institution
from desktop.features.lists.operations.credit import report_matters, save_decision
from desktop.features.lists.queries.matters import MatterLine
from desktop.features.lists.records import CreditReport, Decision, SubjectKind
from desktop.features.office.queries import is_set_up, office
from desktop.ui.drafts import ALL_ROWS, keep_form
from desktop.ui.editors import LineEditor
from desktop.ui.facts_dialog import Asked, FactsDialog, Faults
from desktop.ui.form import FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.services import Services

MOST_NAMES = 20_000
ALL, ONE = "all", "one"


def _picks(session: Session) -> Picks:
    towns = office(session).towns if is_set_up(session) else ()
    return {Decision.town.key: [(town, town) for town in towns]}


_WIDE = frozenset({Decision.name.key, Decision.offence.key})
DECISION_FORM = FormSpec(Decision, (
    FormGroup("相对人", (Decision.name, Decision.subject_kind, Decision.code, Decision.legal_person,
                      Decision.id_number, Decision.town), _WIDE),
    FormGroup("决定", (Decision.number, Decision.decided_on, Decision.offence, Decision.facts, Decision.basis,
                     Decision.kinds, Decision.revoked, Decision.content, Decision.fine,
                     Decision.confiscated, Decision.valid_until, Decision.public_until, Decision.agency,
                     Decision.note), _WIDE)), _picks)


class DecisionDialog(RecordDialog):
    """登记处罚决定: a name of the ledger takes code and 法定代表人 over."""

    def __init__(self, services: Services, found: Decision | None, parent: QWidget) -> None:
        self.services, self.found = services, found
        self._known = services.read(_institutions)
        title = "登记处罚决定" if found is None else f"修改{found.title()}"
        start = {Decision.decided_on.key: services.today} if found is None else None
        super().__init__(services, title, DECISION_FORM, found, self._perform, parent, start)
        name = self.record_form.editors[Decision.name.key]
        assert isinstance(name, LineEditor)
        name.suggest(list(self._known))

    def _perform(self, values: dict[str, Any], version: int | None) -> Decision | None:
        given = {**values, "institution_id": self._known.get(str(values.get("name") or "").strip())}
        if given["institution_id"] is not None:
            given["subject_kind"] = SubjectKind.INSTITUTION
        elif given["subject_kind"] in (None, SubjectKind.INSTITUTION):
            given["subject_kind"] = SubjectKind.FIRM
        return self.services.perform(
            save_decision, f"登记处罚决定{values.get('number') or ''}", parent=self, values=given,
            version=version, faults=self.record_form.show_faults,
            row=self.found.id if self.found is not None else None)


def _institutions(session: Session) -> dict[str, int]:
    rows = session.execute(select(Institution.name, Institution.id).where(Institution.voided_at.is_(None))
                           .order_by(Institution.id.desc()).limit(MOST_NAMES)).all()
    return {row[0]: row[1] for row in rows}


def open_decision(services: Services, row: int | None, parent: QWidget) -> None:
    """Register (`row` None) or correct a decision."""
    found = None if row is None else services.read(lambda session: session.get(Decision, row))
    DecisionDialog(services, found, parent).exec()


def receipt_dialog(services: Services, lines: Sequence[MatterLine], current: MatterLine | None,
                   parent: QWidget) -> FactsDialog:
    """Tick what was handed over; not yet shown. `lines` are those in sight, `current` the one in front."""
    choices = [(ALL, f"列出的全部 {len(lines)} 条")]
    if current is not None:
        choices.append((ONE, f"只这一条：{current.subject}的{current.matter.value}"))

    def perform(values: dict[str, Any], faults: Faults) -> bool:
        wanted = [current] if values["which"] == ONE and current is not None else list(lines)
        return services.perform(
            report_matters, f"登记归集 {len(wanted)} 条", parent=dialog, faults=faults, lines=wanted,
            done=f"已登记归集 {len(wanted)} 条", reported_on=values["reported_on"] or services.today,
            receipt=values["receipt"] or "", note=values["note"] or "") is not None

    platform = lines[0].platform.value if lines else ""
    dialog = FactsDialog("登记归集", f"程序不代传：在{platform}上传以后，在这里登记日期和回执号。", [
        Asked("which", Field("登记哪些", Kind.TEXT), ALL, tuple(choices)),
        Asked("reported_on", field_of(CreditReport.reported_on), services.today),
        Asked("receipt", field_of(CreditReport.receipt)), Asked("note", field_of(CreditReport.note))],
        perform, parent, [("yes", "登记")])
    keep_form(dialog, services, dialog.editors, CreditReport, "receipt",
              (CreditReport.__tablename__, ALL_ROWS))
    return dialog
