"""Setting up the office and changing its facts."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.office.records import Department, Town
from desktop.features.office.rules import FACT_KEYS, Office, faults
from desktop.store import settings


def set_up_office(session: Session, *, by: str, today: date, office: Office) -> Office:
    """Store the office's facts, its towns and departments; UserError naming what is missing."""
    if found := faults(office):
        raise UserError(f"没有保存：{'；'.join(found.values())}。", "改好后再保存。", found)
    settings.put(session, "office", {key: getattr(office, key) for key in FACT_KEYS})
    _names(session, Town, office.towns)
    _names(session, Department, office.departments)
    return office


def _names(session: Session, record: type[Town] | type[Department], wanted: tuple[str, ...]) -> None:
    """Bring the rows in line: new names added, dropped ones 作废, order kept."""
    cleaned = list(dict.fromkeys(name.strip() for name in wanted if name.strip()))
    found: list[Town | Department] = [*session.scalars(select(record))]
    rows = {row.name: row for row in found}
    for name, row in rows.items():
        if name not in cleaned and not row.voided:
            row.voided_at = session.info["act"].at
            row.void_reason = "从本单位设置中移除"
    for position, name in enumerate(cleaned, start=1):
        row = rows[name] if name in rows else record(name=name)
        row.position, row.voided_at, row.void_reason = position, None, None
        session.add(row)
