"""A list on paper: the same question and columns as on the page, the count below the table."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

from desktop.app.exporting import disclosed
from desktop.base.chinese import date_cn
from desktop.base.errors import UserError
from desktop.base.fields import Kind
from desktop.base.listing import Column, Listing, Question
from desktop.base.masks import masked
from desktop.base.progress import Progress
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import is_set_up, office
from desktop.output.pdf.sheet import Align, HeadCell, Paper, TableSheet
from desktop.output.pdf.sheet import Column as PaperColumn
from desktop.output.pdf.tables import render_table
from desktop.store.desk import Desk
from desktop.store.lists import count
from desktop.store.operators import Way

PORTION = 500
NUMBER, NUMBER_MM = "序号", 12.0
ROOMS = ((Paper.A4, 267.0, 10.0), (Paper.A3, 390.0, 10.0), (Paper.A3, 390.0, 8.0))
"""Sheets tried in turn: paper, mm between the margins in landscape, size of type in pt."""

PT_MM = 0.353
CODE_WIDTH = 12.5
"""Full-width characters an 18-digit code needs in the digits of 宋体."""

NARROWED = 1.6
"""How far text columns may be squeezed below the width they wish for: their cells break lines."""

_CENTERED = (Kind.DATE, Kind.CHOICE, Kind.FLAG, Kind.MOMENT)
_FREE = (Kind.LONG, Kind.TEXT, Kind.LINK)


class Rows(Sequence[Sequence[str]]):
    """Rows that tell their progress while they are laid out, and stop when asked to."""

    def __init__(self, rows: Sequence[Sequence[str]], progress: Progress) -> None:
        self._rows, self._progress = rows, progress

    @overload
    def __getitem__(self, place: int) -> Sequence[str]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[str]]: ...

    def __getitem__(self, place: int | slice) -> Any:
        return self._rows[place]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Sequence[str]]:
        for place, row in enumerate(self._rows):
            if place % 20 == 0:
                self._progress.step(place, len(self._rows), "排版")
            yield row


def list_pdf(desk: Desk, listing: Listing, question: Question, title: str, progress: Progress,
             purpose: str = "") -> bytes:
    """The shown columns of the asked rows as PDF; `title` stands above, empty for the list's own."""
    return render_table(list_sheet(desk, listing, question, title, progress, purpose), font_book())


def list_sheet(desk: Desk, listing: Listing, question: Question, title: str, progress: Progress,
               purpose: str = "") -> TableSheet:
    """The sheet before it is laid out: number, shown columns, the filters above and the count below.

    Personal columns are masked unless a purpose is given, which is written down first.
    """
    columns = [column for column in listing.columns if column.shown]
    paper, size = _paper(columns)
    full = disclosed(desk, listing, question, columns, purpose, Way.PAPER)
    with desk.store.reading() as session:
        bureau = office(session).bureau if is_set_up(session) else ""
        ids = list(session.scalars(listing.ids(question, desk.today)))
        rows: list[Sequence[str]] = []
        for start in range(0, len(ids), PORTION):
            part = ids[start:start + PORTION]
            found = {row[0]: row[1:] for row in session.execute(listing.rows(part, desk.today, columns))}
            rows += [_words(desk, columns, found[number], start + place, full)
                     for place, number in enumerate(part, 1)]
            progress.step(len(rows), len(ids), "读取")
        counted = count(session, listing, question, desk.today)
    return TableSheet(
        title=title or listing.title,
        columns=(PaperColumn(mm=NUMBER_MM, align=Align.CENTER),
                 *(_column(column, size) for column in columns)),
        head=tuple(HeadCell(0, place, words)
                   for place, words in enumerate([NUMBER, *(column.label for column in columns)])),
        rows=Rows(rows, progress),
        subtitle_left="　".join(part for part in (bureau, listing.words(question)) if part),
        subtitle_right=date_cn(desk.today),
        notes=(f"共 {counted.words}。",),
        paper=paper, size=size, head_size=size, author=bureau)


def _words(desk: Desk, columns: Sequence[Column], values: Sequence[Any], number: int,
           full: bool) -> tuple[str, ...]:
    texts = (column.text(value, desk.today) for column, value in zip(columns, values, strict=True))
    return (str(number), *(masked(words) if column.field.personal and not full else words
                           for column, words in zip(columns, texts, strict=True)))


def _wide(column: Column, size: float) -> float:
    """Width in mm a column wishes for; a code is never broken."""
    characters: float = max(column.field.width, len(column.label))
    if column.field.kind is Kind.CODE:
        characters = max(characters, CODE_WIDTH)
    return characters * size * PT_MM + 3


def _paper(columns: Sequence[Column]) -> tuple[Paper, float]:
    for paper, room, size in ROOMS:
        needed = sum(_wide(item, size) / (NARROWED if item.field.kind in _FREE else 1) for item in columns)
        if NUMBER_MM + needed <= room:
            return paper, size
    raise UserError(f"列太多，A3 横向也放不下这 {len(columns)} 列。",
                    "请用“列”隐藏几列，或另存一个列少的视图再打印。")


def _column(column: Column, size: float) -> PaperColumn:
    align = Align.CENTER if column.field.kind in _CENTERED else Align.LEFT
    if column.field.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY):
        align = Align.RIGHT
    wide = _wide(column, size)
    free = column.field.kind in _FREE
    return PaperColumn(weight=wide, align=align) if free else PaperColumn(mm=wide, align=align)
