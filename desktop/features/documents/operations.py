"""Issuing papers, reserving numbers, voiding, delivery, wordings, and the log of what was printed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.clock import CHINA
from desktop.base.errors import NeedsConfirmation, UserError
from desktop.base.progress import Progress
from desktop.base.records import LimitBearer
from desktop.features.calendar.queries import work_calendar
from desktop.features.documents.queries import (
    digest,
    document,
    draft_of,
    load_template,
    paper_obstacles,
    render_paper,
    same_paper,
    shipped_source,
    stored,
    template_of,
    wording_source,
    wordings,
)
from desktop.features.documents.records import (
    DeliveryWay,
    Document,
    DocumentState,
    PaperDraft,
    Printout,
    PrintWay,
    Wording,
)
from desktop.features.documents.rules import (
    Paper,
    blanks_missing,
    included,
    limit_days,
    need_citable,
    need_complete,
    number_words,
    paper_date,
    text_of,
    wording_name,
)
from desktop.features.office.queries import office
from desktop.output.pdf.blocks import RenderedPaper
from desktop.output.pdf.fonts import FontBook
from desktop.output.wording import BlockKind, Template, parse
from desktop.store import numbering
from desktop.store.attachments import keep_file
from desktop.store.store import summarise
from desktop.store.undo import record_class

LABELS = {"heading": "文书名称", "addressee": "主送", "issued_on": "成文日期"}
RESERVED_WORDS = "（预留给手写文书）"


def issue(session: Session, *, by: str, today: date, paper: Paper, fonts: FontBook,
          signed_by: str | None = None) -> Document:
    """Take the next number, set the paper with it and keep the file; from then on it never changes.

    The same token, or the same words about the same record, give back the paper already issued. UserError
    with the red list for empty blanks, unchecked articles, characters no font has; then no number is taken.
    """
    template = template_of(session, paper.template)
    if not template.series:
        raise UserError(f"{template.title}不编文号，不用签发。", "填好后直接打印。")
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
    made.wording = wording_source(session, paper.template)
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
        addressee=addressee_of(template, paper), limit_days=limit_days(template, paper),
        about=paper.about or None, about_id=paper.about_id, about_title=paper.about_title or None,
        state=DocumentState.ISSUED, pages=rendered.pages, template=paper.template,
        content=stored(replace(paper, options=tuple(sorted(included(template, paper))))),
        token=paper.token or None)


def addressee_of(template: Template, paper: Paper) -> str:
    """Whom a letter goes to; of a form, what it is about."""
    words = text_of(template, paper, BlockKind.ADDRESSEE).rstrip("：:")
    return words or paper.values.get("机构", "") or paper.about_title


def issue_many(session: Session, *, by: str, today: date, papers: Sequence[Paper], fonts: FontBook,
               signed_by: str | None = None, progress: Progress | None = None) -> list[Document]:
    """One paper after the other, one number each, all or none; UserError names the paper that stops it."""
    made: list[Document] = []
    for done, paper in enumerate(papers):
        if progress is not None:
            progress.step(done, len(papers), paper.about_title)
        try:
            made.append(issue(session, by=by, today=today, paper=paper, fonts=fonts, signed_by=signed_by))
        except UserError as trouble:
            what = f"一份也没有签发：{paper.about_title}——{trouble.what}"
            raise UserError(what, trouble.advice) from trouble
    if made:
        summarise(session, first=made[0].number, last=made[-1].number, count=len(made))
    return made


def reserve_numbers(session: Session, *, by: str, today: date, series: str, year: int, first: int,
                    last: int, reason: str) -> list[Document]:
    """Keep numbers for the paper book: one line of the register each, until used by hand or voided."""
    if not reason.strip():
        raise UserError("没有预留：请写明用处。", "例如：现场检查手写用。", {"reason": "请填写"})
    prefix = office(session).prefix
    numbers = numbering.reserve(session, series=series, year=year, first=first, last=last, by=by, today=today)
    lines = [Document(number=number_words(prefix, series, year, number.number), series=series, year=year,
                      number_id=number.id, heading=RESERVED_WORDS, addressee="", issued_by=by, by_hand=True,
                      note=reason.strip(), state=DocumentState.RESERVED) for number in numbers]
    session.add_all(lines)
    session.flush()
    return lines


def register_handwritten(session: Session, *, by: str, today: date, wanted: str | int, heading: str,
                         addressee: str, issued_on: date, signed_by: str = "", note: str = "") -> Document:
    """A reserved number was used in the paper book: what the paper was, to whom, when."""
    found = document(session, wanted)
    faults = {key: "请填写" for key, value in (("heading", heading), ("addressee", addressee))
              if not value.strip()}
    if issued_on > today:
        faults["issued_on"] = "不能晚于今天"
    elif issued_on.year != found.year:
        faults["issued_on"] = f"这个号是 {found.year} 年的"
    if faults:
        words = "；".join(f"{LABELS[key]}{fault}" for key, fault in faults.items())
        raise UserError(f"没有登记：{words}。", "补齐后再登记。", faults)
    numbering.use(session, session.get_one(numbering.Number, found.number_id))
    found.heading, found.addressee, found.issued_on = heading.strip(), addressee.strip(), issued_on
    found.signed_by, found.issued_by = signed_by.strip() or None, by
    found.note, found.state = note.strip() or found.note, DocumentState.ISSUED
    session.flush()
    return found


def log_printout(session: Session, *, by: str, today: date, documents: Sequence[int], way: PrintWay,
                 copies: int = 1, sheet: str = "") -> list[Printout]:
    """Write down what was printed or saved, a line a document; `sheet` names what is not the paper itself."""
    lines = []
    for row in documents:
        found = document(session, row)
        lines.append(Printout(document_id=found.id, sheet=sheet or f"{found.number} {found.heading}", way=way,
                              copies=copies, printed_by=by))
    session.add_all(lines)
    session.flush()
    return lines


def save_wording(session: Session, *, by: str, today: date, key: str, source: str,
                 confirmed: bool = False) -> Wording:
    """Keep a new edition of a wording after checking it; WordingFault with the line when it is faulty.

    NeedsConfirmation when blanks that the program fills, or the word of the number, are gone.
    """
    template = parse(key, source, f"{wording_name(key)}的文字")
    text = source.replace("\r\n", "\n").strip() + "\n"
    shipped = _shipped_or(template)
    if text.strip() == wording_source(session, key).strip():
        raise UserError("没有改动，不用保存。")
    lost = [blank.name for blank in shipped.blanks if blank not in template.blanks
            and blank.name not in {own.name for own in template.blanks}]
    concerns = [f"少了程序会自动填的空：{'、'.join(lost)}"] if lost else []
    if template.series != shipped.series:
        concerns.append(f"文种由“{shipped.series}”改成“{template.series}”，会从 1 号另编一套文号")
    if concerns and not confirmed:
        raise NeedsConfirmation(f"{'；'.join(concerns)}。", "确认要这样保存吗？")
    return _edition(session, by, key, template.title, text, shipped=False)


def _shipped_or(template: Template) -> Template:
    """The program's own wording to compare with; a damaged one is no reason against an edition of hers."""
    try:
        return load_template(template.key)
    except UserError:
        return template


