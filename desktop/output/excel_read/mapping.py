"""Which column of the file goes into which column of ours, proposed, corrected and remembered."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from desktop.base.errors import UserError
from desktop.base.sheets import ImportColumn, ImportSpec
from desktop.output.excel_read.words import How, Match, Synonyms, normal

REASON_HEAD = "失败原因"
_NEVER = frozenset(normal(head) for head in (REASON_HEAD, "序号", "行号", "No."))
_DATE_WORDS = re.compile(
    r"[\d年月日季度第号.\-_—()（）\[\]【】 ]+|最新|修改|定稿|终稿|副本|copy", re.IGNORECASE
)

Remembered = Mapping[str, Sequence[str]]
"""Normalised head -> the keys it was last mapped to; no key = not imported."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """Column `index` of the file: its head and the key it fills; `also` the second key of a split column."""

    index: int
    head: str
    key: str | None
    how: How
    also: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys this column fills: none, one or two."""
        return tuple(key for key in (self.key, self.also) if key is not None)


def propose(
    spec: ImportSpec, heads: Sequence[str], remembered: Remembered | None = None
) -> list[MappedColumn]:
    """One `MappedColumn` a head: what was remembered, then the surest match; no key is given twice."""
    synonyms, known = Synonyms(spec.columns), {column.key for column in spec.columns}
    wishes: list[tuple[tuple[int, int], int, Match]] = []
    for index, head in enumerate(heads):
        if head and normal(head) not in _NEVER:
            kept = (remembered or {}).get(normal(head))
            matches = synonyms.matches(head) if kept is None or not known.issuperset(kept) else _kept(kept)
            wishes += [(match.rank, index, match) for match in matches]
    given: dict[int, Match] = {}
    taken: set[str] = set()
    for _, index, match in sorted(wishes, key=lambda wish: wish[:2]):
        if index not in given and not taken.intersection(match.keys):
            given[index] = match
            taken.update(match.keys)
    return [_column(index, head, given.get(index)) for index, head in enumerate(heads)]


def remap(mapping: Iterable[MappedColumn], index: int, keys: Sequence[str]) -> list[MappedColumn]:
    """The mapping after the clerk gave column `index` these keys; another column loses them."""
    changed = []
    for column in mapping:
        if column.index == index:
            changed.append(_column(index, column.head, Match(tuple(keys), How.CHOSEN, (0, 0))))
        elif set(column.keys) & set(keys):
            changed.append(MappedColumn(column.index, column.head, None, How.CHOSEN))
        else:
            changed.append(column)
    return changed


def to_remember(mapping: Iterable[MappedColumn]) -> dict[str, list[str]]:
    """What is kept of a mapping for the next file of this kind."""
    return {normal(column.head): list(column.keys) for column in mapping if column.head}


def fingerprint(heads: Iterable[str]) -> str:
    """The same for files with the same heads, whatever their rows."""
    return hashlib.sha256("|".join(normal(head) for head in heads).encode()).hexdigest()[:16]


def source_name(file_name: str) -> str:
    """A file's name without dates and numbers, the same every month: 安海台账（9月）.xlsx -> 安海台账."""
    return _DATE_WORDS.sub("", PurePath(file_name).stem)[:40]


def lost_columns(spec: ImportSpec, mapping: Iterable[MappedColumn]) -> list[ImportColumn]:
    """Required columns that no column of the file fills."""
    filled = {key for column in mapping for key in column.keys}
    return [column for column in spec.columns if column.required and column.key not in filled]


def unmapped(mapping: Iterable[MappedColumn]) -> list[str]:
    """Heads of the file that fill nothing, serial numbers and our own reasons aside."""
    return [column.head for column in mapping
            if column.head and not column.keys and normal(column.head) not in _NEVER]


def need_columns(spec: ImportSpec, mapping: Sequence[MappedColumn]) -> None:
    """UserError when a required column is not mapped: importing would fail every row."""
    lost = lost_columns(spec, mapping)
    if lost:
        words = "、".join(f"“{column.field.label}”" for column in lost)
        raise UserError(
            f"表里没有找到{words}这一列，没有导入。",
            "请在导入窗口里指定表头所在的行和各列的对应，或把表头改成这个名称。",
        )


def _kept(keys: Sequence[str]) -> list[Match]:
    return [Match(tuple(keys[:2]), How.REMEMBERED, (-1, 0))]


def _column(index: int, head: str, match: Match | None) -> MappedColumn:
    if match is None:
        return MappedColumn(index, head, None, How.NONE)
    first = match.keys[0] if match.keys else None
    return MappedColumn(index, head, first, match.how, match.keys[1] if len(match.keys) > 1 else None)
