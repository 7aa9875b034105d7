"""Questions of the random draw: the list to draw from, a draw as it was, the same draw made again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.score import Score
from desktop.features.inspections.queries.people import inspectors
from desktop.features.inspections.queries.visits import last_visit_sql
from desktop.features.inspections.records.draws import Avoidance, Draw, DrawPick
from desktop.features.inspections.records.visits import (
    Inspector,
    SiteKind,
    Visit,
    VisitResult,
    VisitState,
)
from desktop.features.inspections.rules.draws import (
    Candidate,
    Drawn,
    Person,
    Pool,
    canonical,
    draw,
    fingerprint,
    ordered,
    read_canonical,
)
from desktop.features.institutions.queries import licensed_sql, registered_sql
from desktop.features.institutions.records import Category, Institution, Prepaid, Running

LONG_AGO, A_WHILE, A_MONTH = 180, 90, 30
"""Days since the last visit that give three, two, one points."""


@dataclass(frozen=True)
class Scope:
    """Whom to draw from; empty means all. `sites`: places visited before that are no institution, too."""

    towns: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    sites: bool = False

    @property
    def words(self) -> str:
        """The scope in words."""
        parts = ["、".join(self.towns) or "全县",
                 "、".join(category.value for category in self.categories) or "各类机构"]
        return "，".join([*parts, "含无证场所"] if self.sites else parts)


def since_points(today: date) -> ColumnElement[int]:
    """Four points when never visited, three, two, one by the days since."""
    last = last_visit_sql(today)
    return case((last.is_(None), 4), (last <= today - timedelta(days=LONG_AGO), 3),
                (last <= today - timedelta(days=A_WHILE), 2), (last <= today - timedelta(days=A_MONTH), 1),
                else_=0)


def found_points(today: date) -> Any:
    """One point for each visit of the last year that found something, three at most."""
    found = (select(func.count(Visit.id)).where(
        Visit.institution_id == Institution.id, Visit.result == VisitResult.FOUND,
        Visit.on > today - timedelta(days=365), Visit.state == VisitState.DONE, Visit.voided_at.is_(None))
        .correlate(Institution).scalar_subquery())
    return func.min(found, 3)


def papers_points(today: date) -> ColumnElement[int]:
    """Two points without a licence in force, two more without a registration."""
    return case((licensed_sql(today), 0), else_=2) + case((registered_sql(), 0), else_=2)


def prepaid_points(today: date) -> ColumnElement[int]:
    """One point when prepaid fees are known to be unsupervised."""
    return case((Institution.prepaid == Prepaid.NONE, 1), else_=0)


SCORES = (
    Score(Institution, "久未检查", "从未检查 4，180 天以上未检查 3，90 天以上 2，30 天以上 1", since_points),
    Score(Institution, "检查发现问题", "近一年每次发现问题的检查 1，最多 3", found_points),
    Score(Institution, "证照不齐", "没有有效许可证 2，没有登记证照 2", papers_points),
    Score(Institution, "预收费未监管", "预收费未纳入监管 1", prepaid_points),
)
"""What the ledger and the visits say of the risk; problems and complaints add theirs."""


def pool(session: Session, today: date, scope: Scope, scores: Sequence[Score]) -> Pool:
    """The list to draw from: institutions at work in the scope, each with weight 1 and its points."""
    points = [score.points(today).label(f"points_{place}") for place, score in enumerate(scores)]
    query = select(Institution.id, Institution.name, Institution.code, Institution.town, *points).where(
        Institution.voided_at.is_(None), Institution.running != Running.CLOSED)
    if scope.towns:
        query = query.where(Institution.town.in_(scope.towns))
    if scope.categories:
        query = query.where(Institution.category.in_(scope.categories))
    candidates = []
    for row, name, code, town, *given in session.execute(query):
        told = [f"{score.label} {number}" for score, number in zip(scores, given, strict=True) if number]
        candidates.append(Candidate(name, code or "", town or "", 1 + sum(number or 0 for number in given),
                                    "、".join(told), row))
    if scope.sites:
        candidates += sites(session, scope)
    return ordered(candidates, people(session), avoided(session))


def sites(session: Session, scope: Scope) -> list[Candidate]:
    """Places that are no institution and were visited before, once each, weight 3 (无证照)."""
    query = select(Visit.subject, Visit.town).where(
        Visit.institution_id.is_(None), Visit.site_kind != SiteKind.INSTITUTION,
        Visit.voided_at.is_(None)).group_by(Visit.object_key)
    if scope.towns:
        query = query.where(Visit.town.in_(scope.towns))
    return [Candidate(name, "", town or "", 3, "无证照场所 2") for name, town in session.execute(query)]


def people(session: Session) -> list[Person]:
    """Inspectors at work who have a card (行政处罚法第四十二条)."""
    query = select(Inspector).where(Inspector.voided_at.is_(None), Inspector.active.is_(True),
                                    Inspector.card_no.is_not(None), Inspector.card_no != "")
    return [Person(found.name, found.card_no or "", found.department or "", found.id)
            for found in session.scalars(query)]


def avoided(session: Session) -> dict[int, list[int]]:
    """Inspector -> institutions that inspector steps aside from."""
    found: dict[int, list[int]] = {}
    for item in session.scalars(select(Avoidance).where(Avoidance.voided_at.is_(None))):
        found.setdefault(item.inspector_id, []).append(item.institution_id)
    return found


def avoidances(session: Session) -> list[tuple[Avoidance, str, str]]:
    """Living entries with the names of both, the newest first."""
    query = (select(Avoidance, Inspector.name, Institution.name)
             .join(Inspector, Inspector.id == Avoidance.inspector_id)
             .join(Institution, Institution.id == Avoidance.institution_id)
             .where(Avoidance.voided_at.is_(None)).order_by(Avoidance.id.desc()))
    return [(item, person, name) for item, person, name in session.execute(query)]


def draws(session: Session) -> list[Draw]:
    """All draws, the newest first."""
    return list(session.scalars(select(Draw).order_by(Draw.id.desc())))


def draw_of(session: Session, ref: int | str) -> Draw:
    """A draw by its id or number; UserError when there is none."""
    words = str(ref).strip()
    found = session.scalar(select(Draw).where(Draw.number == words))
    if found is None and words.isdecimal():
        found = session.get(Draw, int(words))
    if found is None:
        raise UserError(f"没有编号为“{words}”的抽取。", "可以在“检查”的“抽取记录”里查。")
    return found


def picks_of(session: Session, row: int) -> list[DrawPick]:
    """What was drawn, in the order drawn."""
    return list(session.scalars(select(DrawPick).where(DrawPick.draw_id == row).order_by(DrawPick.position)))


def same_draw(session: Session, listed: Pool, wanted: int, seed: str) -> Draw | None:
    """The recorded draw of exactly this list, number and seed."""
    mark = fingerprint(canonical(listed))
    return session.scalar(select(Draw).where(Draw.pool_hash == mark, Draw.wanted == wanted,
                                             Draw.seed == seed).order_by(Draw.id))


def purposes(session: Session) -> set[str]:
    """What was drawn for before."""
    return set(session.scalars(select(Draw.purpose)))


def earlier(session: Session, purpose: str) -> int:
    """How many draws there are for this purpose."""
    return session.scalar(select(func.count(Draw.id)).where(Draw.purpose == purpose.strip())) or 0


@dataclass(frozen=True)
class Replay:
    """A draw made again from its kept list; `faults` says in words what does not agree."""

    drawn: Drawn
    pool: Pool
    faults: tuple[str, ...]


def replay(session: Session, found: Draw) -> Replay:
    """Make a draw again from what is kept of it and compare."""
    listed = read_canonical(found.pool_text)
    again = draw(listed, found.wanted, found.seed)
    faults = []
    if again.fingerprint != found.pool_hash:
        faults.append("名单与登记的校验值不符")
    kept = [(pick.place, pick.pair) for pick in picks_of(session, found.id)]
    if kept != [(pick.candidate + 1, pair_words(listed, pick.pair)) for pick in again.picks]:
        faults.append("按种子重新抽取的结果与登记的不同")
    return Replay(again, listed, tuple(faults))


def pair_words(listed: Pool, places: Sequence[int]) -> str:
    """Names of people by their places in the list."""
    return "、".join(listed.people[place].name for place in places)


def pick_lists(session: Session) -> dict[str, list[tuple[Any, str]]]:
    """Inspectors and institutions to choose from when somebody steps aside, by key of `Avoidance`."""
    query = select(Institution.id, Institution.name).where(Institution.voided_at.is_(None)).order_by(
        Institution.sort_key)
    return {"inspector_id": [(person.id, f"{person.name} {person.card_no or ''}".strip())
                             for person in inspectors(session)],
            "institution_id": [(row, name) for row, name in session.execute(query)]}
