"""白名单, 黑名单, both together, the penalty decisions, and the register of what was reported."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, select
from sqlalchemy.orm import Session

from desktop.base.fields import Attribute, Kind
from desktop.base.listing import Column, Filter, Holders, Listing, Where, column, computed
from desktop.base.marks import CellStyle, Mark, Tone, tag
from desktop.features.documents.records import Document, DocumentState
from desktop.features.institutions.records import Institution
from desktop.features.lists.queries.reported import days_unreported, undone, unreported
from desktop.features.lists.records import (
    BatchState,
    CreditReport,
    Decision,
    ListBatch,
    ListEntry,
    ListKind,
    Platform,
    Standing,
)
from desktop.features.office.queries import towns

NATIONAL = "本名单是行业黑名单（负面名单），不是国家“严重失信主体名单”"
"""Said wherever the black list is shown or printed (domain: the national list has its own catalogue)."""
STANDING_TONES = {Standing.PROPOSED: Tone.AMBER, Standing.REMOVED: Tone.GREY}
LIST_TONES = {ListKind.WHITE: Tone.GREEN, ListKind.BLACK: Tone.RED}


def always(condition: ColumnElement[bool]) -> Where:
    """A chip that does not depend on the day."""
    return lambda today: condition


def standing_mark(kind: ListKind) -> Any:
    """The tag of a line's standing, green or red while it is on its list."""
    def mark(value: Standing, today: date) -> Mark:
        return tag(STANDING_TONES.get(value, LIST_TONES[kind]))

    return mark


def batch_name(today: date) -> Any:
    """Name of the line's batch."""
    return (select(ListBatch.name).where(ListBatch.id == ListEntry.batch_id).correlate(ListEntry)
            .scalar_subquery())


def papers_of_entry(today: date) -> Any:
    """Numbers of the papers issued here about the line, and of the decision made elsewhere."""
    issued = (select(func.group_concat(Document.number, "、"))
              .where(Document.about == ListEntry.__tablename__, Document.about_id == ListEntry.id,
                     Document.state == DocumentState.ISSUED).correlate(ListEntry).scalar_subquery())
    return func.coalesce(ListEntry.decision_no, issued)


def now_called(today: date) -> Any:
    """The institution's name today where it differs from the one listed."""
    return (select(Institution.name).where(Institution.id == ListEntry.institution_id,
                                           Institution.name != ListEntry.name)
            .correlate(ListEntry).scalar_subquery())


def renamed() -> ColumnElement[bool]:
    """Standing lines whose institution has another name now."""
    return and_(ListEntry.standing == Standing.LISTED, exists().where(
        Institution.id == ListEntry.institution_id, Institution.name != ListEntry.name))


def orphaned() -> ColumnElement[bool]:
    """Lines not taken off whose institution was merged into another or made void."""
    return and_(ListEntry.standing != Standing.REMOVED, exists().where(
        Institution.id == ListEntry.institution_id, Institution.voided_at.is_not(None)))


def subject_key(today: date) -> Any:
    """What tells one subject from another: the institution, else the code, else name and place."""
    place = func.coalesce(ListEntry.address, ListEntry.town, "")
    return case((ListEntry.institution_id.is_not(None), "机构" + cast(ListEntry.institution_id, String)),
                (ListEntry.code.is_not(None), ListEntry.code), else_=ListEntry.name + "@" + place)


def days_mark(value: int | None, today: date) -> Mark | None:
    """Days without a report stand in red from the first."""
    return Mark(CellStyle.TEXT, Tone.RED) if value is not None else None


def _days_words(value: float | None, today: date) -> str:
    return "" if value is None else f"{int(value)} 天"


def _hidden(*attributes: Attribute) -> list[Column]:
    return [column(item, shown=False) for item in attributes]


def _is(attribute: Attribute, value: object) -> Where:
    return lambda today: attribute == value


_NAME = column(ListEntry.name, order=lambda today: ListEntry.sort_key)
_SUBJECT = Holders(subject_key, "户")
_STANDINGS = tuple(Filter(f"standing:{word.value}", word.value, _is(ListEntry.standing, word), "standing",
                          tag(STANDING_TONES.get(word, Tone.BLUE))) for word in Standing)
_ORPHANED = Filter("orphaned", "机构已合并或作废", always(orphaned()), "orphaned", tag(Tone.RED))
_REMOVAL = (ListEntry.removed_on, ListEntry.removal, ListEntry.removal_note, ListEntry.removal_no,
            ListEntry.removal_by)


def _towns_and_batches(session: Session) -> tuple[Filter, ...]:
    batches = session.execute(select(ListBatch.id, ListBatch.name).where(ListBatch.voided_at.is_(None))
                              .order_by(ListBatch.id.desc())).all()
    return (*(Filter(f"batch:{row}", name, _is(ListEntry.batch_id, row), "batch") for row, name in batches),
            *_town_chips(session))


def _town_chips(session: Session) -> tuple[Filter, ...]:
    return tuple(Filter(f"town:{town}", town, _is(ListEntry.town, town), "town") for town in towns(session))


