"""检查: its columns, chips and order, for screen, search, print and Excel."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from desktop.base.listing import Filter, Holders, Listing, Where, choices_filters, column
from desktop.base.marks import CellStyle, Mark, Tone, tag
from desktop.base.months import first_day, last_day
from desktop.features.inspections.records.visits import SiteKind, Visit, VisitResult, VisitState
from desktop.features.office.queries import towns

STATE_TONES = {VisitState.PLANNED: Tone.BLUE, VisitState.DONE: Tone.GREEN,
               VisitState.CLOSED_DOOR: Tone.AMBER, VisitState.CANCELLED: Tone.GREY}


def _state_mark(value: VisitState, today: date) -> Mark:
    return tag(STATE_TONES[value])


def _result_mark(value: VisitResult | None, today: date) -> Mark | None:
    return Mark(CellStyle.TEXT, Tone.RED) if value is VisitResult.FOUND else None


def _always(condition: ColumnElement[bool]) -> Where:
    return lambda today: condition


def object_sql(today: date) -> Any:
    """What tells two visited objects apart: the institution, else the name and town of the site."""
    return Visit.object_key


def planned_by(today: date) -> ColumnElement[bool]:
    """Planned for today or earlier, not done yet."""
    return (Visit.state == VisitState.PLANNED) & (Visit.on <= today)


def _month(today: date) -> ColumnElement[bool]:
    month = f"{today:%Y-%m}"
    return Visit.on.between(first_day(month), last_day(month))


def _own_towns(session: Session) -> tuple[Filter, ...]:
    return tuple(Filter(f"visit-town:{town}", town, _always(Visit.town == town), "town")
                 for town in towns(session))


_COLUMNS = (
    column(Visit.on),
    column(Visit.subject, order=lambda today: Visit.sort_key),
    column(Visit.way),
    column(Visit.state, mark=_state_mark),
    column(Visit.result, mark=_result_mark),
    column(Visit.inspectors),
    column(Visit.town),
    column(Visit.number, shown=False),
    column(Visit.failed_items, shown=False),
    column(Visit.record, shown=False),
    column(Visit.handling, shown=False),
    column(Visit.starts, shown=False),
    column(Visit.ends, shown=False),
    column(Visit.site_kind, shown=False),
    column(Visit.community, shown=False),
    column(Visit.address, shown=False),
    column(Visit.unannounced, shown=False),
    column(Visit.departments, shown=False),
    column(Visit.campaign, shown=False),
    column(Visit.inspector_count, shown=False),
    column(Visit.grid, shown=False),
    column(Visit.grid_person, shown=False),
    column(Visit.keeper, shown=False),
    column(Visit.site_person, shown=False),
    column(Visit.checked_items, shown=False),
    column(Visit.photo_count, shown=False),
    column(Visit.reason, shown=False),
    column(Visit.slot_note, shown=False),
    column(Visit.handler, shown=False),
    column(Visit.note, shown=False),
)



VISITS = Listing(
    key="inspections",
    title="检查",
    unit="次",
    record=Visit,
    columns=_COLUMNS,
    filters=(
        Filter("planned:due", "今天及以前该查的", planned_by, "when"),
        Filter("planned:week", "七日内计划", lambda today: (Visit.state == VisitState.PLANNED)
               & Visit.on.between(today, today + timedelta(days=7)), "when"),
        Filter("month", "本月", _month, "when"),
        Filter("result:found", "发现问题", _always(Visit.result == VisitResult.FOUND), "result"),
        Filter("result:clean", "无问题", _always(Visit.result == VisitResult.CLEAN), "result"),
        Filter("black", "无证场所", _always(Visit.site_kind != SiteKind.INSTITUTION), "site"),
        Filter("unannounced", "四不两直", _always(Visit.unannounced.is_(True)), "unannounced"),
        *choices_filters(Visit.way, "way"),
        *choices_filters(Visit.state, "state"),
    ),
    order=(lambda today: Visit.on.desc(), lambda today: Visit.id.desc()),
    holders=Holders(object_sql, "家"),
    more_filters=_own_towns,
    named_by="subject",
)
