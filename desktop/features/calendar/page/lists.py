"""The two lists of 日历: days off with a line when a year is missing, and school vacations."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QLabel, QVBoxLayout
from sqlalchemy.orm import Session

from desktop.base.marks import Tone
from desktop.features.calendar.form import NoticeDialog, open_term
from desktop.features.calendar.listing import CALENDAR_DAYS, SCHOOL_TERMS
from desktop.features.calendar.queries import warning, work_calendar
from desktop.features.calendar.records import SchoolTerm, SpecialDay
from desktop.ui.buttons import Button, Segments
from desktop.ui.feature import Feature
from desktop.ui.labels import label
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.services import Services

MONTH, DAYS, TERMS = "month", "days", "terms"
VIEWS = ((MONTH, "月历"), (DAYS, "放假和调休"), (TERMS, "校历"))


class DaysPage(LedgerPage):
    """Days off and make-up workdays; an amber line says which of this and the next year has no data yet."""

    empty_what = "这里还没有放假安排。"
    empty_todo = "按“粘贴放假通知”把国务院办公厅的通知贴进来，或逐日录入。"

    def __init__(self, services: Services, feature: Feature) -> None:
        own = replace(feature, records=(SpecialDay,), listings=(CALENDAR_DAYS,), form=None)
        super().__init__(services, own)
        self.head.set_title(feature.title)
        self.turns = Segments(VIEWS, DAYS)
        self.head.add_slot(self.turns)
        self.missing = missing_label()
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.missing)

    def add_actions(self) -> None:
        pasting = Button("粘贴放假通知…", icon="copy", writes=True)
        pasting.clicked.connect(lambda: NoticeDialog(self.services, self).exec())
        self.head.add_action(pasting)
        super().add_actions()

    def parts(self) -> Sequence[Callable[[], None]]:
        return *super().parts(), lambda: show_missing(self.services, self.missing)


class TermsPage(LedgerPage):
    """Vacations by school year and stage; those not checked yet carry 待核对."""

    empty_what = "这里还没有校历。"
    empty_todo = "按教育局公布的校历，逐学段登记寒假、暑假的起止日期。"

    def __init__(self, services: Services, feature: Feature) -> None:
        own = replace(feature, records=(SchoolTerm,), listings=(SCHOOL_TERMS,), form=open_term)
        super().__init__(services, own)
        self.head.set_title(feature.title)
        self.turns = Segments(VIEWS, TERMS)
        self.head.add_slot(self.turns)


def missing_label() -> QLabel:
    """The line above a page about years without data."""
    made = label("", "small-strong", Tone.AMBER, wrap=True)
    made.setContentsMargins(16, 0, 16, 4)
    made.hide()
    return made


def show_missing(services: Services, line: QLabel, *shown: date) -> None:
    """Say which years have no data, those of the `shown` days too; with none the line goes away."""
    words = services.read(missing_years, services.today, *shown)
    line.setText(f"▲ {words}。" if words else "")
    line.setVisible(bool(words))


def missing_years(session: Session, today: date, *shown: date) -> str:
    """The sentence about this, the next or a shown year whose holiday notice is not in the data; else ''."""
    calendar = work_calendar(session)
    return warning(calendar, date(today.year, 7, 1), date(today.year + 1, 7, 1), *shown) or ""
