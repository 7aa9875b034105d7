"""Wording in force, a paper set on its page, and what the register knows."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.chinese import date_cn
from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.documents.records import (
    DeliveryWay,
    Document,
    DocumentState,
    PaperDraft,
    Printout,
    Wording,
)
from desktop.features.documents.rules import (
    Paper,
    blanks_missing,
    filled,
    limit_days,
    number_words,
    paper_date,
    wording_name,
)
from desktop.features.office.queries import office
from desktop.features.statutes.queries import citation_obstacles, text_obstacles
from desktop.features.statutes.rules import citations_in
from desktop.output.pdf.blocks import RenderedPaper
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.fonts import font_book as font_book
from desktop.output.pdf.press import Sheet, press
from desktop.output.wording import Blank, BlockKind, Template, WordingFault, parse
from desktop.output.wording_page import Setting, sheet_of
from desktop.store.attachments import Attachment
from desktop.store.numbering import Number, NumberState, gaps

DELIVERY = "delivery"
"""The wording of the 送达回证."""

USUAL = ("rectification", "supervision")
MEND_PROGRAM = "程序自己的文件坏了：请重新安装程序，数据不受影响。"


def shipped_source(key: str, folder: Path | None = None) -> str:
    """The program's own text of the wording `key`; UserError when the file is gone or not UTF-8."""
    file = (folder or resource("notices")) / f"{key}.txt"
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise UserError(f"程序自带的{wording_name(key)}的文字不见了。", MEND_PROGRAM) from error
    except UnicodeDecodeError as error:
        what = f"程序自带的{wording_name(key)}的文字读不出：不是 UTF-8 编码。"
        raise UserError(what, MEND_PROGRAM) from error


def load_template(key: str, folder: Path | None = None) -> Template:
    """The wording `key` as shipped; UserError when the file is gone, not UTF-8 or faulty."""
    source = shipped_source(key, folder)
    try:
        return parse(key, source, f"程序自带的{wording_name(key)}的文字")
    except WordingFault as fault:
        fault.advice = f"{MEND_PROGRAM}也可以在“文书簿 › 文书文字”里改好，存成自己的一稿。"
        raise


def shipped_keys() -> list[str]:
    """Keys of all wordings, the usual ones first."""
    found = sorted(path.stem for path in resource("notices").glob("*.txt"))
    return sorted(found, key=lambda key: USUAL.index(key) if key in USUAL else len(USUAL))


def wordings(session: Session, key: str) -> list[Wording]:
    """The editions of a wording that were saved here, newest first."""
    query = select(Wording).where(Wording.key == key, Wording.voided_at.is_(None))
    return list(session.scalars(query.order_by(Wording.edition.desc())))


def wording_source(session: Session, key: str) -> str:
    """The text in force: her last edition, else the shipped one."""
    last = next(iter(wordings(session, key)), None)
    return shipped_source(key) if last is None or last.shipped else last.source


def trial_paper(template: Template, agency: str) -> Paper:
    """The wording with every blank filled by an example and every section printed: 试填."""
    text = resource("notices", "samples.toml").read_text(encoding="utf-8")
    known = {**tomllib.loads(text), "机关名称": agency}
    values = {blank.name: str(known.get(blank.name, "" if blank.optional else f"（{blank.name}）")).strip()
              for blank in template.blanks}
    values[template.blank_of(BlockKind.DATE)] = ""
    return Paper(template.key, values, options=tuple(template.options))


def trial_sheet(session: Session, template: Template, today: date, *, filled_in: bool) -> Sheet:
    """A wording that is being changed, empty or with examples."""
    paper = trial_paper(template, office(session).bureau)
    shown = paper if filled_in else replace(paper, values={})
    return _composed(session, template, shown, today, None)


def template_of(session: Session, key: str) -> Template:
    """The wording in force; UserError that says whose it is, the line, and where it is put right."""
    last = next(iter(wordings(session, key)), None)
    if last is None or last.shipped:
        return load_template(key)
    try:
        return parse(key, last.source, f"{wording_name(key)}第 {last.edition} 稿的文字")
    except WordingFault as fault:
        fault.advice += "在“文书簿 › 文书文字”里改，或点那里的“恢复原文”。"
        raise


def wording_title(session: Session, key: str) -> str:
    """What a wording is chosen by: its title in force; its usual name where that has blanks or is faulty."""
    usual = wording_name(key).strip("“”")
    try:
        template = template_of(session, key)
    except UserError:
        return usual
    return usual if template.blank_of(BlockKind.TITLE) else template.title


def office_values(session: Session, template: Template) -> dict[str, str]:
    """What the office's own facts give to the wording's blanks; the rest is left out."""
    own = office(session)
    facts = {
        "机关名称": own.bureau, "联系人": own.contact_person, "联系电话": own.contact_phone,
        "联系地址": own.address, "复议机关": own.review_body, "诉讼法院": own.court,
        "报告方式": f"我局{own.section}" if own.section else "",
    }
    return {blank.name: facts[blank.name] for blank in template.blanks if facts.get(blank.name)}


