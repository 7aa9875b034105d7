"""Whole columns typed at once: most words of a column stand in it many times, and each is read once."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from desktop.base.fields import Field, Kind
from desktop.base.masks import is_masked
from desktop.output.excel_read.cells import EMPTY, NOTHING, Read, Reader, reader
from desktop.output.excel_read.opening import Cell

_MOST_KEPT = 5000
_VALUE, _MESSAGE = itemgetter(0), itemgetter(1)
"""Of a `Read`."""
_WORDS = NOTHING - {""}


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


class Typed(NamedTuple):
    """The values of a column's cells, and of those with something said the place and the reading."""

    values: Sequence[Any]
    said: Sequence[tuple[int, Read]] = ()


class ColumnReader:
    """Reads the cells of one column. Types are kept apart: 1, 1.0 and TRUE are equal but not the same."""

    def __init__(self, field: Field) -> None:
        self._field, self._read = field, reader(field)
        self._words = _Kept(self._read)
        self._words[""] = EMPTY
        self._kept: dict[type, _Kept] = {str: self._words}

    def typed(self, cells: Sequence[Cell]) -> Typed:
        """What every cell says."""
        kinds = set(map(type, cells))
        if kinds <= {str}:
            texts: Sequence[Any] = cells
            if self._field.kind is Kind.TEXT and _read_as_they_are(self._field, texts):
                return Typed([text or None for text in texts])
            reads = [self._words[text] for text in texts]
        else:
            for kind in kinds - self._kept.keys():
                self._kept[kind] = _Kept(self._read)
            reads = [self._kept[cell.__class__][cell] for cell in cells]
        values = list(map(_VALUE, reads))
        if not any(map(_MESSAGE, reads)):
            return Typed(values)
        return Typed(values, [(place, read) for place, read in enumerate(reads) if read.message])


def _read_as_they_are(field: Field, texts: Sequence[str]) -> bool:
    """True when the reader of a text field would make of each text just itself, of "" nothing, and say
    nothing."""
    joined = "".join(texts)
    return (joined.isprintable() and not is_masked(joined) and _WORDS.isdisjoint(texts)
            and max(map(len, texts), default=0) <= (field.length or 0)
            and all(map(str.__eq__, map(str.strip, texts), texts)))
