"""Keeping a received blank and mapping its cells."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import strip_controls
from desktop.base.errors import UserError
from desktop.features.blanks.queries import blank_bytes, choices
from desktop.features.blanks.records import Blank, BlankCell, Source
from desktop.output.excel_fill.filling import fill_blank
from desktop.output.excel_fill.places import place_of
from desktop.output.excel_read.opening import open_workbook
from desktop.store.attachments import keep_file
from desktop.store.editing import living


def add_blank(session: Session, *, by: str, today: date, name: str, file_name: str, data: bytes) -> Blank:
    """Keep a blank; UserError when the file is no workbook or the name is taken."""
    open_workbook(data, file_name)
    clean = " ".join(strip_controls(name, keep="").split())[:60]
    if not clean:
        raise UserError("没有保存：请写一个名称。", "例如：校外培训治理月报。", {"name": "请填写"})
    twin = select(Blank).where(Blank.name == clean, Blank.voided_at.is_(None))
    if session.scalar(twin) is not None:
        raise UserError(f"已经有叫“{clean}”的临时表。", "请换一个名称。", {"name": "名称已用"})
    kept = keep_file(session, data, file_name)
    blank = Blank(name=clean, file_name=kept.name, attachment_id=kept.id, edits=0)
    session.add(blank)
    session.flush()
    return blank


def map_cell(session: Session, *, by: str, today: date, blank: int, sheet: str, cell: str, source: Source,
             key: str) -> BlankCell:
    """What goes into a cell; a cell mapped before is mapped anew. UserError when it cannot be filled."""
    found: Blank = living(session, Blank, blank)
    place = place_of(sheet, cell)
    clean = strip_controls(key, keep="\n").strip()
    if not clean:
        raise UserError("没有保存：请选内容。", "", {"key": "请选内容或填写文字"})
    if source is not Source.TEXT and clean not in {known for known, _ in choices(session).get(source, ())}:
        raise UserError(f"没有保存：{source.value}里没有这一项。", "请重新选。", {"key": "请重新选"})
    fill_blank(blank_bytes(session, found), {place: "试填"}, found.file_name)
    row = session.scalar(select(BlankCell).where(
        BlankCell.blank_id == blank, BlankCell.sheet == sheet, BlankCell.cell == place.name))
    if row is None:
        row = BlankCell(blank_id=blank, sheet=sheet, cell=place.name)
        session.add(row)
    row.source, row.key, row.voided_at, row.void_reason = source, clean[:1000], None, None
    found.edits += 1
    session.flush()
    return row


def unmap_cell(session: Session, *, by: str, today: date, row: int) -> BlankCell:
    """Leave a cell as the blank has it."""
    cell: BlankCell = living(session, BlankCell, row)
    cell.voided_at, cell.void_reason = session.info["act"].at, "去掉对应"
    living(session, Blank, cell.blank_id).edits += 1
    return cell


def note_month(session: Session, *, by: str, today: date, blank: int, month: str) -> Blank:
    """Remember up to which month a blank was filled."""
    found: Blank = living(session, Blank, blank)
    found.last_month = max(month, found.last_month or "")
    return found