def compose(session: Session, paper: Paper, today: date, number: int | None = None) -> Sheet:
    """The paper as a sheet for the press; without `number` its place in the document number is open."""
    return _composed(session, template_of(session, paper.template), paper, today, number)


def _composed(session: Session, template: Template, paper: Paper, today: date, number: int | None) -> Sheet:
    day = paper_date(template, paper, today)
    own = office(session)
    words = number_words(own.prefix, template.series, day.year, number) if template.series else ""
    return sheet_of(filled(template, paper),
                    Setting(words, day, own.bureau, paper.red_head, paper.head_drop_mm))


def render_paper(session: Session, paper: Paper, fonts: FontBook, *, today: date,
                 number: int | None = None) -> RenderedPaper:
    """The paper as it prints, with the places of its blanks and the characters no font has."""
    return press(compose(session, paper, today, number), fonts)


def paper_obstacles(session: Session, paper: Paper, today: date) -> list[str]:
    """Why the paper must not cite what it cites, by its keys and by its own words; empty when it may."""
    template = template_of(session, paper.template)
    day = paper_date(template, paper, today)
    words = "\n".join(block.text for block in filled(template, paper))
    reasons = [*citation_obstacles(session, paper.statutes, day), *text_obstacles(session, words, day)]
    return list(dict.fromkeys(reasons))


@dataclass(frozen=True)
class Examined:
    """A paper as it stands: `sheet` for the press, what is missing, what it must not cite.

    `number` is the one it will take; `cited` counts articles, by key and in its words.
    """

    sheet: Sheet
    missing: list[Blank]
    obstacles: list[str]
    cited: int
    number: str


def examine(session: Session, paper: Paper, today: date) -> Examined:
    """Everything the preview shows beside the pages; UserError for a wrong date or wording."""
    template = template_of(session, paper.template)
    day = paper_date(template, paper, today)
    number = next_number(session, template.series, day.year) if template.series else None
    words = "\n".join(block.text for block in filled(template, paper))
    return Examined(
        compose(session, paper, today, number), blanks_missing(template, paper),
        paper_obstacles(session, paper, today), len(citations_in(words)) + len(set(paper.statutes)),
        number_words(office(session).prefix, template.series, day.year, number) if number else "")


def digest(template: Template, paper: Paper) -> str:
    """Hash of what the paper says, number and date apart, and of what it is about."""
    said = [block.text for block in filled(template, paper)
            if block.kind not in (BlockKind.NUMBER, BlockKind.DATE)]
    whole = [paper.template, paper.about, paper.about_id, sorted(paper.statutes), said]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def stored(paper: Paper) -> str:
    """The paper as JSON, to be read back by `read_paper`."""
    return json.dumps(asdict(replace(paper, values=dict(paper.values))), ensure_ascii=False)


def read_paper(content: str) -> Paper:
    """The paper of a stored JSON text."""
    facts = json.loads(content)
    options = facts.pop("options")
    return Paper(**facts | {"statutes": tuple(facts["statutes"]),
                            "options": None if options is None else tuple(options)})


def next_number(session: Session, series: str, year: int) -> int:
    """The number the next issued paper of the series will take."""
    last = session.scalar(select(func.max(Number.number)).where(Number.series == series, Number.year == year))
    return (last or 0) + 1


def document(session: Session, wanted: str | int) -> Document:
    """An issued paper by its number or id; UserError when there is none."""
    found = (session.get(Document, wanted) if isinstance(wanted, int)
             else session.scalar(select(Document).where(Document.number == wanted.strip())))
    if found is None:
        raise UserError(f"文书簿里没有“{wanted}”。", "请写完整的文号，例如：晋教责改〔2023〕22号。")
    return found


def same_paper(session: Session, content_digest: str) -> Document | None:
    """The valid issued paper that says the very same."""
    return session.scalar(select(Document).where(Document.digest == content_digest,
                                                 Document.state == DocumentState.ISSUED))


def documents_about(session: Session, about: str, about_id: int) -> list[Document]:
    """Issued papers about a record, voided ones included, oldest first."""
    query = select(Document).where(Document.about == about, Document.about_id == about_id)
    return list(session.scalars(query.order_by(Document.id)))


def recent(session: Session, series: str, year: int, limit: int = 3) -> list[Document]:
    """The last papers of a register, newest first."""
    query = select(Document).where(Document.series == series, Document.year == year)
    return list(session.scalars(query.order_by(Document.id.desc()).limit(limit)))


def draft_of(session: Session, template: str, about: str, about_id: int) -> PaperDraft | None:
    """What was typed and not yet issued."""
    return session.scalar(select(PaperDraft).where(
        PaperDraft.template == template, PaperDraft.about == about, PaperDraft.about_id == about_id))


def issued_sheet(session: Session, found: Document) -> Sheet:
    """An issued paper set again from what was kept with it, for Word and for one file of many."""
    if found.content is None or found.template is None or found.issued_on is None:
        raise UserError(f"{found.number}是手写的文书，程序里没有它的内容。", "请复印纸质件。")
    template = (parse(found.template, found.wording, f"{found.number}签发时的文字") if found.wording
                else load_template(found.template))
    number = session.get_one(Number, found.number_id).number
    return _composed(session, template, read_paper(found.content), found.issued_on, number)


