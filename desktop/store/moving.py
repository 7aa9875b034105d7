"""A whole data folder brought to the local disk: copied beside its new place, proven, then named.

The old folder stays as it is; a note in it says where the data went, and from then on it is not opened.
"""

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.base.clock import CHINA, Clock
from desktop.base.errors import StoreTrouble, UserError
from desktop.base.progress import Progress, silent
from desktop.store.backup import BESIDE, counts, free_place, shapeless
from desktop.store.backup_file import FILES, need_room
from desktop.store.backup_folder import copy_proven
from desktop.store.engine import HALF, machine_troubles
from desktop.store.keys import wanted
from desktop.store.safe_place import NOTE, PLACE, moved_to, need_local
from desktop.store.store import FILE_NAME, need_open

COMING = ".搬来-"
"""How the folder begins in which the copy is prepared."""
_LIVE = (FILE_NAME, f"{FILE_NAME}-wal")
_LEFT_BEHIND = (NOTE, f"{FILE_NAME}-shm")


@dataclass(frozen=True)
class Moved:
    """The new place, its rows by table and files; `remarks` in Chinese: what was not right before already."""

    place: Path
    tables: Mapping[str, int]
    files: int
    size: int
    remarks: tuple[str, ...] = ()


def is_free(target: Path) -> bool:
    """Whether data may be put in this folder: it is not there, empty, or nobody began to work in it."""
    if not target.exists() or not any(target.iterdir()):
        return True
    return (target / FILE_NAME).exists() and _unused(target / FILE_NAME)


def move(source: Path, target: Path, clock: Clock, progress: Progress | None = None) -> Moved:
    """Bring the data of `source` to `target`; Trouble or Cancelled leaves both as they were.

    Nobody may work in `source` meanwhile: where its database changes all the same, nothing is moved.
    """
    told = progress or silent()
    need_open(source)
    if (gone := moved_to(source)) is not None and (gone / FILE_NAME).exists():
        raise UserError(f"这份数据已经搬过：{gone}。", "请从那里打开。")
    need_local(target)
    if target.absolute().is_relative_to(source.absolute()) or not is_free(target):
        raise UserError(f"不能搬到这里：{target}，那里已有别的内容。", "请另选一个空的文件夹。")
    beside = target.with_name(f"{COMING}{target.name}")
    with machine_troubles(source):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        try:
            found, size = _copy(source, beside, told)
            tables, remarks = _proven(beside, told)
            _make_way(target, clock)
            beside.replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return Moved(target, tables, found, size, (*remarks, *_leave_note(source, target, clock)))


def _copy(source: Path, beside: Path, told: Progress) -> tuple[int, int]:
    """Every file of the folder, each read again and compared; their number and bytes."""
    files = [path for path in sorted(source.rglob("*")) if path.is_file() and _belongs(path, source)]
    size = sum(path.stat().st_size for path in files)
    need_room(beside.parent, size)
    before = _stamps(source)
    for place, path in enumerate(files):
        told.step(place, len(files), "搬数据")
        copy_proven(path, beside / path.relative_to(source), told, called="数据")
    if _stamps(source) != before:
        raise StoreTrouble(f"没有搬：{source} 里的数据还在被改动。",
                           "请在所有电脑上关闭这份台账，等同步软件传完，再搬一次。")
    return len(files), size


def _belongs(path: Path, source: Path) -> bool:
    parts = path.relative_to(source).parts
    return path.name not in _LEFT_BEHIND and not any(part.startswith((BESIDE, HALF)) for part in parts)


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    found = [folder / name for name in _LIVE]
    return [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in found if path.exists()]


def _proven(beside: Path, told: Progress) -> tuple[dict[str, int], list[str]]:
    """The copy opened and counted, its kept files held against their names, which are their hashes.

    Encrypted data is not opened: that every file is the same has been seen.
    """
    told.step(0, 0, "核对搬来的数据")
    if wanted(beside / FILE_NAME) is not None:
        return {}, []
    remarks = list[str]()
    try:
        with closing(sqlite3.connect(beside / FILE_NAME)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                remarks.append("数据文件原来就已损坏，打开时会问是否抢救")
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            tables = counts(copy)
            remarks += _unkept(copy, beside)
    except sqlite3.DatabaseError:
        tables, remarks = {}, ["数据文件原来就已损坏，打开时会问是否抢救"]
    return tables, remarks


def _unkept(copy: sqlite3.Connection, beside: Path) -> list[str]:
    try:
        found = copy.execute("SELECT DISTINCT sha256, name FROM attachment").fetchall()
    except sqlite3.OperationalError as error:
        if not shapeless(error):
            raise
        return []
    gone = [name for sha256, name in found
            if not list((beside / FILES / sha256[:2]).glob(f"{sha256}*"))]
    return [f"原来就找不到 {len(gone)} 个附件，例如 {gone[0]}"] if gone else []


def _unused(file: Path) -> bool:
    """Whether the office was never set up in this database."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM setting WHERE key = 'office'").fetchone() is None
    except sqlite3.Error:
        return False


def _make_way(target: Path, clock: Clock) -> None:
    """An empty folder goes; one in which nobody worked keeps what it holds under another name."""
    if not target.exists():
        return
    if any(target.iterdir()):
        day = clock.now().astimezone(CHINA)
        target.replace(free_place(target.parent, f"{target.name}-没用过-{day:%Y%m%d}", ""))
    else:
        target.rmdir()


def _leave_note(source: Path, target: Path, clock: Clock) -> list[str]:
    """Say in the old folder where the data is now; a remark where nothing can be written there."""
    moment = clock.now().astimezone(CHINA)
    words = (f"这份台账已于 {moment:%Y-%m-%d %H:%M} 搬到本机磁盘。", "", f"{PLACE}{target.absolute()}", "",
             "请从新位置打开。这里的旧数据原样留着，不再使用，也不再打开；",
             "在新位置用过一段时间、做过备份以后，可以删掉整个旧文件夹。", "")
    try:
        (source / NOTE).write_text("\r\n".join(words), encoding="utf-8-sig", newline="")
    except OSError:
        return [f"没有能在旧文件夹里留下说明：{source}。请告诉用过它的人，不要再打开"]
    return []


