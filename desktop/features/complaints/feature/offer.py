"""投诉举报, as offered to the program: page, lists, import, what it adds to institutions, due items."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from desktop.base.command import Command
from desktop.base.fields import Kind
from desktop.base.later import Later, later
from desktop.base.listing import Filter, Listing, computed
from desktop.base.marks import Tone
from desktop.base.merging import Merge, merge_rows
from desktop.base.score import Score
from desktop.base.sheets import ImportSpec
from desktop.base.trail import Moment, Trail
from desktop.features.complaints.queries.cases import due_items, overdue_count
from desktop.features.complaints.records import (
    Caller,
    Complaint,
    ComplaintVisit,
    OrderCaller,
    State,
    Step,
    WorkOrder,
)
from desktop.features.complaints.rules.flow import OPEN
from desktop.features.institutions.records import Institution
from desktop.ui.feature import Badge, Feature, FormOpener, Offered, PageMaker, Panel, Picker, Reach
from desktop.ui.sections import Section


def badge(session: Session, today: date) -> Badge | None:
    """2 逾期, else how many are open."""
    late = overdue_count(session, today)
    if late:
        return Badge(f"{late} 逾期", Tone.RED)
    opened = session.scalar(select(func.count(Complaint.id)).where(
        Complaint.voided_at.is_(None), Complaint.state.in_(OPEN)))
    return Badge(str(opened)) if opened else None


def _of_institution(today: date) -> Any:
    row = aliased(Complaint)
    return select(func.count(row.id)).where(
        row.institution_id == Institution.id, row.voided_at.is_(None),
        row.state != State.MERGED).correlate(Institution).scalar_subquery()


def _half_year(today: date) -> Any:
    """One point for each complaint of the last 180 days, three at most."""
    row = aliased(Complaint)
    found = select(func.count(row.id)).where(
        row.institution_id == Institution.id, row.voided_at.is_(None), row.state != State.MERGED,
        row.received_on > today - timedelta(days=180)).correlate(Institution).scalar_subquery()
    return func.min(found, 3)


def _moments() -> Callable[[Session, int], Iterable[Moment]]:
    # Loaded with the first card.
    from desktop.features.complaints.queries.trail import moments

    return moments


def _cases_of_callers() -> Callable[[], Select[int, str, str]]:
    # Loaded with the first search.
    from desktop.features.complaints.queries.callers import cases_of_callers

    return cases_of_callers


def _by_phone() -> Callable[[str], ColumnElement[bool] | None]:
    # As above.
    from desktop.features.complaints.queries.callers import by_phone

    return by_phone


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.complaints.page.whole import ComplaintsPage

    return ComplaintsPage


def _form() -> FormOpener:
    # Loaded when first opened.
    from desktop.features.complaints.form.intake import open_form

    return open_form


def _picks() -> Picker:
    # Loaded with the form.
    from desktop.features.complaints.form.intake import form_picks

    return form_picks


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.complaints.listing.callers import CALLERS

    # As above.
    from desktop.features.complaints.listing.cases import COMPLAINTS as LEDGER

    return LEDGER, CALLERS


def _imports() -> Sequence[ImportSpec]:
    # Loaded with the first import.
    from desktop.features.complaints.excel.orders import ORDER_IMPORT

    return (ORDER_IMPORT,)


def _in_list() -> Sequence[str]:
    # Loaded with the first list.
    from desktop.features.complaints.operations.joining import IN_LIST

    return tuple(IN_LIST)


def _change() -> Callable[..., Any]:
    # Loaded with the first change.
    from desktop.features.complaints.operations.joining import change_complaint

    return change_complaint


def _merges() -> Sequence[Merge]:
    # Loaded with the first merge.
    from desktop.features.complaints.operations.joining import give_to

    return (replace(merge_rows(Institution, Complaint.institution_id, "投诉", "件"), move=give_to),)


def _commands() -> Sequence[Command]:
    from desktop.features.complaints.feature.commands import COMMANDS  # for the command line alone

    return COMMANDS


def _on_institution() -> Callable[[Session, int, date], Section | None]:
    # Loaded with the first card.
    from desktop.features.complaints.panels import institution_section

    return institution_section


_COUNT = computed("complaints", "投诉", _of_institution, kind=Kind.INTEGER, width=3, shown=False)
_SOME = Filter("complaints", "有投诉", lambda today: _of_institution(today) > 0, "投诉")

COMPLAINTS = Feature(
    key="complaints", title="投诉举报", icon="chat", group="台账",
    records=(Complaint, Caller, WorkOrder, OrderCaller, ComplaintVisit, Step),
    listings=Later(_listings), imports=Later(_imports), page=later(_page), form=later(_form),
    picks=later(_picks), panels=(Panel(Institution, later(_on_institution)),),
    offers=(Offered(Institution, (_COUNT,), (_SOME,)),),
    scores=(Score(Institution, "被投诉", "近 180 天每件投诉 1，最多 3", _half_year),),
    merges=Later(_merges), change=later(_change), editable=Later(_in_list), due=due_items, badge=badge,
    commands=Later(_commands),
    reaches=(Reach(Caller, later(_cases_of_callers), later(_by_phone)),),
    trails=(Trail(Institution, later(_moments)),))
