"""谁、何时、改了什么 as a workbook or a printed page: over all, of one month, or of what is searched.

The page ends in the number and hash of the last change: `check --seal` holds the data against the paper.
Personal values are masked.
"""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.clock import CHINA
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.fields import Field, Kind
from desktop.base.months import shifted
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import is_set_up, office
from desktop.output.pdf.sheet import Align, Column, HeadCell, TableSheet
from desktop.output.pdf.tables import render_table
from desktop.output.whole_file import write_whole
from desktop.store import proof
from desktop.store.acts import acts, title_of
from desktop.store.desk import Desk
from desktop.store.journal import Entry
from desktop.store.undo import record_class
from desktop.ui.history import change_words

HISTORY, TITLE, UNIT = "history", "变更记录", "条变更"
FIELDS = (Field("号", Kind.INTEGER, width=4), Field("时间", Kind.TEXT, width=9),
          Field("经办人", Kind.TEXT, width=6), Field("做了什么", Kind.TEXT, width=14),
          Field("种类", Kind.TEXT, width=5), Field("改了什么", Kind.LONG, width=30))
PORTION = 500
Row = tuple[int, str, str, str, str, str]


def between(month: str | None) -> tuple[datetime, datetime] | None:
    """The moments a month (2023-09) begins and ends; UserError when it is none."""
    if month is None:
        return None
    try:
        begun, ended = (datetime.strptime(words, "%Y-%m").replace(tzinfo=CHINA)
                        for words in (month, shifted(month, 1)))
    except (ValueError, TypeError) as error:
        raise UserError(f"月份写得不对：{month}。", "请写成 2023-09。") from error
    return begun, ended


def rows(session: Session, search: str, month: str | None) -> Iterator[Row]:
    """The changes in the order they were made, read in portions."""
    span, last = between(month), 0
    asked = select(Entry).where(Entry.act.in_(acts(search).order_by(None)))
    if span is not None:
        asked = asked.where(Entry.at >= span[0], Entry.at < span[1])
    while found := session.scalars(asked.where(Entry.seq > last).order_by(Entry.seq).limit(PORTION)).all():
        last = found[-1].seq
        for entry in found:
            kind = record_class(entry.record)
            yield (entry.seq, entry.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"), entry.by, entry.title,
                   kind.called, change_words(entry, kind, title_of(session, entry)))
        session.expunge_all()


def end_words(session: Session) -> str:
    """The last number and hash, as a page or a sheet ends in it."""
    end = proof.present(session)
    return f"截至第 {end.seq} 号，尾号 {end.words}（核对：check --seal {end.words}）" if end else "还没有变更"


def write(desk: Desk, given: Namespace) -> Answer:
    """The command: .xlsx, or .pdf; the answer names the rows and the seal."""
    with desk.store.reading() as session:
        found = list(rows(session, given.search or "", given.month))
        words, end = end_words(session), proof.present(session)
        bureau = office(session).bureau if is_set_up(session) else ""
    if given.out.suffix.lower() == ".pdf":
        write_whole(given.out, render_table(_sheet(desk, found, words, bureau, given.month), font_book()))
    else:
        # XlsxWriter takes 0.03 s to import: only when something is exported.
        from desktop.output.excel_write import write_listing

        write_listing(FIELDS, [*found, (None, "", "", "", "", words)], TITLE, given.out)
    return Answer({"file": str(given.out), "rows": len(found), "seal": end.words if end else None},
                  [f"已导出 {len(found)} {UNIT}：{given.out}", f"{words}。"])


def _sheet(desk: Desk, found: list[Row], words: str, bureau: str, month: str | None) -> TableSheet:
    free = (Kind.LONG,)
    return TableSheet(
        title=f"{TITLE}（{month}）" if month else TITLE,
        columns=tuple(Column(weight=field.width) if field.kind in free
                      else Column(mm=field.width * 3.6 + 3, align=Align.LEFT) for field in FIELDS),
        head=tuple(HeadCell(0, place, field.label) for place, field in enumerate(FIELDS)),
        rows=[(str(row[0]), *row[1:]) for row in found],
        subtitle_left=bureau, subtitle_right=date_cn(desk.today),
        notes=(f"共 {len(found)} {UNIT}。{words}。",),
        signatures=(("经办人：", "负责人：", "日期："),), author=bureau)
