"""The month's files and mail drafts, and the small entry forms of the page.

A frozen month gives the very files that were frozen; a draft is made from what the records say now. Every
form saves through the one door and shows the faults of its own fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.fields import Field, Kind, field_of
from desktop.base.months import short_month
from desktop.base.plan import Recipient
from desktop.features.documents.queries import font_book
from desktop.features.filings.notices import (
    Correction,
    Draft,
    correction,
    correction_pdf,
    form_pdf,
    mail_drafts,
    stub_pdf,
)
from desktop.features.filings.operations import (
    confirm_mailbox,
    confirm_zero,
    open_correction,
    register_sending,
    set_figure,
    set_signatures,
    set_text,
)
from desktop.features.filings.queries.sheets import check_month, mailboxes, sheet, versions
from desktop.features.filings.queries.stub import Stub, kept_stub
from desktop.features.filings.records import Basis, Figure, Filing, MailboxConfirmation, Sending, SendState
from desktop.features.filings.rules import RECTIFIED, Check, Sheet, correction_words
from desktop.store.attachments import Attachment, Files
from desktop.store.engine import machine_troubles
from desktop.store.whole_file import write_whole
from desktop.ui.drafts import ALL_ROWS, keep_form
from desktop.ui.editors import words_of
from desktop.ui.facts_dialog import Asked, FactsDialog, Faults, Perform
from desktop.ui.services import Services


@dataclass(frozen=True)
class MonthFiles:
    """Everything a month sends out, and what the checks say of it."""

    sheet: Sheet
    workbook: bytes
    pdf: bytes
    drafts: tuple[Draft, ...]
    checks: tuple[Check, ...]
    correction: tuple[Correction, bytes] | None = None

    def named(self) -> list[tuple[str, bytes]]:
        """File names with their content: workbook, PDF, 更正说明 when there is one, drafts."""
        name, found = self.sheet.file_name(), self.correction
        told = [(f"{name}_更正说明.pdf", found[1]),
                (f"{name}_更正说明.txt", found[0].text().encode("utf-8-sig"))] if found else []
        return [(f"{name}.xlsx", self.workbook), (f"{name}.pdf", self.pdf), *told,
                *((item.name, item.data) for item in self.drafts)]


def render(made: Sheet) -> tuple[bytes, bytes]:
    """The workbook and the PDF of a sheet."""
    # openpyxl takes 0.1 s to import: only when a workbook is made.
    from desktop.features.filings.excel import form_workbook

    return form_workbook(made), form_pdf(made, font_book())


def print_stub(stub: Stub) -> bytes:
    """月结存根 of a version, as PDF."""
    return stub_pdf(stub, font_book())


def stub_bytes(session: Session, month: str) -> bytes:
    """月结存根 of a frozen month as it was kept, or printed now where none was kept."""
    found = kept_stub(session, month)
    return found if isinstance(found, bytes) else print_stub(found)


def month_files(session: Session, month: str, today: date, basis: Basis | None = None) -> MonthFiles:
    """The files of a month; UserError when a frozen month is asked for on another basis."""
    made = sheet(session, month, today, basis)
    if basis is not None and made.frozen and basis is not made.basis:
        raise UserError(f"{short_month(made.month)}表已按“{made.basis.value}”封存（第{made.version}版），"
                        f"不能再按“{basis.value}”出表。", "确实要换口径，请先出更正。")
    workbook, pdf = kept_files(session, made.month) if made.frozen else render(made)
    boxes = mailboxes(session, made.plan)
    found = correction(session, made.month) if made.frozen else None
    corrected = (found, correction_pdf(found, font_book())) if found else None
    return MonthFiles(made, workbook, pdf, tuple(mail_drafts(made, boxes, workbook, pdf, corrected)),
                      tuple(check_month(session, made, today)), corrected)


def kept_files(session: Session, month: str) -> tuple[bytes, bytes]:
    """Workbook and PDF of the latest frozen version."""
    version, files = versions(session, month)[-1], session.info["files"]
    assert isinstance(files, Files)
    xlsx, pdf = session.get(Attachment, version.xlsx_id), session.get(Attachment, version.pdf_id)
    assert xlsx is not None
    assert pdf is not None
    return files.read(xlsx), files.read(pdf)


def write_files(folder: Path, files: Sequence[tuple[str, bytes]]) -> list[Path]:
    """Write the files, each whole; StoreTrouble or UserError when the folder or a file cannot be written."""
    with machine_troubles(folder):
        folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name, _ in files]
    for path, (_, data) in zip(paths, files, strict=True):
        write_whole(path, data)
    return paths


class FilingDialog(FactsDialog):
    """A few facts of a filing; `perform` gets the pressed verb too. `form` tells their drafts apart."""

    def __init__(self, services: Services, form: str, title: str, hint: str, asked: Sequence[Asked],
                 perform: Perform, parent: QWidget, *,
                 verbs: Sequence[tuple[str, str]] = (("save", "保存"),)) -> None:
        super().__init__(title, hint, asked,
                         lambda values, faults: perform({**values, "verb": self.chosen}, faults),
                         parent, verbs)
        keep_form(self, services, self.editors, Filing, form, (Filing.__tablename__, ALL_ROWS))


def number_dialog(services: Services, made: Sheet, key: str, parent: QWidget) -> FilingDialog:
    """The month's own number of a column with its source, or one in place of the ledger's with a reason."""
    column, entry, name = made.form.column(key), made.numbers[key], short_month(made.month)
    why = Figure.reason if key == RECTIFIED else Figure.source
    hint = f"填{name}本月新增的数；{name}以前累计 {entry.before}，程序自己相加。"
    if entry.count is not None:
        hint = f"台账算出 {entry.count.value}。{hint}数字留空就恢复用台账的数。"

    def perform(values: dict[str, Any], faults: Faults) -> bool:
        value, words = values["value"], values[why.key] or ""
        if values["verb"] == "zero":
            return services.perform(confirm_zero, f"{name}{column.item}确认为 0", parent=dialog,
                                    faults=faults, month=made.month, keys=[key], source=words) is not None
        title = f"{name}{column.item}改为{'台账数' if value is None else value}"
        return services.perform(set_figure, title, parent=dialog, faults=faults, month=made.month, key=key,
                                value=value, **{why.key: words}) is not None

    verbs = [("save", "保存")] + ([("zero", "确认为 0")] if entry.typed else [])
    stored = entry.reason if key == RECTIFIED else entry.source
    dialog = FilingDialog(services, f"{made.month}-{key}", column.label, hint, [
        Asked("value", Field(f"{name}本月数（{column.unit}）", Kind.INTEGER), entry.own),
        Asked(why.key, field_of(why), stored)], perform, parent, verbs=verbs)
    return dialog


def text_dialog(services: Services, made: Sheet, key: str, parent: QWidget) -> FilingDialog:
    """A column of words; 恢复初稿 takes the edit back."""
    column = made.form.column(key)

    def perform(values: dict[str, Any], faults: Faults) -> bool:
        content = None if values["verb"] == "back" else values["content"] or ""
        return services.perform(set_text, f"{short_month(made.month)}{column.item}改文字", parent=dialog,
                                faults=faults, month=made.month, key=key, content=content) is not None

    verbs = [("save", "保存")] + ([] if key in made.drafted else [("back", "恢复初稿")])
    asked = Asked("content", Field("内容", Kind.LONG, length=4000), made.texts.get(key))
    dialog = FilingDialog(services, f"{made.month}-{key}", column.label, "", [asked], perform, parent,
                         verbs=verbs)
    return dialog


def signatures_dialog(services: Services, made: Sheet, parent: QWidget) -> FilingDialog:
    """The lines under the notes."""
    shown: dict[str, Any] = {**made.signatures, Filing.filled_on.key: made.filled_on}
    fields = (Filing.signer, Filing.signer_post, Filing.preparer, Filing.contact, Filing.unit,
              Filing.filled_on)

    def perform(values: dict[str, Any], faults: Faults) -> bool:
        given = {key: value for key, value in values.items() if key in shown and value != shown[key]}
        return services.perform(set_signatures, f"{short_month(made.month)}表改签字栏", parent=dialog,
                                faults=faults, month=made.month, values=given) is not None

    hint = "审签人签字在纸上，这里只印姓名。"
    dialog = FilingDialog(services, f"{made.month}-signatures", "签字栏", hint, [
        Asked(item.key, field_of(item), shown.get(item.key)) for item in fields], perform, parent)
    return dialog


def mailbox_dialog(services: Services, recipient: Recipient, parent: QWidget) -> FilingDialog:
    """Which of the mailboxes is right, by whose word."""
    choices = tuple((item.address, f"{item.address}（{item.found}）") for item in recipient.candidates)

    def perform(values: dict[str, Any], faults: Faults) -> bool:
        return services.perform(
            confirm_mailbox, f"核实{recipient.name}邮箱", parent=dialog, faults=faults,
            recipient=recipient.key, mailbox=values["mailbox"] or "",
            confirmed_by=values["confirmed_by"] or "", how=values["how"] or "") is not None

    hint = f"请打电话核实：{recipient.full_name} {recipient.phone}。"
    dialog = FilingDialog(services, f"mailbox-{recipient.key}", f"确认{recipient.name}邮箱", hint, [
        Asked("mailbox", field_of(MailboxConfirmation.mailbox), None, choices),
        Asked("confirmed_by", field_of(MailboxConfirmation.confirmed_by)),
        Asked("how", field_of(MailboxConfirmation.how), "电话")],
        perform, parent, verbs=(("save", "确认邮箱"),))
    return dialog


def sending_dialog(services: Services, made: Sheet, recipient: Recipient, known: Sending | None,
                   parent: QWidget) -> FilingDialog:
    """What became of the form at one recipient."""
    state = SendState.RECEIVED if known and known.state is SendState.SENT else SendState.SENT

    def perform(values: dict[str, Any], faults: Faults) -> bool:
        chosen = SendState(values["state"])
        title = f"{short_month(made.month)}表{recipient.name}：{chosen.value}"
        return services.perform(
            register_sending, title, parent=dialog, faults=faults, month=made.month, recipient=recipient.key,
            state=chosen, on=values["on"], how=values["how"] or "",
            note=values["note"] or "") is not None

    dialog = FilingDialog(services, f"{made.month}-sent-{recipient.key}", f"登记{recipient.name}",
                         "程序不代发，发出以后在这里登记。", [
        Asked("state", field_of(Sending.state), state, tuple(words_of(SendState))),
        Asked("on", field_of(Sending.on), services.today), Asked("how", field_of(Sending.how), "邮件"),
        Asked("note", field_of(Sending.note), known.note if known else None)], perform, parent)
    return dialog


def correction_dialog(services: Services, made: Sheet, parent: QWidget) -> FilingDialog:
    """Why a frozen month is opened again."""
    def perform(values: dict[str, Any], faults: Faults) -> bool:
        return services.perform(open_correction, f"{short_month(made.month)}表出更正", parent=dialog,
                                faults=faults, month=made.month, reason=values["reason"] or "") is not None

    words = correction_words(made.plan, made.month, services.today)
    asked = Asked("reason", Field("更正理由", Kind.LONG, length=400))
    dialog = FilingDialog(services, f"{made.month}-correction", f"{short_month(made.month)}表出更正", words,
                         [asked], perform, parent, verbs=(("save", "出更正"),))
    return dialog
