"""蓝/黄/红: how near a limit is, in working days, always with words."""

from datetime import date
from enum import StrEnum
from typing import Any

from desktop.base.marks import Mark, Tone, light
from desktop.base.values import value_class
from desktop.base.workdays import WorkCalendar


class Light(StrEnum):
    """Colour word of a limit; 7 日内 includes 3 日内."""

    RED = "红"
    AMBER = "黄"
    BLUE = "蓝"


TONES = {Light.RED: Tone.RED, Light.AMBER: Tone.AMBER, Light.BLUE: Tone.BLUE}
SOON = 3
NEAR = 7


@value_class
class Remaining:
    """`days`: working days left, the limit's day included, negative when past."""

    light: Light
    days: int

    @property
    def words(self) -> str:
        """逾期 5 日, 今天到期, 剩 3 日."""
        if self.light is Light.RED:
            return f"逾期 {max(1, -self.days)} 日"
        return "今天到期" if self.days == 0 else f"剩 {self.days} 日"


def remaining(limit: date, today: date, calendar: WorkCalendar) -> Remaining:
    """How far `limit` is from `today`; the day after the limit is overdue even on a weekend."""
    days = calendar.workdays_between(today, limit)
    return _standing(min(days, -1) if today > limit else days)


def standing_of(left: int | None) -> Remaining | None:
    """The light of a number of working days, -1 or less when the limit is past; None: nothing to wait for."""
    return None if left is None else _standing(left)


def light_words(left: Any, _today: date) -> str:
    """How a list shows such a number."""
    found = standing_of(left)
    return f"{found.light.value} · {found.words}" if found else ""


def light_mark(left: Any, _today: date) -> Mark | None:
    """The light beside those words."""
    found = standing_of(left)
    return light(TONES[found.light]) if found else None


def _standing(days: int) -> Remaining:
    return Remaining(Light.RED if days < 0 else Light.AMBER if days <= SOON else Light.BLUE, days)
