"""The rows of a sheet as typed `SheetRow`s, each with its faults or the reason why it is left out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat, zip_longest

from desktop.base.chinese import half_width, one_line
from desktop.base.fields import Kind
from desktop.base.garbage import all_lasting
from desktop.base.progress import Progress, silent
from desktop.base.sheets import Fault, ImportSpec, SheetRow
from desktop.output.excel_read.cells import EMPTY, Read, Reader, as_words, fault, reader
from desktop.output.excel_read.columns import ColumnReader
from desktop.output.excel_read.dates import NO_YEAR, NoDate, read_month_day
from desktop.output.excel_read.heads import HeadBlock
from desktop.output.excel_read.mapping import MappedColumn
from desktop.output.excel_read.opening import Cell, Sheet
from desktop.output.excel_read.skips import Skips

_STEP = 2000
_PHONE = re.compile(r"\+?\d[\d*\-()]{5,}\d(?:\s*[、,，;/]\s*\+?\d[\d*\-()]{5,}\d)*")
_BETWEEN = re.compile(r"[\s、,，;；/／|:：()（）]+")


@dataclass(frozen=True, slots=True)
class _Target:
    """One column of the file with the readers of what it fills; `column` when that is one key."""

    index: int
    head: str
    keys: tuple[str, ...]
    readers: tuple[Reader, ...]
    kinds: tuple[Kind, ...]
    column: ColumnReader | None


def read_rows(
    spec: ImportSpec,
    sheet: Sheet,
    block: HeadBlock,
    mapping: Sequence[MappedColumn],
    progress: Progress | None = None,
    today: date | None = None,
) -> list[SheetRow]:
    """Every row under the heads that is not blank; row numbers are the sheet's own, from 1.

    A date without its year gets the year most dates of its column have, else most dates of the sheet, else
    that of `today`, and is marked; with none of these it fails its row.
    """
    told, total = progress or silent(), len(sheet.rows)
    skips, targets, found = Skips(sheet, block), _targets(spec, mapping), list[SheetRow]()
    with all_lasting(total):
        for start in range(block.first, total, _STEP):
            told.step(start, total, "读取表格")
            found += _read_part(sheet.rows, range(start, min(start + _STEP, total)), skips, targets)
    _give_years(found, heads_of(mapping), today)
    return found


def heads_of(mapping: Sequence[MappedColumn]) -> dict[str, str]:
    """Key -> head text in the file, for messages that name the clerk's own column."""
    return {key: column.head for column in mapping for key in column.keys}


def retype(spec: ImportSpec, row: SheetRow, key: str, text: str, heads: Mapping[str, str]) -> SheetRow:
    """The row after the clerk typed `text` into the cell of `key`."""
    read = reader(spec.column(key).field)(text) if text else EMPTY
    changed = SheetRow(
        row.number, dict(row.raw), dict(row.values), [fault for fault in row.faults if fault.column != key]
    )
    _put(changed, key, read)
    sharing = [other for other, head in heads.items() if head == heads.get(key)]
    if len(sharing) == 1:
        changed.raw = {**changed.raw, heads[key]: text}
    return changed


def _give_years(rows: Sequence[SheetRow], heads: Mapping[str, str], today: date | None) -> None:
    lacking = [(row, fault.column) for row in rows for fault in row.faults if fault.message == NO_YEAR]
    if not lacking:
        return
    years: dict[str, Counter[int]] = {}
    for row in rows:
        for key, value in row.values.items():
            if isinstance(value, date):
                years.setdefault(key, Counter())[value.year] += 1
    everywhere = sum(years.values(), Counter[int]())
    for row, key in lacking:
        counted = years.get(key) or everywhere
        year = counted.most_common(1)[0][0] if counted else today.year if today else None
        if year is not None:
            _give_year(row, key, row.raw.get(heads[key], ""), year)


def _give_year(row: SheetRow, key: str, words: str, year: int) -> None:
    try:
        read = Read(read_month_day(words, year), f"没有写年份，按 {year} 年算")
    except NoDate as error:
        read = fault(str(error))
    row.faults[:] = [said for said in row.faults if (said.column, said.message) != (key, NO_YEAR)]
    _put(row, key, read)


