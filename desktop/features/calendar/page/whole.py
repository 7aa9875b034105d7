"""日历: month, days off and school vacations, three views one behind the other."""

from desktop.base.listing import Question
from desktop.features.calendar.page.lists import DAYS, MONTH, TERMS, DaysPage, TermsPage
from desktop.features.calendar.page.month import MonthPage
from desktop.ui.feature import Feature
from desktop.ui.services import Services
from desktop.ui.views_page import ViewsPage


class CalendarPage(ViewsPage):
    """Shows the month first."""

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.month = MonthPage(services, feature)
        self.days = DaysPage(services, feature)
        self.terms = TermsPage(services, feature)
        self.add_view(MONTH, self.month, self.month.turns)
        self.add_view(DAYS, self.days, self.days.turns)
        self.add_view(TERMS, self.terms, self.terms.turns)

    def open_row(self, row: int) -> None:
        """A special day in its list."""
        self.show_view(DAYS)
        self.days.open_row(row)

    def show_question(self, question: Question) -> None:
        self.show_view(DAYS)
        self.days.show_question(question)
