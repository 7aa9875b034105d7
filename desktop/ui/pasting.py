"""What was copied in Excel or WPS, read as new values of rows of a list: typed, with a fault per cell."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from desktop.base.fields import Field
from desktop.base.listing import Column
from desktop.store.bulk import Wanted
from desktop.ui.reading import read_value

MOST_ROWS = 100_000
MASK = "****"


@dataclass(frozen=True)
class Paste:
    """`columns`: the list's columns the cells go to, None for a column of the clipboard that goes nowhere;
    `rows`: the words. `beyond`: columns of the clipboard right of the last column of the list."""

    columns: tuple[Column | None, ...]
    rows: tuple[tuple[str, ...], ...]
    headed: bool
    beyond: int = 0


def cells(text: str) -> list[list[str]]:
    """Rows and cells of a clipboard text; line breaks inside quoted cells stay.

    Excel and WPS end every row, the last one too: further line ends are empty cells, as of a merged one.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not plain.strip("\n"):
        return []
    try:
        return [row or [""] for row in csv.reader(StringIO(plain), delimiter="\t", strict=True)]
    except csv.Error:
        return [line.split("\t") for line in plain.removesuffix("\n").split("\n")]


def lay_out(found: Sequence[Sequence[str]], columns: Sequence[Column], start: int) -> Paste:
    """Which cell goes where: by the heads when the first line holds them, else from column `start` on."""
    labels = {column.label: column for column in columns}
    head = [word.strip() for word in found[0]]
    known = [word for word in head if word in labels]
    if known and len(known) * 2 >= len([word for word in head if word]):
        return Paste(tuple(labels.get(word) for word in head), tuple(map(tuple, found[1:])), headed=True)
    wide = max(len(row) for row in found)
    places = tuple(columns[start:start + wide])
    return Paste(places, tuple(map(tuple, found)), headed=False, beyond=wide - len(places))


def wanted(paste: Paste, ids: Sequence[int], editable: Mapping[str, Field],
           shown: Sequence[Mapping[str, str]]) -> list[Wanted]:
    """New values per row; a cell that says what the list shows already is left alone.

    `shown`: the words of the target rows by column key. A column that cannot be edited is a fault where its
    words differ.
    """
    rows = paste.rows * len(ids) if len(paste.rows) == 1 else paste.rows
    return [_row(paste, row, number, editable, now)
            for row, number, now in zip(rows, ids, shown, strict=False)]


def _row(paste: Paste, row: Sequence[str], number: int, editable: Mapping[str, Field],
         shown: Mapping[str, str]) -> Wanted:
    values: dict[str, object] = {}
    faults: list[str] = []
    for column, word in zip(paste.columns, row, strict=False):
        if column is None or flat(word) == flat(shown.get(column.key, "")):
            continue
        facts = editable.get(column.key)
        if facts is None:
            faults.append(f"“{column.label}”不能在表里改")
        elif MASK in word:
            faults.append(f"“{column.label}”里是遮住的号码 {word.strip()}")
        else:
            try:
                values[column.key] = read_value(facts, word)
            except ValueError as error:
                faults.append(f"{column.label}：{error}")
    return Wanted(number, values, tuple(faults))


def flat(word: str) -> str:
    """Words as they are copied: one line, no tabs, no blanks at the ends."""
    return word.replace("\t", " ").replace("\n", " ").strip()
