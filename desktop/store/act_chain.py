"""The acts chained: what each says of itself, what it took back and where its entries end, sealed.

An entry's hash covers who, when and what of its act; kind, summary and reason are known only when the act
ends. So every act keeps `sealed`, which covers its row as it is stored, the acts it took back, the hash of
the last entry then, and the seal of the act before it.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

START = "0" * 64
_HELD = ("id", "at", '"by"', "title", "kind", "summary", "final")
_STORED = (f"SELECT {', '.join(f'CAST({name} AS BLOB)' for name in _HELD)}, "
           f"{' || '.join(f'typeof({name})' for name in _HELD)}, CAST(sealed AS BLOB) FROM act")
_BEFORE = "SELECT sealed FROM act WHERE id < ? ORDER BY id DESC"
_UNDONE = "SELECT undone_by, id FROM act WHERE undone_by IS NOT NULL"


def seal(connection: sqlite3.Connection, act: int, last: str) -> str:
    """Seal the act that is about to be committed; `last`: the hash of the last entry."""
    row = connection.execute(f"{_STORED} WHERE id = ?", (act,)).fetchone()
    before = connection.execute(f"{_BEFORE} LIMIT 1", (act,)).fetchone()
    undone = [number for (number,) in connection.execute(
        "SELECT id FROM act WHERE undone_by = ? ORDER BY id", (act,))]
    sealed = _digest(str(before[0]) if before else START, row, undone, last)
    connection.execute("UPDATE act SET sealed = ? WHERE id = ?", (sealed, act))
    return sealed


def reseal(connection: sqlite3.Connection, after: int) -> None:
    """Seal every act beyond a number anew: those a salvage has put together."""
    ends = dict(connection.execute("SELECT act, hash FROM journal WHERE seq IN "
                                   "(SELECT max(seq) FROM journal GROUP BY act)"))
    last = START
    for (act,) in connection.execute("SELECT id FROM act ORDER BY id").fetchall():
        last = ends.get(act, last)
        if act > after:
            seal(connection, act, last)


def faults(connection: sqlite3.Connection, ends: Mapping[int, str]) -> Iterator[str]:
    """The first act that is not as it was sealed, in Chinese; `ends`: hash of the last entry of each act."""
    undone = dict[int, list[int]]()
    for by, act in connection.execute(f"{_UNDONE} ORDER BY id"):
        undone.setdefault(by, []).append(act)
    before, last = START, START
    for row in connection.execute(f"{_STORED} ORDER BY id"):
        number = _number(row[0])
        last = ends.get(number, last)
        sealed = _digest(before, row, undone.pop(number, ()), last)
        if bytes(row[-1] or b"") != sealed.encode():
            yield f"第 {number} 批的内容、理由或撤销情况被改动过"
            return
        before = sealed
    if undone:
        yield f"第 {next(iter(undone.values()))[0]} 批写着已撤销，但没有撤销它的那一批"


def _number(stored: bytes) -> int:
    try:
        return int(stored)
    except ValueError:
        return 0


def _digest(before: str, row: Sequence[bytes | str | None], undone: Sequence[int], last: str) -> str:
    """Over the stored bytes, each with its length, so that nothing can pass from one into the next."""
    kinds = str(row[-2])
    digest = hashlib.sha256(f"{before}\x1f{last}\x1f{','.join(map(str, undone))}\x1f{kinds}".encode())
    for value in row[:-2]:
        data = b"" if value is None else bytes(value) if isinstance(value, bytes) else value.encode()
        digest.update(b"\x1f%d:" % len(data) + data)
    return digest.hexdigest()
