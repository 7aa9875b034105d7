"""Another workbook stream into an .xls compound file: put behind the rest, all other streams untouched."""

import struct

from desktop.output.excel_read.ole import Broken

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_ENTRY = 128
_FIRST_TABLES = 109
_NAMES = ("Workbook", "Book")


def with_stream(data: bytes, stream: bytes) -> bytes:
    """The file with `stream` as its workbook; `Broken` when it contradicts itself."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    cutoff = struct.unpack_from("<I", data, 56)[0]
    body = bytearray(data + b"\0" * (-len(data) % size))
    stream = stream + b"\0" * max(0, cutoff - len(stream))
    table_sectors = _table_sectors(body, size)
    table = [word for number in table_sectors for word in _words(body, number, size)]
    entry = _entry(body, size, table)
    count = len(body) // size - 1
    table = (table + [_FREE] * count)[:max(count, 0)] if len(table) < count else table[:count]
    _release(table, struct.unpack_from("<II", body, entry + 116), cutoff)
    first, need = count, -(-len(stream) // size)
    body += stream + b"\0" * (-len(stream) % size)
    table += [first + step + 1 for step in range(need - 1)] + [_END]
    struct.pack_into("<II", body, entry + 116, first, len(stream))
    return _with_table(body, size, table, table_sectors)


def _start(number: int, size: int) -> int:
    return (number + 1) * size


def _words(body: bytes | bytearray, number: int, size: int) -> list[int]:
    if _start(number + 1, size) > len(body):
        raise Broken("sector outside the file")
    return list(struct.unpack_from(f"<{size // 4}I", body, _start(number, size)))


def _table_sectors(body: bytearray, size: int) -> list[int]:
    found = [number for number in struct.unpack_from(f"<{_FIRST_TABLES}I", body, 76) if number < _TABLE - 1]
    if struct.unpack_from("<I", body, 72)[0]:
        raise Broken("too large to be filled")
    return found


def _entry(body: bytearray, size: int, table: list[int]) -> int:
    """Place of the workbook's directory entry in the file."""
    number, seen = struct.unpack_from("<I", body, 48)[0], 0
    while number < _TABLE - 1:
        for place in range(_start(number, size), _start(number + 1, size), _ENTRY):
            length = struct.unpack_from("<H", body, place + 64)[0]
            name = bytes(body[place:place + max(0, min(length, 64) - 2)]).decode("utf-16-le", "replace")
            if body[place + 66] == 2 and name in _NAMES:
                return place
        seen += 1
        if number >= len(table) or seen > len(table):
            raise Broken("directory")
        number = table[number]
    raise Broken("no workbook")


def _release(table: list[int], stream: tuple[int, ...], cutoff: int) -> None:
    """Free the sectors of the old stream; a short one lies in the mini stream and stays there."""
    number, length = stream
    if length < cutoff:
        return
    while number < len(table) and table[number] != _FREE:
        following, table[number] = table[number], _FREE
        number = following


def _with_table(body: bytearray, size: int, table: list[int], sectors: list[int]) -> bytes:
    """The sector table written back, with sectors of its own added until it holds itself."""
    per = size // 4
    sectors = list(sectors)
    while len(sectors) * per < len(table):
        sectors.append(len(table))
        table.append(_TABLE)
        body += b"\0" * size
    if len(sectors) > _FIRST_TABLES:
        raise Broken("too large to be filled")
    table = table + [_FREE] * (len(sectors) * per - len(table))
    for place, number in enumerate(sectors):
        struct.pack_into(f"<{per}I", body, _start(number, size), *table[place * per:(place + 1) * per])
    struct.pack_into("<I", body, 44, len(sectors))
    struct.pack_into(f"<{_FIRST_TABLES}I", body, 76,
                     *sectors, *([_FREE] * (_FIRST_TABLES - len(sectors))))
    return bytes(body)
