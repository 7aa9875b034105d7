"""Wording from its file, a paper set on the official page, and what the register knows."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.documents.records import Document, DocumentState, PaperDraft
from desktop.features.documents.rules import (
    Blank,
    BlockKind,
    FilledBlock,
    Paper,
    Template,
    blanks_missing,
    filled,
    number_words,
    paper_date,
    parse,
)
from desktop.features.office.queries import office
from desktop.features.statutes.queries import citation_obstacles, text_obstacles
from desktop.features.statutes.rules import citations_in
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.page import (
    Content,
    Heading,
    OfficialDocument,
    Paragraph,
    Receipt,
    RenderedPaper,
    Signature,
    Span,
    render,
)
from desktop.store.numbering import Number

FEEDBACK_ROOM = "\n\n\n"
GAP_WIDTH, BLANK_WIDTH = 3, 7
STRIP = frozenset({BlockKind.RECEIPT, BlockKind.FEEDBACK, BlockKind.COPIES})
PLACED = frozenset({BlockKind.AGENCY, BlockKind.TITLE, BlockKind.NUMBER, BlockKind.ADDRESSEE,
                    BlockKind.SIGNATURE, BlockKind.DATE})


@cache
def font_book() -> FontBook:
    """The process's one book of fonts: reading a font takes a tenth of a second."""
    return FontBook(resource("fonts"))


def load_template(key: str, folder: Path | None = None) -> Template:
    """The wording `key`; UserError when the file is gone, not UTF-8 or faulty."""
    file = (folder or resource("notices")) / f"{key}.txt"
    try:
        return parse(key, file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise UserError(f"找不到文书文字：{file.name}。", "请从安装包里恢复这个文件。") from error
    except UnicodeDecodeError as error:
        raise UserError(f"文书文字 {file.name} 不是 UTF-8 编码。", "用记事本打开，另存为 UTF-8。") from error


def office_values(session: Session, template: Template) -> dict[str, str]:
    """What the office's own facts give to the wording's blanks; the rest is left out."""
    own = office(session)
    facts = {
        "机关名称": own.bureau, "联系人": own.contact_person, "联系电话": own.contact_phone,
        "联系地址": own.address, "复议机关": own.review_body, "诉讼法院": own.court,
        "报告方式": f"我局{own.section}" if own.section else "",
    }
    return {blank.name: facts[blank.name] for blank in template.blanks if facts.get(blank.name)}


def compose(session: Session, paper: Paper, today: date, number: int | None = None) -> OfficialDocument:
    """The paper as blocks of the official page; without `number` its place in the document number is open."""
    template = load_template(paper.template)
    day = paper_date(template, paper, today)
    own = office(session)
    blocks = filled(template, paper)
    end = next(place for place, block in enumerate(blocks) if block.kind is BlockKind.SIGNATURE)
    agency = _first(blocks, BlockKind.AGENCY) or own.bureau
    strip = [words for block in blocks[end:] if block.kind in STRIP for words in _strip_words(block)]
    return OfficialDocument(
        title=_first(blocks, BlockKind.TITLE),
        number=number_words(own.prefix, template.series, day.year, number),
        addressee=_addressee(blocks),
        body=tuple(_body(blocks[:end])),
        signature=Signature(_first(blocks, BlockKind.SIGNATURE) or own.bureau, day),
        receipt=Receipt("\n".join(strip)) if strip else None,
        red_head=agency if paper.red_head else "",
        head_drop_mm=0.0 if paper.red_head else paper.head_drop_mm,
        author=own.bureau,
    )


def _first(blocks: Iterable[FilledBlock], kind: BlockKind) -> str:
    return next((block.text for block in blocks if block.kind is kind), "")


def _content(block: FilledBlock) -> tuple[Span, ...]:
    """The block's pieces as spans; a gap inside a value is narrower than a whole empty value."""
    whole = {piece.key for piece in block.pieces if piece.empty} - {
        piece.key for piece in block.pieces if piece.text}
    return tuple(
        Span("", key=piece.key, blank=True, width=BLANK_WIDTH if piece.key in whole else GAP_WIDTH)
        if piece.empty else Span(piece.text, key=piece.key or None) for piece in block.pieces)


def _addressee(blocks: list[FilledBlock]) -> Content:
    """主送 flush left, above it the items that the wording puts before it."""
    place = next(place for place, block in enumerate(blocks) if block.kind is BlockKind.ADDRESSEE)
    spans: list[Span] = []
    for block in blocks[:place]:
        if block.kind is BlockKind.ITEM:
            spans += [*_content(block), Span("\n")]
    return (*spans, *_content(blocks[place]))


def _body(blocks: list[FilledBlock]) -> Iterator[Paragraph | Heading]:
    """Everything between 主送 and 落款 in the order of the wording."""
    place = next(place for place, block in enumerate(blocks) if block.kind is BlockKind.ADDRESSEE)
    for block in blocks[place + 1:]:
        if block.kind is BlockKind.HEADING:
            yield Heading(1, _content(block))
        elif block.kind is BlockKind.FEEDBACK:
            yield Paragraph((*_content(block), Span(FEEDBACK_ROOM)))
        elif block.kind not in PLACED:
            yield Paragraph(_content(block))


def _strip_words(block: FilledBlock) -> list[str]:
    return [block.text + (FEEDBACK_ROOM if block.kind is BlockKind.FEEDBACK else "")]


def render_paper(session: Session, paper: Paper, fonts: FontBook, *, today: date,
                 number: int | None = None) -> RenderedPaper:
    """The paper as it prints, with the places of its blanks and the characters no font has."""
    return render(compose(session, paper, today, number), fonts)


def paper_obstacles(session: Session, paper: Paper, today: date) -> list[str]:
    """Why the paper must not cite what it cites, by its keys and by its own words; empty when it may."""
    template = load_template(paper.template)
    day = paper_date(template, paper, today)
    words = "\n".join(block.text for block in filled(template, paper))
    reasons = [*citation_obstacles(session, paper.statutes, day), *text_obstacles(session, words, day)]
    return list(dict.fromkeys(reasons))


@dataclass(frozen=True)
class Examined:
    """A paper as it stands: `document` for the press, what is missing, what it must not cite.

    `number` is the one it will take; `cited` counts articles, by key and in its words.
    """

    document: OfficialDocument
    missing: list[Blank]
    obstacles: list[str]
    cited: int
    number: str


def examine(session: Session, paper: Paper, today: date) -> Examined:
    """Everything the preview shows beside the pages; UserError for a wrong date or wording."""
    template = load_template(paper.template)
    day = paper_date(template, paper, today)
    number = next_number(session, template.series, day.year)
    words = "\n".join(block.text for block in filled(template, paper))
    return Examined(
        compose(session, paper, today, number), blanks_missing(template, paper),
        paper_obstacles(session, paper, today), len(citations_in(words)) + len(set(paper.statutes)),
        number_words(office(session).prefix, template.series, day.year, number))


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