def paper_docx(session: Session, paper: Paper, today: date) -> bytes:
    """The paper as an editable .docx, not issued yet."""
    return _docx(compose(session, paper, today))


def issued_docx(session: Session, wanted: str | int) -> bytes:
    """An issued paper as an editable .docx."""
    return _docx(issued_sheet(session, document(session, wanted)))


def _docx(sheet: Sheet) -> bytes:
    # python-docx takes 0.1 s to import: only when a .docx is asked for.
    from desktop.output.docx import render_docx

    return render_docx(sheet)


def receipt_paper(session: Session, wanted: str | int) -> Paper:
    """送达回证 of a paper, filled with what is recorded; the rest is left to the hand."""
    found = document(session, wanted)
    if found.state is not DocumentState.ISSUED:
        raise UserError(f"{found.number}现在是“{found.state.value}”，没有送达回证。", "请选已签发的文书。")
    kept = read_paper(found.content).values if found.content else {}
    at = found.delivered_at.astimezone(CHINA) if found.delivered_at else None
    values = {
        **office_values(session, template_of(session, DELIVERY)),
        "案由": kept.get("问题描述") or kept.get("督办事由") or found.about_title or found.heading,
        "受送达人": found.addressee, "对方地址": kept.get("地点"), "文书名称": found.heading,
        "文书文号": found.number, "份数": "1份", "送达地点": found.delivery_place,
        "送达时间": f"{date_cn(at.date())}{at.hour}时{at.minute:02d}分" if at else None,
        "送达方式": way_boxes(found.delivery_way), "接收人": found.receiver, "送达人": found.deliverers,
        "拒收理由": found.refusal, "见证人": found.witnesses, "回执号": found.receipt_number,
        "备注": found.delivery_note,
    }
    return Paper(DELIVERY, {name: value for name, value in values.items() if value},
                 about=Document.__tablename__, about_id=found.id, about_title=found.number)


def way_boxes(chosen: DeliveryWay | None) -> str:
    """All ways of delivery, the chosen one ticked."""
    return "".join(f"{'■' if way is chosen else '□'}{way.value}" for way in DeliveryWay)


def kept_file(session: Session, row: int) -> tuple[bytes, str]:
    """The kept file of an issued paper and its name; UserError when there is none, or it is altered."""
    found = session.get_one(Document, row)
    if found.attachment_id is None:
        raise UserError(f"{found.number}是手写的文书，程序里没有定稿。", "请看纸质件。")
    attachment = session.get_one(Attachment, found.attachment_id)
    return session.info["files"].read(attachment), attachment.name


def readiness(session: Session, paper: Paper, today: date, fonts: FontBook) -> str:
    """Why the paper cannot be issued now; "" when it can."""
    try:
        state = examine(session, paper, today)
        limit_days(template_of(session, paper.template), paper)
    except UserError as trouble:
        return trouble.what
    if state.missing:
        return f"还有 {len(state.missing)} 处空白：{'、'.join(blank.name for blank in state.missing)}"
    words = "".join(block.text for block in filled(template_of(session, paper.template), paper))
    absent = fonts.missing(Role.FANGSONG, words)
    return "；".join([*state.obstacles, *([f"没有字形：{'、'.join(absent)}"] if absent else [])])


def printouts(session: Session, row: int) -> list[Printout]:
    """What was printed of a paper, newest first."""
    query = select(Printout).where(Printout.document_id == row, Printout.voided_at.is_(None))
    return list(session.scalars(query.order_by(Printout.id.desc())))


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series and year of the register in numbers; `gaps` is empty in an undamaged register."""

    series: str
    year: int
    last: int
    used: int
    reserved: int
    void: int
    gaps: tuple[int, ...]

    @property
    def words(self) -> str:
        """责改〔2023〕1—25号：已用 22，预留 2，作废 1，无缺号."""
        parts = [f"已用 {self.used}", *(f"{name} {count}" for name, count in
                                      (("预留", self.reserved), ("作废", self.void)) if count)]
        missing = f"缺 {'、'.join(map(str, self.gaps))} 号" if self.gaps else "无缺号"
        return f"{self.series}〔{self.year}〕1—{self.last}号：{'，'.join([*parts, missing])}"


def register_lines(session: Session, known: tuple[str, ...] | None = None) -> list[SeriesLine]:
    """Every series of papers by year, the newest year first; other numbers (of problems) left out."""
    papers = set(session.scalars(select(Document.series).distinct())) if known is None else set(known)
    used, reserved, void = (func.count().filter(Number.state == state) for state in NumberState)
    rows = session.execute(
        select(Number.series, Number.year, func.max(Number.number), used, reserved, void)
        .group_by(Number.series, Number.year).order_by(Number.year.desc(), Number.series)).all()
    return [SeriesLine(*row, tuple(gaps(session, row[0], row[1]))) for row in rows if row[0] in papers]
