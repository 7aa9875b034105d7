"""谁、何时、改了什么 as a workbook or a printed page: over all, or of a person, a kind, some days, a search.

The page ends in the number and hash of the last change: `check --seal` holds the data against the paper.
Personal values are masked.
"""

from argparse import Namespace
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.app.features import STREET
from desktop.app.printing import Rows
from desktop.base.changes import ChangesAsked
from desktop.base.chinese import date_cn
from desktop.base.clock import CHINA
from desktop.base.command import Answer
from desktop.base.errors import UserError
from desktop.base.fields import Field, Kind
from desktop.base.months import first_day, last_day
from desktop.base.progress import Progress, silent
from desktop.features.documents.queries import font_book
from desktop.features.office.queries import is_set_up, office
from desktop.output.pdf.sheet import Align, Column, HeadCell, TableSheet
from desktop.output.pdf.tables import render_table
from desktop.store import proof
from desktop.store.acts import changed_kinds, changes_of, people, title_of
from desktop.store.desk import Desk
from desktop.store.journal import Entry
from desktop.store.undo import record_class
from desktop.store.whole_file import ending_of, write_whole
from desktop.ui.history import change_words
from desktop.ui.outputs import heading_of

HISTORY, UNIT = "history", "条变更"
FIELDS = (Field("号", Kind.INTEGER, width=4), Field("时间", Kind.TEXT, width=9),
          Field("经办人", Kind.TEXT, width=6), Field("做了什么", Kind.TEXT, width=14),
          Field("种类", Kind.TEXT, width=5), Field("改了什么", Kind.LONG, width=30))
PORTION = 500
Row = tuple[int, str, str, str, str, str]


def span(given: Namespace) -> tuple[date | None, date | None]:
    """The first and the last day that are asked for; UserError when one is none, or they do not follow."""
    if given.month is not None:
        if given.first or given.last:
            raise UserError("--month 和 --from、--to 不能同时用。", "只要一个月，写 --month 2023-09。")
        try:
            return first_day(given.month), last_day(given.month)
        except (ValueError, OverflowError) as error:
            raise UserError(f"月份写得不对：{given.month}。", "请写成 2023-09。") from error
    try:
        first, last = (date.fromisoformat(words) if words else None for words in (given.first, given.last))
    except ValueError as error:
        words = " ".join(filter(None, (given.first, given.last)))
        raise UserError(f"日期写得不对：{words}。", "请写成 2023-09-25。") from error
    if first and last and last < first:
        raise UserError(f"止日 {last} 早于起日 {first}。", "请核对 --from 和 --to。")
    return first, last


def rows(session: Session, asked: ChangesAsked, progress: Progress | None = None) -> Iterator[Row]:
    """The changes in the order they were made, read in portions."""
    last, told, done = 0, progress or silent(), 0
    query = changes_of(asked)
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
    if end is None:
        return "还没有变更"
    return f"截至第 {end.seq} 号，尾号 {end.words}（在程序的“历史”里按“核对尾号”核对）"


def asked_changes(session: Session, given: Namespace) -> ChangesAsked:
    """What the arguments ask for; UserError when the record, the person or the kind is not there."""
    first, last = span(given)
    who = _known(given.who, people(session), "没有叫“{}”的人做过改动。")
    called = {kind.called: kind for kind in changed_kinds(session)}
    sort = _known(given.sort, called, "没有改动过“{}”这一类。")
    asked = ChangesAsked(given.search or "", who, called[sort] if sort else None, first=first, last=last)
    if not given.record:
        return asked
    key, _, number = given.record.partition(":")
    kinds = {listing.key: listing.record for feature in STREET for listing in feature.listings}
    found = session.get(kinds[key], int(number)) if key in kinds and number.isdecimal() else None
    if found is None:
        raise UserError(f"没有这条记录：{given.record}。", "请写成 institutions:12，后面是内部号。")
    return replace(asked, record=kinds[key], row=found.id, title=found.title())


def _known(word: str | None, known: Collection[str], refusal: str) -> str:
    if word is not None and word not in known:
        raise UserError(refusal.format(word), f"可选：{'、'.join(known) or '还没有'}。")
    return word or ""


def write(desk: Desk, given: Namespace) -> Answer:
    """The command: .xlsx, or .pdf; the answer names the rows and the seal."""
    ending = ending_of(given.out, ".xlsx", ".pdf")
    with desk.store.reading() as session:
        asked = asked_changes(session, given)
        words, end = end_words(session), proof.present(session)
    if ending == ".pdf":
        sheet = _sheet(desk, asked, silent())
        write_whole(given.out, render_table(sheet, font_book()))
        count = len(sheet.rows)
    else:
        count = write_sheet(desk, asked, given.out, silent())
    return Answer({"file": str(given.out), "rows": count, "seal": end.words if end else None},
                  [f"已导出 {count} {UNIT}：{given.out}", f"{words}。"])


def write_sheet(desk: Desk, asked: ChangesAsked, path: Path, progress: Progress) -> int:
    """The changes as .xlsx, the seal in the last line; their number."""
    # XlsxWriter takes 0.03 s to import: only when something is exported.
    from desktop.output.excel_write import write_listing

    with desk.store.reading() as session:
        found = list(rows(session, asked, progress))
        words = end_words(session)
    write_listing(FIELDS, [*found, (None, "", "", "", "", words)], heading_of(asked), path)
    return len(found)


def paper(desk: Desk, asked: ChangesAsked, progress: Progress) -> bytes:
    """The changes as PDF, the seal below."""
    return render_table(_sheet(desk, asked, progress), font_book())


def _sheet(desk: Desk, asked: ChangesAsked, progress: Progress) -> TableSheet:
    with desk.store.reading() as session:
        found, words = list(rows(session, asked, progress)), end_words(session)
        bureau = office(session).bureau if is_set_up(session) else ""
    free = (Kind.LONG,)
    return TableSheet(
        title=heading_of(asked),
        columns=tuple(Column(weight=field.width) if field.kind in free
                      else Column(mm=field.width * 3.6 + 3, align=Align.LEFT) for field in FIELDS),
        head=tuple(HeadCell(0, place, field.label) for place, field in enumerate(FIELDS)),
        rows=Rows([(str(row[0]), *row[1:]) for row in found], progress),
        subtitle_left=bureau, subtitle_right=date_cn(desk.today),
        notes=(f"共 {len(found)} {UNIT}。{words}。",),
        signatures=(("经办人：", "负责人：", "日期："),), author=bureau)
