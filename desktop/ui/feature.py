"""What a subject offers: its place in the sidebar, page, lists, panels, due items, commands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from desktop.base.command import Command
from desktop.base.due import Due
from desktop.base.fields import Attribute, Kind, field_of
from desktop.base.listing import Column, Filter, Listing
from desktop.base.marks import Tone
from desktop.base.merging import Merge
from desktop.base.records import Record
from desktop.base.score import Score
from desktop.base.sheets import ImportSpec
from desktop.base.trail import Trail
from desktop.base.values import value_class
from desktop.ui.sections import Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.page import Page
    from desktop.ui.services import Services

PageMaker = Callable[["Services", "Feature"], "Page"]
FormOpener = Callable[["Services", int | None, "QWidget"], None]
Picker = Callable[[Session], Mapping[str, Sequence[tuple[Any, str]]]]


@value_class
class Badge:
    """The word or number at the right of a sidebar entry; a count is grey (tone None)."""

    text: str
    tone: Tone | None = None


@value_class
class Panel:
    """A section this subject shows on the card of another subject's record (of type `on`), and words with
    their tones for the head of that card."""

    on: type[Record]
    section: Callable[[Session, int, date], Section | None]
    tags: Callable[[Session, int, date], tuple[tuple[str, Tone], ...]] | None = None


@value_class
class Offered:
    """Columns and chips this subject adds to another subject's list (of record type `on`)."""

    on: type[Record]
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()


@value_class
class Reach:
    """Other records by which the search box finds this subject's rows, such as the names of kept files.

    `rows()` selects the row's id, the words that were found and the row's title, joined with `record`.
    `asked(words)` says which of them the words of the box mean, None when they cannot mean any; by default
    the record's own search text is asked.
    """

    record: type[Record]
    rows: Callable[[], Select[int, str, str]]
    asked: Callable[[str], ColumnElement[bool] | None] | None = None


@value_class
class Action:
    """A verb this subject adds to the card of a record of type `on`: `run(services, row)`."""

    on: type[Record]
    label: str
    run: Callable[["Services", int, "QWidget"], None]


@value_class
class Feature:
    """One subject. With no `page` the generic ledger page is built from the first listing.

    `change` is the operation `(session, *, by, today, row, values, confirmed=False)` by which lists change
    single values of the first record, `editable` the keys it takes (None: all declared ones), `picks` the
    values offered for them; with neither page nor form of its own the generic change is taken.

    `merges` move this subject's rows when two records of some type become one.

    `labels` names facts and values that are kept as settings, for the history.

    `seed` is an operation run once when a data folder is made; `form(services, row, parent)` opens the
    entry form of the subject's record (row None = new), by default one built from the declared fields.

    Every start builds every subject: what it does not show at once is given `later` (base/later).
    """

    key: str
    title: str
    icon: str = ""
    group: str = ""
    records: tuple[type[Record], ...] = ()
    listings: Sequence[Listing] = ()
    imports: Sequence[ImportSpec] = ()
    page: PageMaker | None = None
    form: FormOpener | None = None
    panels: Sequence[Panel] = ()
    offers: Sequence[Offered] = ()
    actions: Sequence[Action] = ()
    merges: Sequence[Merge] = ()
    due: Callable[[Session, date], list[Due]] | None = None
    badge: Callable[[Session, date], Badge | None] | None = None
    commands: Sequence[Command] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    seed: Callable[..., Any] | None = None
    searchable: bool = True
    reaches: Sequence[Reach] = ()
    scores: Sequence[Score] = ()
    trails: Sequence[Trail] = ()
    change: Callable[..., Any] | None = None
    editable: Collection[str] | None = None
    picks: Picker | None = None

    def changes(self, record: type[Record]) -> Callable[..., Any] | None:
        """How single values of this record are changed from the list; None when only its form may."""
        if self.change is not None:
            return self.change if self.records and record is self.records[0] else None
        if self.form is not None or self.page is not None:
            return None
        from desktop.store.bulk import plain_change  # loaded with the first change

        return plain_change(record)

    def may_edit(self, attribute: Attribute) -> bool:
        """Whether the list may change this declared field; a move or a form may still be the only way."""
        facts = field_of(attribute)
        if facts.kind in (Kind.LINK, Kind.MOMENT):
            return False
        return self.editable is None or attribute.key in self.editable


def readable_features(features: tuple[Feature, ...], lacking: Collection[str]) -> tuple[Feature, ...]:
    """The subjects for data that lacks these tables: those concerned keep their page and add nothing to
    the others."""
    return tuple(
        replace(item, panels=(), offers=(), actions=(), due=None, badge=None, searchable=False, reaches=(),
                scores=(), trails=())
        if any(record.__tablename__ in lacking for record in item.records) else item for item in features)


def composed(listing: Listing, features: tuple[Feature, ...]) -> Listing:
    """The listing with the columns and chips that other subjects add to it."""
    columns, filters = list(listing.columns), list(listing.filters)
    for feature in features:
        for offered in feature.offers:
            if offered.on is listing.record:
                columns += offered.columns
                filters += offered.filters
    return replace(listing, columns=tuple(columns), filters=tuple(filters))


def whole_listing(listing: Listing, features: tuple[Feature, ...], session: Session) -> Listing:
    """The listing as its page knows it: with the chips of the data and the columns of its sister lists."""
    feature = next((item for item in features if listing.record in item.records), None)
    sisters = feature.listings if feature is not None else ()
    whole = composed(listing, features)
    known = {column.key for column in whole.columns}
    more = {column.key: replace(column, shown=False, exported=False)
            for sister in sisters if sister.record is listing.record
            for column in sister.columns if column.key not in known}
    return replace(whole, columns=(*whole.columns, *more.values())).with_data(session)
