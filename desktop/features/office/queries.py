"""Who we are, read from the data."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.records import columns_of
from desktop.features.office.records import Department, Town
from desktop.features.office.rules import FACT_KEYS, Office
from desktop.store import settings


def office(session: Session) -> Office:
    """The office's facts; UserError before the first start has asked for them."""
    facts = settings.get(session, "office")
    if facts is None:
        raise UserError("还没有登记本单位。", "请先在“本单位”里填写，或在命令行运行 init。")
    return Office(**{key: facts[key] for key in FACT_KEYS if key in facts}, towns=towns(session),
                  departments=names(session, Department))


def is_set_up(session: Session) -> bool:
    """True once the office's facts are known."""
    return settings.get(session, "office") is not None


def towns(session: Session) -> tuple[str, ...]:
    """Names of the towns in the office's order."""
    return names(session, Town)


def names(session: Session, record: type[Town] | type[Department]) -> tuple[str, ...]:
    """Names of the living rows in their order."""
    own = columns_of(record)
    living = select(own.name).where(own.voided_at.is_(None))
    return tuple(session.scalars(living.order_by(own.position, own.id)))
