"""Filled blocks of a wording set out as a sheet for the press: an official letter, or a form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.output.filling import FilledBlock, Piece
from desktop.output.pdf.blocks import Content, Heading, OfficialDocument, Paragraph, Receipt, Signature
from desktop.output.pdf.form import FormRow, FormSheet
from desktop.output.pdf.press import Sheet
from desktop.output.pdf.tokens import Span
from desktop.output.wording import TABLE, BlockKind

FEEDBACK_ROOM = "\n\n\n"
GAP_WIDTH, BLANK_WIDTH = 3, 7
STRIP = frozenset({BlockKind.RECEIPT, BlockKind.FEEDBACK, BlockKind.COPIES})
PLACED = frozenset({BlockKind.AGENCY, BlockKind.TITLE, BlockKind.NUMBER, BlockKind.ADDRESSEE,
                    BlockKind.SIGNATURE, BlockKind.DATE})


@dataclass(frozen=True)
class Setting:
    """What the wording does not say: the number, the day, who signs, and the head of the page."""

    number: str
    day: date
    agency: str
    red_head: bool = False
    head_drop_mm: float = 0.0


def sheet_of(blocks: Sequence[FilledBlock], setting: Setting) -> Sheet:
    """The blocks as a letter, or as a form when they hold a table."""
    if any(block.kind in TABLE for block in blocks):
        return _form(blocks, setting)
    return _letter(blocks, setting)


def _letter(blocks: Sequence[FilledBlock], setting: Setting) -> OfficialDocument:
    end = next(place for place, block in enumerate(blocks) if block.kind is BlockKind.SIGNATURE)
    agency = _first(blocks, BlockKind.AGENCY) or setting.agency
    strip = [block.text + (FEEDBACK_ROOM if block.kind is BlockKind.FEEDBACK else "")
             for block in blocks[end:] if block.kind in STRIP]
    return OfficialDocument(
        title=_first(blocks, BlockKind.TITLE),
        number=setting.number,
        addressee=_addressee(blocks),
        body=tuple(_body(blocks[:end])),
        signature=Signature(_first(blocks, BlockKind.SIGNATURE) or setting.agency, setting.day),
        receipt=Receipt("\n".join(strip)) if strip else None,
        red_head=agency if setting.red_head else "",
        head_drop_mm=0.0 if setting.red_head else setting.head_drop_mm,
        author=setting.agency,
    )


def _form(blocks: Sequence[FilledBlock], setting: Setting) -> FormSheet:
    number = next((block for block in blocks if block.kind is BlockKind.NUMBER), None)
    words = "".join(piece.text for piece in number.pieces if not piece.key) if number else ""
    day = next((block for block in blocks if block.kind is BlockKind.DATE), None)
    return FormSheet(
        title=_first(blocks, BlockKind.TITLE),
        rows=tuple(_row(block) for block in blocks if block.kind in TABLE),
        number=words + setting.number if number else "",
        day=_content(day.pieces) if day else "",
        notes=tuple(_content(block.pieces) for block in blocks if block.kind is BlockKind.NOTE),
        author=setting.agency)


def _row(block: FilledBlock) -> FormRow:
    cells = [_content(cell) for cell in block.cells]
    if block.kind is BlockKind.FIELD:
        return FormRow(tuple(cells[:2]), tall=True, sign=cells[2] if len(cells) > 2 else "")
    return FormRow(tuple(cells))


def _first(blocks: Iterable[FilledBlock], kind: BlockKind) -> str:
    return next((block.text for block in blocks if block.kind is kind), "")


def _content(pieces: Sequence[Piece]) -> tuple[Span, ...]:
    """The pieces as spans; a gap inside a value is narrower than a whole empty value."""
    whole = {piece.key for piece in pieces if piece.empty} - {piece.key for piece in pieces if piece.text}
    return tuple(
        Span("", key=piece.key, blank=True, width=BLANK_WIDTH if piece.key in whole else GAP_WIDTH)
        if piece.empty else Span(piece.text, key=piece.key or None) for piece in pieces)


def _addressee(blocks: Sequence[FilledBlock]) -> Content:
    """主送 flush left, above it the items that the wording puts before it."""
    place = next(place for place, block in enumerate(blocks) if block.kind is BlockKind.ADDRESSEE)
    spans: list[Span] = []
    for block in blocks[:place]:
        if block.kind is BlockKind.ITEM:
            spans += [*_content(block.pieces), Span("\n")]
    return (*spans, *_content(blocks[place].pieces))


def _body(blocks: Sequence[FilledBlock]) -> Iterator[Paragraph | Heading]:
    """Everything between 主送 and 落款 in the order of the wording."""
    place = next(place for place, block in enumerate(blocks) if block.kind is BlockKind.ADDRESSEE)
    for block in blocks[place + 1:]:
        if block.kind is BlockKind.HEADING:
            yield Heading(1, _content(block.pieces))
        elif block.kind is BlockKind.FEEDBACK:
            yield Paragraph((*_content(block.pieces), Span(FEEDBACK_ROOM)))
        elif block.kind not in PLACED:
            yield Paragraph(_content(block.pieces))
