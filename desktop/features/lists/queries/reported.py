"""What of the black list the platforms still lack, in SQL, for columns, chips and due items alike."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from desktop.base.fields import Attribute
from desktop.features.lists.records import CreditReport, ListEntry, ListKind, Matter, Platform, Standing
from desktop.features.lists.rules.platforms import CODES, TAKEN


def code_of(platform: Platform, code: Any) -> ColumnElement[bool] | None:
    """Codes the platform takes; None when it takes everybody."""
    starts = [code.like(f"{start}%") for start in CODES[platform]]
    return or_(*starts) if starts else None


def _happened(matter: Matter) -> Attribute:
    return ListEntry.listed_on if matter is Matter.LISTED else ListEntry.removed_on


def lacking(platform: Platform, matter: Matter) -> ColumnElement[bool]:
    """Black lines of which the platform has not been told what it should be: 列入, or 移出."""
    told = (select(CreditReport.id).where(
        CreditReport.about == ListEntry.__tablename__, CreditReport.about_id == ListEntry.id,
        CreditReport.platform == platform, CreditReport.matter == matter, CreditReport.voided_at.is_(None))
        .correlate(ListEntry).exists())
    due = [ListEntry.listing == ListKind.BLACK, _happened(matter).is_not(None), ~told]
    takers = code_of(platform, ListEntry.code)
    return and_(*due, takers) if takers is not None else and_(*due)


def unreported() -> ColumnElement[bool]:
    """已列黑未归集: on the black list, and some platform that takes it was not told."""
    wanted = [platform for platform in Platform if Matter.LISTED in TAKEN[platform]]
    return and_(ListEntry.standing == Standing.LISTED,
                or_(*(lacking(platform, Matter.LISTED) for platform in wanted)))


def undone() -> ColumnElement[bool]:
    """Taken off the black list, but a platform that was told of the listing was not told of the removal."""
    def told(platform: Platform) -> ColumnElement[bool]:
        return (select(CreditReport.id).where(
            CreditReport.about == ListEntry.__tablename__, CreditReport.about_id == ListEntry.id,
            CreditReport.platform == platform, CreditReport.matter == Matter.LISTED,
            CreditReport.voided_at.is_(None)).correlate(ListEntry).exists())

    return and_(ListEntry.standing == Standing.REMOVED,
                or_(*(and_(told(platform), lacking(platform, Matter.DELISTED)) for platform in Platform)))


def days_unreported(today: date) -> ColumnElement[int | None]:
    """Calendar days since the listing while a platform lacks it; None otherwise."""
    days = func.julianday(today.isoformat()) - func.julianday(ListEntry.listed_on)
    return case((unreported(), func.round(days)), else_=None)
