"""Copies of a live database made by SQLite itself, opened and counted before they are called good."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from desktop.base.clock import CHINA
from desktop.base.errors import StoreTrouble
from desktop.base.progress import Progress, silent
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.sqlite import connect_with, errors

BACKUPS = "备份"
BESIDE = ".恢复-"
"""How the folder begins in which a restore is prepared."""
KEPT = 5
"""Copies of one kind that stay in the folder."""
BULK = 200
"""Changed rows from which a copy is made before they are committed."""
PAGES = 4096


def copy_database(source: Path, target: Path, progress: Progress | None = None,
                  keys: Keys = NO_KEYS) -> None:
    """Copy a database that may be in use; StoreTrouble when the copy is not equal in tables and counts.

    The copy of an encrypted one has the same key. One reading transaction spans copying and counting, so
    that others may write meanwhile.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    half, told = target.with_name(f".{target.name}.写入中"), progress or silent()
    half.unlink(missing_ok=True)
    key = keys.of(source)
    try:
        with closing(connect_with(source, key)) as origin, closing(connect_with(half, key)) as copy:
            origin.isolation_level = None
            origin.execute("BEGIN")
            origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
            origin.backup(copy, pages=PAGES, progress=lambda status, left, total: told.step(
                total - left, total, "复制数据库"))
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            good = sound and counts(copy) == counts(origin)
        if not good:
            raise StoreTrouble(f"备份没有通过核对：{target.name}。", "原数据没有变动，请检查磁盘后再试。")
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def copy_before(file: Path, reason: str, now: datetime, keys: Keys = NO_KEYS) -> Path:
    """A dated copy beside the data, kept in 备份; the oldest of this kind beyond the limit are let go."""
    folder = file.parent / BACKUPS
    target = free_place(folder, f"{stamp(now)}-{reason}", ".db")
    copy_database(file, target, keys=keys)
    for old in sorted(folder.glob(f"*-{reason}*.db"), key=lambda path: path.stat().st_mtime_ns)[:-KEPT]:
        old.unlink(missing_ok=True)
    return target


def free_place(folder: Path, stem: str, suffix: str) -> Path:
    """A name nothing has yet: two copies within one second both stay."""
    place, number = folder / f"{stem}{suffix}", 2
    while place.exists():
        place, number = folder / f"{stem}({number}){suffix}", number + 1
    return place


def stamp(now: datetime) -> str:
    """20230925-093000, in office time."""
    return now.astimezone(CHINA).strftime("%Y%m%d-%H%M%S")


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows per table."""
    names = [name for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def journal_head(connection: sqlite3.Connection) -> tuple[int, str]:
    """Running number and hash of the last journal entry; (0, "") before the first, and where a later version
    keeps them in another way."""
    try:
        row = connection.execute("SELECT seq, hash FROM journal_head WHERE id = 1").fetchone()
    except errors("OperationalError") as error:
        if not shapeless(error):
            raise
        row = None
    return (int(row[0]), str(row[1])) if row else (0, "")


def shapeless(error: Exception) -> bool:
    """Whether a question failed because the table or column is not there, as in newer data."""
    return str(error).startswith(("no such table", "no such column"))


def sweep(folder: Path) -> None:
    """Take away what a killed restore or backup left."""
    for left in folder.glob(f"{BESIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in (folder / BACKUPS).glob(".写入-*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def settle(folder: Path) -> None:
    """Make a new name in the folder last through a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
