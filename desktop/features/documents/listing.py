"""文书簿: the register of issued papers; voided numbers stay in it, with their reason."""

from datetime import date

from sqlalchemy import case

from desktop.base.listing import Filter, Listing, column, computed
from desktop.base.marks import CellStyle, Mark, Tone, tag
from desktop.features.documents.records import Document, DocumentState

DELIVERED = "已送达"
_TONES = {DocumentState.VOID.value: Tone.GREY, DELIVERED: Tone.GREEN, DocumentState.ISSUED.value: Tone.BLUE}

_VOID = Document.state == DocumentState.VOID
_AWAY = Document.delivered_at.is_not(None)


def status(state: DocumentState, delivered: bool) -> str:
    """The word of a paper's state: 作废, 已送达 or 已签发."""
    return DELIVERED if delivered and state is DocumentState.ISSUED else state.value


def status_mark(value: str, today: date) -> Mark:
    """The tag of that word."""
    return tag(_TONES[value])


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
                 lambda today: case((_VOID, DocumentState.VOID.value), (_AWAY, DELIVERED),
                                    else_=DocumentState.ISSUED.value),
                 width=5, mark=status_mark, exported=True),
        column(Document.void_reason),
        column(Document.delivered_at, shown=False),
        column(Document.delivery_way, shown=False),
        column(Document.receiver, shown=False),
        column(Document.deliverers, shown=False),
        column(Document.refusal, shown=False),
        column(Document.delivery_note, shown=False),
        column(Document.signed_by, shown=False),
        column(Document.issued_by, shown=False),
        column(Document.series, shown=False),
        column(Document.year, shown=False),
        column(Document.pages, shown=False),
        column(Document.sha256, shown=False),
    ),
    filters=(
        Filter("undelivered", "未送达", lambda today: ~_VOID & ~_AWAY, "status", tag(Tone.AMBER)),
        Filter("delivered", DELIVERED, lambda today: ~_VOID & _AWAY, "status", tag(Tone.GREEN)),
        Filter("void", "作废", lambda today: _VOID, "status", tag(Tone.GREY)),
    ),
    order=(lambda today: Document.id.desc(),),
)
