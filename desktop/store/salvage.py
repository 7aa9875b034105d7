"""A damaged database: the last good backup, plus every later change that can still be read and proven.

A row of the damaged file is believed only when an entry of the journal names it, and an entry only when its
hash follows from the one before it. What cannot be read is named, never guessed.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.base.clock import Clock
from desktop.base.errors import StoreTrouble
from desktop.base.progress import Progress, silent
from desktop.store import act_chain
from desktop.store.backup import BACKUPS, BESIDE, sweep
from desktop.store.backup_file import DATABASE, FILES, Contents
from desktop.store.backup_folder import Kept, kept
from desktop.store.engine import machine_troubles
from desktop.store.journal import START, digest
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.restore import Prepared, add_files, keep_key, prove, swap, unpack
from desktop.store.search_index import teach
from desktop.store.sqlite import connect, errors

TELL = 20
Lost = tuple[str, str, int]
"""What was not to be had in Chinese, its table ("" for everything) and id."""


@dataclass(frozen=True)
class Salvaged:
    """`base`: the backup it began with; `entries` later changes brought back; `lost` rows named in Chinese,
    `gone` the same as (table, id).

    `broken`: number of the first change that could not be read or proven; None when all could.
    """

    base: Kept
    contents: Contents
    entries: int
    rows: int
    lost: tuple[str, ...]
    broken: int | None
    damaged: Path | None
    gone: tuple[tuple[str, int], ...] = ()

    @property
    def words(self) -> list[str]:
        """What was brought back and what was not, honestly."""
        said = [f"从备份 {self.base.path.name} 恢复（{self.base.moment:%Y-%m-%d %H:%M} 的数据）。",
                f"又从损坏的文件里找回备份以后的 {self.entries} 条变更、{self.rows} 条记录。"]
        if self.broken is not None:
            said.append(f"第 {self.broken} 号以后的变更读不出或对不上，没有找回：请对照纸质材料补录。")
        said += [f"没有找回：{words}。" for words in self.lost[:TELL]]
        if len(self.lost) > TELL:
            said.append(f"没有找回的共 {len(self.lost)} 条。")
        return said


Row = dict[str, Any]


class Remains:
    """A damaged file, read row by row as far as it can be.

    Opened anew after every row that could not be read: SQLCipher then refuses all that come after it.
    """

    def __init__(self, file: Path, keys: Keys) -> None:
        self._file, self._keys = file, keys
        self._connection = connect(file, keys)

    def one(self, question: str, given: tuple[Any, ...] = ()) -> Row | None:
        """A row by its columns; None when it is not there or cannot be read."""
        try:
            cursor = self._connection.execute(question, given)
            found = cursor.fetchone()
        except errors():
            self.close()
            self._connection = connect(self._file, self._keys)
            return None
        heads = [head[0] for head in cursor.description]
        return None if found is None else dict(zip(heads, found, strict=True))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def is_damaged(file: Path, keys: Keys = NO_KEYS) -> bool:
    """Whether SQLite finds the file damaged; False when there is none."""
    if not file.exists():
        return False
    with machine_troubles(file):
        try:
            with closing(connect(file, keys)) as connection:
                return bool(connection.execute("PRAGMA integrity_check").fetchone() != ("ok",))
        except errors("OperationalError"):
            raise
        except errors("DatabaseError"):
            return True


def salvage(folder: Path, clock: Clock, progress: Progress | None = None,
            keys: Keys = NO_KEYS) -> Salvaged:
    """Put the best that can be had in place of a damaged database, which is kept as 损坏.

    StoreTrouble when the data is not damaged, or no backup restores.
    """
    told = progress or silent()
    if not is_damaged(folder / DATABASE, keys):
        raise StoreTrouble("数据文件没有损坏，不需要抢救。", "要回到以前的数据，请用“恢复”。")
    sweep(folder)
    beside = folder / f"{BESIDE}{os.getpid()}"
    base, contents = _newest_good(folder, beside, clock, told, keys)
    try:
        entries, rows, lost, broken = _bring_later(folder / DATABASE, beside, clock, told, keys)
        if entries is None:
            shutil.rmtree(beside)
            beside.mkdir()
            contents = unpack(base.path, beside, told, keys)
            prove(beside, clock, told, keys=keys)
            entries = 0
        keep_key(folder, beside, keys, told)
        add_files(beside / FILES, folder / FILES, told)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    damaged = swap(Prepared(folder, beside, contents, base.path.name, keys=keys), clock)
    return Salvaged(base, contents, entries, rows, tuple(words for words, _, _ in lost), broken, damaged,
                    tuple((table, row) for _, table, row in lost if table))


def _newest_good(folder: Path, beside: Path, clock: Clock, told: Progress,
                 keys: Keys) -> tuple[Kept, Contents]:
    for backup in kept(folder, keys):
        if backup.contents is None:
            continue
        beside.mkdir()
        try:
            contents = unpack(backup.path, beside, told, keys)
            prove(beside, clock, told, keys=keys)
        except StoreTrouble:
            shutil.rmtree(beside)
            continue
        return backup, contents
    raise StoreTrouble(f"数据文件已损坏，“{BACKUPS}”文件夹里也没有能恢复的备份。",
                       "请把整个数据文件夹原样交给维护人员，并找移动盘上的备份。")


def _bring_later(damaged: Path, beside: Path, clock: Clock, told: Progress,
                 keys: Keys) -> tuple[int | None, int, list[Lost], int | None]:
    """Later entries and their rows into the unpacked backup: entries (None: it did not hold), rows, lost,
    the first entry that is not to be had."""
    copy = beside / "损坏.db"
    for tail in ("", "-wal"):
        source = damaged.with_name(f"{damaged.name}{tail}")
        if source.exists():
            shutil.copyfile(source, copy.with_name(f"{copy.name}{tail}"))
    with closing(Remains(copy, keys)) as old, closing(connect(beside / DATABASE, keys)) as new:
        teach(new, None)
        head = new.execute("SELECT seq, hash FROM journal_head WHERE id = 1").fetchone() or (0, START)
        found, broken = _entries_after(old, int(head[0]), str(head[1]), told)
        with new:
            rows, lost = _take_over(old, new, found)
    try:
        prove(beside, clock, told, keys=keys)
    except StoreTrouble:
        return None, 0, [("损坏的文件里读出的记录互相对不上，一条也没有用", "", 0)], int(head[0]) + 1
    return len(found), rows, lost, broken


def _entries_after(old: Remains, seq: int, last: str,
                   told: Progress) -> tuple[list[Row], int | None]:
    """Proven entries after a number, and the number of the first that is missing or unproven."""
    found = list[Row]()
    end = old.one("SELECT seq FROM journal_head WHERE id = 1")
    while True:
        row = old.one("SELECT * FROM journal WHERE seq = ?", (seq + 1,))
        if row is None or not _follows(last, row):
            whole = row is None and end is not None and end["seq"] == seq
            return found, None if whole else seq + 1
        found.append(row)
        seq, last = seq + 1, str(row["hash"])
        told.step(0, 0, f"找回变更 {seq}")


def _follows(last: str, row: Row) -> bool:
    try:
        return digest(last, _values(row)) == str(row["hash"])
    except ValueError:
        return False


def _values(row: Row) -> dict[str, Any]:
    """An entry as the journal hashes it: its moment as a moment."""
    values = dict(row)
    values["at"] = datetime.fromisoformat(str(values["at"])).replace(tzinfo=UTC)
    return values


def _take_over(old: Remains, new: sqlite3.Connection,
               found: list[Row]) -> tuple[int, list[Lost]]:
    """The acts, entries and rows of proven changes: rows taken, and what could not be read."""
    lost, taken = list[Lost](), 0
    for act in sorted({row["act"] for row in found}):
        own = old.one("SELECT * FROM act WHERE id = ?", (act,))
        if own is None:
            first = next(row for row in found if row["act"] == act)
            new.execute("INSERT OR REPLACE INTO act (id, at, by, title, kind, summary) "
                        "VALUES (?, ?, ?, ?, '', '{}')", (act, first["at"], first["by"], first["title"]))
        else:
            _put(new, "act", own)
    for row in found:
        _put(new, "journal", row)
    last = {(row["record"], row["record_id"]): row for row in found}
    for (record, number), entry in last.items():
        present = old.one(f'SELECT * FROM "{record}" WHERE id = ?', (number,))
        if present is not None:
            _put(new, record, present)
            taken += 1
        elif entry["action"] == "删除":
            new.execute(f'DELETE FROM "{record}" WHERE id = ?', (number,))
        else:
            lost.append((f"{entry['title']}（{record} 第 {number} 条）", record, number))
    if found:
        act_chain.reseal(new, found[0]["act"] - 1)
        new.execute("INSERT OR REPLACE INTO journal_head (id, seq, hash) VALUES (1, ?, ?)",
                    (found[-1]["seq"], found[-1]["hash"]))
    return taken, lost


def _put(new: sqlite3.Connection, table: str, row: Row) -> None:
    """Deleted and put in anew: only so the triggers of the search index see what went."""
    key = next(iter(row))
    new.execute(f'DELETE FROM "{table}" WHERE "{key}" = ?', (row[key],))
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    new.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
