"""The month's form as PDF, 更正说明 as PDF and text, and the mail drafts with the files; nothing is sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.months import first_day, month_words, shifted
from desktop.base.plan import Form, Plan, Recipient
from desktop.features.filings.queries.sheets import monthly, versions
from desktop.features.filings.queries.stub import Stub
from desktop.features.filings.rules import RELAY_DAY, Change, Sheet, difference
from desktop.output.mail import draft
from desktop.output.pdf.blocks import Heading, OfficialDocument, Paragraph, Signature
from desktop.output.pdf.facts import FactPart, FactSheet, render_facts
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.page import render
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
        body_role=Role.FANGSONG, author=sheet.office, fitted=False)


def form_pdf(sheet: Sheet, fonts: FontBook, paper: Paper | None = None) -> bytes:
    """The form as PDF, A3 landscape unless told otherwise."""
    return render_table(form_table(sheet, paper), fonts)


def missing_characters(sheet: Sheet, fonts: FontBook) -> list[str]:
    """Characters on the form that no font has."""
    return missing_in_table(form_table(sheet), fonts)


def stub_sheet(stub: Stub) -> FactSheet:
    """月结存根, the office's own page of a frozen month: its figures, their hashes, the journal's number."""
    when = "封存时" if stub.kept else "打印时"
    number = stub.seal or "还没有"
    return FactSheet(
        title=f"{month_words(stub.month)}月结存根", mark="本单位留存，不报送",
        line=f"{stub.office}　附件2 第{stub.version}版",
        parts=(
            FactPart("封存", (("封存日期", date_cn(stub.on)), ("封存人", stub.by), ("口径", stub.basis),
                            ("数据截至", date_cn(stub.cutoff)))),
            FactPart("报出的数", stub.figures),
            FactPart("校验值（SHA-256）", items=(
                f"报出的数：{stub.figures_hash}", f"表格：{stub.workbook_hash}",
                f"打印件：{stub.paper_hash}")),
            FactPart("变更记录", ((f"{when}尾号", number),)),
            FactPart("怎么核对", items=(
                "在程序里：打开“历史”，点“核对尾号…”，输入上面的尾号。",
                f"在命令行：python -m desktop --data 数据文件夹 check --seal {number}",
                "对得上，说明这个号以前的变更记录一条也没有删改；对不上或没有这一号，请封存电脑，交维护人员查看。",
                "两个文件的校验值可以用 certutil -hashfile 文件 SHA256 核对；这一页请和报表一起归档。")),
            FactPart("经办人、负责人签字", room_mm=22.0)),
        foot=f"{stub.office}　{date_cn(stub.on)}", author=stub.office)


def stub_pdf(stub: Stub, fonts: FontBook) -> bytes:
    """月结存根 as PDF."""
    return render_facts(stub_sheet(stub), fonts)


@dataclass(frozen=True)
class Correction:
    """更正说明: what version `number` changed against the one before, why, and on which day it was frozen."""

    plan: Plan
    form: Form
    month: str
    number: int
    earlier_on: date
    on: date
    reason: str
    changes: tuple[Change, ...]
    office: str
    contact: str
    phone: str

    @property
    def relayed(self) -> bool:
        """After the 3rd: the bureaus have passed the form on."""
        return self.on > first_day(shifted(self.month, 1)).replace(day=RELAY_DAY)

    def asks(self) -> str:
        """What the recipients are asked to do, by whether the 3rd has passed."""
        if not self.relayed:
            return f"请以第{self.number}版为准进行汇总，第{self.number - 1}版作废。"
        day = date_cn(first_day(shifted(self.month, 1)).replace(day=RELAY_DAY))
        return (f"{day}已过，市科技局、市文旅局、市体育局已将原表报市教育局汇总，请三局将第{self.number}版"
                f"补报市教育局，并请市教育局更正汇总数；第{self.number - 1}版作废。")

    def opening(self) -> str:
        """Which form, which version, what follows."""
        return (f"{self.office}于{date_cn(self.earlier_on)}报送的《{self.form.title}》"
                f"（{self.form.attachment}，{month_words(self.month)}，第{self.number - 1}版）更正如下，"
                f"更正后为第{self.number}版。")

    def lines(self) -> list[tuple[str, str, str, str]]:
        """Place, old, new, difference of numbers."""
        return [(change.label, _shown(change.old), _shown(change.new),
                 difference(change.new, change.old) if isinstance(change.new, int)
                 and isinstance(change.old, int) else "") for change in self.changes]

    def text(self) -> str:
        """The whole as plain text for a mail."""
        changes = "\n".join(f"{number}. {label}：原报 {old}，现为 {new}" for number, (label, old, new, _)
                            in enumerate(self.lines(), 1)) or "（数字和文字没有变化）"
        names = "、".join(recipient.full_name for recipient in self.plan.recipients)
        return (f"更正说明\n\n{names}：\n\n{self.opening()}\n\n{changes}\n\n更正理由：{self.reason}\n\n"
                f"{self.asks()}\n\n联系人：{self.contact}  {self.phone}\n{self.office}\n{date_cn(self.on)}\n")


def _shown(value: int | str | None) -> str:
    return "（空）" if value is None or value == "" else str(value)


def correction(session: Session, month: str) -> Correction | None:
    """更正说明 of the latest frozen version; None while a month has only one."""
    _, scheme, form = monthly(session)
    found = versions(session, month)
    if len(found) < 2 or found[-1].changes is None:
        return None
    last, content = found[-1], json.loads(found[-1].content)
    return Correction(
        scheme, form, month, last.number, found[-2].frozen_on, last.frozen_on, last.reason or "",
        tuple(Change(**item) for item in json.loads(last.changes or "[]")), content["office"],
        content["contact"], content["phone"])


def correction_paper(found: Correction) -> OfficialDocument:
    """更正说明 as an official paper: each place with old, new and difference, the reason, what is asked."""
    places = [Paragraph(f"{number}.“{_item(label)}”原报{_quoted(old)}，现更正为{_quoted(new)}"
                        f"{f'，相差{gap}' if gap else ''}。")
              for number, (label, old, new, gap) in enumerate(found.lines(), 1)]
    return OfficialDocument(
        title="更正说明", author=found.office,
        addressee=f"{'、'.join(recipient.full_name for recipient in found.plan.recipients)}：",
        body=(Paragraph(found.opening()), Heading(1, "一、更正内容"),
              *(places or [Paragraph("数字和文字没有变化。")]),
              Heading(1, "二、更正理由"), Paragraph(f"{found.reason.rstrip('。')}。"),
              Heading(1, "三、有关要求"), Paragraph(found.asks()),
              Paragraph(f"联系人：{found.contact}，联系电话：{found.phone}。")),
        signature=Signature(found.office, found.on))


def _item(label: str) -> str:
    """第5项 查处腐败和作风问题数 for 5.查处腐败和作风问题数."""
    number, dot, words = label.partition(".")
    return f"第{number}项 {words}" if dot and number.isdecimal() else label


def _quoted(words: str) -> str:
    return words if words.isdecimal() or words == "（空）" else f"“{words}”"


def correction_pdf(found: Correction, fonts: FontBook) -> bytes:
    """更正说明 as PDF, A4 upright."""
    return render(correction_paper(found), fonts).pdf


@dataclass(frozen=True)
class Draft:
    """One mail draft; `to` empty while the mailbox is not settled."""

    recipient: Recipient
    to: str
    subject: str
    text: str
    name: str
    data: bytes


def copied_text(drafts: Sequence[Draft]) -> str:
    """Recipient, subject and text of the drafts, for a mail program that opens no .eml."""
    return "\n\n".join(f"收件单位：{item.recipient.full_name}\n收件人：{item.to or '（邮箱待确认）'}\n"
                       f"主题：{item.subject}\n\n{item.text.strip()}" for item in drafts)


def mail_drafts(sheet: Sheet, mailboxes: Mapping[str, str], workbook: bytes, pdf: bytes,
                corrected: tuple[Correction, bytes] | None = None) -> list[Draft]:
    """One draft for each recipient of the scheme, with the workbook and the PDF; a corrected version goes out
    with its 更正说明 in the text and as a file."""
    return [_draft(sheet, recipient, mailboxes.get(recipient.key, ""), workbook, pdf, corrected)
            for recipient in sheet.plan.recipients]


def _draft(sheet: Sheet, recipient: Recipient, to: str, workbook: bytes, pdf: bytes,
           corrected: tuple[Correction, bytes] | None) -> Draft:
    assert sheet.plan.mail is not None
    name, words = sheet.file_name(), _words(sheet, recipient)
    subject = sheet.plan.mail.subject.format_map(words)
    text = sheet.plan.mail.body.format_map(words)
    files = [(f"{name}.xlsx", workbook, XLSX), (f"{name}.pdf", pdf, PDF)]
    if corrected is not None:
        subject, text = f"【更正】{subject}", f"{text.rstrip()}\n\n{corrected[0].text()}"
        files.append((f"{name}_更正说明.pdf", corrected[1], PDF))
    data = draft(to or None, subject, text, files)
    return Draft(recipient, to, subject, text, f"{name}_报{recipient.name}.eml", data)


def _words(sheet: Sheet, recipient: Recipient) -> dict[str, str]:
    return {
        "office": sheet.office, "recipient": recipient.full_name, "year": str(int(sheet.month[:4])),
        "month": str(int(sheet.month[5:])), "cutoff": date_cn(sheet.cutoff), "contact": sheet.contact,
        "phone": sheet.phone, "date": date_cn(sheet.filled_on), "file_name": sheet.file_name(),
    }
