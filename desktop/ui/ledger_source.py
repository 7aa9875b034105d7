"""Rows of a listing for the windowed table, and the counts of its chips in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from desktop.base.fields import Kind
from desktop.base.listing import Column, Listing, Question
from desktop.base.marks import CellStyle, Mark
from desktop.base.masks import masked
from desktop.store.lists import count
from desktop.ui.aside import Aside
from desktop.ui.services import Services
from desktop.ui.windowed import TableColumn

CHARACTER = 13.5
PADDING = 14
_PORTION = 20_000
_RIGHT = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
_STRETCH = (Kind.LONG,)
_NAME = 10
"""Characters of a column wide enough for a name."""


class LedgerSource:
    """A `RowSource` over a listing and the question in force. Rows hold the columns in sight, None in the
    place of the others: some of those count in other tables."""

    def __init__(self, services: Services, listing: Listing, question: Question | None = None) -> None:
        self.services = services
        self.listing = listing
        self.question = question or Question()
        self.aside = Aside(services)
        names = names_column(listing.columns)
        self._wanted = tuple(place for place, column in enumerate(listing.columns) if column.shown)
        self._columns = [table_column(column, roomy=column is names) for column in listing.columns]

    @property
    def columns(self) -> Sequence[TableColumn]:
        return self._columns

    def ids(self, order: str | None, descending: bool) -> list[int]:
        asked = self.asked(order, descending)
        query = self.listing.ids(asked, self.services.today)
        return self.aside.answer(lambda: self.services.read(all_ids, query))

    def asked(self, order: str | None, descending: bool) -> Question:
        """The question with the table's order."""
        return Question(
            self.question.search,
            self.question.filters,
            order,
            descending,
            self.question.voided,
            self.question.only,
        )

    def want(self, column_index: int) -> bool:
        if column_index in self._wanted:
            return False
        self._wanted = tuple(sorted((*self._wanted, column_index)))
        return True

    def rows(self, ids: Sequence[int]) -> list[tuple[object, ...]]:
        wanted, columns = self._wanted, self.listing.columns
        query = self.listing.rows(ids, self.services.today, [columns[place] for place in wanted])
        spread = dict(zip(wanted, range(1, len(wanted) + 1), strict=True))
        cells = itemgetter(0, *(spread.get(place, -1) for place in range(len(columns))))
        found = self.services.read(
            lambda session: {row[0]: cells((*row, None)) for row in session.execute(query)})
        return [found.get(number, ()) for number in ids]

    def cell(self, row: tuple[object, ...], column_index: int) -> tuple[str, Mark | None]:
        assert column_index in self._wanted, self.listing.columns[column_index].key
        column, value = self.listing.columns[column_index], row[column_index + 1]
        today = self.services.today
        words = column.text(value, today)
        shown = masked(words) if column.field.personal else words
        return shown, column.mark(value, today) if column.mark else None


@dataclass(frozen=True)
class Numbers:
    """Counts around a list: of the chips, of other questions, of what is void, of the owners of its rows."""

    chips: Mapping[str, int]
    asked: Mapping[str, int]
    voided: int
    holders: int


def numbers(session: Session, listing: Listing, question: Question, others: Mapping[str, Question],
            today: date) -> Numbers:
    """Every count, in the worker's thread; none for a question the list cannot answer any more."""
    found = chip_counts(session, listing, question, today)
    asked = {key: session.scalar(listing.count(other, today)) or 0 for key, other in others.items()
             if not listing.unknown(other)}
    voided = session.scalar(listing.count(Question(voided=True), today)) or 0
    return Numbers(found, asked, voided, count(session, listing, question, today).holders or 0)


def all_ids(session: Session, query: Select[int]) -> list[int]:
    """The ids a query gives, from the driver in portions: row objects would take 100 MB a million."""
    cursor = session.connection().execute(query).cursor
    assert cursor is not None
    found: list[int] = []
    while part := cursor.fetchmany(_PORTION):
        found.extend([row[0] for row in part])
    return found


def names_column(columns: Sequence[Column]) -> Column:
    """The column that takes the room left: the first shown one with a name in it, else the first."""
    return next((column for column in columns if column.shown and column.field.kind is Kind.TEXT
                 and column.field.width >= _NAME), columns[0])


def table_column(column: Column, *, roomy: bool = False) -> TableColumn:
    """The screen's column of a declared one; `roomy` and long texts take the room left."""
    numeric = column.field.kind in _RIGHT
    return TableColumn(
        column.key,
        column.label,
        round(max(column.field.width, len(column.label)) * CHARACTER) + PADDING,
        Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft,
        CellStyle.NUMBER if numeric else CellStyle.TEXT,
        stretch=roomy or column.field.kind in _STRETCH,
        shown=column.shown,
        help=column.field.help,
    )


def chip_counts(session: Session, listing: Listing, question: Question, today: date) -> dict[str, int]:
    """For each chip the number of rows a click on it would show, search and other groups in force."""
    base = listing.condition(Question(question.search, voided=question.voided, only=question.only), today)
    chosen: dict[str, list[Any]] = {}
    for chip in listing.filters:
        if chip.key in question.filters:
            chosen.setdefault(chip.group, []).append(chip.where(today))
    counted: list[Any] = []
    for chip in listing.filters:
        others = [or_(*parts) for group, parts in chosen.items() if group != chip.group]
        counted.append(func.count(case((and_(chip.where(today), *others), 1))).label(f"c{len(counted)}"))
    if not counted:
        return {}
    query: Any = select(*counted).select_from(listing.record)
    if listing.joins is not None:
        query = listing.joins(query)
    row = session.execute(query.where(base)).one()
    return {chip.key: count for chip, count in zip(listing.filters, row, strict=True)}
