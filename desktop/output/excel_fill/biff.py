"""Filling the workbook stream of an .xls (Excel 97 on) record by record; all other records stay as they are.

A filled cell keeps its format number (XF). Texts are added to the end of the shared strings. Records that
only speed up reading by offsets (INDEX, DBCELL, EXTSST) are left out, sheet offsets are worked out anew.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop.base.chinese import strip_controls
from desktop.base.errors import UserError
from desktop.output.excel_fill.places import LONGEST, Filling, Place, Value, formula_there

_BOF, _EOF, _BOUNDSHEET, _SST, _CONTINUE, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x00FC, 0x003C, 0x002F
_EXTSST, _INDEX, _DBCELL, _ROW, _FORMULA, _STRING = 0x00FF, 0x020B, 0x00D7, 0x0208, 0x0006, 0x0207
_COLINFO, _DIMENSIONS, _RECALC, _MULRK, _MULBLANK = 0x007D, 0x0200, 0x01C1, 0x00BD, 0x00BE
_NUMBER, _LABELSST = 0x0203, 0x00FD
_ONE_CELL = frozenset({0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6})
_AFTER_FORMULA = frozenset({_STRING, _CONTINUE, 0x04BC, 0x0221, 0x0236})
_DROPPED = frozenset({_EXTSST, _INDEX, _DBCELL})
_BIFF8 = 0x0600
_PLAIN_FORMAT = 15
_MOST_ROWS, _MOST_COLUMNS = 65536, 256

Record = tuple[int, int, bytes]
Cells = dict[tuple[int, int], Value]
"""Kind, offset in the old stream (-1 for a new one), content."""


@dataclass(frozen=True)
class _Sheet:
    name: str
    offset: int


def fill_stream(stream: bytes, filling: Filling, name: str) -> bytes:
    """The workbook stream with these cells filled; UserError for what cannot be filled."""
    records = list(_records(stream))
    if not records or records[0][0] != _BOF or struct.unpack_from("<H", records[0][2])[0] != _BIFF8:
        raise UserError(f"“{name}”是很旧的 Excel 格式（95 版以前），不能直接填。",
                        "请用 WPS 或 Excel 打开，另存为 .xls 或 .xlsx 再用。")
    if any(kind == _FILEPASS for kind, _, _ in records):
        raise UserError(f"“{name}”有打开密码，不能填。", "请去掉密码另存后再用。")
    sheets = {sheet.name: sheet for sheet in map(_sheet, (r for r in records if r[0] == _BOUNDSHEET))}
    unknown = sorted({place.sheet for place in filling} - set(sheets))
    if unknown:
        raise UserError(f"“{name}”里没有工作表“{unknown[0]}”。", "请重新对应这张空白表。")
    texts = list(dict.fromkeys(_clean(value) for value in filling.values() if isinstance(value, str)))
    records, first = _with_texts(records, texts)
    numbers = {text: first + place for place, text in enumerate(texts)}
    wanted: dict[int, Cells] = {}
    for place, value in filling.items():
        if place.row >= _MOST_ROWS or place.column >= _MOST_COLUMNS:
            raise UserError(f"{place.name} 超出了 .xls 的范围。", "请选表内的单元格。")
        wanted.setdefault(sheets[place.sheet].offset, {})[place.row, place.column] = value
    names = {sheet.offset: sheet.name for sheet in sheets.values()}
    return _assembled(_filled(records, wanted, numbers, names))


def _records(stream: bytes) -> Iterator[Record]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == 0 and length == 0:
            return
        yield kind, place, stream[place + 4:place + 4 + length]
        place += 4 + length


def _sheet(record: Record) -> _Sheet:
    content = record[2]
    offset, _, length, wide = struct.unpack_from("<IHBB", content)
    raw = content[8:8 + length * (2 if wide & 1 else 1)]
    return _Sheet(raw.decode("utf-16-le" if wide & 1 else "latin-1"), offset)


def _clean(text: str) -> str:
    return strip_controls(text, keep="\n")[:LONGEST]


def _with_texts(records: list[Record], texts: list[str]) -> tuple[list[Record], int]:
    """The records with the texts at the end of the shared strings; the number of the first of them."""
    if not texts:
        return records, 0
    added: list[Record] = [(_CONTINUE, -1, _string(text)) for text in texts]
    at = next((place for place, record in enumerate(records) if record[0] == _SST), None)
    if at is None:
        end = next(place for place, record in enumerate(records) if record[0] == _EOF)
        head: Record = (_SST, -1, struct.pack("<II", len(texts), len(texts)))
        return [*records[:end], head, *added, *records[end:]], 0
    total, unique = struct.unpack_from("<II", records[at][2])
    last = at + 1
    while records[last][0] == _CONTINUE:
        last += 1
    grown = struct.pack("<II", total + len(texts), unique + len(texts)) + records[at][2][8:]
    return [*records[:at], (_SST, records[at][1], grown), *records[at + 1:last], *added,
            *records[last:]], unique


def _string(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<HB", len(raw) // 2, 1) + raw


def _filled(records: list[Record], wanted: Mapping[int, Cells], numbers: Mapping[str, int],
            names: Mapping[int, str]) -> Iterator[Record]:
    """All records, those of the wanted sheets with their cells; a sheet may hold charts of their own."""
    depth, begin, inside = 0, 0, []
    for record in records:
        kind, offset, _ = record
        if kind == _BOF:
            depth += 1
            begin = offset if depth == 1 else begin
        if begin in wanted:
            inside.append(record)
        elif kind not in _DROPPED:
            yield record
        if kind == _EOF:
            depth -= 1
            if not depth and begin in wanted:
                yield from _SheetFiller(names[begin], wanted[begin], numbers).run(inside)
                inside, begin = [], -1


class _SheetFiller:
    """Puts cells into the records of one sheet."""

    def __init__(self, sheet: str, wanted: Cells, numbers: Mapping[str, int]) -> None:
        self.sheet = sheet
        self.left = dict(wanted)
        self.numbers = numbers
        self.columns: dict[int, int] = {}
        self.rows: dict[int, int] = {}

    def run(self, records: list[Record]) -> Iterator[Record]:
        """The sheet's records with the cells in their places."""
        self._learn(records)
        depth, ready = 0, False
        for record in records:
            kind, _, content = record
            depth += (kind == _BOF) - (kind == _EOF)
            if kind in _DROPPED:
                continue
            top = depth == 1
            cells = top and (kind in _ONE_CELL or kind in (_MULRK, _MULBLANK))
            if cells:
                row, column = struct.unpack_from("<HH", content)
                yield from self._before(row, column)
                if kind in (_MULRK, _MULBLANK):
                    yield from self._run_of_cells(record)
                elif (row, column) in self.left:
                    if kind == _FORMULA:
                        raise formula_there(Place(self.sheet, row, column))
                    yield self._cell(row, column, struct.unpack_from("<H", content, 4)[0])
                else:
                    yield self._recalculated(record)
                ready = True
                continue
            if top and kind == _ROW and ready:
                ready = False
                yield from self._before(struct.unpack_from("<H", content)[0], 0)
            elif top and kind != _ROW and (ready or self._after_rows(kind)) and kind not in _AFTER_FORMULA:
                yield from self._before(_MOST_ROWS, 0)
            yield self._grown(record) if top else record

    def _learn(self, records: list[Record]) -> None:
        for kind, _, content in records:
            if kind == _COLINFO:
                first, last, _, form = struct.unpack_from("<HHHH", content)
                self.columns.update(dict.fromkeys(range(first, min(last, _MOST_COLUMNS) + 1), form))
            elif kind == _ROW and struct.unpack_from("<H", content, 12)[0] & 0x80:
                row = struct.unpack_from("<H", content)[0]
                self.rows[row] = struct.unpack_from("<H", content, 14)[0] & 0xFFF

    def _after_rows(self, kind: int) -> bool:
        """Records that follow the cells: windows, merges, end."""
        return kind in (0x023E, 0x00E5, _EOF, 0x00EC, 0x005D)

    def _before(self, row: int, column: int) -> Iterator[Record]:
        """Wanted cells that stand before this one and have no record of their own."""
        for place in sorted(item for item in self.left if item < (row, column)):
            yield self._cell(*place, self.rows.get(place[0], self.columns.get(place[1], _PLAIN_FORMAT)))

    def _cell(self, row: int, column: int, form: int) -> Record:
        value = self.left.pop((row, column))
        head = struct.pack("<HHH", row, column, form)
        if isinstance(value, str):
            return _LABELSST, -1, head + struct.pack("<I", self.numbers[_clean(value)])
        return _NUMBER, -1, head + struct.pack("<d", float(value))

    def _run_of_cells(self, record: Record) -> Iterator[Record]:
        """A run of numbers or blanks, taken apart when one of them is filled."""
        kind, _, content = record
        row, first = struct.unpack_from("<HH", content)
        size = 6 if kind == _MULRK else 2
        count = (len(content) - 6) // size
        if not any((row, first + step) in self.left for step in range(count)):
            yield record
            return
        for step in range(count):
            part = content[4 + step * size:4 + (step + 1) * size]
            form = struct.unpack_from("<H", part)[0]
            if (row, first + step) in self.left:
                yield self._cell(row, first + step, form)
            elif kind == _MULRK:
                yield 0x027E, -1, struct.pack("<HH", row, first + step) + part
            else:
                yield 0x0201, -1, struct.pack("<HHH", row, first + step, form)

    def _recalculated(self, record: Record) -> Record:
        """A formula is worked out when the file is opened: its kept result is the blank's."""
        kind, offset, content = record
        if kind != _FORMULA or len(content) < 16:
            return record
        flags = struct.unpack_from("<H", content, 14)[0] | 0x02
        return kind, offset, content[:14] + struct.pack("<H", flags) + content[16:]

    def _grown(self, record: Record) -> Record:
        """The used area and the rows take the new cells in."""
        kind, offset, content = record
        if kind == _DIMENSIONS and self.left and len(content) >= 14:
            first, last, left, right = struct.unpack_from("<IIHH", content)
            rows, columns = [row for row, _ in self.left], [column for _, column in self.left]
            area = (min(first, *rows), max(last, max(rows) + 1), min(left, *columns),
                    max(right, max(columns) + 1))
            return kind, offset, struct.pack("<IIHH", *area) + content[12:]
        if kind == _ROW:
            row, left, right = struct.unpack_from("<HHH", content)
            own = [column for place, column in self.left if place == row]
            if own:
                size = (min([left, *own]), max([right, *(column + 1 for column in own)]))
                return kind, offset, struct.pack("<HHH", row, *size) + content[6:]
        return record


def _assembled(records: Iterator[Record]) -> bytes:
    """The stream, with the sheets' offsets as they are now."""
    made, moved, sheets = bytearray(), {}, []
    for kind, offset, content in records:
        if offset >= 0:
            moved[offset] = len(made)
        if kind == _BOUNDSHEET:
            sheets.append((len(made) + 4, struct.unpack_from("<I", content)[0]))
        if kind == _RECALC:
            content = content[:4] + b"\0\0\0\0"
        made += struct.pack("<HH", kind, len(content)) + content
    for place, old in sheets:
        struct.pack_into("<I", made, place, moved[old])
    return bytes(made)
