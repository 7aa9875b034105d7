"""Table cells set: wrapped text in rows, head cells over several places, vertical heads. All in pt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.output.pdf.fonts import FontBook, Role
from desktop.output.pdf.setting import Line
from desktop.output.pdf.sheet import Align, Column, HeadCell
from desktop.output.pdf.text import break_paragraph, one_line
from desktop.output.pdf.tokens import Span

LEADING = 1.3
PAD = 2.5
UPRIGHT = str.maketrans("（）()—-《》〈〉「」『』【】〔〕…", "︵︶︵︶︱︱︽︾︿﹀﹁﹂﹃﹄︻︼︹︺︙")


@dataclass(frozen=True, slots=True)
class CellText:
    """The lines of a cell, each moved right by its own offset within the cell."""

    lines: tuple[Line, ...] = ()
    offsets: tuple[float, ...] = ()


EMPTY = CellText()


class CellSetter:
    """Sets cell text; equal text in an equal cell is set once."""

    def __init__(self, fonts: FontBook) -> None:
        self._fonts = fonts
        self._known: dict[tuple[str, float, float, Role, Align, bool], CellText] = {}

    def set(
        self, text: str, width: float, size: float, role: Role, align: Align, *, vertical: bool = False
    ) -> CellText:
        """The text within `width` pt, padding included."""
        if not text:
            return EMPTY
        key = (text, width, size, role, align, vertical)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._set(*key)
        return found

    def _set(
        self, text: str, width: float, size: float, role: Role, align: Align, vertical: bool
    ) -> CellText:
        room = max(width - 2 * PAD, size)
        if vertical:
            lines = [
                one_line([Span(part, role)], size, self._fonts) for part in stacked(text, self._fonts, role)
            ]
        else:
            lines = break_paragraph([Span(text, role)], room, size, 0, self._fonts, justify=False)
        share = {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}[align]
        return CellText(tuple(lines), tuple(PAD + max(0.0, room - line.width) * share for line in lines))


def stacked(text: str, fonts: FontBook, role: Role) -> list[str]:
    """The parts of a vertical head from top to bottom; numbers to two digits stay side by side, 5. too."""
    parts: list[str] = []
    for char in text:
        if char.isspace():
            continue
        upright = char.translate(UPRIGHT)
        char = char if fonts.missing(role, upright) else upright
        number = bool(parts) and parts[-1].isdigit()
        if number and (char in ".．" or (char.isdigit() and len(parts[-1]) == 1)):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def height(lines: int, size: float) -> float:
    """Height of a cell with so many lines."""
    return lines * size * LEADING + 2 * PAD


def column_widths(columns: Sequence[Column], width: float, mm: float) -> list[float]:
    """Widths in pt that fill `width`; columns in mm shrink together when they ask for more."""
    fixed = sum(column.mm for column in columns) * mm
    weights = sum(column.weight for column in columns if not column.mm)
    if not weights or fixed >= width:
        wanted = [column.mm * mm if column.mm else column.weight * width / len(columns) for column in columns]
        return [own * width / sum(wanted) for own in wanted]
    share = (width - fixed) / weights
    return [column.mm * mm if column.mm else column.weight * share for column in columns]


def head_heights(cells: Sequence[HeadCell], texts: Sequence[CellText], size: float) -> list[float]:
    """Heights of the head rows: enough for every cell, what a tall cell lacks added to its last row."""
    rows = max((cell.row + cell.rowspan for cell in cells), default=0)
    heights = [height(1, size) for _ in range(rows)]
    ordered = sorted(zip(cells, texts, strict=True), key=lambda pair: pair[0].rowspan)
    for cell, text in ordered:
        lack = height(len(text.lines), size) - sum(heights[cell.row : cell.row + cell.rowspan])
        if lack > 0:
            heights[cell.row + cell.rowspan - 1] += lack
    return heights
