"""Reads a PDF back: text, characters with their origins, fonts and whether they are embedded."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw


@dataclass(frozen=True)
class Seen:
    """A character on a page: origin in pt from the left bottom, font size."""

    char: str
    x: float
    y: float
    size: float


def page_text(pdf: bytes, page: int) -> str:
    """The text of one page, as a reader copies it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[page].get_textpage().get_text_range())


def whole_text(pdf: bytes) -> str:
    """All pages without line ends."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [document[place].get_textpage().get_text_range() for place in range(len(document))]
    return "".join(pages).replace("\r\n", "")


def characters(pdf: bytes, page: int) -> list[Seen]:
    """Every character drawn on a page; those above U+FFFF come as two halves with one origin."""
    seen = []
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        for place in range(text.count_chars()):
            if raw.FPDFText_IsGenerated(text.raw, place):
                continue
            x, y = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharOrigin(text.raw, place, x, y)
            code = raw.FPDFText_GetUnicode(text.raw, place)
            seen.append(Seen(chr(code), x.value, y.value, raw.FPDFText_GetFontSize(text.raw, place)))
    return seen


def font_objects(pdf: bytes) -> list[bytes]:
    """The font dictionaries of the file."""
    return re.findall(rb"<<[^<>]*/Type /Font\b[^<>]*>>", pdf)


def all_embedded(pdf: bytes) -> bool:
    """Whether every font has a descriptor that carries a font file."""
    fonts = font_objects(pdf)
    numbers = [re.search(rb"/FontDescriptor (\d+) 0 R", font) for font in fonts]
    return bool(fonts) and all(
        number and re.search(rb"\n%b 0 obj\s*<<[^>]*/FontFile2 \d+ 0 R" % number[1], pdf)
        for number in numbers
    )
