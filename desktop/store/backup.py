"""Copies of a live database made by SQLite itself, opened and counted before they are called good."""

import sqlite3
from datetime import datetime
from pathlib import Path

from desktop.base.clock import CHINA
from desktop.base.errors import StoreTrouble

KEPT = 30


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that may be in use; StoreTrouble when the copy is not equal in tables and counts."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.写入中")
    half.unlink(missing_ok=True)
    origin, copy = sqlite3.connect(source), sqlite3.connect(half)
    try:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        good = counts(copy) == counts(origin) and copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        origin.close()
        copy.close()
    if not good:
        half.unlink(missing_ok=True)
        raise StoreTrouble(f"备份没有通过核对：{target.name}。", "原数据没有变动，请检查磁盘后再试。")
    half.replace(target)


def copy_before(file: Path, reason: str, now: datetime) -> Path:
    """A dated copy beside the data, kept in 备份; the oldest copies beyond the limit are let go."""
    stamp = now.astimezone(CHINA).strftime("%Y%m%d-%H%M%S")
    folder = file.parent / "备份"
    target = folder / f"{stamp}-{reason}.db"
    copy_database(file, target)
    for old in sorted(folder.glob("*.db"))[:-KEPT]:
        old.unlink()
    return target


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows per table."""
    names = [name for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY name")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
