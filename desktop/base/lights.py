"""蓝/黄/红: how near a limit is, in working days, always with words."""

from datetime import date
from enum import StrEnum

from desktop.base.marks import Tone
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
    if today > limit:
        return Remaining(Light.RED, min(days, -1))
    return Remaining(Light.AMBER if days <= SOON else Light.BLUE, days)
