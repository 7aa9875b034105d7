"""The month's form as PDF for print, and the mail drafts with both files; nothing is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.base.chinese import date_cn
from desktop.base.plan import Recipient
from desktop.features.filings.rules import Sheet
from desktop.output.mail import draft
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.tables import (
    Align,
    Column,
    HeadCell,
    Paper,
    TableSheet,
    missing_in_table,
    render_table,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
WIDTHS_MM = (8.0, 20.0, 20.0, 20.0, 40.0, 46.0, *(12.5,) * 8, *(11.7,) * 4, 0.0, 30.0, 17.0)
"""Widths on A3; 15.工作成效 takes what is left. A4 shrinks them alike."""


def form_table(sheet: Sheet, paper: Paper | None = None) -> TableSheet:
    """The form as a table for the press."""
    form, size = sheet.form, paper or Paper(sheet.form.paper)
    scale = 1.0 if size is Paper.A3 else 0.68
    columns = [Column(WIDTHS_MM[column.col - 1] * scale,
                      align=Align.CENTER if column.number or column.col == 1 else Align.LEFT)
               for column in form.columns]
    head = [HeadCell(cell.row - 1, cell.col - 1, cell.text, cell.rowspan, cell.colspan)
            for cell in form.heads]
    values = [sheet.value(column.key) for column in form.columns]
    return TableSheet(
        title=form.title, columns=tuple(columns), head=tuple(head), mark=form.attachment,
        rows=[["" if value is None else str(value) for value in values]], notes=tuple(sheet.note_lines()),
        signatures=tuple(tuple(f"{label}{value}" for label, value in line)
                         for line in sheet.signature_lines()),
        paper=size, size=10.5 if size is Paper.A3 else 7.5, head_size=10.5 if size is Paper.A3 else 7.5,
        body_role=Role.FANGSONG, author=sheet.office)


def form_pdf(sheet: Sheet, fonts: FontBook, paper: Paper | None = None) -> bytes:
    """The form as PDF, A3 landscape unless told otherwise."""
    return render_table(form_table(sheet, paper), fonts)


def missing_characters(sheet: Sheet, fonts: FontBook) -> list[str]:
    """Characters on the form that no font has."""
    return missing_in_table(form_table(sheet), fonts)


@dataclass(frozen=True)
class Draft:
    """One mail draft; `to` empty while the mailbox is not settled."""

    recipient: Recipient
    to: str
    subject: str
    text: str
    name: str
    data: bytes


def mail_drafts(sheet: Sheet, mailboxes: Mapping[str, str], workbook: bytes, pdf: bytes) -> list[Draft]:
    """One draft for each recipient of the scheme, with the workbook and the PDF."""
    return [_draft(sheet, recipient, mailboxes.get(recipient.key, ""), workbook, pdf)
            for recipient in sheet.plan.recipients]


def _draft(sheet: Sheet, recipient: Recipient, to: str, workbook: bytes, pdf: bytes) -> Draft:
    assert sheet.plan.mail is not None
    name, words = sheet.file_name(), _words(sheet, recipient)
    subject = sheet.plan.mail.subject.format_map(words)
    text = sheet.plan.mail.body.format_map(words)
    data = draft(to or None, subject, text, [(f"{name}.xlsx", workbook, XLSX), (f"{name}.pdf", pdf, PDF)])
    return Draft(recipient, to, subject, text, f"{name}_报{recipient.name}.eml", data)


def _words(sheet: Sheet, recipient: Recipient) -> dict[str, str]:
    return {
        "office": sheet.office, "recipient": recipient.full_name, "year": str(int(sheet.month[:4])),
        "month": str(int(sheet.month[5:])), "cutoff": date_cn(sheet.cutoff), "contact": sheet.contact,
        "phone": sheet.phone, "date": date_cn(sheet.filled_on), "file_name": sheet.file_name(),
    }
