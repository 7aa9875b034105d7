"""Widths of a list's columns by what stands in its first rows: short words whole, names take the rest."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QFontMetrics

from desktop.base.marks import CellStyle, Mark
from desktop.base.widths import Need, shared_out
from desktop.ui.delegates import MARK_ROLE, PAD
from desktop.ui.marks_paint import SHAPE, tag_width
from desktop.ui.theme import type_font
from desktop.ui.windowed import TableColumn

ROWS = 30
"""Rows that are looked at."""

NARROWEST = 100
NEVER_CUT = 190
"""Roomy columns this narrow hold numbers: they take room, but are not cut."""

WIDEST = 720
"""No line of text is wider."""

GENEROUS = 1.6
"""A column of short words grows to so many times its declared width before it is cut."""

SORT_MARK = 13

Placed = tuple[int, TableColumn]
"""The section of the table and the column it shows."""


def fitted(needs: Sequence[Need], room: int) -> list[int]:
    """A width in px for each column, together `room` px; more where not even the short words have room."""
    return _whole(shared_out(needs, room))


def needs_of(model: QAbstractItemModel, columns: Sequence[Placed]) -> list[Need]:
    """What each column asks for, in px, by the rows it begins with."""
    words, heads = QFontMetrics(type_font(10)), QFontMetrics(type_font(9))
    rows = range(min(model.rowCount(), ROWS))
    needs = []
    for section, column in columns:
        head = heads.horizontalAdvance(column.label) + 2 * PAD + 1
        cells = max((_cell(model, row, section, words) for row in rows), default=0)
        needs.append(_need(column, head, cells if rows else column.width))
    return needs


def _cell(model: QAbstractItemModel, row: int, section: int, metrics: QFontMetrics) -> int:
    index = model.index(row, section)
    text, mark = str(index.data(Qt.ItemDataRole.DisplayRole) or "").replace("\n", " "), index.data(MARK_ROLE)
    style = mark.style if isinstance(mark, Mark) else CellStyle.TEXT
    if style is CellStyle.TAG:
        return tag_width(text) + 2 * PAD if text else 0
    light = SHAPE + 6 if style is CellStyle.LIGHT else 0
    return metrics.horizontalAdvance(text) + light + 2 * PAD + 1


def _need(column: TableColumn, head: int, cells: int) -> Need:
    if not column.stretch:
        full = max(head, min(cells, column.width * GENEROUS))
        return Need(column.width, min(full, max(column.width, head)), max(full, head + SORT_MARK))
    least = column.width if column.width <= NEVER_CUT else NARROWEST
    full = max(head + SORT_MARK, min(cells, WIDEST))
    return Need(column.width, min(least, full), full, roomy=True)


def _whole(widths: Sequence[float]) -> list[int]:
    """Whole px that add up to the same."""
    edges = [round(sum(widths[:place])) for place in range(len(widths) + 1)]
    return [right - left for left, right in pairwise(edges)]
