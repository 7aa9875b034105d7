"""Filling in a month's form, freezing it, correcting it, and registering what was sent.

Every one of them refuses a frozen month, save `open_correction` and `register_sending`. Numbers given here
are the month's own increments, never totals.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.chinese import half_width, strip_controls
from desktop.base.errors import UserError
from desktop.base.months import first_day, short_month
from desktop.base.plan import Form, Plan
from desktop.features.filings.queries.sheets import (
    check_month,
    checked_month,
    filing_of,
    mailboxes,
    monthly,
    sheet,
    versions,
)
from desktop.features.filings.queries.stub import Stub, stub_of
from desktop.features.filings.records import (
    Basis,
    Figure,
    Filing,
    FilingState,
    FormText,
    MailboxConfirmation,
    NoteFigure,
    Sending,
    SendState,
    Version,
)
from desktop.features.filings.rules import RECTIFIED, Sheet, blocking, changes, content_of
from desktop.store.attachments import keep_file
from desktop.store.store import final

LARGEST = 999_999
SIGNATURES = ("signer", "signer_post", "preparer", "contact", "unit", "filled_on")
Render = Callable[[Sheet], tuple[bytes, bytes]]
"""A sheet -> its workbook and its PDF."""

_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def set_figure(session: Session, *, by: str, today: date, month: str, key: str, value: int | None,
               source: str = "", reason: str = "") -> Filing:
    """The month's own number of a column. None takes it back: empty again, or counted again.

    A number that replaces the ledger's count needs `reason`; a typed one may be kept without `source`, but
    the month is not frozen before it has one.
    """
    filing, _, form = _draft(session, month, by)
    column = form.column(key)
    if not column.number:
        raise UserError(f"{column.item}是文字，不是数。", "请用文字栏填写。")
    _check_number(value, column.label)
    source, reason = _line(source, 200), _line(reason, 200)
    counted = sheet(session, filing.month, today).numbers[key].count
    if key == RECTIFIED and value is not None and counted and value != counted.value and not reason:
        raise UserError(f"没有保存：{column.item}台账算出 {counted.value}，改用 {value} 要写明理由。",
                        "请写明理由。", {"reason": "请写明理由"})
    found = session.scalar(select(Figure).where(Figure.filing_id == filing.id, Figure.key == key))
    if found is None:
        found = Figure(filing_id=filing.id, key=key)
        session.add(found)
    found.value, found.source, found.reason = value, source or None, reason or None
    found.confirmed = value == 0
    session.flush()
    return filing


def confirm_zero(session: Session, *, by: str, today: date, month: str, source: str,
                 keys: Sequence[str] = ()) -> Filing:
    """确认为 0: the given columns, or every typed one still empty, are 0 by `source`, which must be given."""
    if not source.strip():
        raise UserError("没有保存：确认为 0 也要写明来源。", "例如：县纪委监委9月25日来电。",
                        {"source": "请填写"})
    filing, _, _ = _draft(session, month, by)
    made = sheet(session, filing.month, today)
    wanted = keys or [key for key, entry in made.numbers.items() if entry.typed and entry.own is None]
    for key in wanted:
        set_figure(session, by=by, today=today, month=month, key=key, value=0, source=source)
    return filing


def set_text(session: Session, *, by: str, today: date, month: str, key: str, content: str | None) -> Filing:
    """A column of words; None goes back to the scheme's or the drafted text."""
    filing, _, form = _draft(session, month, by)
    column = form.column(key)
    if column.number:
        raise UserError(f"{column.item}是数，不是文字。", "请用数字栏填写。")
    found = session.scalar(select(FormText).where(FormText.filing_id == filing.id, FormText.key == key))
    if content is None:
        if found is not None:
            session.delete(found)
        return filing
    clean = strip_controls(content, keep="\n").strip()
    if len(clean) > 4000:
        raise UserError(f"没有保存：{column.item}最多 4000 字，现有 {len(clean)} 字。", "请删减后再保存。")
    if found is None:
        found = FormText(filing_id=filing.id, key=key)
        session.add(found)
    found.content = clean
    session.flush()
    return filing


