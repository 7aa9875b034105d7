"""日历, as offered to the program."""

from desktop.features.calendar.listing import CALENDAR_DAYS
from desktop.features.calendar.operations import seed_calendar
from desktop.features.calendar.page import CalendarPage
from desktop.features.calendar.records import SpecialDay
from desktop.ui.feature import Feature

CALENDAR = Feature(key="calendar", title="日历", icon="calendar", group="依据", records=(SpecialDay,),
                   listings=(CALENDAR_DAYS,), page=CalendarPage, seed=seed_calendar, searchable=False)
