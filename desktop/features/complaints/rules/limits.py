"""办理时限 by kind: how many days, from where they are known, and whether somebody has confirmed them."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from desktop.base.resources import resource
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar
from desktop.features.complaints.records import ComplaintKind

LONGEST = 365
BY_ORDER = "工单截止时间"


class Unit(StrEnum):
    """What the days of a limit are."""

    WORKDAY = "工作日"
    DAY = "自然日"


@value_class
class Limit:
    """The limit of one kind; unconfirmed ones are shown as 待核对."""

    kind: ComplaintKind
    days: int
    unit: Unit
    source: str
    confirmed_by: str = ""

    @property
    def words(self) -> str:
        """投诉 7 个工作日（待核对）."""
        unit = f"个{self.unit.value}" if self.unit is Unit.WORKDAY else "日"
        return f"{self.kind.value} {self.days} {unit}{'' if self.confirmed_by else '（待核对）'}"

    def day(self, start: date, calendar: WorkCalendar) -> date:
        """The last day, the first one not counted; 民法典 §203: a natural limit ends on a working day."""
        if self.unit is Unit.WORKDAY:
            return calendar.add_workdays(start, self.days)
        return calendar.next_workday_on_or_after(start + timedelta(days=self.days))


@cache
def shipped() -> Mapping[ComplaintKind, Limit]:
    """The limits the program comes with, all to be confirmed."""
    content: dict[str, Any] = tomllib.loads(
        resource("complaints", "limits.toml").read_text(encoding="utf-8"))
    found = [Limit(ComplaintKind(item["kind"]), int(item["days"]), Unit(item["unit"]), item["source"])
             for item in content["limit"]]
    return {item.kind: item for item in found}


def limits_of(kept: Mapping[str, Mapping[str, Any]]) -> dict[ComplaintKind, Limit]:
    """The limits in force: those she has set before those of the program."""
    own = {ComplaintKind(kind): Limit(ComplaintKind(kind), int(facts["days"]), Unit(facts["unit"]),
                                      str(facts["source"]), str(facts["confirmed_by"]))
           for kind, facts in kept.items()}
    return {**shipped(), **own}


def kept_form(limit: Limit) -> dict[str, Any]:
    """A limit as the settings keep it."""
    facts = asdict(limit)
    del facts["kind"]
    return facts
