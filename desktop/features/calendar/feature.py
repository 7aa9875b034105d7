"""日历, as offered to the program."""

from collections.abc import Callable, Sequence

from desktop.base.later import Later, later
from desktop.base.listing import Listing
from desktop.features.calendar.records import SchoolTerm, SpecialDay
from desktop.ui.feature import Feature, PageMaker


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.calendar.page.whole import CalendarPage

    return CalendarPage


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.calendar.listing import CALENDAR_DAYS, SCHOOL_TERMS

    return CALENDAR_DAYS, SCHOOL_TERMS


def _seed() -> Callable[..., int]:
    # Loaded for a new data folder alone.
    from desktop.features.calendar.operations import seed_calendar

    return seed_calendar


CALENDAR = Feature(key="calendar", title="日历", icon="calendar", group="依据",
                   records=(SpecialDay, SchoolTerm), listings=Later(_listings), page=later(_page),
                   seed=later(_seed), searchable=False)
