"""Who called: the known person of a number or a full name, else a new one; the counts of a case."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import compare_key
from desktop.features.complaints.queries.cases import callers_of, orders_of
from desktop.features.complaints.records import Caller, Complaint, OrderCaller, WorkOrder, phone_key
from desktop.features.complaints.rules.words import Person, full_name, same_person


def put_callers(session: Session, order: WorkOrder, people: Sequence[Person], near: Sequence[Caller] = ()
                ) -> list[Caller]:
    """Write down who made a call: those in `near` first, who called about the case before.

    Two people of one order stay two whatever their number.
    """
    taken: list[Caller] = []
    for person in people:
        caller = _known(session, person, near, taken)
        if caller is None:
            caller = Caller(name=person.name, phone=person.phone)
            session.add(caller)
            session.flush()
        elif caller.name is None and person.name:
            caller.name = person.name
        taken.append(caller)
        session.add(OrderCaller(complaint_id=order.complaint_id, order_id=order.id,
                                caller_id=caller.id))
    return taken


def _known(session: Session, person: Person, near: Sequence[Caller], taken: Sequence[Caller]
           ) -> Caller | None:
    apart = {caller.id for caller in taken}
    for caller in near:
        if caller.id not in apart and same_person(caller.name, caller.phone, person):
            return caller
    found = [caller for caller in _candidates(session, person) if caller.id not in apart]
    alike = [caller for caller in found if same_person(caller.name, caller.phone, person)]
    return next(iter(alike or ([] if apart else found)), None)


def _candidates(session: Session, person: Person) -> Sequence[Caller]:
    """Callers of the same number; without one, of the same full name."""
    living = select(Caller).where(Caller.voided_at.is_(None)).order_by(Caller.id)
    key, name = phone_key(person.phone), compare_key(person.name or "")
    if key is not None:
        return session.scalars(living.where(Caller.phone_key == key)).all()
    if person.phone:
        return session.scalars(living.where(Caller.phone == person.phone, Caller.name_key == name)).all()
    if full_name(person.name):
        return session.scalars(living.where(Caller.name_key == name, Caller.phone.is_(None))).all()
    return ()


def give_order(session: Session, order: WorkOrder, case: int) -> None:
    """The call and those who made it belong to another case."""
    order.complaint_id = case
    for made in session.scalars(select(OrderCaller).where(OrderCaller.order_id == order.id)):
        made.complaint_id = case
    session.flush()


def count_first(case: Complaint, order: WorkOrder, people: Sequence[Caller]) -> None:
    """The counters of a case with its first call."""
    case.calls, case.callers, case.orders = 1, len(people), order.number
    case.platform_closed_on = order.closed_on


def recount(session: Session, case: Complaint) -> None:
    """Bring the counters of a case in line with its calls."""
    session.flush()
    orders = orders_of(session, case.id)
    case.calls = len(orders)
    case.callers = len(callers_of(session, case.id))
    case.orders = "\n".join(order.number for order in orders if order.number)[:2000] or None
    ends = [order.closed_on for order in orders]
    case.platform_closed_on = max((day for day in ends if day), default=None) if all(ends) else None
    session.flush()
