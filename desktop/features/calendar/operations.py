"""Putting the official days off, make-up workdays and school vacations into the data."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.resources import resource
from desktop.features.calendar.records import SchoolTerm, SpecialDay, Stage, Vacation
from desktop.features.calendar.rules import Notice, read_notice, school_year_fault
from desktop.store.editing import save_record

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
    return added + _seed_terms(session)


def _seed_terms(session: Session) -> int:
    """The shipped examples of school vacations, still to be checked; only into an empty table."""
    if session.scalar(select(func.count(SchoolTerm.id))):
        return 0
    content = tomllib.loads(resource("calendar", "school-terms.toml").read_text(encoding="utf-8"))
    rows = [SchoolTerm(
        school_year=found["school_year"], stage=Stage(stage), vacation=Vacation(found["vacation"]),
        starts=found["starts"], ends=found.get("ends"), place=found["place"], source=found["source"],
        checked=False) for found in content["terms"] for stage in found["stages"]]
    session.add_all(rows)
    return len(rows)


def adopt_notice(session: Session, *, by: str, today: date, text: str, year: int | None = None,
                 confirmed: bool = False) -> Notice:
    """Store the days of a pasted notice. Days known for its year are replaced (作废) after a question.

    UserError with every fault of the text: nothing is stored of a notice that contradicts itself.
    """
    notice = read_notice(text, year)
    if notice.faults:
        raise UserError(f"没有录入：{'；'.join(notice.faults)}。", "请对照原文改正后再录入。")
    known = list(session.scalars(select(SpecialDay).where(SpecialDay.year == notice.year,
                                                          SpecialDay.voided_at.is_(None))))
    if known and not confirmed:
        raise NeedsConfirmation(f"{notice.year}年已经录入 {len(known)} 天，按这份通知替换？"
                                "原来的转为作废，可以恢复。")
    for row in known:
        row.voided_at, row.void_reason = session.info["act"].at, "按新粘贴的通知重新录入"
    session.add_all([SpecialDay(on=day.on, name=f"{day.name}调休" if day.working else day.name,
                                working=day.working, year=notice.year, source=notice.source)
                     for day in notice.days])
    session.flush()
    return notice


def save_term(session: Session, *, by: str, today: date, values: Mapping[str, Any], row: int | None = None,
              version: int | None = None) -> SchoolTerm:
    """A vacation of the schools; UserError at the field for a wrong year or order, or a second entry."""
    faults = {}
    if "school_year" in values and (fault := school_year_fault(values["school_year"] or "")):
        faults["school_year"] = fault
    starts, ends = values.get("starts"), values.get("ends")
    if starts and ends and ends < starts:
        faults["ends"] = "最后一天不能早于放假那天"
    twin = session.scalar(select(SchoolTerm).where(
        SchoolTerm.school_year == values.get("school_year"), SchoolTerm.stage == values.get("stage"),
        SchoolTerm.vacation == values.get("vacation"), SchoolTerm.place == values.get("place"),
        SchoolTerm.voided_at.is_(None), SchoolTerm.id != (row or 0)))
    if twin is not None:
        faults["stage"] = f"{twin.title()}已经登记过"
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)
    found = save_record(session, by=by, today=today, record=SchoolTerm, values=values, row=row,
                        version=version)
    assert isinstance(found, SchoolTerm)
    return found


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
