"""The SQLite engine: real transactions, foreign keys, WAL, and machine troubles told in Chinese."""

import errno
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError

from desktop.base.chinese import pinyin_key
from desktop.base.errors import StoreTrouble, UserError
from desktop.store.keys import NO_KEYS, Keys, head_of, is_plain
from desktop.store.search_index import teach
from desktop.store.sqlite import cipher, connect_with, errors

BUSY_MS = 4000
CACHE_KB = 64 * 1024
"""SQLite's own 2 MB are too few for an import into many indexes; taken only as far as needed."""
ROW_KB, MOST_CACHE_KB = 4, 256 * 1024
"""Of a row with its indexes and its entry in the journal; at most so much is taken while they are written."""
LEAST_FREE = 128 * 1024
"""Bytes a database needs to be opened at all."""
HALF = ".写入"
"""Files being written begin with this; the clerk is told of their folder."""

LONGEST_SHOWN = 200
LONGEST_PATH, LONGEST_NAME = 259, 255
"""Characters Windows takes, the path where long ones are not switched on."""
OS_FAULTS = {
    errno.ENOTDIR: "这里是文件，不是文件夹",
    errno.EEXIST: "这里是文件，不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.EINVAL: "文件名里有不能用的字",
    errno.ELOOP: "这个快捷方式绕回了自己",
    errno.ENOTEMPTY: "这个文件夹不是空的",
    errno.ENODEV: "移动盘或网络盘已断开",
    errno.ENXIO: "移动盘或网络盘已断开",
}
"""The file system's refusals that she can do something about."""


def open_engine(file: Path, keys: Keys = NO_KEYS, *, looking: bool = False) -> Engine:
    """Engine on `file` whose transactions begin by our own BEGIN (the driver would not roll DDL back).

    `looking`: SQLite itself refuses every change through it.
    """
    engine = bare_engine(file, keys)
    event.listen(engine, "connect", _looking if looking else _working)
    return engine


def bare_engine(file: Path, keys: Keys = NO_KEYS) -> Engine:
    """The same without the settings of a file in daily use: references are not enforced.

    What a statement was given stands in no error: errors are written to 日志, where nothing is masked.
    """
    key, seconds = keys.of(file), BUSY_MS / 1000
    if key is None:
        engine = create_engine(
            f"sqlite:///{file}", hide_parameters=True,
            connect_args={"check_same_thread": False, "timeout": seconds})
    else:
        engine = create_engine(
            f"sqlite:///{file}", module=cipher(), hide_parameters=True,
            creator=lambda: connect_with(file, key, timeout=seconds, any_thread=True))
    event.listen(engine, "connect", own_transactions)
    event.listen(engine, "connect", teach)
    event.listen(engine, "begin", begin)
    return engine


def own_transactions(connection: sqlite3.Connection, _record: object) -> None:
    """No transactions by the driver: `begin` makes them."""
    connection.isolation_level = None


def _working(connection: sqlite3.Connection, _record: object) -> None:
    _prepare(connection, "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0")


@contextmanager
def room_for(connection: Connection, rows: int) -> Iterator[None]:
    """A cache that holds so many new rows with their indexes and entries: what does not fit is written into
    the log and read again for every index."""
    room = min(ROW_KB * rows, MOST_CACHE_KB)
    if room <= CACHE_KB:
        yield
        return
    connection.exec_driver_sql(f"PRAGMA cache_size=-{room}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB}")


def _looking(connection: sqlite3.Connection, _record: object) -> None:
    _prepare(connection, "query_only=ON")


