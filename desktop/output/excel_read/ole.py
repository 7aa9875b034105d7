"""The old compound files (.xls): a look inside before the reading library, which trusts every number in them.

`look_inside` gives the names of the streams and the bytes of the workbook stream; a chain of sectors that
turns in a circle or leaves the file is `Broken`. `scan` walks the records of a workbook stream.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_ENTRY = 128
_ONE_CELL = frozenset({0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6})
_CELL_RUN = frozenset({0x00BD, 0x00BE})
_FILE_PASS, _BEGIN, _OLD_BEGINS = 0x002F, 0x0809, frozenset({0x0009, 0x0209, 0x0409})


class Broken(Exception):
    """The container contradicts itself."""


@dataclass(frozen=True)
class Container:
    """Names of the streams, and the bytes of `Workbook` or `Book` (empty when there is neither)."""

    names: frozenset[str]
    workbook: bytes


@dataclass(frozen=True)
class Scan:
    """What the records tell: `locked` = needs a password, `rows` x `columns` = farthest used
    cell over all sheets, `old` = a format before Excel 97."""

    locked: bool
    old: bool
    rows: int
    columns: int


class _Sectors:
    """The sector chains of one file."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise Broken("header")
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Broken("sector size")
        self.data, self.size = data, 1 << shift
        self.count = (len(data) - 1) // self.size
        self.table = self._table()

    def sector(self, number: int) -> bytes:
        """The bytes of one sector, shorter at the end of the file."""
        if number >= self.count:
            raise Broken("sector outside the file")
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def chain(self, first: int) -> bytes:
        """The bytes of a chain of sectors."""
        return b"".join(self.sector(number) for number in _follow(first, self.table))

    def _table(self) -> list[int]:
        sectors = [number for number in struct.unpack_from("<109I", self.data, 76) if number < _END]
        following, seen = struct.unpack_from("<I", self.data, 68)[0], 0
        while following < _END:
            seen += 1
            words = _words(self.sector(following))
            if seen > self.count or not words:
                raise Broken("table of tables")
            sectors += [number for number in words[:-1] if number < _END]
            following = words[-1]
        if len(sectors) > self.count:
            raise Broken("table")
        return [word for number in sectors for word in _words(self.sector(number))]


def look_inside(data: bytes) -> Container:
    """Streams of a compound file; `Broken` when its chains do not hold."""
    sectors = _Sectors(data)
    directory = sectors.chain(struct.unpack_from("<I", data, 48)[0])
    cutoff = struct.unpack_from("<I", data, 56)[0]
    entries = {name: (first, size) for name, kind, first, size in _entries(directory) if kind == 2}
    root = next((first for _, kind, first, _ in _entries(directory) if kind == 5), None)
    if root is None:
        raise Broken("no root")
    mini = sectors.chain(root) if root < _END else b""
    mini_first = struct.unpack_from("<I", data, 60)[0]
    mini_table = _words(sectors.chain(mini_first)) if mini_first < _END else []
    workbook = b""
    for name, (first, size) in entries.items():
        if first >= _END:
            continue
        if size < cutoff:
            content = b"".join(mini[number * 64 : number * 64 + 64] for number in _follow(first, mini_table))
        else:
            content = sectors.chain(first)
        if name in ("Workbook", "Book"):
            workbook = content[:size] if size <= len(content) else content
    return Container(frozenset(entries), workbook)


def scan(stream: bytes) -> Scan:
    """Walk the records of a workbook stream; a cut last record ends the walk."""
    place, rows, columns, locked, old = 0, 0, 0, False, False
    end, unpack = len(stream), struct.unpack_from
    while place + 4 <= end:
        kind, length = unpack("<HH", stream, place)
        place += 4
        if kind in _ONE_CELL and length >= 4 and place + 4 <= end:
            row, column = unpack("<HH", stream, place)
        elif kind in _CELL_RUN and length >= 6 and place + length <= end:
            row, column = unpack("<H", stream, place)[0], unpack("<H", stream, place + length - 2)[0]
            column = max(column, unpack("<H", stream, place + 2)[0])
        else:
            locked = locked or kind == _FILE_PASS
            old = old or (place == 4 and kind in _OLD_BEGINS)
            place += length
            continue
        if row >= rows:
            rows = row + 1
        if column >= columns:
            columns = column + 1
        place += length
    return Scan(locked, old, rows, columns)


def _follow(first: int, table: list[int]) -> Iterator[int]:
    number, seen = first, 0
    while number < _END:
        seen += 1
        if number >= len(table) or seen > len(table):
            raise Broken("chain")
        yield number
        number = table[number]


def _words(sector: bytes) -> list[int]:
    whole = len(sector) // 4
    return list(struct.unpack_from(f"<{whole}I", sector))


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """(name, kind, first sector, size) of each directory entry."""
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", directory, start + 64)[0]
        name = directory[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        first, size = struct.unpack_from("<II", directory, start + 116)
        yield name, directory[start + 66], first, size
