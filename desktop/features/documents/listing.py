"""文书簿: the register of issued papers; voided numbers stay in it, with their reason."""

from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desktop.base.fields import Attribute, Kind
from desktop.base.listing import Filter, Listing, Where, column, computed
from desktop.base.marks import CellStyle, Mark, Tone, tag
from desktop.features.documents.records import Document, DocumentState, Printout, PrintWay

DELIVERED = "已送达"
_TONES = {DocumentState.VOID.value: Tone.GREY, DocumentState.RESERVED.value: Tone.AMBER,
          DELIVERED: Tone.GREEN, DocumentState.ISSUED.value: Tone.BLUE}
ON_PAPER = (PrintWay.PRINTED, PrintWay.TOGETHER)

_VOID = Document.state == DocumentState.VOID
_ISSUED = Document.state == DocumentState.ISSUED
_RESERVED = Document.state == DocumentState.RESERVED
_AWAY = Document.delivered_at.is_not(None)


def _printed(today: date) -> Any:
    return (select(func.coalesce(func.sum(Printout.copies), 0))
            .where(Printout.document_id == Document.id, Printout.way.in_(ON_PAPER),
                   Printout.voided_at.is_(None)).correlate(Document).scalar_subquery())


def status(state: DocumentState, delivered: bool) -> str:
    """The word of a paper's state: 作废, 预留, 已送达 or 已签发."""
    return DELIVERED if delivered and state is DocumentState.ISSUED else state.value


def status_mark(value: str, today: date) -> Mark:
    """The tag of that word."""
    return tag(_TONES[value])


def _series_and_years(session: Session) -> tuple[Filter, ...]:
    """A filter for each series and each year of the register."""
    known = session.execute(select(Document.series, Document.year).distinct()).all()
    series = tuple(Filter(f"series:{name}", name, _is(Document.series, name), "series")
                   for name in sorted({name for name, _ in known}))
    years = tuple(Filter(f"year:{year}", f"{year} 年", _is(Document.year, year), "year")
                  for year in sorted({year for _, year in known}, reverse=True))
    return (*series, *years)


def _is(attribute: Attribute, value: object) -> Where:
    return lambda today: attribute == value


DOCUMENTS = Listing(
    key="documents",
    title="文书簿",
    unit="份",
    record=Document,
    columns=(
        column(Document.number, mark=lambda value, today: Mark(CellStyle.LINK, Tone.BLUE)),
        column(Document.heading),
        column(Document.addressee),
        column(Document.about_title),
        column(Document.issued_on),
        computed("status", "状态",
                 lambda today: case((_VOID, DocumentState.VOID.value),
                                    (_RESERVED, DocumentState.RESERVED.value),
                                    (_AWAY, DELIVERED), else_=DocumentState.ISSUED.value),
                 width=5, mark=status_mark, exported=True),
        column(Document.void_reason),
        column(Document.limit_on, shown=False),
        computed("printed", "打印份数", _printed, kind=Kind.INTEGER, width=4, shown=False),
        column(Document.delivered_at, shown=False),
        column(Document.delivery_way, shown=False),
        column(Document.receiver, shown=False),
        column(Document.deliverers, shown=False),
        column(Document.refusal, shown=False),
        column(Document.delivery_place, shown=False),
        column(Document.witnesses, shown=False),
        column(Document.receipt_number, shown=False),
        column(Document.delivery_note, shown=False),
        column(Document.limit_days, shown=False),
        column(Document.by_hand, shown=False),
        column(Document.note, shown=False),
        column(Document.signed_by, shown=False),
        column(Document.issued_by, shown=False),
        column(Document.series, shown=False),
        column(Document.year, shown=False),
        column(Document.pages, shown=False),
        column(Document.sha256, shown=False),
    ),
    filters=(
        Filter("undelivered", "未送达", lambda today: _ISSUED & ~_AWAY, "status", tag(Tone.AMBER)),
        Filter("delivered", DELIVERED, lambda today: _ISSUED & _AWAY, "status", tag(Tone.GREEN)),
        Filter("reserved", "预留", lambda today: _RESERVED, "status", tag(Tone.AMBER)),
        Filter("void", "作废", lambda today: _VOID, "status", tag(Tone.GREY)),
    ),
    order=(lambda today: Document.id.desc(),),
    more_filters=_series_and_years,
)