def _targets(spec: ImportSpec, mapping: Sequence[MappedColumn]) -> list[_Target]:
    targets = []
    for column in mapping:
        fields = [spec.column(key).field for key in column.keys]
        if column.head:
            readers = tuple(reader(field) for field in fields)
            kinds = tuple(field.kind for field in fields)
            whole = ColumnReader(fields[0]) if len(fields) == 1 else None
            targets.append(_Target(column.index, column.head, column.keys, readers, kinds, whole))
    return targets


class _Words(Mapping[str, str]):
    """The words of a row's cells by head, spelled when they are asked for."""

    __slots__ = ("_cells", "_places")

    def __init__(self, cells: Sequence[Cell], places: Mapping[str, int]) -> None:
        self._cells, self._places = cells, places

    def __getitem__(self, head: str) -> str:
        place = self._places[head]
        return as_words(self._cells[place]) if place < len(self._cells) else ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _read_part(
    rows: Sequence[Sequence[Cell]], indexes: Iterable[int], skips: Skips, targets: Sequence[_Target]
) -> list[SheetRow]:
    """The rows of a portion that are not blank, in their order."""
    found, taken = list[SheetRow | None](), list[int]()
    for index in indexes:
        reason = skips.reason(index, rows[index])
        if reason:
            raw = {str(column): as_words(cell) for column, cell in enumerate(rows[index]) if cell != ""}
            found.append(SheetRow(index + 1, raw, skip=reason))
        elif reason is not None:
            found.append(None)
            taken.append(index)
    read = iter(_typed(rows, taken, targets))
    return [next(read) if row is None else row for row in found]


def _typed(
    rows: Sequence[Sequence[Cell]], indexes: Sequence[int], targets: Sequence[_Target]
) -> list[SheetRow]:
    """These rows with their values, read column by column."""
    lines = [rows[index] for index in indexes]
    columns, blank = _columns(lines), ("",) * len(lines)
    filled = [(target, columns[target.index] if target.index < len(columns) else blank)
              for target in targets if target.keys]
    typed = {target.keys[0]: target.column.typed(cells)
             for target, cells in filled if target.column is not None}
    places = {target.head: target.index for target in targets}
    values = zip(*(column.values for column in typed.values()), strict=True) if typed else repeat(())
    found = [SheetRow(index + 1, _Words(row, places), dict(zip(typed, told, strict=True)))
             for index, row, told in zip(indexes, lines, values, strict=bool(typed))]
    for target, cells in filled:
        if target.column is not None:
            for place, read in typed[target.keys[0]].said:
                _put(found[place], target.keys[0], read)
        else:
            for line, cell in zip(found, cells, strict=True):
                _put_both(line, target, as_words(cell))
    return found


def _columns(lines: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """The cells of rows, shorter ones filled up, as columns."""
    if len(set(map(len, lines))) > 1:
        return list(zip_longest(*lines, fillvalue=""))
    return list(zip(*lines, strict=True))


def _put(row: SheetRow, key: str, read: Read) -> None:
    if read.blocks:
        row.values.pop(key, None)
    else:
        row.values[key] = read.value
    if read.message:
        row.faults.append(Fault(key, read.message, read.blocks))


def _put_both(row: SheetRow, target: _Target, text: str) -> None:
    parts = split_two(text, target.kinds)
    for key, read, part in zip(target.keys, target.readers, parts, strict=True):
        _put(row, key, read(part) if part else EMPTY)
    if text.strip() and not all(parts):
        row.faults.append(Fault(target.keys[0], "这一格应有两项，只认出一项", blocks=False))


def split_two(text: str, kinds: Sequence[Kind]) -> tuple[str, str]:
    """A cell that holds two values: a telephone is known by its digits, else the first gap parts them."""
    plain = half_width(text) if Kind.PHONE in kinds else one_line(text)
    if Kind.PHONE in kinds:
        found = _PHONE.search(plain)
        phone = found.group() if found else ""
        rest = _BETWEEN.sub(" ", plain.replace(phone, " ", 1) if phone else plain).strip()
        return (rest, phone) if kinds[1] is Kind.PHONE else (phone, rest)
    parts = [part for part in _BETWEEN.split(text.strip(), maxsplit=1) if part]
    return (parts[0], parts[1]) if len(parts) == 2 else (plain, "")
