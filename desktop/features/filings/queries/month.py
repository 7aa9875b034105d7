"""Everything the page shows of a month, read at one moment."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.months import first_day
from desktop.base.plan import months
from desktop.base.workdays import WorkCalendar
from desktop.features.calendar.queries import work_calendar
from desktop.features.filings.listing import Line, MonthBoard, board, month_board, next_filing
from desktop.features.filings.queries.sheets import check_month, month_before, monthly, sheet
from desktop.features.filings.rules import Check, Sheet


@dataclass(frozen=True)
class MonthRead:
    """A month with all that stands around it, read at one moment. `known`: every month of the scheme."""

    sheet: Sheet
    known: tuple[str, ...]
    checks: list[Check]
    before: dict[str, int | None]
    board: MonthBoard
    lines: list[Line]
    calendar: WorkCalendar


def read_month(session: Session, month: str, today: date) -> MonthRead:
    """The month, or when it is none of the scheme's the one still to be sent."""
    _, scheme, _ = monthly(session)
    known = months(scheme)
    if month not in known:
        coming = next_filing(session, today)
        past = [one for one in known if first_day(one) <= today]
        month = coming.month if coming else (past or known)[-1 if past else 0]
    made = sheet(session, month, today)
    return MonthRead(made, tuple(known), check_month(session, made, today),
                     month_before(session, made, today), month_board(session, scheme, today),
                     board(session, scheme, month), work_calendar(session))

