"""黑白名单, as offered to the program: page, lists, what it adds to institutions, due items."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desktop.base.command import Command
from desktop.base.due import Due
from desktop.base.fields import Kind
from desktop.base.later import Later, later
from desktop.base.listing import Filter, Listing, computed
from desktop.base.marks import Tone, tag
from desktop.base.merging import Merge
from desktop.base.score import Score
from desktop.base.trail import Moment, Trail
from desktop.features.institutions.records import Institution, ListState
from desktop.features.lists.queries.reported import unreported
from desktop.features.lists.records import CreditReport, Decision, ListBatch, ListEntry, ListKind
from desktop.features.problems.records import Problem
from desktop.ui.feature import Action, Badge, Feature, Offered, PageMaker, Panel
from desktop.ui.sections import Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.services import Services

KEY = "lists"
TONES = {ListKind.WHITE.value: Tone.GREEN, ListKind.BLACK.value: Tone.RED}


def badge(session: Session, today: date) -> Badge | None:
    """2 未归集: on the black list and not told to every platform."""
    count = session.scalar(select(func.count(ListEntry.id)).where(ListEntry.voided_at.is_(None),
                                                                  unreported()))
    return Badge(f"{count} 未归集", Tone.RED) if count else None


def due(session: Session, today: date) -> list[Due]:
    """What the platforms still lack."""
    from desktop.features.calendar.queries import work_calendar  # loaded with the first list of what is due
    from desktop.features.lists.queries.matters import due_matters  # as above

    return due_matters(session, today, work_calendar(session))


def _section() -> Callable[[Session, int, date], Section | None]:
    # Loaded with the first card.
    from desktop.features.lists.panels.sections import institution_section

    return institution_section


def _tags() -> Callable[[Session, int, date], tuple[tuple[str, Tone], ...]]:
    # Loaded with the first card.
    from desktop.features.lists.panels.sections import institution_tags

    return institution_tags


def _moments() -> Callable[[Session, int], Iterable[Moment]]:
    # Loaded with the first card.
    from desktop.features.lists.queries.trail import moments

    return moments


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.lists.page.whole import ListsPage

    return ListsPage


def _blacklist() -> Callable[["Services", int, "QWidget"], None]:
    # Loaded when first asked for.
    from desktop.features.lists.form.black import propose_institution

    return propose_institution


def _blacklist_problem() -> Callable[["Services", int, "QWidget"], None]:
    # Loaded when first asked for.
    from desktop.features.lists.form.black import propose_problem

    return propose_problem


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.lists import listing

    return (listing.LISTS, listing.WHITELIST, listing.BLACKLIST, listing.DECISIONS, listing.BATCHES,
            listing.REPORTS)


def _merges() -> Sequence[Merge]:
    # Loaded with the first merge.
    from desktop.features.lists.operations.merging import MERGES

    return MERGES


def _commands() -> Sequence[Command]:
    from desktop.features.lists.feature.commands import COMMANDS  # for the command line alone
    from desktop.features.lists.feature.credit import CREDIT_COMMANDS  # as above

    return *COMMANDS, *CREDIT_COMMANDS


def _standing() -> Callable[[date], Any]:
    # Loaded with the first list.
    from desktop.features.lists.queries.standing import state_sql

    return state_sql


def _lacking() -> Callable[[date], Any]:
    # Loaded with the first list.
    from desktop.features.lists.queries.standing import unreported_days_sql

    return unreported_days_sql


def _on_list() -> Callable[[ListKind], Any]:
    # Loaded with the first list.
    from desktop.features.lists.queries.standing import on_list

    return on_list


def _claimed() -> Callable[[ListState], Any]:
    # Loaded with the first list.
    from desktop.features.lists.queries.standing import claimed_only

    return claimed_only


def _days(value: Any, today: date) -> str:
    return "" if value is None else f"{int(value)} 天"


UNREPORTED_DAYS, ON_LIST, CLAIMED = later(_lacking), later(_on_list), later(_claimed)
STANDING = later(_standing)


def _black_points(today: date) -> Any:
    """Three points on the black list."""
    return case((ON_LIST(ListKind.BLACK), 3), else_=0)


_STATE = computed("on_list", "在册名单", STANDING, width=4, exported=True, shown=False,
                  show=lambda value, today: value or "", order=STANDING,
                  mark=lambda value, today: tag(TONES[value]) if value else None)
_UNREPORTED = computed("unreported", "已列黑未归集", UNREPORTED_DAYS, kind=Kind.INTEGER, width=6,
                       shown=False, show=_days)
_FILTERS = (
    Filter("on_list:white", "白名单", lambda today: ON_LIST(ListKind.WHITE), "on_list", tag(Tone.GREEN)),
    Filter("on_list:black", "黑名单", lambda today: ON_LIST(ListKind.BLACK), "on_list", tag(Tone.RED)),
    Filter("on_list:unreported", "已列黑未归集", lambda today: UNREPORTED_DAYS(today).is_not(None),
           "on_list"),
    Filter("on_list:claimed", "来件称白名单", lambda today: CLAIMED(ListState.WHITE), "on_list"),
)

LISTS = Feature(
    key=KEY, title="黑白名单", icon="list", group="台账",
    records=(ListEntry, ListBatch, Decision, CreditReport), listings=Later(_listings), page=later(_page),
    actions=(Action(Institution, "列入黑名单…", later(_blacklist)),
             Action(Problem, "列入黑名单…", later(_blacklist_problem))), editable=frozenset(),
    panels=(Panel(Institution, later(_section), later(_tags)),),
    offers=(Offered(Institution, (_STATE, _UNREPORTED), _FILTERS),),
    scores=(Score(Institution, "黑名单", "在黑名单上 3", _black_points),),
    merges=Later(_merges), due=due, badge=badge, commands=Later(_commands),
    trails=(Trail(Institution, later(_moments)),),
)
