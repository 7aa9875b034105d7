"""日历: month, days off and school vacations, three views one behind the other."""

from PySide6.QtWidgets import QStackedLayout

from desktop.base.listing import Question
from desktop.features.calendar.page.lists import DAYS, MONTH, TERMS, DaysPage, TermsPage
from desktop.features.calendar.page.month import MonthPage
from desktop.features.calendar.records import SchoolTerm, SpecialDay
from desktop.ui.feature import Feature
from desktop.ui.focus import focus_on
from desktop.ui.page import Page
from desktop.ui.services import Services


class CalendarPage(Page):
    """Shows the month first; each view refreshes itself."""

    watches = (SpecialDay, SchoolTerm)

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services)
        self.month = MonthPage(services, feature)
        self.days = DaysPage(services, feature)
        self.terms = TermsPage(services, feature)
        self._views: dict[str, MonthPage | DaysPage | TermsPage] = {
            MONTH: self.month, DAYS: self.days, TERMS: self.terms}
        self._stack = QStackedLayout(self)
        for view in self._views.values():
            self._stack.addWidget(view)
            view.turns.chosen.connect(self.show_view)
            view.placed.connect(self.placed)
        focus_on(self, self.current)

    def show_view(self, key: str) -> None:
        """月历, 放假和调休 or 校历."""
        view = self._views[key]
        for other, shown in self._views.items():
            shown.turns.select(other)
        self._stack.setCurrentWidget(view)
        view.setFocus()
        self.placed.emit()

    def current(self) -> Page:
        """The view in front."""
        return next(view for view in self._views.values() if view is self._stack.currentWidget())

    def refresh(self) -> None:
        """The views read for themselves."""

    def open_row(self, row: int) -> None:
        """A special day in its list."""
        self.show_view(DAYS)
        self.days.open_row(row)

    def show_question(self, question: Question) -> None:
        self.show_view(DAYS)
        self.days.show_question(question)

    def new(self) -> None:
        self.current().new()

    def export(self) -> None:
        self.current().export()

    def print(self) -> None:
        self.current().print()

    def place_words(self) -> str:
        return self.current().place_words()
