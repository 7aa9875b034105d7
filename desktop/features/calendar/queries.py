"""The work calendar as the data have it, and what is due on the days of a month."""

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, literal, select
from sqlalchemy.orm import Session

from desktop.base.due import Due
from desktop.base.fields import Attribute
from desktop.base.records import columns_of
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.records import SchoolTerm, SpecialDay

_KEY = "work_calendar"
_JULIAN = 1721424.5
"""Julian day of the day before 0001-01-01: julianday(d) minus this is Python's ordinal of d."""


def work_calendar(session: Session) -> WorkCalendar:
    """Working days by the special days in the data; a year is covered when it has any. Once per session.

    Of two rows for one date the later one counts.
    """
    kept = session.info.get(_KEY)
    if not isinstance(kept, WorkCalendar):
        off: dict[date, str] = {}
        worked: dict[date, str] = {}
        years: set[int] = set()
        own = columns_of(SpecialDay)
        for on, name, working, year in session.execute(
                select(own.on, own.name, own.working, own.year)
                .where(own.voided_at.is_(None)).order_by(own.id)).all():
            (off if working else worked).pop(on, None)
            (worked if working else off)[on] = name.removesuffix("调休") if working else name
            years.add(year)
        kept = session.info[_KEY] = WorkCalendar(off, worked, frozenset(years))
    return kept


def warning(calendar: WorkCalendar, *days: date) -> str | None:
    """A sentence when a deadline rests on a year whose holiday notice is not in the data."""
    missing = calendar.uncovered(*days)
    if not missing:
        return None
    years = "、".join(str(year) for year in missing)
    return f"{years} 年的放假安排还没有录入，工作日只按周六、周日推算，请在“日历”里补录国务院通知后复核"


def dues_by_day(session: Session, today: date, offers: Iterable[Callable[..., list[Due]]], first: date,
                last: date) -> dict[date, list[Due]]:
    """The due items of all subjects between two days, both included, in the street's order."""
    found: dict[date, list[Due]] = {}
    for offer in offers:
        for due in offer(session, today):
            if first <= due.day <= last:
                found.setdefault(due.day, []).append(due)
    return found


def terms_between(session: Session, first: date, last: date) -> list[SchoolTerm]:
    """School vacations that touch the days between, the earliest first."""
    return list(session.scalars(select(SchoolTerm).where(
        SchoolTerm.voided_at.is_(None), SchoolTerm.starts <= last,
        (SchoolTerm.ends >= first) | (SchoolTerm.ends.is_(None) & (SchoolTerm.starts >= first)))
        .order_by(SchoolTerm.starts, SchoolTerm.id)))


def working_days_left(limit: Attribute, today: date) -> ColumnElement[int]:
    """In SQL: working days after today up to and including the limit; negative when past, null without."""
    ordinal = cast(func.julianday(limit) - _JULIAN, Integer)
    plain = _weekdays(ordinal) - _weekdays(literal(today.toordinal()))
    return plain - _special(limit, today, working=False) + _special(limit, today, working=True)


def light_days(limit: Attribute, today: date, *, done: ColumnElement[bool]) -> ColumnElement[int]:
    """In SQL: the same, at most -1 from the day after the limit on; null when done (see `base.lights`)."""
    left = working_days_left(limit, today)
    return case((done, None), (limit.is_(None), None), (limit < today, func.min(left, -1)), else_=left)


def _weekdays(ordinal: ColumnElement[int]) -> ColumnElement[int]:
    """Mondays to Fridays up to and including a day's ordinal; ordinal 1 is a Monday."""
    return cast(ordinal / 7, Integer) * 5 + func.min(ordinal % 7, 5)


def _special(limit: Attribute, today: date, *, working: bool) -> ColumnElement[int]:
    """Weekdays off (or weekend days worked) between today and the limit, negative when the limit is past."""
    weekend = func.strftime("%w", SpecialDay.on).in_(["0", "6"])
    counted = and_(SpecialDay.voided_at.is_(None), SpecialDay.working.is_(working),
                   weekend if working else ~weekend)
    ahead = select(func.count()).select_from(SpecialDay).where(
        counted, SpecialDay.on > today, SpecialDay.on <= limit).correlate(limit.class_).scalar_subquery()
    behind = select(func.count()).select_from(SpecialDay).where(
        counted, SpecialDay.on > limit, SpecialDay.on <= today).correlate(limit.class_).scalar_subquery()
    return ahead - behind
