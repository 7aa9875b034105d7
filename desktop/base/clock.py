"""Where today comes from: an argument, never a call in the middle of a rule."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

from desktop.base.values import value_class

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""The one zone of the office: China has no summer time, so a fixed offset needs no zone database."""


class Clock(Protocol):
    """Tells the moment (aware, UTC) and the office's date."""

    def now(self) -> datetime: ...

    def today(self) -> date: ...


class SystemClock:
    """The PC's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(CHINA).date()


@value_class
class FixedClock:
    """A clock that stands still: tests, the sample county, replayed commands."""

    moment: datetime

    @classmethod
    def on(cls, day: date, hour: int = 10) -> "FixedClock":
        """The given hour of the office's `day`."""
        return cls(datetime(day.year, day.month, day.day, hour, tzinfo=CHINA).astimezone(UTC))

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.astimezone(CHINA).date()


@value_class
class DayClock:
    """The PC's time of day on one fixed day: the sample county lives on that day."""

    day: date

    def now(self) -> datetime:
        at = datetime.now(CHINA)
        return datetime.combine(self.day, at.timetz()).astimezone(UTC)

    def today(self) -> date:
        return self.day
