"""Putting the official days off and make-up workdays into the data."""

import json
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.resources import resource
from desktop.features.calendar.records import SpecialDay

_DAY = timedelta(days=1)


def seed_calendar(session: Session, *, by: str, today: date) -> int:
    """Add the shipped years that the data do not have yet; returns how many days were added."""
    known = set(session.scalars(select(SpecialDay.year).distinct()))
    added = 0
    for file in sorted(resource("calendar").glob("*.json")):
        notice = json.loads(file.read_text(encoding="utf-8"))
        if notice["year"] in known:
            continue
        rows = notice_days(notice)
        session.add_all(rows)
        added += len(rows)
    return added


def notice_days(notice: dict[str, object]) -> list[SpecialDay]:
    """The special days of one notice in the form of `resources/calendar`."""
    year, source = int(str(notice["year"])), f"{notice['title']}（{notice['notice']}）"
    rows: list[SpecialDay] = []
    off, worked = notice["off"], notice["make_up"]
    assert isinstance(off, list)
    assert isinstance(worked, list)
    for first_text, last_text, name in off:
        day, last = date.fromisoformat(first_text), date.fromisoformat(last_text)
        while day <= last:
            rows.append(SpecialDay(on=day, name=name, working=False, year=year, source=source))
            day += _DAY
    rows += [SpecialDay(on=date.fromisoformat(on), name=f"{name}调休", working=True, year=year, source=source)
             for on, name in worked]
    return rows
