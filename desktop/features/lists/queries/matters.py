"""Every matter the credit platforms take, told or not, gathered in one SQL question.

A matter is a licence of an institution, a penalty decision, a listing on or a removal from the black list,
or a random check. `edition` tells one licence of an institution from the next.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from desktop.base.due import Due
from desktop.base.records import columns_of
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar
from desktop.features.inspections.records.visits import Visit, VisitKind, VisitState
from desktop.features.institutions.records import Institution
from desktop.features.lists.queries.reported import code_of
from desktop.features.lists.records import (
    CreditReport,
    Decision,
    ListEntry,
    ListKind,
    Matter,
    Platform,
    Standing,
)
from desktop.features.lists.rules.platforms import TAKEN, limit_of, platforms_for

SPOT_KINDS = (VisitKind.RANDOM,)
"""Visits that count as 抽查检查."""
MOST_DUE = 300
"""Matters of a platform among what is due; the lists' own page has them all."""
RECENT_LICENCE_DAYS = 60
"""Older licences are no due items: they were public before this ledger began."""


@value_class
class MatterLine:
    """One matter and one platform; `reported_on` None: not told yet. `limit`: last day of 双公示."""

    platform: Platform
    matter: Matter
    about: str
    about_id: int
    edition: str
    subject: str
    code: str
    happened_on: date
    limit: date | None = None
    reported_on: date | None = None
    receipt: str = ""
    @property
    def key(self) -> tuple[str, str, int, str]:
        """What tells one matter of a platform from the next."""
        return self.matter.value, self.about, self.about_id, self.edition


def _matters() -> Subquery:
    parts = (_licences(), _penalties(), _listed(Matter.LISTED), _listed(Matter.DELISTED), _checks())
    return union_all(*parts).subquery("matter")


def _part(matter: Matter, record: Any, edition: Any, subject: Any, code: Any, happened: Any) -> Select[Any]:
    own = columns_of(record)
    return select(literal(matter.value).label("matter"), literal(record.__tablename__).label("about"),
                  own.id.label("about_id"), edition.label("edition"), subject.label("subject"),
                  func.coalesce(code, "").label("code"), happened.label("happened")).where(
        own.voided_at.is_(None), happened.is_not(None))


def _licences(since: date | None = None) -> Select[Any]:
    own = columns_of(Institution)
    given = func.coalesce(own.licence_on, own.licence_from, type_=own.licence_on.type)
    found = _part(Matter.LICENCE, Institution, own.licence_no, own.name, own.code, given).where(
        own.licence_no.is_not(None), own.licence_no != "")
    if since is None:
        return found
    # In parts, so that an index answers.
    begun = and_(own.licence_on.is_(None), own.licence_from >= since)
    return found.where(or_(own.licence_on >= since, begun))


def _penalties() -> Select[Any]:
    own = columns_of(Decision)
    return _part(Matter.PENALTY, Decision, literal(""), own.name, own.code, own.decided_on)


def _listed(matter: Matter) -> Select[Any]:
    own = columns_of(ListEntry)
    happened = own.listed_on if matter is Matter.LISTED else own.removed_on
    return _part(matter, ListEntry, literal(""), own.name, own.code, happened).where(
        own.listing == ListKind.BLACK, own.standing != Standing.PROPOSED)


def _checks() -> Select[Any]:
    own, institution = columns_of(Visit), columns_of(Institution)
    return _part(Matter.CHECK, Visit, literal(""), own.subject, institution.code, own.on).where(
        institution.id == own.institution_id, own.way.in_(SPOT_KINDS), own.state == VisitState.DONE,
        own.result.is_not(None))


def _asked(platform: Platform, kinds: Sequence[Matter] | None, since: date | None, until: date | None
           ) -> tuple[Select[Any], Subquery]:
    """Matters the platform takes, with the report about each where there is one."""
    matter = _matters()
    told = and_(CreditReport.platform == platform, CreditReport.voided_at.is_(None),
                CreditReport.matter == matter.c.matter, CreditReport.about == matter.c.about,
                CreditReport.about_id == matter.c.about_id,
                CreditReport.edition == matter.c.edition)
    query = select(matter, CreditReport.reported_on, CreditReport.receipt).select_from(matter).outerjoin(
        CreditReport, told)
    wanted = [kind for kind in TAKEN[platform] if kinds is None or kind in kinds]
    query = query.where(matter.c.matter.in_([kind.value for kind in wanted]))
    takers = code_of(platform, matter.c.code)
    if takers is not None:
        query = query.where(takers)
    if since is not None:
        query = query.where(matter.c.happened >= since)
    if until is not None:
        query = query.where(matter.c.happened <= until)
    return query.where(_removal_told_before(platform, matter)), matter


