"""Figures of a month, and the communities nobody went to.

Only visits that stand at 已检查 count. 个次: visits. 家数: different objects, an institution by itself, a
site without one by name and town. 出动人次: the inspectors of each visit, added up; a person who goes to
three places counts three times. `person_days` counts a person once a day.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from desktop.base.months import first_day, last_day
from desktop.features.inspections.records.visits import (
    Visit,
    VisitInspector,
    VisitKind,
    VisitResult,
    VisitState,
)
from desktop.features.institutions.records import Institution, Running
from desktop.store import settings

UNVISITED_DAYS = 30
_DAYS_KEY = "inspections.unvisited_days"

DEFINITIONS = (
    "检查个次：状态为“已检查”的检查次数，含网格化巡查；",
    "家数：被检查的不同对象，机构按机构计，无证场所按名称和镇街计；",
    "出动人次：每次检查的检查人员数之和。",
)
"""Printed beside the figures."""


@dataclass(frozen=True)
class Figure:
    """Visits (个次) and different objects (家数)."""

    visits: int = 0
    objects: int = 0


@dataclass(frozen=True)
class VisitCounts:
    """Figures of a period. `patrols`: visits of kind 网格化巡查, part of `total`; `found`: visits with
    something wrong; `unlicensed`: visits to sites that are no institution."""

    first: date
    last: date
    total: Figure
    found: Figure
    person_times: int
    person_days: int
    patrols: int
    unlicensed: int
    failed_items: int
    by_kind: dict[VisitKind, Figure]
    by_town: dict[str, Figure]

    @property
    def words(self) -> str:
        """检查 24 个次、18 家，出动 52 人次，发现问题 6 家."""
        return (f"检查 {self.total.visits} 个次、{self.total.objects} 家，出动 {self.person_times} 人次，"
                f"发现问题 {self.found.objects} 家")


def month_counts(session: Session, month: str) -> VisitCounts:
    """The figures of a month such as 2023-09."""
    return counts_between(session, first_day(month), last_day(month))


def counts_between(session: Session, first: date, last: date) -> VisitCounts:
    """The figures of a period, both days included."""
    counted = and_(Visit.voided_at.is_(None), Visit.state == VisitState.DONE, Visit.on.between(first, last))
    total, times, failed = _row(session, counted)
    found, _, _ = _row(session, counted & (Visit.result == VisitResult.FOUND))
    kinds, towns = (_by(session, counted, column) for column in (Visit.way, Visit.town))
    return VisitCounts(
        first, last, total, found, times, _person_days(session, counted),
        kinds.get(VisitKind.PATROL, Figure()).visits, _unlicensed(session, counted), failed,
        {kind: kinds[kind] for kind in VisitKind if kind in kinds},
        {town or "": figure for town, figure in sorted(towns.items(), key=lambda pair: -pair[1].visits)})


def _row(session: Session, counted: Any) -> tuple[Figure, int, int]:
    query = select(func.count(Visit.id), func.count(Visit.object_key.distinct()),
                   func.coalesce(func.sum(Visit.inspector_count), 0),
                   func.coalesce(func.sum(Visit.failed_items), 0)).where(counted)
    visits, objects, times, failed = session.execute(query).one()
    return Figure(visits, objects), int(times), int(failed)


def _by(session: Session, counted: Any, column: Any) -> dict[Any, Figure]:
    query = select(column, func.count(Visit.id), func.count(Visit.object_key.distinct())).where(counted)
    return {key: Figure(visits, objects) for key, visits, objects in session.execute(query.group_by(column))}


def _person_days(session: Session, counted: Any) -> int:
    query = (select(VisitInspector.name, VisitInspector.card_no, Visit.on)
             .join(Visit, Visit.id == VisitInspector.visit_id)
             .where(counted, VisitInspector.voided_at.is_(None)).distinct())
    return len(session.execute(query).all())


def _unlicensed(session: Session, counted: Any) -> int:
    query = select(func.count(Visit.id)).where(counted, Visit.institution_id.is_(None))
    return session.scalar(query) or 0


@dataclass(frozen=True)
class Unvisited:
    """A community nobody went to for `days` (None: never)."""

    town: str
    community: str
    last: date | None
    days: int | None
    institutions: int
    keeper: str
    grid_person: str

    @property
    def words(self) -> str:
        """41 天没有去过；上次 2023-08-15."""
        if self.last is None:
            return "没有巡查、检查记录"
        return f"{self.days} 天没有去过，上次 {self.last.isoformat()}"


def unvisited_days(session: Session) -> int:
    """After how many days without a visit a community is named; hers to set."""
    return int(settings.get(session, _DAYS_KEY, UNVISITED_DAYS))


def keep_unvisited_days(session: Session, days: int) -> None:
    """Set it."""
    settings.put(session, _DAYS_KEY, days)


def unvisited(session: Session, today: date, days: int | None = None) -> list[Unvisited]:
    """Communities of the ledger and of past visits without a visit in so many days, the longest first."""
    period = unvisited_days(session) if days is None else days
    known: dict[tuple[str, str], list[Any]] = defaultdict(list)
    rows = session.execute(select(
        Institution.town, Institution.community, Institution.keeper, Institution.grid_person).where(
        Institution.voided_at.is_(None), Institution.community.is_not(None), Institution.community != "",
        Institution.running != Running.CLOSED).order_by(Institution.id))
    for town, community, keeper, person in rows:
        known[(town or "", community or "")].append((keeper, person))
    latest = _latest(session, today)
    for place in latest:
        known.setdefault(place, [])
    found = [_unvisited(place, people, latest.get(place), today) for place, people in known.items()]
    late = [one for one in found if one.days is None or one.days >= period]
    return sorted(late, key=lambda one: (one.days is not None, -(one.days or 0), one.town, one.community))


def _latest(session: Session, today: date) -> dict[tuple[str, str], date]:
    query = select(Visit.town, Visit.community, func.max(Visit.on)).where(
        Visit.voided_at.is_(None), Visit.state == VisitState.DONE, Visit.community.is_not(None),
        Visit.community != "", Visit.on <= today).group_by(Visit.town, Visit.community)
    return {(town or "", community or ""): on for town, community, on in session.execute(query)}


def _unvisited(place: tuple[str, str], people: list[Any], last: date | None, today: date) -> Unvisited:
    keepers = "、".join(dict.fromkeys(keeper for keeper, _ in people if keeper))
    persons = "、".join(dict.fromkeys(person for _, person in people if person))
    days = None if last is None else (today - last).days
    return Unvisited(*place, last, days, len(people), keepers, persons)
