"""Whole columns typed at once: most words of a column stand in it many times, and each is read once."""

from collections.abc import Sequence

from desktop.output.excel_read.cells import EMPTY, Read, Reader
from desktop.output.excel_read.opening import Cell

_MOST_KEPT = 5000


class _Kept(dict[Cell, Read]):
    """Readings of cells of one type."""

    def __init__(self, read: Reader) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> Read:
        made = self._read(cell)
        if len(self) < _MOST_KEPT:
            self[cell] = made
        return made


class ColumnReader:
    """Reads the cells of one column. Types are kept apart: 1, 1.0 and TRUE are equal but not the same."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._words = _Kept(read)
        self._words[""] = EMPTY
        self._kept: dict[type, _Kept] = {str: self._words}

    def typed(self, cells: Sequence[Cell]) -> list[Read]:
        """A reading for every cell."""
        kinds = set(map(type, cells))
        if kinds <= {str}:
            words = self._words
            return [words[cell] for cell in cells]
        for kind in kinds - self._kept.keys():
            self._kept[kind] = _Kept(self._read)
        kept = self._kept
        return [kept[cell.__class__][cell] for cell in cells]
