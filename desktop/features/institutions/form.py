"""Entry forms: the institution in two columns by its sections, and one prepaid charge."""

from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.fields import Attribute
from desktop.features.institutions.listing import SECTIONS
from desktop.features.institutions.operations import save_charge, save_institution
from desktop.features.institutions.records import Institution, PrepaidCharge
from desktop.features.office.queries import is_set_up, office
from desktop.ui.form import FormGroup, FormSpec, Picks, RecordDialog
from desktop.ui.services import Services

_WIDE = frozenset(item.key for item in (
    Institution.name, Institution.content, Institution.address, Institution.registered_address))


def picks(session: Session) -> Picks:
    """Towns and departments of the office, and those the ledger has besides."""
    own = office(session) if is_set_up(session) else None
    towns, departments = (own.towns, own.departments) if own else ((), ())
    return {
        Institution.town.key: _offered(session, Institution.town, towns),
        Institution.department.key: _offered(session, Institution.department, departments),
    }


def _offered(session: Session, attribute: Attribute, known: tuple[str, ...]) -> list[tuple[str, str]]:
    found = session.scalars(select(attribute).where(attribute.is_not(None)).distinct().order_by(attribute))
    return [(name, name) for name in dict.fromkeys((*known, *found))]


INSTITUTION_FORM = FormSpec(
    Institution, tuple(FormGroup(title, fields, _WIDE) for title, fields in SECTIONS), picks)
CHARGE_FORM = FormSpec(PrepaidCharge, (
    FormGroup("收费", (PrepaidCharge.charged_on, PrepaidCharge.amount, PrepaidCharge.student,
                     PrepaidCharge.course)),
    FormGroup("课程", (PrepaidCharge.starts_on, PrepaidCharge.ends_on, PrepaidCharge.months,
                     PrepaidCharge.hours)),
    FormGroup("依据", (PrepaidCharge.source,), frozenset({PrepaidCharge.source.key})),
))


def open_institution_form(services: Services, row: int | None, parent: QWidget) -> None:
    """Enter a new institution (`row` None) or change one."""
    institution_dialog(services, row, parent).exec()


def institution_dialog(services: Services, row: int | None, parent: QWidget) -> RecordDialog:
    """The dialog, not yet shown."""
    found = None if row is None else services.read(lambda session: session.get(Institution, row))
    title = "新增机构" if found is None else f"修改{found.name}"

    def save(values: dict[str, Any], version: int | None) -> Institution | None:
        return services.perform(
            save_institution, title, parent=dialog, faults=dialog.record_form.show_faults,
            done=f"已保存：{values.get('name') or ''}", values=values, row=row, version=version)

    dialog = RecordDialog(services, title, INSTITUTION_FORM, found, save, parent)
    return dialog


def charge_dialog(services: Services, institution: int, row: int | None, parent: QWidget) -> RecordDialog:
    """The form of one charge of an institution, not yet shown."""
    found = None if row is None else services.read(lambda session: session.get(PrepaidCharge, row))
    title = "登记收费" if found is None else "修改收费记录"

    def save(values: dict[str, Any], version: int | None) -> PrepaidCharge | None:
        given = {**values, PrepaidCharge.institution_id.key: institution}
        return services.perform(save_charge, title, parent=dialog, faults=dialog.record_form.show_faults,
                                values=given, row=row, version=version)

    start = {PrepaidCharge.charged_on.key: services.today} if found is None else None
    dialog = RecordDialog(services, title, CHARGE_FORM, found, save, parent, start)
    return dialog
