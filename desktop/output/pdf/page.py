"""The official page of GB/T 9704-2012: A4, core 156 x 225 mm, 22 rows of 28 characters, printed as PDF.

`render` is the whole press; its words come in `OfficialDocument`. No seal is drawn: it is put on by hand.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.output.pdf.blocks import (
    BlankBox,
    Box,
    Content,
    Heading,
    OfficialDocument,
    Paragraph,
    Receipt,
    RenderedPaper,
    Signature,
)
from desktop.output.pdf.canvas import RED, PaperCanvas
from desktop.output.pdf.compose import (
    CORE_HEIGHT,
    CORE_PT,
    LEFT,
    MM,
    PITCH,
    STRIP,
    TOP,
    Composer,
    Head,
)
from desktop.output.pdf.flow import Slot, deal
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line
from desktop.output.pdf.text import one_line
from desktop.output.pdf.tokens import Span

__all__ = [
    "BlankBox",
    "Box",
    "Content",
    "Heading",
    "OfficialDocument",
    "Paragraph",
    "Receipt",
    "RenderedPaper",
    "Signature",
    "Span",
    "draw",
    "render",
]

WIDTH, HEIGHT = 210 * MM, 297 * MM
ASCENT, DESCENT = 0.86, 0.14
LEFT_PT = LEFT * MM
RED_LINE_PT, RULE_PT, BLANK_PT = 1.2, 0.75, 0.5
SEAL, SEAL_CENTRE = 42.0, 2.55
DASH_HEIGHT, NUMBER_GAP = 0.38, 7.0


def render(document: OfficialDocument, fonts: FontBook) -> RenderedPaper:
    """The paper as PDF, with what the preview must show over it."""
    canvas = PaperCanvas(WIDTH, HEIGHT, fonts, title=document.title, author=document.author)
    return replace(draw(canvas, document, fonts), pdf=canvas.finish())


def draw(canvas: PaperCanvas, document: OfficialDocument, fonts: FontBook) -> RenderedPaper:
    """The paper's pages drawn one after another; the answer holds no file."""
    composer = Composer(fonts)
    head = composer.head(document)
    tail = composer.tail(document)
    slots = deal(composer.rows(document), tail, head.title_row)
    pages = max((slot.page for slot in slots), default=0) + 1
    blanks: list[BlankBox] = []
    for page in range(pages):
        if page == 0:
            draw_head(canvas, head, blanks)
        draw_rows(canvas, [slot for slot in slots if slot.page == page], blanks)
        draw_number(canvas, page + 1, fonts)
        canvas.next_page()
    missing = dict.fromkeys(char for role, text in composer.used for char in fonts.missing(role, text))
    seals = [seal_box(slots[-len(tail)], slots)] if document.signature and document.signature.seal else []
    return RenderedPaper(b"", pages, blanks, list(missing), seals)


def draw_head(canvas: PaperCanvas, head: Head, blanks: list[BlankBox]) -> None:
    """Red name, number and red line on the first page."""
    if head.mark:
        line, x, top = head.mark
        canvas.lines([(line, LEFT_PT + x, HEIGHT - top * MM - ASCENT * line.runs[0].size)], RED)
    if head.red_line is not None:
        y = HEIGHT - head.red_line * MM
        canvas.rules([(LEFT_PT, y, LEFT_PT + CORE_PT, y)], RED_LINE_PT, RED)
    if head.number:
        line, x, top = head.number
        size = line.runs[0].size if line.runs else 16.0
        baseline = HEIGHT - top * MM - ASCENT * size
        canvas.lines([(line, LEFT_PT + x, baseline)])
        mark_blanks(canvas, line, LEFT_PT + x, baseline, size, 0, blanks)


def draw_rows(canvas: PaperCanvas, slots: list[Slot], blanks: list[BlankBox]) -> None:
    """The rows of one page."""
    placed: list[tuple[Line, float, float]] = []
    for slot in slots:
        baseline = row_top(slot.row) - (PITCH * MM - slot.line.size) / 2 - ASCENT * slot.line.size
        for line, x in slot.line.marks:
            placed.append((line, LEFT_PT + x, baseline))
            mark_blanks(canvas, line, LEFT_PT + x, baseline, slot.line.size, slot.page, blanks)
        if slot.line.rule_above:
            y = row_top(slot.row)
            canvas.rules([(LEFT_PT, y, LEFT_PT + CORE_PT, y)], RULE_PT)
    canvas.lines(placed)


def mark_blanks(
    canvas: PaperCanvas, line: Line, x: float, baseline: float, size: float, page: int, blanks: list[BlankBox]
) -> None:
    """Underline the blanks of a line and note where they are."""
    for spot in line.blanks:
        left, bottom = x + spot.x, baseline - DESCENT * size
        canvas.rules([(left, bottom, left + spot.width, bottom)], BLANK_PT)
        blanks.append(BlankBox(spot.key, page, (left, bottom, left + spot.width, baseline + ASCENT * size)))


def draw_number(canvas: PaperCanvas, number: int, fonts: FontBook) -> None:
    """— 1 — seven mm below the core, odd pages right, even left, one character in."""
    line = one_line([Span(f"— {number} —", Role.SONG)], STRIP, fonts)
    x = CORE_PT - STRIP - line.width if number % 2 else STRIP
    baseline = HEIGHT - (TOP + CORE_HEIGHT + NUMBER_GAP) * MM - DASH_HEIGHT * STRIP
    canvas.lines([(line, LEFT_PT + x, baseline)])


def seal_box(first: Slot, slots: list[Slot]) -> tuple[int, Box]:
    """Page and box of the seal over the signature block that starts with the slot `first`."""
    day = next(slot for slot in slots if (slot.page, slot.row) == (first.page, first.row + 3))
    line, x = day.line.marks[0]
    middle = LEFT_PT + x + line.width / 2
    centre = row_top(first.row) - SEAL_CENTRE * PITCH * MM
    half = SEAL / 2 * MM
    return first.page, (middle - half, centre - half, middle + half, centre + half)


def row_top(row: int) -> float:
    """Upper edge of a row in pt."""
    return HEIGHT - (TOP + row * PITCH) * MM