def _prepare(connection: sqlite3.Connection, *own: str) -> None:
    cursor = connection.cursor()
    for pragma in (*own, "foreign_keys=ON", f"busy_timeout={BUSY_MS}", f"cache_size=-{CACHE_KB}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    connection.create_function("pinyin", 1, _pinyin, deterministic=True)


@lru_cache(maxsize=20_000)
def _pinyin(text: str | None) -> str | None:
    """Sorts like the pinyin of the text: SQLite itself knows code points only."""
    return pinyin_key(str(text)) if text else None


def begin(connection: Any) -> None:
    """A write transaction takes the lock at its start, so that it never fails half-way for it."""
    immediate = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def machine_troubles(file: Path) -> Iterator[None]:
    """Turns the driver's and the file system's errors into `StoreTrouble` sentences."""
    try:
        yield
    except (DatabaseError, DBAPIError) as error:
        raise trouble(error, file) from error
    except errors() as error:
        raise trouble(error, file) from error
    except OverflowError as error:
        raise UserError("没有办理：数字太大，台账里没有这么大的编号或数量。", "请核对写的数字。") from error
    except OSError as error:
        raise os_trouble(error, file) from error


def trouble(error: BaseException, file: Path) -> StoreTrouble:
    """The sentence for a database error; unknown ones are re-raised as they are."""
    words = str(getattr(error, "orig", None) or error).lower()
    if "locked" in words or "busy" in words:
        return StoreTrouble(
            "没有保存：数据文件正被另一个程序占用。", "请关闭另一个窗口或备份、杀毒软件后再试。"
        )
    if "full" in words or ("disk i/o" in words and _is_full(file.parent)):
        return StoreTrouble(
            f"没有保存：磁盘已满（{file.parent}）。", "请清理磁盘空间后再试，之前的数据都在。"
        )
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return StoreTrouble(f"打不开或不能写入数据文件：{file}。", "请检查该文件夹是否只读、是否有写入权限。")
    if "malformed" in words or "not a database" in words or "corrupt" in words or "encrypted" in words:
        lost = "" if is_plain(head_of(file)) else "如果给数据加过密，先找回旁边的“台账-….钥匙”文件。"
        return StoreTrouble(f"数据文件已损坏或不是本程序的数据：{file}。",
                            f"请不要继续使用，从“备份”文件夹里恢复最近一份。{lost}")
    if "disk i/o" in words:
        return StoreTrouble(
            f"没有保存：读写磁盘出错（{file.parent}）。", "请检查磁盘或移动盘是否正常连接，再试一次。"
        )
    raise error


def _is_full(folder: Path) -> bool:
    """SQLite calls it an I/O error when there is no room left for its working files."""
    try:
        return shutil.disk_usage(folder).free < LEAST_FREE
    except OSError:
        return False


def os_trouble(error: OSError, place: Path) -> StoreTrouble:
    """The sentence for a file-system error at `place`."""
    named = Path(error.filename) if isinstance(error.filename, str) else place
    where = named.parent if named.name.startswith(HALF) else named
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreTrouble(f"没有保存：磁盘已满（{where}）。", "请清理磁盘空间后再试，之前的数据都在。")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreTrouble(
            f"没有写入权限，或文件正在别的程序里打开：{where}。", "请关闭打开它的程序，或换一个文件夹。"
        )
    fault = _fault_on_the_way(where) if error.errno == errno.ENOENT else error.errno
    if fault == errno.ENOENT:
        return StoreTrouble(f"找不到：{where}。", "请检查路径，文件可能被移走或改名。")
    if fault in OS_FAULTS:
        return StoreTrouble(f"{OS_FAULTS[fault]}：{_short(where)}。", "请换一个位置或名称再试。")
    return StoreTrouble(f"读写文件出错：{_short(where)}（错误号 {error.errno}）。", "请检查磁盘后再试。")


def _fault_on_the_way(place: Path) -> int:
    """Windows says "not found" of a file taken for a folder, and of a path beyond its length, too."""
    if any(os.path.isfile(step) for step in (place, *place.parents)):  # noqa: PTH113 - raises never
        return errno.ENOTDIR
    return errno.ENAMETOOLONG if sys.platform == "win32" and len(str(place)) > LONGEST_PATH else errno.ENOENT


def _short(place: Path) -> str:
    words = str(place)
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"