def set_note_figures(session: Session, *, by: str, today: date, month: str,
                     values: Mapping[str, int | None]) -> Filing:
    """The month's own numbers of note 2, by key."""
    filing, _, form = _draft(session, month, by)
    labels = {blank.key: blank.label for blank in form.blanks}
    for key, value in values.items():
        if key not in labels:
            raise UserError(f"注2里没有“{key}”。", f"可用：{'、'.join(labels)}。")
        _check_number(value, f"注2 {labels[key]}")
        found = session.scalar(select(NoteFigure).where(NoteFigure.filing_id == filing.id,
                                                        NoteFigure.key == key))
        if found is None:
            found = NoteFigure(filing_id=filing.id, key=key)
            session.add(found)
        found.value = value
    session.flush()
    return filing


def set_signatures(session: Session, *, by: str, today: date, month: str,
                   values: Mapping[str, Any]) -> Filing:
    """The lines under the notes: signer, signer_post, preparer, contact, unit (text), filled_on (date)."""
    filing, _, _ = _draft(session, month, by)
    for key, value in values.items():
        if key not in SIGNATURES:
            raise UserError(f"签字栏里没有“{key}”。", f"可用：{'、'.join(SIGNATURES)}。")
        if key == "filled_on":
            filing.filled_on = value
        else:
            setattr(filing, key, _line(value or "", 60 if key in ("unit", "contact") else 40) or None)
    return filing


def set_basis(session: Session, *, by: str, today: date, month: str, basis: Basis) -> Filing:
    """本月 or 累计 for this month's paper."""
    filing, _, _ = _draft(session, month, by)
    filing.basis = basis
    return filing


def confirm_mailbox(session: Session, *, by: str, today: date, mailbox: str, confirmed_by: str, how: str,
                    recipient: str = "") -> MailboxConfirmation:
    """Which mailbox is right, by whose word and how. Without `recipient`: the one still in doubt."""
    _, scheme, _ = monthly(session)
    boxes = mailboxes(session, scheme)
    address = half_width(mailbox).strip()
    open_ones = [item for item in scheme.recipients if len(item.candidates) > 1 or not boxes[item.key]]
    if not recipient and len(open_ones) != 1:
        raise UserError("没有保存：没有写明是哪个收件单位的邮箱。", "请写明收件单位。")
    found = scheme.recipient(recipient) if recipient else open_ones[0]
    faults = {}
    if not _MAILBOX.fullmatch(address):
        shown = strip_controls(address, keep="")
        faults["mailbox"] = f"“{shown}”不是一个邮箱地址" if shown else "请选定一个邮箱"
    if not confirmed_by.strip():
        faults["confirmed_by"] = "请填写向谁核实的"
    if not how.strip():
        faults["how"] = "请填写核实方式，例如：电话"
    if faults:
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)
    given = MailboxConfirmation(recipient=found.key, mailbox=address, confirmed_by=_line(confirmed_by, 60),
                                how=_line(how, 100), on=today)
    session.add(given)
    session.flush()
    return given


def freeze_month(session: Session, *, by: str, today: date, month: str, render: Render,
                 print_stub: Callable[[Stub], bytes] | None = None) -> Version:
    """封存: keep the files and every value as sent. A month already frozen gives its version again.

    `print_stub` makes the office's own page of it, which is kept too.
    UserError with what stands in the way; there is no way around the checks.
    """
    _, scheme, form = monthly(session)
    month = checked_month(scheme, month)
    known = filing_of(session, month)
    if known is not None and known.state is FilingState.FROZEN:
        return versions(session, month)[-1]
    if today < first_day(month):
        raise UserError(f"不能封存：{short_month(month)}还没有到。")
    filing, _, _ = _draft(session, month, by)
    made = sheet(session, month, today)
    if stops := blocking(check_month(session, made, today)):
        raise UserError(f"不能封存：{'；'.join(check.sentence for check in stops)}。", "请先处理拦住的事项。")
    past = versions(session, month)
    content = content_of(made)
    workbook, pdf = render(made)
    name = made.file_name()
    xlsx, paper = keep_file(session, workbook, f"{name}.xlsx"), keep_file(session, pdf, f"{name}.pdf")
    version = Version(
        filing_id=filing.id, number=len(past) + 1, frozen_on=today, frozen_by=by, basis=made.basis,
        cutoff=made.cutoff, xlsx_id=xlsx.id, pdf_id=paper.id, sha256=xlsx.sha256, reason=filing.correcting,
        content=json.dumps(content, ensure_ascii=False), changes=_changes(form, past, content))
    session.add(version)
    filing.state, filing.frozen_version = FilingState.FROZEN, version.number
    filing.frozen_at, filing.frozen_by, filing.correcting = session.info["act"].at, by, None
    filing.basis, filing.filled_on = made.basis, made.filled_on
    session.flush()
    if print_stub is not None:
        stub = stub_of(session, made, version, kept=True)
        keep_file(session, print_stub(stub), stub.file_name)
    final(session, "已封存；要改请出更正")
    return version