def restore_wording(session: Session, *, by: str, today: date, key: str) -> Wording:
    """The shipped text counts again; her editions stay."""
    last = next(iter(wordings(session, key)), None)
    if last is None or last.shipped:
        raise UserError("现在用的就是原文。")
    return _edition(session, by, key, load_template(key).title, shipped_source(key), shipped=True)


def _edition(session: Session, by: str, key: str, heading: str, source: str, *, shipped: bool) -> Wording:
    last = session.scalar(select(func.max(Wording.edition)).where(Wording.key == key)) or 0
    made = Wording(key=key, edition=last + 1, heading=heading, source=source, shipped=shipped, saved_by=by)
    session.add(made)
    session.flush()
    return made


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


def record_delivery(session: Session, *, by: str, today: date, wanted: str | int, delivered_at: datetime,
                    way: DeliveryWay, receiver: str = "", deliverers: str = "", refusal: str = "",
                    place: str = "", witnesses: str = "", receipt_number: str = "", note: str = ""
                    ) -> Document:
    """Record when, how and to whom the paper was delivered; UserError naming what the 送达回证 lacks.

    A limit that counts from the delivery is set now, also on the record the paper is about.
    """
    found = document(session, wanted)
    if found.state is not DocumentState.ISSUED:
        word = "已经作废" if found.state is DocumentState.VOID else "还没有用"
        raise UserError(f"{found.number}{word}，不能登记送达。", "请登记已签发的那一份。")
    facts = {"receiver": receiver, "deliverers": deliverers, "refusal": refusal, "delivery_place": place,
             "witnesses": witnesses, "receipt_number": receipt_number, "delivery_note": note}
    faults = _delivery_faults(found, delivered_at, way, facts, today)
    if faults:
        raise UserError(f"没有登记：{'；'.join(faults.values())}。", "补齐后再登记。", faults)
    found.delivered_at, found.delivery_way = delivered_at, way
    for key, words in facts.items():
        setattr(found, key, words.strip() or None)
    if found.limit_days:
        _start_limit(session, found, delivered_at.astimezone(CHINA).date())
    session.flush()
    return found


def _start_limit(session: Session, found: Document, delivered: date) -> None:
    """The last of the granted working days, counted from the day after the delivery."""
    assert found.limit_days is not None
    limit = work_calendar(session).add_workdays(delivered, found.limit_days)
    found.limit_on = limit
    subject = session.get(record_class(found.about), found.about_id) if found.about else None
    if isinstance(subject, LimitBearer) and not subject.start_limit(limit):
        summarise(session, limit=f"{date_cn(limit)}没有改到{found.about_title}上：它已延期或者已办结")


NEEDED = {
    DeliveryWay.LEFT: {"refusal": "留置送达要写拒收理由", "witnesses": "留置送达要写见证人"},
    DeliveryWay.POST: {"receipt_number": "邮寄送达要写邮件单号"},
    DeliveryWay.ELECTRONIC: {"receipt_number": "电子送达要写传真号或者邮箱"},
}


def _delivery_faults(found: Document, at: datetime, way: DeliveryWay, facts: Mapping[str, str], today: date
                     ) -> dict[str, str]:
    needed = NEEDED.get(way, {"receiver": "请填写接收人"})
    faults = {key: words for key, words in needed.items() if not facts[key].strip()}
    day = at.astimezone(CHINA).date()
    if day > today:
        faults["delivered_at"] = "送达时间不能晚于今天"
    if found.issued_on is not None and day < found.issued_on:
        faults["delivered_at"] = "送达时间不能早于成文日期"
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
