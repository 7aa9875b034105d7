"""What a printed table is made of. Lengths in mm, sizes in pt, rows and columns counted from 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.output.pdf.fonts import Role


class Paper(StrEnum):
    """Sheet sizes of the office printer."""

    A4 = "A4"
    A3 = "A3"


class Align(StrEnum):
    """Where text stands in its cell."""

    LEFT = "靠左"
    CENTER = "居中"
    RIGHT = "靠右"


@dataclass(frozen=True)
class Column:
    """Width in mm, or a share (`weight`) of what the mm columns leave."""

    mm: float = 0.0
    weight: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class HeadCell:
    """A head cell over `rowspan` x `colspan` places; `vertical` writes from top to bottom."""

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    vertical: bool = False


@dataclass(frozen=True)
class TableSheet:
    """A table on paper. `mark` stands above the title at the left (附件2).

    `subtitle_left` and `subtitle_right` stand above the table; each signature line spreads its parts over
    the width. The head is repeated on every page. Rows shorter than the columns end in empty cells.
    """

    title: str
    columns: tuple[Column, ...]
    head: tuple[HeadCell, ...]
    rows: Sequence[Sequence[str]]
    subtitle_left: str = ""
    subtitle_right: str = ""
    mark: str = ""
    notes: tuple[str, ...] = ()
    signatures: tuple[tuple[str, ...], ...] = ()
    paper: Paper = Paper.A4
    landscape: bool = True
    margin: float = 15.0
    title_size: float = 20.0
    size: float = 10.0
    head_size: float = 10.0
    min_row_mm: float = 7.0
    body_role: Role = Role.SONG
    author: str = ""
    paged: bool = True
    """第1页 共2页 at the foot; a part of a bound file is numbered there."""

    fitted: bool = True
    """Whether the widths follow the contents; an official form keeps the proportions it was given."""