LISTS = Listing(
    key="lists",
    title="黑白名单",
    unit="条",
    record=ListEntry,
    columns=(
        _NAME,
        column(ListEntry.listing, mark=lambda value, today: tag(LIST_TONES[value])),
        column(ListEntry.standing, mark=lambda value, today: tag(STANDING_TONES.get(value, Tone.BLUE))),
        column(ListEntry.code), column(ListEntry.town), column(ListEntry.listed_on),
        column(ListEntry.removed_on),
    ),
    filters=_STANDINGS,
    order=(lambda today: ListEntry.sort_key,),
    holders=_SUBJECT,
)
"""Both lists: what search and questions across them look through."""

WHITELIST = Listing(
    key="whitelist",
    title="白名单",
    unit="条",
    record=ListEntry,
    columns=(
        _NAME, column(ListEntry.code, shown=False), column(ListEntry.category), column(ListEntry.town),
        *_hidden(ListEntry.address, ListEntry.licence_no, ListEntry.legal_person, ListEntry.content),
        computed("batch", "批次", batch_name, width=7, exported=True), column(ListEntry.listed_on),
        column(ListEntry.standing, mark=standing_mark(ListKind.WHITE)),
        computed("now_called", "现名称", now_called, width=12, shown=False, exported=True),
        *_hidden(*_REMOVAL),
        column(ListEntry.note, shown=False),
    ),
    filters=(*_STANDINGS,
             Filter("renamed", "公布后改名", always(renamed()), "renamed", tag(Tone.AMBER)), _ORPHANED),
    order=(lambda today: ListEntry.sort_key,),
    holders=_SUBJECT,
    more_filters=_towns_and_batches,
    base=always(ListEntry.listing == ListKind.WHITE),
)

BLACKLIST = Listing(
    key="blacklist",
    title="行业黑名单（负面名单）",
    unit="条",
    record=ListEntry,
    columns=(
        _NAME, column(ListEntry.subject_kind), *_hidden(ListEntry.code, ListEntry.town),
        column(ListEntry.item_label), column(ListEntry.listed_on),
        computed("papers", "决定文书号", papers_of_entry, width=12, shown=False, exported=True),
        column(ListEntry.public_until, shown=False),
        column(ListEntry.standing, mark=standing_mark(ListKind.BLACK)),
        computed("unreported", "已列黑未归集", days_unreported, kind=Kind.INTEGER, width=6, show=_days_words,
                 mark=days_mark),
        *_hidden(ListEntry.reason, ListEntry.basis, ListEntry.found_on, ListEntry.result,
                 ListEntry.address, ListEntry.legal_person, ListEntry.decided_by, ListEntry.approved_by,
                 ListEntry.told_on, ListEntry.objection, ListEntry.public_from),
        *_hidden(*_REMOVAL),
        column(ListEntry.note, shown=False),
    ),
    filters=(
        *_STANDINGS,
        Filter("unreported", "已列黑未归集", always(unreported()), "report", tag(Tone.RED)),
        Filter("undone", "已移出未归集", always(undone()), "report", tag(Tone.AMBER)),
        Filter("published_out", "公示期已满", lambda today: and_(
            ListEntry.standing == Standing.LISTED, ListEntry.public_until < today), "public"),
        _ORPHANED,
    ),
    order=(lambda today: ListEntry.listed_on.desc().nulls_first(), lambda today: ListEntry.sort_key),
    holders=_SUBJECT,
    more_filters=_town_chips,
    base=always(ListEntry.listing == ListKind.BLACK),
)

DECISIONS = Listing(
    key="decisions",
    title="行政处罚决定",
    unit="件",
    record=Decision,
    columns=(
        column(Decision.number), column(Decision.name, order=lambda today: Decision.sort_key),
        column(Decision.decided_on), column(Decision.offence), column(Decision.kinds), column(Decision.fine),
        column(Decision.confiscated),
        *_hidden(Decision.code, Decision.subject_kind, Decision.legal_person, Decision.town, Decision.facts,
                 Decision.basis, Decision.content, Decision.revoked, Decision.valid_until,
                 Decision.public_until, Decision.agency, Decision.note),
    ),
    order=(lambda today: Decision.decided_on.desc(),),
    named_by="number",
)

REPORTS = Listing(
    key="credit-reports",
    title="归集记录",
    unit="条",
    record=CreditReport,
    columns=(
        column(CreditReport.subject), column(CreditReport.matter), column(CreditReport.platform),
        column(CreditReport.happened_on), column(CreditReport.reported_on), column(CreditReport.receipt),
        column(CreditReport.reported_by), column(CreditReport.note, shown=False),
    ),
    filters=tuple(Filter(f"platform:{word.value}", word.value, _is(CreditReport.platform, word), "platform")
                  for word in Platform),
    order=(lambda today: CreditReport.reported_on.desc(),),
    named_by="subject",
)

BATCHES = Listing(
    key="list-batches",
    title="白名单批次",
    unit="批",
    record=ListBatch,
    columns=(
        column(ListBatch.name),
        column(ListBatch.state, mark=lambda value, today: tag(
            Tone.GREEN if value is BatchState.PUBLISHED else Tone.AMBER)),
        column(ListBatch.published_on), column(ListBatch.count), column(ListBatch.approval),
        column(ListBatch.approved_by), column(ListBatch.note, shown=False),
    ),
    order=(lambda today: ListBatch.published_on.desc().nulls_first(), lambda today: ListBatch.id.desc()),
)
