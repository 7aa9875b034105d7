"""Several PDFs bound into one with page numbers of the whole: ours, and those of others as they came.

Foreign pages that are not A4 are fitted onto A4, upright or across. A number stands at the upper right of
every page, apart from what the page itself prints at its foot. Loaded with the first file that is bound.
Lengths in pt.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageOps
from pypdfium2 import PdfDocument, PdfiumError, PdfMatrix, PdfPage

from desktop.output.pdf.canvas import MM, PaperCanvas
from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.text import break_paragraph, one_line
from desktop.output.pdf.tokens import Span

SHORT, LONG = 210 * MM, 297 * MM
SLACK, INSET = 3.0, 8 * MM
NUMBER_WIDTH, NUMBER_HEIGHT, NUMBER_SIZE = 130.0, 18.0, 9.0
LONGEST_SIDE, QUALITY = 1800, 85
"""Pixels of a picture's longest side on paper: 230 to the inch on A4."""

PICTURE_MARGIN, CAPTION, LEADING = 20 * MM, 11.0, 1.5


def pages_of(data: bytes) -> int | None:
    """Number of pages; None when it is no readable PDF (damaged, a password)."""
    try:
        document = PdfDocument(data)
    except PdfiumError:
        return None
    try:
        return len(document) or None
    finally:
        document.close()


def bind(parts: Sequence[bytes], fonts: FontBook) -> bytes:
    """The parts one after another, every page numbered 第5页 共12页."""
    target = PdfDocument.new()
    sources = [PdfDocument(data) for data in parts]
    for source in sources:
        for index in range(len(source)):
            _append(target, source, index)
    numbers = PdfDocument(_numbers(len(target), fonts))
    for index in range(len(target)):
        page = target[index]
        width, height = page.get_size()
        _stamp(target, numbers, index, page, PdfMatrix().translate(
            width - INSET - NUMBER_WIDTH, height - INSET - NUMBER_HEIGHT))
    buffer = BytesIO()
    target.save(buffer)
    for document in (numbers, *sources, target):
        document.close()
    return buffer.getvalue()


def _append(target: PdfDocument, source: PdfDocument, index: int) -> None:
    page = source[index]
    width, height = page.get_size()
    turned = page.get_rotation()
    fits = abs(min(width, height) - SHORT) < SLACK and abs(max(width, height) - LONG) < SLACK
    if fits and not turned:
        target.import_pages(source, [index])
        return
    across = width > height
    room = (LONG, SHORT) if across else (SHORT, LONG)
    share = min(room[0] / width, room[1] / height, 1.0)
    matrix = _upright(page, turned).scale(share, share).translate(
        (room[0] - share * width) / 2, (room[1] - share * height) / 2)
    _stamp(target, source, index, target.new_page(*room), matrix)


def _upright(page: PdfPage, turned: int) -> PdfMatrix:
    """From the page's own coordinates to those seen after its rotation, the corner at 0, 0."""
    left, bottom, right, top = page.get_cropbox()
    width, height = right - left, top - bottom
    moved = PdfMatrix().translate(-left, -bottom)
    turns = {90: PdfMatrix(0, -1, 1, 0, 0, width), 180: PdfMatrix(-1, 0, 0, -1, width, height),
             270: PdfMatrix(0, 1, -1, 0, height, 0)}
    return moved.multiply(turns[turned]) if turned in turns else moved


def _stamp(target: PdfDocument, source: PdfDocument, index: int, page: PdfPage, matrix: PdfMatrix) -> None:
    drawn = source.page_as_xobject(index, target).as_pageobject()
    drawn.transform(matrix)
    page.insert_obj(drawn)
    page.gen_content()


def _numbers(count: int, fonts: FontBook) -> bytes:
    canvas = PaperCanvas(NUMBER_WIDTH, NUMBER_HEIGHT, fonts, title="", author="")
    for number in range(1, count + 1):
        line = one_line([Span(f"第{number}页 共{count}页", Role.SONG)], NUMBER_SIZE, fonts)
        canvas.lines([(line, NUMBER_WIDTH - line.width, 5.0)])
        canvas.next_page()
    return canvas.finish()


def picture_page(data: bytes, captions: Sequence[str], fonts: FontBook) -> bytes | None:
    """A picture upright on A4 with lines below it; None when it cannot be read."""
    try:
        with Image.open(BytesIO(data)) as opened:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY)
    wide = SHORT - 2 * PICTURE_MARGIN
    lines = [line for words in captions for line in break_paragraph(
        [Span(words, Role.SONG)], wide, CAPTION, 0, fonts, justify=False)]
    foot = len(lines) * CAPTION * LEADING + 4 * MM
    room = (wide, LONG - 2 * PICTURE_MARGIN - foot)
    share = min(room[0] / picture.width, room[1] / picture.height)
    width, height = picture.width * share, picture.height * share
    canvas = PaperCanvas(SHORT, LONG, fonts, title="", author="")
    top = LONG - PICTURE_MARGIN
    canvas.picture(buffer.getvalue(), (SHORT - width) / 2, top - height, width, height)
    canvas.lines([(line, PICTURE_MARGIN, top - height - 4 * MM - (place + 1) * CAPTION * LEADING)
                  for place, line in enumerate(lines)])
    canvas.next_page()
    return canvas.finish()


def _on_white(picture: Image.Image) -> Image.Image:
    """Without its see-through parts: paper is white."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def cover_page(title: str, lines: Sequence[str], fonts: FontBook, *, author: str) -> bytes:
    """The title in the upper third of an A4 page, the lines below it."""
    canvas = PaperCanvas(SHORT, LONG, fonts, title=title, author=author)
    head = one_line([Span(title, Role.TITLE)], 36.0, fonts)
    placed = [(head, (SHORT - head.width) / 2, LONG * 0.72)]
    for place, words in enumerate(lines):
        size = 16.0
        line = one_line([Span(words, Role.FANGSONG)], size, fonts)
        if line.width > SHORT - 70 * MM:
            line = one_line([Span(words, Role.FANGSONG)], size * (SHORT - 70 * MM) / line.width, fonts)
        placed.append((line, 40 * MM, LONG * 0.56 - place * 28.0))
    canvas.lines(placed)
    canvas.next_page()
    return canvas.finish()
