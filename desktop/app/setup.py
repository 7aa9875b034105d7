"""Opening a data folder as a desk, and filling a fresh one with what every subject ships."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop.app.features import STREET
from desktop.base.clock import Clock, DayClock, SystemClock
from desktop.features.office.operations import set_up_office
from desktop.features.office.queries import is_set_up, office
from desktop.features.office.rules import Office
from desktop.features.operators.queries import seats
from desktop.store import settings
from desktop.store.desk import Desk
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.newer import Unreadable
from desktop.store.safe_place import need_safe
from desktop.store.store import Store, need_open

SAMPLE_DAY = "sample_day"
NOBODY = "未登记"


def open_desk(folder: Path, clock: Clock | None = None, keys: Keys = NO_KEYS, *,
              must_exist: bool = False) -> Desk:
    """The desk on this folder with the usual operator; the sample county keeps to its own day.

    Newer data that does not say who works here in a way known today opens too, to be backed up.
    """
    need_safe(folder)
    if must_exist:
        need_open(folder)
    store = Store(folder, clock or SystemClock(), keys=keys)
    try:
        return _usual(store, known_day=clock is not None)
    except Unreadable:
        return Desk(store, NOBODY)
    except BaseException:
        store.close()
        raise


def _usual(store: Store, *, known_day: bool) -> Desk:
    with store.reading() as session:
        day = settings.get(session, SAMPLE_DAY)
        if day is not None and not known_day:
            store.clock = DayClock(date.fromisoformat(day))
        if found := seats(session, store.clock.today()):
            return Desk(store, found[0].by, found[0].role)
        return Desk(store, office(session).operator if is_set_up(session) else NOBODY)


def set_up(desk: Desk, facts: Office) -> Desk:
    """Store the office's facts and seed every subject; the desk with the operator's name."""
    named = replace(desk, by=facts.operator)
    named.do(set_up_office, "登记本单位", office=facts)
    seed(named)
    return named


def seed(desk: Desk) -> None:
    """Bring in what the program ships: days off, statutes. Rows that are there already stay."""
    for feature in STREET:
        if feature.seed is not None:
            desk.do(feature.seed, f"载入{feature.title}")
