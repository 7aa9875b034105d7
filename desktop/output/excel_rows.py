"""How high a row of a sheet must be for its wrapped words: said in the file, not every program finds out."""

from collections.abc import Iterable, Sequence
from math import ceil

UNIT_PX, EDGE_PX = 7.0, 4.0
"""A unit of column width is a digit of the default type; what the borders of a cell take."""

PT_PX = 96 / 72
LEADING, PAD = 1.3, 4.0
"""Height of a line in sizes of type; pt above and below the words."""

LOWEST, HIGHEST = 15.0, 400.0
"""Excel's own row, and a little less than the most it allows, in pt."""


def row_height(words: Sequence[str], widths: Sequence[float], points: float) -> float:
    """Height in pt of a row with these words in columns of these widths (in units), set in `points`."""
    counted = (lines_of(text, width, points) for text, width in zip(words, widths, strict=False))
    lines = max(counted, default=1)
    return min(max(lines * points * LEADING + PAD, LOWEST), HIGHEST)


def lines_of(text: str, width: float, points: float) -> int:
    """Lines a wrapped text takes in a column of `width` units."""
    room = max((width * UNIT_PX - EDGE_PX) / (points * PT_PX), 1.0)
    return sum(max(1, ceil(_wide(part) / room)) for part in text.split("\n"))


def _wide(text: Iterable[str]) -> float:
    """Full-width characters the text takes."""
    return sum(1.0 if ord(char) > 0x2E7F or char in "“”‘’…—" else 0.55 for char in text)
