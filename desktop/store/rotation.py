"""Which backups stay: the newest of days, weeks and months, and always the newest ones that are good."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

T = TypeVar("T")
DAYS, WEEKS, MONTHS, NEWEST = 7, 4, 12, 3


def evicted(backups: Iterable[tuple[datetime, T]]) -> list[T]:
    """Of good backups with their moments (office time): those that are no longer needed.

    Kept are the newest of each of the last 7 days, 4 weeks and 12 months that have one, and the newest 3.
    """
    ordered = sorted(backups, key=lambda backup: backup[0], reverse=True)
    kept = set(range(min(NEWEST, len(ordered))))
    for limit, period in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        kept |= _newest([moment for moment, _ in ordered], period, limit)
    return [backup for place, (_, backup) in enumerate(ordered) if place not in kept]


def _newest(moments: Sequence[datetime], period: Callable[[datetime], object], limit: int) -> set[int]:
    seen: dict[object, int] = {}
    for place, moment in enumerate(moments):
        seen.setdefault(period(moment), place)
    return set(list(seen.values())[:limit])


def _day(moment: datetime) -> object:
    return moment.date()


def _week(moment: datetime) -> object:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> object:
    return (moment.year, moment.month)
