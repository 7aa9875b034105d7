"""What a subject offers: its place in the sidebar, page, lists, panels, due items, commands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from desktop.base.command import Command
from desktop.base.due import Due
from desktop.base.listing import Column, Filter, Listing
from desktop.base.marks import Tone
from desktop.base.records import Record
from desktop.base.sheets import ImportSpec
from desktop.ui.sections import Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.page import Page
    from desktop.ui.services import Services


@dataclass(frozen=True)
class Badge:
    """The word or number at the right of a sidebar entry; a count is grey (tone None)."""

    text: str
    tone: Tone | None = None


@dataclass(frozen=True)
class Panel:
    """A section this subject shows on the card of another subject's record (of type `on`)."""

    on: type[Record]
    section: Callable[[Session, int, date], Section | None]


@dataclass(frozen=True)
class Offered:
    """Columns and chips this subject adds to another subject's list (of record type `on`)."""

    on: type[Record]
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Action:
    """A verb this subject adds to the card of a record of type `on`: `run(services, row)`."""

    on: type[Record]
    label: str
    run: Callable[["Services", int, "QWidget"], None]


@dataclass(frozen=True)
class Feature:
    """One subject. With no `page` the generic ledger page is built from the first listing.

    `seed` is an operation run once when a data folder is made; `form(services, row, parent)` opens the
    entry form of the subject's record (row None = new), by default one built from the declared fields.
    """

    key: str
    title: str
    icon: str = ""
    group: str = ""
    records: tuple[type[Record], ...] = ()
    listings: tuple[Listing, ...] = ()
    imports: tuple[ImportSpec, ...] = ()
    page: Callable[["Services", "Feature"], "Page"] | None = None
    form: Callable[["Services", int | None, "QWidget"], None] | None = None
    panels: tuple[Panel, ...] = ()
    offers: tuple[Offered, ...] = ()
    actions: tuple[Action, ...] = ()
    due: Callable[[Session, date], list[Due]] | None = None
    badge: Callable[[Session, date], Badge | None] | None = None
    commands: tuple[Command, ...] = ()
    seed: Callable[..., Any] | None = None
    searchable: bool = True


def composed(listing: Listing, features: tuple[Feature, ...]) -> Listing:
    """The listing with the columns and chips that other subjects add to it."""
    columns, filters = list(listing.columns), list(listing.filters)
    for feature in features:
        for offered in feature.offers:
            if offered.on is listing.record:
                columns += offered.columns
                filters += offered.filters
    return Listing(
        listing.key,
        listing.title,
        listing.unit,
        listing.record,
        tuple(columns),
        tuple(filters),
        listing.joins,
        listing.order,
        listing.searched,
    )