def _removal_told_before(platform: Platform, matter: Subquery) -> ColumnElement[bool]:
    """A removal concerns a platform only that was told of the listing."""
    earlier = aliased(CreditReport)
    told = select(earlier.id).where(
        earlier.platform == platform, earlier.matter == Matter.LISTED, earlier.about == matter.c.about,
        earlier.about_id == matter.c.about_id, earlier.voided_at.is_(None)).correlate(matter).exists()
    return or_(matter.c.matter != Matter.DELISTED.value, told)


def matters(session: Session, platform: Platform, calendar: WorkCalendar, *,
            kinds: Sequence[Matter] | None = None, reported: bool | None = False, since: date | None = None,
            until: date | None = None, limit: int | None = None) -> list[MatterLine]:
    """Matters of a platform, licences last, the oldest first; `reported` None: told or not."""
    query, matter = _asked(platform, kinds, since, until)
    if reported is not None:
        query = query.where(CreditReport.id.is_not(None) if reported else CreditReport.id.is_(None))
    licence = matter.c.matter == Matter.LICENCE.value
    query = query.order_by(licence, matter.c.happened, matter.c.about, matter.c.about_id)
    rows = session.execute(query.limit(limit) if limit is not None else query).all()
    return [MatterLine(
        platform, Matter(row.matter), row.about, row.about_id, row.edition, row.subject, row.code,
        row.happened, limit_of(Matter(row.matter), row.happened, calendar), row.reported_on,
        row.receipt or "")
        for row in rows]


def pending_counts(session: Session, platform: Platform) -> dict[Matter, int]:
    """How many matters of each kind the platform takes and was not told yet."""
    query, _ = _asked(platform, None, None, None)
    waiting = query.where(CreditReport.id.is_(None)).subquery()
    counted = session.execute(select(waiting.c.matter, func.count()).group_by(waiting.c.matter)).all()
    found = {Matter(word): count for word, count in counted}
    return {kind: found.get(kind, 0) for kind in TAKEN[platform]}


def due_matters(session: Session, today: date, calendar: WorkCalendar) -> list[Due]:
    """What the platforms still lack, the oldest of each: penalties, listings, removals, new licences."""
    found: dict[tuple[str, str, int, str], Due] = {}
    lacks = _lacks(session, today - timedelta(days=RECENT_LICENCE_DAYS), calendar)
    for platform in Platform:
        for line in lacks[platform]:
            day = line.limit or limit_of(Matter.PENALTY, line.happened_on, calendar)
            assert day is not None, line.subject
            found.setdefault(line.key, Due("归集", f"{line.matter.value}未归集", line.subject, "", day,
                                           f"归集到{platform.value}", "lists", _row_of(line)))
    return sorted(found.values(), key=lambda item: (item.day, item.subject))


def _lacks(session: Session, since: date, calendar: WorkCalendar) -> dict[Platform, list[MatterLine]]:
    """What each platform was not told, decisions first, then licences since then: the oldest of both.

    Plain questions put together here: one question for everything takes longer to word than all of them.
    """
    parts = (_licences(since), _penalties(), _listed(Matter.LISTED), _listed(Matter.DELISTED))
    found = [tuple(row) for part in parts for row in session.execute(part).all()]
    found.sort(key=lambda row: (row[0] == Matter.LICENCE.value, row[6], row[1], row[2]))
    told = _told(session, since) if found else set()
    lacks: dict[Platform, list[MatterLine]] = {platform: [] for platform in Platform}
    taken: Counter[tuple[Platform, bool]] = Counter()
    for word, about, row, edition, subject, code, happened in found:
        kind = Matter(word)
        for platform in platforms_for(kind, code):
            group = platform, kind is Matter.LICENCE
            known = (platform, kind, about, row, edition) in told or (
                kind is Matter.DELISTED and (platform, Matter.LISTED, about, row, "") not in told)
            if not known and taken[group] < MOST_DUE:
                taken[group] += 1
                lacks[platform].append(MatterLine(
                    platform, kind, about, row, edition, subject, code, happened,
                    limit_of(kind, happened, calendar)))
    return lacks


def _told(session: Session, since: date) -> set[tuple[Platform, Matter, str, int, str]]:
    """What was reported: of decisions everything, of licences those given since then."""
    given = select(_licences(since).subquery().c.about_id)
    own = columns_of(CreditReport)
    rows = session.execute(select(own.platform, own.matter, own.about, own.about_id, own.edition).where(
        own.voided_at.is_(None),
        or_(own.matter.in_((Matter.PENALTY, Matter.LISTED, Matter.DELISTED)),
            and_(own.matter == Matter.LICENCE, own.about_id.in_(given)))))
    return {(platform, matter, about, row, edition) for platform, matter, about, row, edition in rows}


def _row_of(line: MatterLine) -> int:
    """The row the lists' page opens: a line of the black list; 0 is the page's 归集."""
    return line.about_id if line.about == ListEntry.__tablename__ else 0
