"""法规: the list of articles, for screen and Excel."""

from datetime import date

from sqlalchemy import case

from desktop.base.listing import Filter, Listing, choices_filters, column, computed
from desktop.base.marks import Mark, Tone, tag
from desktop.features.statutes.records import Statute

CHECKED, PENDING = "已核对", "待核对"


def _state_mark(value: str, today: date) -> Mark:
    return tag(Tone.GREEN if value == CHECKED else Tone.AMBER)


STATUTES = Listing(
    key="statutes",
    title="法规",
    unit="条",
    record=Statute,
    columns=(
        column(Statute.short),
        column(Statute.article),
        computed("state", "核对", lambda today: case((Statute.verified, CHECKED), else_=PENDING), width=5,
                 mark=_state_mark, exported=True),
        column(Statute.text),
        column(Statute.topics),
        column(Statute.text_kind, shown=False),
        column(Statute.law, shown=False),
        column(Statute.number, shown=False),
        column(Statute.edition, shown=False),
        column(Statute.effective),
        column(Statute.confirmed_by, shown=False),
        column(Statute.confirmed_on),
        column(Statute.basis, shown=False),
        column(Statute.source, shown=False),
        column(Statute.note, shown=False),
    ),
    filters=(
        Filter("pending", PENDING, lambda today: Statute.verified.is_(False), "state", tag(Tone.AMBER)),
        Filter("checked", CHECKED, lambda today: Statute.verified.is_(True), "state", tag(Tone.GREEN)),
        *choices_filters(Statute.text_kind),
    ),
    order=(lambda today: Statute.id,),
)
