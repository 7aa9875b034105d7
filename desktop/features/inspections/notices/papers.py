"""日工作台账 and 现场检查记录表 as PDF; the items of a record follow on pages of their own."""

from desktop.features.inspections.listing.papers import RECORD, PaperTable, RecordPaper
from desktop.output.pdf.facts import FactPart, FactSheet, render_facts
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.form import FormRow, FormSheet
from desktop.output.pdf.tables import Align, Column, HeadCell, TableSheet, render_table

SIGN_ROOM = 24.0
"""mm kept for a signature."""


def table_pdf(table: PaperTable, fonts: FontBook, *, landscape: bool = True) -> bytes:
    """A table with its head on every page; upright it is a part of a bound file and has no page numbers."""
    columns = tuple(Column(mm=head.mm, align=Align.CENTER if head.centred else Align.LEFT)
                    for head in table.heads)
    return render_table(TableSheet(
        title=table.title, columns=columns,
        head=tuple(HeadCell(0, place, head.words) for place, head in enumerate(table.heads)),
        rows=table.rows, subtitle_left=table.left, subtitle_right=table.right, notes=table.notes,
        signatures=(table.feet,) if table.feet else (), landscape=landscape, size=9.0, head_size=9.0,
        title_size=18.0, author=table.author, paged=landscape), fonts)


def record_sheet(record: RecordPaper) -> FactSheet:
    """The first page of a record: facts, people, what was found, room for the signatures."""
    texts = tuple(FactPart(title, items=tuple(words.split("\n")) if words else (), room_mm=18.0)
                  for title, words in record.texts if words or title != "说明")
    signing = tuple(FactPart(words.replace("签字及日期", "\n签字及\n日期"), room_mm=SIGN_ROOM)
                    for words in record.signatures)
    basic = FactPart("基本情况", tuple((label, words or "　") for label, words in record.facts))
    return FactSheet(title=RECORD, line=f"编号：{record.number}", author=record.bureau,
                     parts=(basic, FactPart("检查人员", items=record.people), *texts, *signing),
                     foot=f"{record.bureau}　本表一式两份，检查单位、被检查对象各一份")


def record_form(record: RecordPaper) -> FormSheet:
    """The record as one form, its items in a field of their own: for Word, where she goes on writing."""
    pairs = [record.facts[place:place + 2] for place in range(0, len(record.facts), 2)]
    rows = [FormRow(tuple(words for fact in pair for words in fact)) for pair in pairs]
    rows.append(FormRow(("检查人员", "\n".join(record.people))))
    rows += [FormRow((title, words), tall=True) for title, words in record.texts if words or title != "说明"]
    items = [f"{row[0]}. {row[2]}：{row[3]}" + (f"　{row[4]}" if row[4] else "") for row in record.items.rows]
    if items:
        rows.append(FormRow(("检查项", "\n".join(items)), tall=True))
    rows += [FormRow((words, ""), tall=True, sign="年　　月　　日") for words in record.signatures]
    return FormSheet(RECORD, tuple(rows), number=f"编号：{record.number}", author=record.bureau)


def record_docx(record: RecordPaper) -> bytes:
    """The record as an editable .docx."""
    # The library that writes Word files is loaded with the first one.
    from desktop.output.docx import render_docx

    return render_docx(record_form(record))


def record_pdf(record: RecordPaper, fonts: FontBook) -> bytes:
    """The record with its items."""
    first = render_facts(record_sheet(record), fonts)
    if not record.items.rows:
        return first
    # The library that binds is loaded with the first record.
    from desktop.output.pdf.binder import bind

    return bind([first, table_pdf(record.items, fonts, landscape=False)], fonts)
