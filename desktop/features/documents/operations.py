"""Issuing a paper, voiding it, recording its delivery, keeping what is typed before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.features.documents.queries import (
    digest,
    document,
    draft_of,
    load_template,
    paper_obstacles,
    read_paper,
    render_paper,
    same_paper,
    stored,
)
from desktop.features.documents.records import DeliveryWay, Document, DocumentState, PaperDraft
from desktop.features.documents.rules import (
    BlockKind,
    Paper,
    Template,
    blanks_missing,
    included,
    need_citable,
    need_complete,
    number_words,
    paper_date,
    text_of,
)
from desktop.features.office.queries import office
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.page import RenderedPaper
from desktop.store import numbering
from desktop.store.attachments import keep_file
from desktop.store.store import summarise


def issue(session: Session, *, by: str, today: date, paper: Paper, fonts: FontBook,
          signed_by: str | None = None) -> Document:
    """Take the next number, set the paper with it and keep the file; from then on it never changes.

    The same token, or the same words about the same record, give back the paper already issued. UserError
    with the red list for empty blanks, unchecked articles, characters no font has; then no number is taken.
    """
    template = load_template(paper.template)
    content_digest = digest(template, paper)
    issued = _already(session, paper, content_digest)
    if issued is not None:
        return issued
    day = paper_date(template, paper, today)
    need_complete(blanks_missing(template, paper))
    need_citable(paper_obstacles(session, paper, today))
    number = numbering.take(session, series=template.series, year=day.year, by=by, today=today)
    rendered = render_paper(session, paper, fonts, today=today, number=number.number)
    _need_glyphs(rendered)
    words = number_words(office(session).prefix, template.series, day.year, number.number)
    made = _document(template, paper, rendered, words, number)
    made.issued_on, made.issued_by = day, by
    made.signed_by = signed_by or paper.values.get("签发人") or None
    made.digest = content_digest
    kept = keep_file(session, rendered.pdf, f"{words} {made.heading}.pdf")
    made.attachment_id, made.sha256 = kept.id, kept.sha256
    session.add(made)
    drop_draft(session, by=by, today=today, template=paper.template, about=paper.about,
               about_id=paper.about_id or 0)
    session.flush()
    summarise(session, number=words)
    return made


def _already(session: Session, paper: Paper, content_digest: str) -> Document | None:
    """The paper that a second click, or a second run of a command, means."""
    if paper.token:
        found = session.scalar(select(Document).where(Document.token == paper.token))
        if found is not None:
            return found
    return same_paper(session, content_digest)


def _need_glyphs(rendered: RenderedPaper) -> None:
    if rendered.missing:
        absent = "、".join(rendered.missing)
        raise UserError(f"没有签发：{len(rendered.missing)} 个字没有字体能打印：{absent}。",
                        "请改用别的写法，或装上有这些字的字体。")


def _document(template: Template, paper: Paper, rendered: RenderedPaper, words: str,
              number: numbering.Number) -> Document:
    return Document(
        number=words, series=template.series, year=number.year, number_id=number.id,
        heading=text_of(template, paper, BlockKind.TITLE),
        addressee=text_of(template, paper, BlockKind.ADDRESSEE).rstrip("：:"),
        about=paper.about or None, about_id=paper.about_id, about_title=paper.about_title or None,
        state=DocumentState.ISSUED, pages=rendered.pages, template=paper.template,
        content=stored(replace(paper, options=tuple(sorted(included(template, paper))))),
        token=paper.token or None)


def void_document(session: Session, *, by: str, today: date, wanted: str | int, reason: str) -> Document:
    """Void an issued paper; its number stays in the register with the reason and is never used again."""
    found = document(session, wanted)
    number = session.get(numbering.Number, found.number_id)
    assert number is not None, found.number
    numbering.void(session, number, reason=reason)
    found.state = DocumentState.VOID
    found.void_reason = reason.strip()
    session.flush()
    return found


def reissue(session: Session, *, by: str, today: date, wanted: str | int, reason: str, fonts: FontBook,
            values: Mapping[str, str] | None = None, token: str = "") -> Document:
    """Void a paper and issue it anew, corrected by `values`, under a new number."""
    old = void_document(session, by=by, today=today, wanted=wanted, reason=reason)
    paper = read_paper(old.content)
    corrected = replace(paper, values={**paper.values, **(values or {})}, token=token)
    return issue(session, by=by, today=today, paper=corrected, fonts=fonts, signed_by=old.signed_by)


def record_delivery(session: Session, *, by: str, today: date, wanted: str | int, delivered_at: datetime,
                    way: DeliveryWay, receiver: str = "", deliverers: str = "", refusal: str = "",
                    note: str = "") -> Document:
    """Record when, how and to whom the paper was delivered; UserError naming what the 送达回证 lacks."""
    found = document(session, wanted)
    if found.state is DocumentState.VOID:
        raise UserError(f"{found.number}已经作废，不能登记送达。", "请登记重新签发的那一份。")
    faults = _delivery_faults(found, delivered_at, way, receiver, refusal, note, today)
    if faults:
        raise UserError(f"没有登记：{'；'.join(faults.values())}。", "补齐后再登记。", faults)
    found.delivered_at, found.delivery_way = delivered_at, way
    found.receiver, found.deliverers = receiver.strip() or None, deliverers.strip() or None
    found.refusal, found.delivery_note = refusal.strip() or None, note.strip() or None
    session.flush()
    return found


def _delivery_faults(found: Document, at: datetime, way: DeliveryWay, receiver: str, refusal: str,
                     note: str, today: date) -> dict[str, str]:
    faults: dict[str, str] = {}
    day = at.astimezone(CHINA).date()
    if day > today:
        faults["delivered_at"] = "送达时间不能晚于今天"
    if day < found.issued_on:
        faults["delivered_at"] = "送达时间不能早于成文日期"
    if way is DeliveryWay.LEFT:
        if not refusal.strip():
            faults["refusal"] = "留置送达要写拒收理由"
        if not note.strip():
            faults["delivery_note"] = "留置送达要写见证人"
    elif way is DeliveryWay.POST:
        if not note.strip():
            faults["delivery_note"] = "邮寄送达要写邮件单号"
    elif not receiver.strip():
        faults["receiver"] = "请填写接收人"
    return faults


def keep_draft(session: Session, *, by: str, today: date, paper: Paper) -> PaperDraft:
    """Keep what is typed so far for a paper about a record."""
    found = draft_of(session, paper.template, paper.about, paper.about_id or 0)
    if found is None:
        found = PaperDraft(template=paper.template, about=paper.about, about_id=paper.about_id or 0)
        session.add(found)
    found.content = stored(paper)
    session.flush()
    return found


def drop_draft(session: Session, *, by: str, today: date, template: str, about: str, about_id: int) -> None:
    """Let a draft go; nothing happens when there is none."""
    found = draft_of(session, template, about, about_id)
    if found is not None:
        session.delete(found)
        session.flush()
