"""Who may sit down today, who does by himself, and the minutes after which the screen is covered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.records import columns_of
from desktop.features.operators.rules import IDLE, USUAL_IDLE, Seat
from desktop.store import settings
from desktop.store.operators import Operator, Role, StandIn, find_operator, own_name, signature

FIRST = {Role.WORKER: 0, Role.REVIEWER: 1, Role.VIEWER: 2}


def operators(session: Session) -> list[Operator]:
    """The operators at work: those who do the work first, then in the order they came."""
    found = session.scalars(select(Operator).where(Operator.left_on.is_(None), Operator.voided_at.is_(None)))
    return _in_order(found)


def seats(session: Session, today: date) -> list[Seat]:
    """Everybody who may sit down, the usual one first; empty while nobody is registered."""
    own = columns_of(Operator)
    found = session.execute(select(own.id, own.name, own.role, own.password).where(
        own.left_on.is_(None), own.voided_at.is_(None)))
    return [seat_of(session, row, today) for row in _in_order(found)]


def _in_order(found: Iterable[Any]) -> list[Any]:
    return sorted(found, key=lambda item: (FIRST[item.role], item.id))


def seat_of(session: Session, found: Any, today: date) -> Seat:
    """How this operator (his record, or what the seats show of it) sits down today."""
    stands_for = standing_for(session, found.id, today)
    name = stands_for.name if stands_for is not None else ""
    return Seat(found.name, found.role, signature(found.name, name), found.password is not None)


def seat_named(session: Session, name: str, today: date) -> Seat:
    """The seat of this name; UserError when there is none."""
    found = find_operator(session, name)
    known = "、".join(item.name for item in operators(session))
    if found is None:
        raise UserError(f"操作员里没有“{own_name(name)}”。", f"可用：{known}。")
    if found.left_on is not None:
        raise UserError(f"{found.name}已经离岗。", f"可用：{known}。")
    return seat_of(session, found, today)


def stand_ins(session: Session, operator: int, today: date) -> list[StandIn]:
    """替班 of an operator, his own and those for him, that are not over; the earliest first."""
    mine = (StandIn.operator_id == operator) | (StandIn.for_id == operator)
    coming = select(StandIn).where(mine, StandIn.voided_at.is_(None), StandIn.last >= today)
    return list(session.scalars(coming.order_by(StandIn.first, StandIn.id)))


def standing_for(session: Session, operator: int, today: date) -> Operator | None:
    """Whom an operator stands in for today."""
    own = columns_of(StandIn)
    found = session.scalar(select(own.for_id).where(
        own.operator_id == operator, own.voided_at.is_(None), own.first <= today,
        own.last >= today).order_by(own.first.desc(), own.id.desc()).limit(1))
    return session.get(Operator, found) if found is not None else None


def idle_minutes(session: Session) -> int:
    """Minutes without a key after which the screen is covered; 0 never."""
    minutes = settings.get(session, IDLE, USUAL_IDLE)
    assert isinstance(minutes, int)
    return minutes
