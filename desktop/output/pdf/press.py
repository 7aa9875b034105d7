"""Letters and forms to one PDF: a single paper for the preview, or many after another for one print job."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from desktop.output.pdf.blocks import OfficialDocument, RenderedPaper
from desktop.output.pdf.canvas import PaperCanvas
from desktop.output.pdf.fonts import FontBook
from desktop.output.pdf.form import FormSheet, draw_form
from desktop.output.pdf.page import HEIGHT, WIDTH, draw

Sheet = OfficialDocument | FormSheet
"""A paper ready for the press."""


def press(sheet: Sheet, fonts: FontBook) -> RenderedPaper:
    """One paper as PDF."""
    canvas = PaperCanvas(WIDTH, HEIGHT, fonts, title=sheet.title, author=sheet.author)
    return replace(_drawn(canvas, sheet, fonts), pdf=canvas.finish())


def press_together(sheets: Iterable[Sheet], fonts: FontBook, *, title: str, author: str,
                   told: Callable[[int], None] | None = None) -> bytes:
    """Papers one after another in one file, each beginning its own page numbers; `told(done)` after each."""
    canvas = PaperCanvas(WIDTH, HEIGHT, fonts, title=title, author=author)
    for done, sheet in enumerate(sheets, start=1):
        _drawn(canvas, sheet, fonts)
        if told is not None:
            told(done)
    return canvas.finish()


def _drawn(canvas: PaperCanvas, sheet: Sheet, fonts: FontBook) -> RenderedPaper:
    if isinstance(sheet, FormSheet):
        return draw_form(canvas, sheet, fonts)
    return draw(canvas, sheet, fonts)
