"""Who stands on which list: one subject, one institution, the 负面清单 as shipped, the figures of a span."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.institutions.queries import licensed_sql, registered_sql
from desktop.features.institutions.records import Alias, AliasKind, Institution, ListState
from desktop.features.lists.listing import subject_key
from desktop.features.lists.queries.reported import days_unreported
from desktop.features.lists.records import BatchState, ListBatch, ListEntry, ListKind, Standing
from desktop.features.lists.rules.figures import Figures, disagreements
from desktop.features.lists.rules.negative import NegativeItem, NegativeList, read_negative

UNTOLD = "未填"


@cache
def negative_list() -> NegativeList:
    """The 负面清单 as shipped."""
    return read_negative(tomllib.loads(resource("lists", "negative.toml").read_text(encoding="utf-8")))


def item_of(entry: ListEntry) -> NegativeItem | None:
    """The item a black line rests on."""
    return negative_list().item(entry.item)


def entry(session: Session, ref: int | str) -> ListEntry:
    """The line of that id; UserError when it is gone."""
    found = session.get(ListEntry, int(ref)) if str(ref).isdecimal() else None
    if found is None:
        raise UserError(f"名单上没有第 {ref} 条。", "请刷新列表。")
    return found


def batch(session: Session, ref: int | str) -> ListBatch:
    """The batch of that id or name; UserError when there is none."""
    found = session.get(ListBatch, int(ref)) if str(ref).isdecimal() else None
    found = found or session.scalar(select(ListBatch).where(ListBatch.name == str(ref).strip(),
                                                            ListBatch.voided_at.is_(None)))
    if found is None:
        raise UserError(f"没有白名单批次“{ref}”。", "请写批次名称，例如：2023年第一批。")
    return found


def surviving(session: Session, row: int) -> Institution:
    """The institution, or the one it was merged into; UserError when that is void or gone."""
    found = session.get(Institution, row)
    while found is not None and found.merged_into is not None:
        found = session.get(Institution, found.merged_into)
    if found is None:
        raise UserError("这家机构已经不存在。", "请刷新列表。")
    if found.voided:
        raise UserError(f"{found.name}已作废，不能列入名单。", "请先恢复，或者核对是不是另一家。")
    return found


def codes_of(session: Session, institution: Institution | None, code: str | None) -> set[str]:
    """Every code the subject has or had."""
    codes = {code} if code else set()
    if institution is not None:
        codes |= {institution.code} if institution.code else set()
        codes |= set(session.scalars(select(Alias.value).where(
            Alias.institution_id == institution.id, Alias.kind == AliasKind.CODE, Alias.voided_at.is_(None))))
    return codes


def standing_lines(session: Session, institution: Institution | None, code: str | None = None,
                   name_key: str | None = None) -> list[ListEntry]:
    """Standing lines of a subject: by its institution, by a code it has or had, by name and place."""
    same: list[ColumnElement[bool]] = []
    if institution is not None:
        same.append(ListEntry.active_institution == institution.id)
    codes = codes_of(session, institution, code)
    if codes:
        had = select(Alias.institution_id).where(Alias.kind == AliasKind.CODE, Alias.value.in_(codes),
                                                 Alias.voided_at.is_(None))
        owners = select(Institution.id).where(Institution.code.in_(codes)).union_all(had)
        same += [ListEntry.active_code.in_(codes), ListEntry.active_institution.in_(owners)]
    if name_key:
        same.append(ListEntry.active_name == name_key)
    if not same:
        return []
    return list(session.scalars(select(ListEntry).where(or_(*same)).order_by(ListEntry.id)))


def lines_of_institution(session: Session, row: int) -> list[ListEntry]:
    """All lines about an institution, standing first, then the latest."""
    found = session.get(Institution, row)
    codes = codes_of(session, found, None)
    same = [ListEntry.institution_id == row]
    if codes:
        same.append(and_(ListEntry.institution_id.is_(None), ListEntry.code.in_(codes)))
    query = select(ListEntry).where(ListEntry.voided_at.is_(None), or_(*same))
    lines = session.scalars(query.order_by(ListEntry.id.desc())).all()
    return sorted(lines, key=lambda line: list(Standing).index(line.standing) if line.standing
                  is not Standing.LISTED else -1)


def proposals(session: Session, batch_id: int) -> list[ListEntry]:
    """Lines of a batch that is not published yet, by name."""
    query = select(ListEntry).where(ListEntry.batch_id == batch_id, ListEntry.voided_at.is_(None),
                                    ListEntry.standing == Standing.PROPOSED)
    return list(session.scalars(query.order_by(ListEntry.sort_key, ListEntry.id)))


def batches(session: Session, state: BatchState | None = None) -> list[ListBatch]:
    """Batches, the newest first."""
    query = select(ListBatch).where(ListBatch.voided_at.is_(None)).order_by(ListBatch.id.desc())
    return list(session.scalars(query if state is None else query.where(ListBatch.state == state)))


def on_list(kind: ListKind) -> ColumnElement[bool]:
    """Institutions with a standing line on that list."""
    return (select(ListEntry.id).where(ListEntry.active_institution == Institution.id,
                                       ListEntry.listing == kind).correlate(Institution).exists())


def state_sql(today: date) -> Any:
    """The list an institution stands on, by its standing line; None for none."""
    return (select(ListEntry.listing).where(ListEntry.active_institution == Institution.id)
            .correlate(Institution).scalar_subquery())


def unreported_days_sql(today: date) -> Any:
    """Days an institution stands on the black list while a platform lacks it; None otherwise."""
    return (select(days_unreported(today)).where(ListEntry.active_institution == Institution.id)
            .correlate(Institution).scalar_subquery())


def claimed_only(kind: ListState) -> ColumnElement[bool]:
    """Institutions a received sheet says to be on a list on which they are not: proposals, never entries."""
    listing = ListKind.WHITE if kind is ListState.WHITE else ListKind.BLACK
    return and_(Institution.list_state == kind, ~on_list(listing))


def free_institutions(session: Session, today: date, *, licensed: bool, claimed: bool) -> list[int]:
    """Institutions on no list that have all papers, or that a sheet says to be on the white one."""
    free = (Institution.voided_at.is_(None), ~on_list(ListKind.WHITE), ~on_list(ListKind.BLACK),
            ~waiting_white())
    query = select(Institution.id).where(*free).order_by(Institution.sort_key, Institution.id)
    if licensed:
        query = query.where(licensed_sql(today), registered_sql())
    if claimed:
        query = query.where(claimed_only(ListState.WHITE))
    return list(session.scalars(query))


def waiting_white() -> ColumnElement[bool]:
    """Institutions in a batch that is not published yet."""
    return (select(ListEntry.id).where(
        ListEntry.institution_id == Institution.id, ListEntry.listing == ListKind.WHITE,
        ListEntry.standing == Standing.PROPOSED, ListEntry.voided_at.is_(None))
        .correlate(Institution).exists())


def figures(session: Session, kind: ListKind, first: date, last: date) -> Figures:
    """Lines and subjects of a list over a span, both days included."""
    own = and_(ListEntry.listing == kind, ListEntry.voided_at.is_(None), ListEntry.listed_on.is_not(None))
    on = and_(own, ListEntry.listed_on <= last,
              or_(ListEntry.removed_on.is_(None), ListEntry.removed_on > last))
    before = and_(own, ListEntry.listed_on < first,
                  or_(ListEntry.removed_on.is_(None), ListEntry.removed_on >= first))
    ever = and_(own, ListEntry.listed_on <= last)
    key = subject_key(last)

    def lines(*conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count(ListEntry.id)).where(*conditions)) or 0

    def subjects(condition: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count(key.distinct())).where(condition)) or 0

    def parts(attribute: Any) -> dict[str, int]:
        query: Any = select(attribute, func.count(ListEntry.id)).where(on).group_by(attribute)
        return {word or UNTOLD: count for word, count in session.execute(query)}

    return Figures(
        kind, first, last, opening=lines(before),
        joined=lines(own, ListEntry.listed_on >= first, ListEntry.listed_on <= last),
        left=lines(own, ListEntry.removed_on >= first, ListEntry.removed_on <= last),
        closing=lines(on), subjects=subjects(on), ever_subjects=subjects(ever), ever_lines=lines(ever),
        towns=parts(ListEntry.town), categories=parts(ListEntry.category))


def faults_of_lists(session: Session, kinds: Sequence[ListKind], first: date, last: date) -> list[str]:
    """Everything that must be mended before a list is printed: sums, void institutions."""
    found = [fault for kind in kinds for fault in disagreements(figures(session, kind, first, last))]
    standing = session.scalar(select(func.count(ListEntry.id)).where(
        ListEntry.listing.in_(kinds), ListEntry.standing == Standing.LISTED, ListEntry.voided_at.is_(None)))
    dated = session.scalar(select(func.count(ListEntry.id)).where(
        ListEntry.listing.in_(kinds), ListEntry.voided_at.is_(None), ListEntry.listed_on.is_not(None),
        ListEntry.removed_on.is_(None)))
    if standing != dated:
        found.append(f"状态是“在册”的 {standing} 条，按列入、移出日期算却是 {dated} 条")
    lost = session.scalars(select(ListEntry.name).join(
        Institution, Institution.id == ListEntry.institution_id).where(
        ListEntry.listing.in_(kinds), ListEntry.standing == Standing.LISTED, ListEntry.voided_at.is_(None),
        Institution.voided_at.is_not(None)).limit(5)).all()
    if lost:
        found.append(f"{'、'.join(lost)}在台账里已经作废或合并")
    return found
