"""Questions about institutions: one of them, the matrix in SQL, what lapses, whom some values mean."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from desktop.base.due import Due
from desktop.base.errors import UserError
from desktop.base.fields import Attribute
from desktop.base.merging import Merge
from desktop.base.records import columns_of
from desktop.base.values import value_class
from desktop.features.institutions.records import (
    Alias,
    AliasKind,
    Apart,
    Institution,
    PrepaidCharge,
    Registration,
    Running,
    Site,
)
from desktop.features.institutions.rules import TWIN_KEYS, WARNING_DAYS, Papers, alike, suspicion

_CHUNK = 500
_MANY = 5


def open_institution(session: Session, row: int) -> Institution:
    """The living institution of that id; UserError when it is gone or void."""
    found = session.get(Institution, row)
    if found is None:
        raise UserError("这家机构已经不存在。", "请刷新列表。")
    if found.voided:
        raise UserError(f"{found.name}已作废。", "请先恢复。")
    return found


def institution_id(session: Session, ref: str) -> int:
    """The living institution of that code, name or number; UserError when there is none or several."""
    words = ref.strip()
    same = or_(Institution.code == words, Institution.name == words)
    found = session.scalars(select(Institution.id).where(Institution.voided_at.is_(None), same)).all()
    if not found and words.isdecimal() and session.get(Institution, int(words)) is not None:
        found = [int(words)]
    if len(found) != 1:
        what = f"台账里有 {len(found)} 家“{words}”" if found else f"台账里没有“{words}”"
        raise UserError(f"{what}。", "请写统一社会信用代码或内部号。")
    return found[0]


def aliases(session: Session, row: int) -> list[Alias]:
    """Old names and codes, the latest first."""
    query = select(Alias).where(Alias.institution_id == row, Alias.voided_at.is_(None))
    return list(session.scalars(query.order_by(Alias.until.desc(), Alias.id.desc())))


def charges(session: Session, row: int) -> list[PrepaidCharge]:
    """Recorded charges, the latest first."""
    query = (select(PrepaidCharge)
             .where(PrepaidCharge.institution_id == row, PrepaidCharge.voided_at.is_(None))
             .order_by(PrepaidCharge.charged_on.desc(), PrepaidCharge.id.desc()))
    return list(session.scalars(query))


def sites(session: Session, row: int) -> list[Site]:
    """Teaching sites besides the main one, in the order they were entered."""
    query = select(Site).where(Site.institution_id == row, Site.voided_at.is_(None))
    return list(session.scalars(query.order_by(Site.id)))


@value_class
class Twin:
    """Another living institution that may be the same one, and what the two share."""

    other: Institution
    shared: tuple[str, ...]

    @property
    def words(self) -> str:
        """电话、地址相同，疑似原机构换名."""
        return f"{'、'.join(self.shared)}相同，{suspicion(self.shared)}"


def twins(session: Session, row: int) -> list[Twin]:
    """Whom the institution may be besides itself, the likest first; pairs found to be apart are left out."""
    own = session.get(Institution, row)
    if own is None or own.voided:
        return []
    same = [getattr(Institution, key) == getattr(own, key) for key in TWIN_KEYS if getattr(own, key)]
    apart = {pair.second_id if pair.first_id == row else pair.first_id for pair in apart_of(session, row)}
    query = select(Institution).where(Institution.voided_at.is_(None), Institution.id != row, or_(*same))
    others = session.scalars(query.order_by(Institution.id)) if same else ()
    found = [Twin(other, tuple(alike(own, other))) for other in others if other.id not in apart]
    return sorted(found, key=lambda twin: -len(twin.shared))


def apart_of(session: Session, row: int) -> list[Apart]:
    """The conclusions that this institution is not the same as another."""
    query = select(Apart).where(or_(Apart.first_id == row, Apart.second_id == row), Apart.voided_at.is_(None))
    return list(session.scalars(query))


def twin_sql() -> ColumnElement[bool]:
    """Institutions for which `twins` finds another one; shared keys are found by their indexes first."""
    listed, other = aliased(Institution), aliased(Institution)
    shared, same = [], []
    for key in TWIN_KEYS:
        own, column = getattr(Institution, key), getattr(listed, key)
        twice = select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
        shared.append(own.in_(twice))
        same.append(getattr(other, key) == own)
    apart = select(Apart.id).where(
        Apart.voided_at.is_(None),
        or_(and_(Apart.first_id == Institution.id, Apart.second_id == other.id),
            and_(Apart.first_id == other.id, Apart.second_id == Institution.id))
    ).correlate(Institution, other).exists()
    another = select(other.id).where(
        other.id != Institution.id, other.voided_at.is_(None), or_(*same), ~apart)
    return and_(or_(*shared), another.correlate(Institution).exists())


def charged_beyond() -> ColumnElement[bool]:
    """Institutions with a living charge beyond a limit."""
    return (select(PrepaidCharge.id).where(
        PrepaidCharge.institution_id == Institution.id, PrepaidCharge.voided_at.is_(None),
        PrepaidCharge.excess.is_not(None)).correlate(Institution).exists())


def registered_sql() -> ColumnElement[bool]:
    """`rules.registered` in SQL."""
    stated = Institution.registration.is_not(None)
    return or_(and_(stated, Institution.registration != Registration.NONE),
               and_(~stated, Institution.code.is_not(None), Institution.code != ""))


def licensed_sql(today: date) -> ColumnElement[bool]:
    """`rules.licensed` in SQL."""
    return and_(
        Institution.licence_no.is_not(None), Institution.licence_no != "",
        or_(Institution.licence_from.is_(None), Institution.licence_from <= today),
        or_(Institution.licence_until.is_(None), Institution.licence_until >= today),
        or_(Institution.licence_ended_on.is_(None), Institution.licence_ended_on > today))


def papers_sql(today: date) -> ColumnElement[str]:
    """`rules.papers` in SQL; its words."""
    registered, licensed = registered_sql(), licensed_sql(today)
    return case((and_(registered, licensed), Papers.BOTH.value), (registered, Papers.NO_LICENCE.value),
                (licensed, Papers.NO_REGISTRATION.value), else_=Papers.NEITHER.value)


def lapsing(until: Attribute, today: date) -> ColumnElement[bool]:
    """Institutions at work whose licence or agreement (`until`) ends today or within 30 calendar days."""
    near = and_(until >= today, until <= today + timedelta(days=WARNING_DAYS))
    return and_(near, _still_counts(Institution, until, today))


def lapsed(until: Attribute, today: date) -> ColumnElement[bool]:
    """Institutions at work whose licence or agreement ended before today."""
    return and_(until < today, _still_counts(Institution, until, today))


def _still_counts(own: type[Institution], until: Attribute, today: date) -> ColumnElement[bool]:
    at_work = own.running != Running.CLOSED
    if until.key != own.licence_until.key:
        return at_work
    ended = own.licence_ended_on
    return and_(at_work, or_(ended.is_(None), ended > today))


def due(session: Session, today: date) -> list[Due]:
    """Licences and custody agreements lapsed or lapsing within 30 calendar days, the earliest first."""
    own = columns_of(Institution)
    licence = _falling_due(session, own.licence_until, today, "证照", "办学许可证", "换证或注销")
    agreement = _falling_due(session, own.agreement_until, today, "预收费", "预收费监管协议", "续签")
    return sorted([*licence, *agreement], key=lambda item: (item.day, item.subject))


def _falling_due(session: Session, until: Attribute, today: date, kind: str, paper: str,
                 step: str) -> list[Due]:
    own = columns_of(Institution)
    query = select(own.id, own.name, own.town, until).where(
        own.voided_at.is_(None), until <= today + timedelta(days=WARNING_DAYS),
        _still_counts(own, until, today))
    return [Due(kind, f"{paper}{'已过期' if end < today else '将到期'}", name, town or "", end, step,
                "institutions", row, calendar_days=True)
            for row, name, town, end in session.execute(query).all()]


def namesakes(session: Session, *, name: str, code: str | None, town: str | None,
              apart_from: int | None) -> list[Institution]:
    """Other living institutions with this code, or with this name and no other town."""
    same = [Institution.name == name]
    if code:
        same.append(Institution.code == code)
    query = select(Institution).where(Institution.voided_at.is_(None), or_(*same))
    if apart_from is not None:
        query = query.where(Institution.id != apart_from)
    return [found for found in session.scalars(query.order_by(Institution.id))
            if (code and found.code == code) or not (town and found.town and town != found.town)]


def by_values(session: Session, attribute: Attribute, wanted: Sequence[str]) -> dict[str, list[Institution]]:
    """Living institutions by the value of one field."""
    found: dict[str, list[Institution]] = {}
    for part in _parts(_stored(session, attribute, wanted)):
        query = select(Institution).where(Institution.voided_at.is_(None), attribute.in_(part))
        for institution in session.scalars(query.order_by(Institution.id)):
            found.setdefault(getattr(institution, attribute.key), []).append(institution)
    return found


def by_alias(session: Session, kind: AliasKind, wanted: Sequence[str]) -> dict[str, list[Institution]]:
    """Living institutions by an old name or code."""
    found: dict[str, list[Institution]] = {}
    for part in _parts(_stored(session, Alias.value, wanted)):
        query = (select(Alias.value, Institution).join(Institution, Institution.id == Alias.institution_id)
                 .where(Institution.voided_at.is_(None), Alias.voided_at.is_(None), Alias.kind == kind,
                        Alias.value.in_(part)).order_by(Institution.id))
        for value, institution in session.execute(query):
            if institution not in found.setdefault(value, []):
                found[value].append(institution)
    return found


def _stored(session: Session, attribute: Attribute, wanted: Sequence[str]) -> list[str]:
    """Those of the values that the column may hold: of many wanted, few may be there at all."""
    unique = list(dict.fromkeys(wanted))
    if len(unique) <= _CHUNK or (session.scalar(select(func.count(attribute))) or 0) > _MANY * len(unique):
        return unique
    there = set(session.scalars(select(attribute).where(attribute.is_not(None))))
    return [value for value in unique if value in there]


def _parts(wanted: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start:start + _CHUNK]


def moving_words(session: Session, offers: Sequence[Merge], gone: Institution) -> str:
    """一起移过去：问题 2 个、教学点 1 处。"""
    counted = ((offer, offer.count(session, gone.id)) for offer in offers)
    told = "、".join(f"{offer.label} {count} {offer.unit}" for offer, count in counted if count)
    return f"{gone.name}名下一起移过去的：{told or '没有'}。佐证、文书随问题走，不会丢。"
