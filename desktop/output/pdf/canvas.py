"""A PDF file being drawn: only embedded fonts, same input same bytes; pt from the left bottom corner."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line

MM = 72 / 25.4
RED = (0.85, 0.0, 0.0)
BLACK = (0.0, 0.0, 0.0)


class PaperCanvas:
    """Pages of one size; text, rules, and at the end the bytes of the file."""

    def __init__(self, width: float, height: float, fonts: FontBook, *, title: str, author: str) -> None:
        # reportlab takes 0.1 s to import: only when something is first drawn.
        from reportlab.pdfgen.canvas import Canvas

        first = fonts.font_for(Role.SONG, "一")
        self._buffer = BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(width, height),
            invariant=1,
            pageCompression=1,
            initialFontName=first,
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator(author)
        self._canvas.setProducer("")
        self._canvas.setSubject("")
        self._canvas.setViewerPreference("PrintScaling", "None")

    def lines(
        self, placed: Iterable[tuple[Line, float, float]], color: tuple[float, float, float] = BLACK
    ) -> None:
        """Draw lines, each with the x of its column and its baseline."""
        text = self._canvas.beginText()
        text.setFillColorRGB(*color)
        font: tuple[str, float] = ("", 0.0)
        space, scale = 0.0, 1.0
        for line, x, baseline in placed:
            for run in line.runs:
                if (run.font, run.size) != font:
                    font = (run.font, run.size)
                    text.setFont(*font)
                if run.char_space != space:
                    space = run.char_space
                    text.setCharSpace(space)
                if run.scale != scale:
                    scale = run.scale
                    text.setHorizScale(scale * 100)
                text.setTextOrigin(x + run.x, baseline)
                text.textOut(run.text)
        self._canvas.drawText(text)

    def rules(
        self,
        segments: Iterable[tuple[float, float, float, float]],
        thickness: float,
        color: tuple[float, float, float] = BLACK,
    ) -> None:
        """Straight lines (x1, y1, x2, y2) of one thickness in pt."""
        self._canvas.setLineWidth(thickness)
        self._canvas.setStrokeColorRGB(*color)
        self._canvas.setLineCap(2)
        self._canvas.lines(list(segments))

    def picture(self, jpeg: bytes, left: float, bottom: float, width: float, height: float) -> None:
        """A JPEG in its frame, embedded as it is."""
        # Taken when first needed, as above.
        from reportlab.lib.utils import ImageReader

        self._canvas.drawImage(ImageReader(BytesIO(jpeg)), left, bottom, width, height)

    def next_page(self) -> None:
        """Close this page."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The file; the last page must have been closed."""
        self._canvas.save()
        return self._buffer.getvalue()
