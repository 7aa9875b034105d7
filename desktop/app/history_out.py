"""谁、何时、改了什么 as a workbook or a printed page: over all, of one month, or of what is searched.

The page ends in the number and hash of the last change: `check --seal` holds the data against the paper.
Personal values are masked.
"""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.app.features import STREET
from desktop.app.printing import Rows
from desktop.base.chinese import date_cn
from desktop.base.clock import CHINA
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.fields import Field, Kind
from desktop.base.months import shifted
from desktop.base.progress import Progress, silent
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import is_set_up, office
from desktop.output.pdf.sheet import Align, Column, HeadCell, TableSheet
from desktop.output.pdf.tables import render_table
from desktop.store import proof
from desktop.store.acts import acts, title_of
from desktop.store.desk import Desk
from desktop.store.journal import Entry
from desktop.store.undo import record_class
from desktop.store.whole_file import write_whole
from desktop.ui.history import change_words
from desktop.ui.outputs import Changes

HISTORY, UNIT = "history", "条变更"
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


def rows(session: Session, asked: Changes, progress: Progress | None = None) -> Iterator[Row]:
    """The changes in the order they were made, read in portions."""
    span, last, told, done = between(asked.month), 0, progress or silent(), 0
    query = select(Entry).where(Entry.act.in_(acts(asked.search).order_by(None)))
    if span is not None:
        query = query.where(Entry.at >= span[0], Entry.at < span[1])
    if asked.record is not None:
        query = query.where(Entry.record == asked.record.__tablename__, Entry.record_id == asked.row)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    labels = {key: words for feature in STREET for key, words in feature.labels.items()}
    while found := session.scalars(query.where(Entry.seq > last).order_by(Entry.seq).limit(PORTION)).all():
        last = found[-1].seq
        for entry in found:
            kind = record_class(entry.record)
            yield (entry.seq, entry.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"), entry.by, entry.title,
                   kind.called, change_words(entry, kind, title_of(session, entry), labels))
        session.expunge_all()
        done += len(found)
        told.step(done, total, "读取变更记录")


def end_words(session: Session) -> str:
    """The last number and hash, as a page or a sheet ends in it."""
    end = proof.present(session)
    return f"截至第 {end.seq} 号，尾号 {end.words}（核对：check --seal {end.words}）" if end else "还没有变更"


def asked_changes(session: Session, given: Namespace) -> Changes:
    """What the arguments ask for; UserError when the record is not there."""
    if not given.record:
        return Changes(given.search or "", given.month)
    key, _, number = given.record.partition(":")
    kinds = {listing.key: listing.record for feature in STREET for listing in feature.listings}
    found = session.get(kinds[key], int(number)) if key in kinds and number.isdigit() else None
    if found is None:
        raise UserError(f"没有这条记录：{given.record}。", "请写成 institutions:12，后面是内部号。")
    return Changes(given.search or "", given.month, kinds[key], found.id, found.title())


def write(desk: Desk, given: Namespace) -> Answer:
    """The command: .xlsx, or .pdf; the answer names the rows and the seal."""
    with desk.store.reading() as session:
        asked = asked_changes(session, given)
        words, end = end_words(session), proof.present(session)
    if given.out.suffix.lower() == ".pdf":
        sheet = _sheet(desk, asked, silent())
        write_whole(given.out, render_table(sheet, font_book()))
        count = len(sheet.rows)
    else:
        count = write_sheet(desk, asked, given.out, silent())
    return Answer({"file": str(given.out), "rows": count, "seal": end.words if end else None},
                  [f"已导出 {count} {UNIT}：{given.out}", f"{words}。"])


def write_sheet(desk: Desk, asked: Changes, path: Path, progress: Progress) -> int:
    """The changes as .xlsx, the seal in the last line; their number."""
    # XlsxWriter takes 0.03 s to import: only when something is exported.
    from desktop.output.excel_write import write_listing

    with desk.store.reading() as session:
        found = list(rows(session, asked, progress))
        words = end_words(session)
    write_listing(FIELDS, [*found, (None, "", "", "", "", words)], asked.heading, path)
    return len(found)


def paper(desk: Desk, asked: Changes, progress: Progress) -> bytes:
    """The changes as PDF, the seal below."""
    return render_table(_sheet(desk, asked, progress), font_book())


def _sheet(desk: Desk, asked: Changes, progress: Progress) -> TableSheet:
    with desk.store.reading() as session:
        found, words = list(rows(session, asked, progress)), end_words(session)
        bureau = office(session).bureau if is_set_up(session) else ""
    free = (Kind.LONG,)
    return TableSheet(
        title=asked.heading,
        columns=tuple(Column(weight=field.width) if field.kind in free
                      else Column(mm=field.width * 3.6 + 3, align=Align.LEFT) for field in FIELDS),
        head=tuple(HeadCell(0, place, field.label) for place, field in enumerate(FIELDS)),
        rows=Rows([(str(row[0]), *row[1:]) for row in found], progress),
        subtitle_left=bureau, subtitle_right=date_cn(desk.today),
        notes=(f"共 {len(found)} {UNIT}。{words}。",),
        signatures=(("经办人：", "负责人：", "日期："),), author=bureau)
