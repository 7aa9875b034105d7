"""Cells by name, and what a blank holds: pure. Rows and columns count from 0."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.base.errors import UserError

Value = int | float | str
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, the last ones included."""

LONGEST = 4000
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of one sheet."""

    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        """B5."""
        return f"{column_letters(self.column)}{self.row + 1}"


Filling = Mapping[Place, Value]


def formula_there(place: Place) -> UserError:
    """Why a cell is not filled: what it holds is worked out."""
    return UserError(f"“{place.sheet}”的 {place.name} 是公式，打开时会自己算出来，不能填。",
                     "请把它从对应关系里去掉，或选旁边的空白单元格。")


def column_letters(column: int) -> str:
    """A for 0, AA for 26."""
    words, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        words = chr(65 + letter) + words
    return words


def column_number(letters: str) -> int:
    """0 for A."""
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def place_of(sheet: str, name: str) -> Place:
    """B5 of a sheet; UserError for anything that is no cell."""
    found = _REF.fullmatch(name.strip().upper())
    if found is None:
        raise UserError(f"“{name}”不是单元格。", "请写成 B5 这样。")
    return Place(sheet, int(found.group(2)) - 1, column_number(found.group(1)))


def anchor(row: int, column: int, merges: tuple[Merge, ...]) -> tuple[int, int]:
    """The first cell of the merged cells a cell belongs to: only that one holds a value."""
    for top, left, bottom, right in merges:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column
