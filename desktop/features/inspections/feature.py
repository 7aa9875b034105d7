"""检查, as offered to the program."""

from desktop.features.inspections.listing.visits import VISITS
from desktop.features.inspections.records.checklists import ChecklistItem
from desktop.features.inspections.records.visits import (
    Inspector,
    Visit,
    VisitFinding,
    VisitInspector,
    VisitPhoto,
)
from desktop.ui.feature import Feature

INSPECTIONS = Feature(
    key=VISITS.key, title=VISITS.title, icon="check", group="台账",
    records=(Visit, VisitFinding, VisitInspector, VisitPhoto, Inspector, ChecklistItem), listings=(VISITS,),
    editable=frozenset())
