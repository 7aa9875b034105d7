"""How many rows a question has, and of how many owners: one count for page, print, export and command."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.listing import Listing, Question


@dataclass(frozen=True)
class Count:
    """Rows, and their different owners where the list tells them apart."""

    rows: int
    holders: int | None
    unit: str
    holders_unit: str = ""

    @property
    def words(self) -> str:
        """33 个，涉及 28 家."""
        more = f"，涉及 {self.holders} {self.holders_unit}" if self.holders is not None else ""
        return f"{self.rows} {self.unit}{more}"


def count(session: Session, listing: Listing, question: Question, today: date) -> Count:
    """The count of a question."""
    rows = session.scalar(listing.count(question, today)) or 0
    if listing.holders is None:
        return Count(rows, None, listing.unit)
    held = session.scalar(listing.count_holders(question, today)) or 0
    return Count(rows, held, listing.unit, listing.holders.unit)