def open_correction(session: Session, *, by: str, today: date, month: str, reason: str) -> Filing:
    """出更正: open a frozen month for a further version; the frozen one stays as it is."""
    _, scheme, _ = monthly(session)
    month = checked_month(scheme, month)
    filing = filing_of(session, month)
    if filing is None or filing.state is not FilingState.FROZEN:
        raise UserError(f"{short_month(month)}表还没有封存，直接修改就可以。")
    if not reason.strip():
        raise UserError("没有保存：请写明更正理由。", "例如：县纪委监委来函更正第5项。", {"reason": "请填写"})
    filing.state, filing.correcting = FilingState.DRAFT, _line(reason, 400)
    filing.edits += 1
    return filing


def register_sending(session: Session, *, by: str, today: date, month: str, recipient: str, state: SendState,
                     on: date | None = None, how: str = "", note: str = "") -> Sending:
    """What became of the form at one recipient; the program itself sends nothing."""
    _, scheme, _ = monthly(session)
    month = checked_month(scheme, month)
    filing, target, day = filing_of(session, month), scheme.recipient(recipient), on or today
    if filing is None or not filing.frozen_version:
        raise UserError(f"没有登记：{short_month(month)}表还没有封存。",
                        "请先封存，报出去的就是封存的那一版。")
    if day > today:
        raise UserError("没有登记：日期不能晚于今天。", "", {"on": "不能晚于今天"})
    found = session.scalar(select(Sending).where(Sending.filing_id == filing.id,
                                                 Sending.recipient == target.key))
    if found is None:
        found = Sending(filing_id=filing.id, recipient=target.key)
        session.add(found)
    found.state, found.on, found.handler = state, day, by
    found.how, found.note = _line(how, 40) or None, _line(note, 200) or None
    found.sent_version = filing.frozen_version
    session.flush()
    return found


def _draft(session: Session, month: str, by: str) -> tuple[Filing, Plan, Form]:
    """The month's filing, made when absent, counted as edited; UserError when it is frozen."""
    _, scheme, form = monthly(session)
    month = checked_month(scheme, month)
    filing = filing_of(session, month)
    if filing is None:
        basis = Basis(scheme.reporting.basis) if scheme.reporting else Basis.TOTAL
        filing = Filing(month=month, form=form.key, basis=basis, state=FilingState.DRAFT, edits=0,
                        frozen_version=0)
        session.add(filing)
    if filing.state is FilingState.FROZEN:
        raise UserError(f"{short_month(month)}表已封存（第{filing.frozen_version}版），不能修改。",
                        "确实要改，请先“出更正”并写明理由。")
    filing.edits += 1
    session.flush()
    return filing, scheme, form


def _check_number(value: int | None, label: str) -> None:
    if value is not None and (type(value) is not int or not 0 <= value <= LARGEST):
        raise UserError(f"没有保存：{label}要填 0 到 {LARGEST} 的整数。", "没有发生的填 0。",
                        {"value": "请填整数"})


def _line(text: str, length: int) -> str:
    """One clean line of at most `length` characters; UserError when longer."""
    clean = " ".join(strip_controls(text, keep="").split())
    if len(clean) > length:
        raise UserError(f"没有保存：“{clean[:12]}……”太长，最多 {length} 字。", "请删减后再保存。")
    return clean


def _changes(form: Form, past: Sequence[Version], content: Mapping[str, Any]) -> str | None:
    if not past:
        return None
    found = changes(form, json.loads(past[-1].content)["printed"], content["printed"])
    return json.dumps([asdict(change) for change in found], ensure_ascii=False)
