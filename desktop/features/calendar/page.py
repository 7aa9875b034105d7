"""日历: the special days, with a line when a year is missing."""

from datetime import date

from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy.orm import Session

from desktop.base.marks import Tone
from desktop.features.calendar.queries import warning, work_calendar
from desktop.ui.feature import Feature
from desktop.ui.labels import label
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.services import Services


class CalendarPage(LedgerPage):
    """The generic list; an amber line says which of this and the next year has no data yet."""

    empty_what = "这里还没有放假安排。"
    empty_todo = "按国务院办公厅通知逐日录入：放假的日子和调休上班的周末。"

    def __init__(self, services: Services, feature: Feature) -> None:
        super().__init__(services, feature)
        self.missing = label("", "small-strong", Tone.AMBER, wrap=True)
        self.missing.setContentsMargins(16, 0, 16, 4)
        self.missing.hide()
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.missing)

    def refresh(self) -> None:
        super().refresh()
        words = self.services.read(missing_years, self.services.today)
        self.missing.setText(f"▲ {words}。" if words else "")
        self.missing.setVisible(bool(words))


def missing_years(session: Session, today: date) -> str:
    """The sentence about this or the next year when its holiday notice is not in the data; else empty."""
    calendar = work_calendar(session)
    return warning(calendar, date(today.year, 7, 1), date(today.year + 1, 7, 1)) or ""
