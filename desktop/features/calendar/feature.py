"""日历, as offered to the program."""

from desktop.features.calendar.listing import CALENDAR_DAYS, SCHOOL_TERMS
from desktop.features.calendar.operations import seed_calendar
from desktop.features.calendar.page.whole import CalendarPage
from desktop.features.calendar.records import SchoolTerm, SpecialDay
from desktop.ui.feature import Feature

CALENDAR = Feature(key="calendar", title="日历", icon="calendar", group="依据",
                   records=(SpecialDay, SchoolTerm), listings=(CALENDAR_DAYS, SCHOOL_TERMS),
                   page=CalendarPage, seed=seed_calendar, searchable=False)
