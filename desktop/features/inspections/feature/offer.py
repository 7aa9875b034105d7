"""检查, as offered to the program: page, lists, what it adds to institutions, due items."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import Session

from desktop.base.command import Command
from desktop.base.fields import Kind
from desktop.base.later import Later, later
from desktop.base.listing import Filter, Listing, computed
from desktop.base.marks import Tone
from desktop.base.merging import Merge, merge_rows
from desktop.base.score import Score
from desktop.base.sheets import ImportSpec
from desktop.base.trail import Moment, Trail
from desktop.features.inspections.queries.visits import (
    due_items,
    last_visit_sql,
    photo_names,
    planned_count,
)
from desktop.features.inspections.records.checklists import ChecklistItem
from desktop.features.inspections.records.draws import Avoidance, Draw, DrawPick
from desktop.features.inspections.records.visits import (
    Inspector,
    Visit,
    VisitFinding,
    VisitInspector,
    VisitPhoto,
)
from desktop.features.institutions.records import Institution, Running
from desktop.store.attachments import Attachment
from desktop.ui.feature import Badge, Feature, FormOpener, Offered, PageMaker, Panel, Picker, Reach
from desktop.ui.sections import Section

LONG_AGO = 90
"""Days after which an institution without a visit is named."""


def badge(session: Session, today: date) -> Badge | None:
    """3 待查: planned for today or earlier."""
    count = planned_count(session, today)
    return Badge(f"{count} 待查", Tone.AMBER) if count else None


def long_unvisited(today: date) -> ColumnElement[bool]:
    """Institutions at work that nobody visited for so long, or ever."""
    last = func.coalesce(last_visit_sql(today), date.min)
    return and_(Institution.running != Running.CLOSED, last < today - timedelta(days=LONG_AGO))


def _moments() -> Callable[[Session, int], Iterable[Moment]]:
    # Loaded with the first card.
    from desktop.features.inspections.queries.trail import moments

    return moments


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.inspections.page.whole import VisitsPage

    return VisitsPage


def _form() -> FormOpener:
    # Loaded when first opened.
    from desktop.features.inspections.page.whole import open_visit_form

    return open_visit_form


def _picks() -> Picker:
    # Loaded with the form.
    from desktop.features.inspections.form.visits import form_picks

    return form_picks


def _listings() -> Sequence[Listing]:
    # Loaded with the first list or search.
    from desktop.features.inspections.listing.visits import VISITS

    return (VISITS,)


def _imports() -> Sequence[ImportSpec]:
    # Loaded with the first import.
    from desktop.features.inspections.excel.visits import VISIT_IMPORT

    return (VISIT_IMPORT,)


def _in_list() -> Sequence[str]:
    # Loaded with the first list.
    from desktop.features.inspections.operations.entry import IN_LIST

    return tuple(IN_LIST)


def _change() -> Callable[..., Any]:
    # Loaded with the first change.
    from desktop.features.inspections.operations.entry import change_visit

    return change_visit


def _merges() -> Sequence[Merge]:
    # Loaded with the first merge.
    from desktop.features.inspections.operations.moves import give_to

    return (replace(merge_rows(Institution, Visit.institution_id, "检查", "次"), move=give_to),
            merge_rows(Institution, Avoidance.institution_id, "回避登记", "条"))


def _commands() -> Sequence[Command]:
    from desktop.features.inspections.feature.commands import COMMANDS  # for the command line alone

    return COMMANDS


def _on_institution() -> Callable[[Session, int, date], Section | None]:
    # Loaded with the first card.
    from desktop.features.inspections.panels.sections import institution_section

    return institution_section


def _scores() -> Sequence[Score]:
    # Loaded with the first draw.
    from desktop.features.inspections.queries.draws import SCORES

    return SCORES


_LAST = computed("last_visit", "最近检查", last_visit_sql, kind=Kind.DATE, width=6, shown=False)
_LONG = Filter("visit:long", f"{LONG_AGO} 天未检查", long_unvisited, "检查")

INSPECTIONS = Feature(
    key="inspections", title="检查", icon="check", group="台账",
    records=(Visit, VisitFinding, VisitInspector, VisitPhoto, Inspector, ChecklistItem, Draw, DrawPick,
             Avoidance),
    listings=Later(_listings), imports=Later(_imports), page=later(_page), form=later(_form),
    picks=later(_picks),
    panels=(Panel(Institution, later(_on_institution)),), offers=(Offered(Institution, (_LAST,), (_LONG,)),),
    merges=Later(_merges), change=later(_change), editable=Later(_in_list), due=due_items, badge=badge,
    commands=Later(_commands), reaches=(Reach(Attachment, photo_names),), scores=Later(_scores),
    trails=(Trail(Institution, later(_moments)),),
)
