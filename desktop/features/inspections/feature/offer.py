"""检查, as offered to the program: page, lists, what it adds to institutions, due items."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import Session

from desktop.base.fields import Kind
from desktop.base.later import Later
from desktop.base.listing import Filter, computed
from desktop.base.marks import Tone
from desktop.base.merging import merge_rows
from desktop.base.score import Score
from desktop.features.inspections.feature.commands import COMMANDS
from desktop.features.inspections.listing.visits import VISITS
from desktop.features.inspections.operations.entry import IN_LIST, change_visit
from desktop.features.inspections.operations.moves import give_to
from desktop.features.inspections.panels.sections import institution_section
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
from desktop.ui.feature import Badge, Feature, Offered, Panel, Reach

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


def _scores() -> Sequence[Score]:
    # Loaded with the first draw.
    from desktop.features.inspections.queries.draws import SCORES

    return SCORES


_LAST = computed("last_visit", "最近检查", last_visit_sql, kind=Kind.DATE, width=6)
_LONG = Filter("visit:long", f"{LONG_AGO} 天未检查", long_unvisited, "检查")

INSPECTIONS = Feature(
    key=VISITS.key, title=VISITS.title, icon="check", group="台账",
    records=(Visit, VisitFinding, VisitInspector, VisitPhoto, Inspector, ChecklistItem, Draw, DrawPick,
             Avoidance),
    listings=(VISITS,),
    panels=(Panel(Institution, institution_section),),
    offers=(Offered(Institution, (_LAST,), (_LONG,)),),
    merges=(replace(merge_rows(Institution, Visit.institution_id, "检查", "次"), move=give_to),
            merge_rows(Institution, Avoidance.institution_id, "回避登记", "条")),
    change=change_visit, editable=IN_LIST, due=due_items, badge=badge,
    commands=COMMANDS, reaches=(Reach(Attachment, photo_names),), scores=Later(_scores),
)
