"""What an official paper is made of, and what comes out of the press.

`Content` is plain text (in the block's own lettering) or spans, which may hold blanks. Boxes are
(left, bottom, right, top) in pt from the page's left bottom corner; pages count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from desktop.output.pdf.fonts import Role
from desktop.output.pdf.tokens import Span

Content = str | tuple[Span, ...]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Paragraph:
    """Body text, first line indented by two characters; a line break starts another paragraph."""

    content: Content
    role: Role = Role.FANGSONG


@dataclass(frozen=True)
class Heading:
    """A heading on lines of its own: level 1 一、 in 黑体, 2 （一） in 楷体, 3 and 4 in 仿宋."""

    level: int
    content: Content


@dataclass(frozen=True)
class Signature:
    """Agency and date. With `seal` room is kept for the round seal; without a date a blank, `date_key`."""

    agency: str
    day: date | None
    seal: bool = True
    date_key: str = "date"


@dataclass(frozen=True)
class Receipt:
    """A strip under a rule for whoever receives the paper."""

    content: Content = "收到时间：　　年　月　日　时　分　　接收人（签字）："


@dataclass(frozen=True)
class OfficialDocument:
    """A paper by GB/T 9704-2012.

    `red_head` is the agency's name as printed in red, empty on headed paper; then `head_drop_mm`, measured
    from the paper's upper edge, keeps the printed head free (less than 37 counts as none).
    """

    title: str
    body: tuple[Paragraph | Heading, ...] = ()
    number: Content = ""
    addressee: Content = ""
    attachments: tuple[str, ...] = ()
    signature: Signature | None = None
    receipt: Receipt | None = None
    red_head: str = ""
    head_drop_mm: float = 0.0
    author: str = ""


@dataclass(frozen=True)
class BlankBox:
    """Where an empty blank stands on paper."""

    key: str
    page: int
    rect: Box


@dataclass(frozen=True)
class RenderedPaper:
    """The file; its blanks in reading order; characters no font has; where the seal goes (page, box)."""

    pdf: bytes
    pages: int
    blanks: list[BlankBox] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    seals: list[tuple[int, Box]] = field(default_factory=list)
