"""What a cell can be filled with, and the values of a blank's cells for a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.listing import Listing, Question
from desktop.features.blanks.records import Blank, BlankCell, Source
from desktop.features.blanks.rules import DATES, OFFICE_FACTS, date_value
from desktop.features.documents.listing import DOCUMENTS
from desktop.features.filings.queries.sheets import monthly, sheet
from desktop.features.filings.records import Basis
from desktop.features.filings.rules import Sheet
from desktop.features.institutions.listing import INSTITUTIONS
from desktop.features.office.queries import office
from desktop.features.office.rules import LABELS
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.store.attachments import Attachment, Files

LISTINGS: tuple[Listing, ...] = (INSTITUTIONS, PROBLEMS, DOCUMENTS)
ALL = "*"
Choices = Mapping[Source, Sequence[tuple[str, str]]]


def choices(session: Session) -> Choices:
    """Keys with their words by source; a scheme without a monthly form has no figures."""
    found: dict[Source, list[tuple[str, str]]] = {}
    try:
        _, _, form = monthly(session)
    except UserError:
        form = None
    if form is not None:
        numbers = [(column.key, column.label) for column in form.numbers()]
        numbers += [(blank.key, f"注2 {blank.label}") for blank in form.blanks]
        found[Source.TOTAL] = found[Source.MONTH] = numbers
        found[Source.WORDS] = [(column.key, column.label) for column in form.texts()]
    found[Source.COUNT] = [(f"{listing.key}/{key}", f"{listing.title}：{words}")
                           for listing in LISTINGS for key, words in _chips(listing.with_data(session))]
    found[Source.OFFICE] = [(key, LABELS[key]) for key in OFFICE_FACTS]
    found[Source.DATE] = list(DATES.items())
    return found


def _chips(listing: Listing) -> list[tuple[str, str]]:
    return [(ALL, "全部"), *((chip.key, chip.label) for chip in listing.filters)]


def words_of(given: Choices, source: Source, key: str) -> str:
    """How a mapping is called: 累计 9.推动整改问题数."""
    if source is Source.TEXT:
        return f"“{key}”"
    words = next((words for known, words in given.get(source, ()) if known == key), "")
    head = {Source.TOTAL: "累计 ", Source.MONTH: "本月 "}.get(source, "")
    return f"{head}{words}" if words else f"{source.value}里已经没有“{key}”"


def question_of(key: str) -> tuple[Listing, Question]:
    """The list a count counts and what it asks; UserError when the list is gone."""
    name, _, chip = key.partition("/")
    listing = next((item for item in LISTINGS if item.key == name), None)
    if listing is None:
        raise UserError(f"没有“{name}”这个台账。", "请重新对应这个单元格。")
    return listing, Question(filters=frozenset() if chip == ALL else frozenset({chip}))


@dataclass(frozen=True)
class Filled:
    """One cell for a month: `value` None when there is nothing to fill in, `why` says so."""

    cell: BlankCell
    words: str
    value: int | str | None
    why: str = ""


class _Values:
    """Values for one month; the form is worked out once, when first asked for."""

    def __init__(self, session: Session, month: str, today: date) -> None:
        self.session, self.month, self.today = session, month, today
        self._sheet: Sheet | None = None

    def sheet(self) -> Sheet:
        """The month's form."""
        self._sheet = self._sheet or sheet(self.session, self.month, self.today)
        return self._sheet

    def value(self, source: Source, key: str) -> int | str | None:
        """The value of a source; None when the form has none yet."""
        if source is Source.TEXT:
            return key
        if source is Source.DATE:
            return date_value(key, self.month, self.today)
        if source is Source.OFFICE:
            return str(getattr(office(self.session), key)) or None
        if source is Source.COUNT:
            listing, question = question_of(key)
            whole = listing.with_data(self.session)
            if whole.unknown(question):
                raise UserError(f"“{listing.title}”里已经没有这个筛选。", "请重新对应这个单元格。")
            return self.session.scalar(whole.count(question, self.today)) or 0
        made = self.sheet()
        if source is Source.WORDS:
            return made.texts.get(key) or None
        entry = made.numbers.get(key) or made.notes.get(key)
        if entry is None:
            raise UserError(f"报表里没有“{key}”这一栏。", "请重新对应这个单元格。")
        return entry.printed(Basis.TOTAL if source is Source.TOTAL else Basis.MONTH)


def filled(session: Session, blank: Blank, month: str, today: date) -> list[Filled]:
    """Every mapped cell with its value; what cannot be worked out keeps its reason."""
    given, values = choices(session), _Values(session, month, today)
    return [_filled(cell, words_of(given, cell.source, cell.key), values)
            for cell in cells(session, blank.id)]


def _filled(cell: BlankCell, words: str, values: _Values) -> Filled:
    try:
        value = values.value(cell.source, cell.key)
    except (UserError, KeyError, AttributeError) as error:
        return Filled(cell, words, None, getattr(error, "what", "来源已经没有了"))
    return Filled(cell, words, value, "" if value is not None else "还没有填")


def blanks(session: Session) -> list[Blank]:
    """The living blanks by name."""
    living = select(Blank).where(Blank.voided_at.is_(None))
    return list(session.scalars(living.order_by(Blank.name, Blank.id)))


def blank_named(session: Session, name: str) -> Blank:
    """The blank of that name; UserError when there is none."""
    known = blanks(session)
    for blank in known:
        if name in (blank.name, blank.file_name):
            return blank
    names = "、".join(blank.name for blank in known)
    have = f"可用：{names}。" if known else "请先在窗口的“临时表”里打开空白表。"
    raise UserError(f"没有叫“{name}”的临时表。", have)


def cells(session: Session, blank_id: int) -> list[BlankCell]:
    """The mapped cells of a blank in the order they were mapped."""
    return list(session.scalars(select(BlankCell).where(
        BlankCell.blank_id == blank_id, BlankCell.voided_at.is_(None)).order_by(BlankCell.id)))


def blank_bytes(session: Session, blank: Blank) -> bytes:
    """The file as it came; UserError when it is gone or altered."""
    files, kept = session.info["files"], session.get_one(Attachment, blank.attachment_id)
    assert isinstance(files, Files)
    return files.read(kept)
