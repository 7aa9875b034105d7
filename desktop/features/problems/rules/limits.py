"""Deadlines of a problem: its light, when it is looked at again, words about a limit on a day off."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from desktop.base.chinese import date_cn
from desktop.base.lights import Remaining, remaining
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar
from desktop.features.problems.records import READ_ONLY, Level, Problem
from desktop.features.problems.rules.tree import Branch

LOOK_BACK_DAYS = 30
"""回头看 is proposed this many calendar days after closing where the data says nothing else."""

AGAIN_MONTHS = 12
"""The same subject and type again within these months counts as 反弹, where the data says nothing else."""


def standing(problem: Problem, today: date, calendar: WorkCalendar) -> Remaining | None:
    """蓝/黄/红 of an open problem; None when it is closed or has no limit yet."""
    if problem.state in READ_ONLY or problem.limit is None or problem.voided:
        return None
    return remaining(problem.limit, today, calendar)


@value_class
class Pace:
    """How soon a closed problem is looked at again: days by level, and the months of a 反弹."""

    days: Mapping[Level, int]
    again_months: int = AGAIN_MONTHS

    def look_back_days(self, branch: Branch, level: Level) -> int:
        """The shorter of what the category and the level ask for."""
        asked = self.days.get(level, LOOK_BACK_DAYS)
        return asked if branch.look_back is None else min(asked, branch.look_back)


def read_pace(content: Mapping[str, Any]) -> Pace:
    """The table `look_back` of resources/problems/categories.toml."""
    found = content.get("look_back", {})
    days = {level: int(found[level.value]) for level in Level if level.value in found}
    return Pace(days, int(found.get("again_months", AGAIN_MONTHS)))


def look_back_day(closed_on: date, days: int = LOOK_BACK_DAYS) -> date:
    """The proposed last day of 回头看, so many calendar days after closing."""
    return closed_on + timedelta(days=days)


def limit_hint(limit: date, today: date, calendar: WorkCalendar) -> str | None:
    """A word about a limit that falls on a day off or in a year without holiday data; None when plain."""
    if calendar.uncovered(limit):
        return f"{limit.year} 年放假安排还没有，{date_cn(limit)}是否上班请自行核对"
    if not calendar.is_workday(limit):
        before = calendar.last_workday_before(limit)
        return f"{date_cn(limit)}是{calendar.day_name(limit)}，不上班；前一个工作日是{date_cn(before)}"
    return None
