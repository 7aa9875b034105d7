"""One backup in one file: the database, the kept files and a list of all parts with their hashes.

A .zip (zip64) with 台账.db, 附件/ab/abcd…, what else is handed over, and 清单.json, written last. It gets its
good name only after it was opened again, every part compared with its hash, and the rows counted.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from desktop.base.clock import CHINA
from desktop.base.errors import StoreTrouble
from desktop.base.progress import Progress, silent
from desktop.store.attachments import Files
from desktop.store.backup import BACKUPS, copy_database, counts, journal_head, settle, shapeless
from desktop.store.engine import HALF, machine_troubles
from desktop.store.keybox import box_named
from desktop.store.keys import BOX_TAIL, NO_KEYS, Keys, box_name
from desktop.store.sqlite import connect, errors
from desktop.store.whole_file import need_place_of_a_file

FORMAT, FORMAT_PLAIN = 2, 1
"""2: the database is encrypted and the box of its key beside it; programs that know 1 alone say so."""
MANIFEST, DATABASE, FILES = "清单.json", "台账.db", "附件"
PORTION = 1024 * 1024
MANIFEST_LIMIT = 64 * PORTION
SPARE = 20 * PORTION
UNREADABLE = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError,
              TypeError, AttributeError)
"""What the libraries raise at a file that is no whole backup."""
_KEPT_FILE = re.compile(rf"{FILES}/[0-9a-f]{{2}}/[0-9a-f]{{64}}(\.[^/\\:.]{{1,20}})?")
_EXTRA = re.compile(r"(?!\.)[^/\\:]+(/(?!\.)[^/\\:]+)?")


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself. `tables`: rows by table; `parts`: name -> (SHA-256, bytes).

    `journal`: running number and hash of the last change. `faults`: kept files that were already missing or
    altered when it was made, in Chinese.
    """

    made_at: datetime
    reason: str
    tables: Mapping[str, int]
    journal: tuple[int, str]
    parts: Mapping[str, tuple[str, int]]
    schema: str = ""
    faults: tuple[str, ...] = ()
    extras: tuple[str, ...] = field(default=())

    @property
    def files(self) -> int:
        """Number of kept files inside."""
        return sum(name.startswith(f"{FILES}/") for name in self.parts)

    @property
    def sealed(self) -> bool:
        """Whether the database inside is encrypted."""
        return any(name.endswith(BOX_TAIL) for name in self.parts)

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(size for _, size in self.parts.values())


def write_backup(database: Path, files: Files, target: Path, *, now: datetime, reason: str,
                 extras: Mapping[str, bytes] | None = None, progress: Progress | None = None,
                 keys: Keys = NO_KEYS) -> Contents:
    """Make a backup under its good name, or nothing: StoreTrouble, or Cancelled by `progress`.

    UserError when a folder or a device has that name.
    That of an encrypted database is encrypted too, with the box of its key inside.
    """
    told, work = progress or silent(), database.parent / BACKUPS
    need_place_of_a_file(target)
    with _troubles(target):
        for folder in (work, target.parent):
            folder.mkdir(parents=True, exist_ok=True)
        handle, words = tempfile.mkstemp(dir=target.parent, prefix=f"{HALF}-", suffix=".zip")
        half, snapshot = Path(words), work / f"{HALF}-{os.getpid()}-{Path(words).stem}.db"
        try:
            with os.fdopen(handle, "w+b") as stream:
                need_room(target.parent, database.stat().st_size * 2 + _kept_bytes(files))
                copy_database(database, snapshot, told, keys)
                _fill(stream, snapshot, files, now, reason, {**(extras or {}), **_box(database, keys)},
                      told, keys)
                stream.flush()
                os.fsync(stream.fileno())
            contents = verify(half, told, name=target.name, keys=keys)
            half.replace(target)
            settle(target.parent)
        finally:
            for left in (half, snapshot):
                left.unlink(missing_ok=True)
    return contents


def verify(path: Path, progress: Progress | None = None, *, into: Path | None = None,
           name: str = "", keys: Keys = NO_KEYS) -> Contents:
    """Read every part, compare it with its hash, open the database and count; StoreTrouble when not equal.

    `into`: a folder that receives the parts; the database and the kept files keep their places.
    """
    told, called = progress or silent(), name or path.name
    with tempfile.TemporaryDirectory(dir=path.parent if into is None else None, prefix=f"{HALF}-",
                                     ignore_cleanup_errors=True) as own, _opened(path, called) as box:
        target = into or Path(own)
        contents = _manifest(box)
        _need_equal_names(box, contents, called)
        done = 0
        for part, (sha256, size) in contents.parts.items():
            wanted = into is not None or part == DATABASE
            found = _take(box, part, size, target / part if wanted else None)
            if found != sha256:
                raise _broken(called, f"“{part}”和清单里的校验值不同")
            done += size
            told.step(done // PORTION, contents.size // PORTION, "核对备份（MB）")
        _need_equal_counts(target / DATABASE, contents, called, keys)
    return contents


def glance(path: Path, keys: Keys = NO_KEYS) -> Contents:
    """What the backup says of itself, its parts there in their lengths; StoreTrouble otherwise."""
    if path.suffix == ".db":
        return database_facts(path, keys)
    with _opened(path, path.name) as box:
        contents = _manifest(box)
        _need_equal_names(box, contents, path.name)
    return contents


def database_facts(path: Path, keys: Keys = NO_KEYS) -> Contents:
    """A copy of the database alone, as `copy_before` makes them: the kept files stay where they are."""
    with _troubles(path), closing(connect(path, keys, readonly=True)) as copy:
        tables, head, schema = counts(copy), journal_head(copy), _schema(copy)
    state = path.stat()
    reason = path.stem.split("-")[-1].split("(")[0]
    made = datetime.fromtimestamp(state.st_mtime, CHINA)
    return Contents(made, reason, tables, head, {DATABASE: ("", state.st_size)}, schema)


def need_room(folder: Path, wanted: int) -> None:
    """StoreTrouble when the disk has not this many bytes to spare."""
    free = shutil.disk_usage(folder).free
    if free < wanted + SPARE:
        raise StoreTrouble(
            f"磁盘空间不够：{folder} 还剩 {free // PORTION} MB，备份约需 {(wanted + SPARE) // PORTION} MB。",
            "请清理磁盘，或把备份另存到移动盘。")


def _fill(stream: IO[bytes], snapshot: Path, files: Files, now: datetime, reason: str,
          extras: Mapping[str, bytes], told: Progress, keys: Keys) -> None:
    with closing(connect(snapshot, keys)) as copy:
        facts: dict[str, Any] = {"tables": counts(copy), "journal": list(journal_head(copy)),
                                 "schema": _schema(copy)}
        kept = _kept_files(copy, files)
    parts, faults = dict[str, tuple[str, int]](), list[str]()
    moment = now.astimezone(CHINA)
    with ZipFile(stream, "w") as box:
        sealed = any(name.endswith(BOX_TAIL) for name in extras)
        parts[DATABASE] = _put(box, DATABASE, snapshot, moment, ZIP_STORED if sealed else ZIP_DEFLATED)
        for place, (sha256, name) in enumerate(kept):
            told.step(place, len(kept), "备份附件")
            source = files.path(sha256, name)
            part = f"{FILES}/{source.parent.name}/{source.name}"
            if part in parts:
                continue
            if not source.is_file():
                faults.append(f"{'文件被换成了文件夹' if source.is_dir() else '找不到文件'}：{name}")
                continue
            parts[part] = _put(box, part, source, moment, ZIP_STORED)
            if parts[part][0] != sha256:
                faults.append(f"文件已改动：{name}")
        for name, data in extras.items():
            box.writestr(_info(name, moment, ZIP_DEFLATED), data)
            parts[name] = (hashlib.sha256(data).hexdigest(), len(data))
        facts |= {"format": FORMAT if sealed else FORMAT_PLAIN, "made_at": now.isoformat(),
                  "reason": reason, "faults": faults,
                  "parts": {name: list(fact) for name, fact in parts.items()}, "extras": list(extras)}
        box.writestr(_info(MANIFEST, moment, ZIP_DEFLATED), json.dumps(facts, ensure_ascii=False, indent=1))


def _kept_files(copy: sqlite3.Connection, files: Files) -> list[tuple[str, str]]:
    """(SHA-256, name) of every kept file; all in the folder where newer data tells them otherwise."""
    try:
        return copy.execute("SELECT DISTINCT sha256, name FROM attachment ORDER BY sha256, name").fetchall()
    except errors("OperationalError") as error:
        if not shapeless(error):
            raise
    return sorted((path.stem, path.name) for path in files.folder.rglob("*")
                  if path.is_file() and _KEPT_FILE.fullmatch(f"{FILES}/{path.parent.name}/{path.name}"))


def _put(box: ZipFile, name: str, source: Path, moment: datetime, how: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as stream, box.open(_info(name, moment, how), "w", force_zip64=True) as target:
        while portion := stream.read(PORTION):
            digest.update(portion)
            target.write(portion)
            size += len(portion)
    return digest.hexdigest(), size


def _info(name: str, moment: datetime, how: int) -> ZipInfo:
    info = ZipInfo(name, moment.timetuple()[:6])
    info.compress_type = how
    return info


def _take(box: ZipFile, part: str, size: int, target: Path | None) -> str:
    """Hash of one part, read to its stated length at most, and written to `target`."""
    digest, left = hashlib.sha256(), size
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    with box.open(part) as stream, open(target or os.devnull, "wb") as out:  # noqa: PTH123 - or nowhere
        while portion := stream.read(min(PORTION, left + 1)):
            left -= len(portion)
            if left < 0:
                return ""
            digest.update(portion)
            out.write(portion)
        if target is not None:
            out.flush()
            os.fsync(out.fileno())
    return digest.hexdigest()


def _manifest(box: ZipFile) -> Contents:
    if box.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
        raise ValueError(MANIFEST)
    facts = json.loads(box.read(MANIFEST))
    if facts["format"] > FORMAT:
        raise StoreTrouble("这份备份是更新版本的程序做的，本程序不能读。", "请安装新版本后再恢复。")
    parts = {str(name): (str(sha256), int(size)) for name, (sha256, size) in facts["parts"].items()}
    extras = tuple(str(name) for name in facts["extras"])
    odd = [name for name in parts if name != DATABASE and not _KEPT_FILE.fullmatch(name)
           and not (name in extras and _EXTRA.fullmatch(name))]
    if odd or DATABASE not in parts:
        raise ValueError(odd[0] if odd else DATABASE)
    seq, last = facts["journal"]
    return Contents(datetime.fromisoformat(facts["made_at"]), str(facts["reason"]),
                    {str(name): int(rows) for name, rows in facts["tables"].items()}, (int(seq), str(last)),
                    parts, str(facts["schema"]), tuple(map(str, facts["faults"])), extras)


def _need_equal_names(box: ZipFile, contents: Contents, called: str) -> None:
    there = sorted((info.filename, info.file_size) for info in box.infolist() if info.filename != MANIFEST)
    if there != sorted((name, size) for name, (_, size) in contents.parts.items()):
        raise _broken(called, "里面的文件和清单对不上")


def _box(database: Path, keys: Keys) -> dict[str, bytes]:
    """The box of the key of this database, as a part; nothing for a plain one."""
    key = keys.of(database)
    return {} if key is None else {box_name(key.name): box_named(database, key.name).data()}


def _need_equal_counts(database: Path, contents: Contents, called: str, keys: Keys) -> None:
    with closing(connect(database, keys)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise _broken(called, "里面的数据库已损坏")
        if counts(copy) != dict(contents.tables) or journal_head(copy) != contents.journal:
            raise _broken(called, "里面的条数和清单对不上")


def _schema(connection: sqlite3.Connection) -> str:
    return ",".join(sorted(row[0] for row in connection.execute("SELECT version_num FROM alembic_version")))


def _kept_bytes(files: Files) -> int:
    return sum(path.stat().st_size for path in files.folder.rglob("*") if path.is_file())


def _broken(called: str, why: str) -> StoreTrouble:
    return StoreTrouble(f"这份备份不完好：{called}，{why}。", "没有改动任何数据，请换一份备份。")


@contextmanager
def _opened(path: Path, called: str) -> Iterator[ZipFile]:
    """The file as a backup; everything that is wrong with it becomes a sentence."""
    try:
        with _troubles(path), ZipFile(path) as box:
            yield box
    except errors("DatabaseError", *UNREADABLE) as error:
        raise _broken(called, "打不开或缺少内容") from error


@contextmanager
def _troubles(place: Path) -> Iterator[None]:
    try:
        with machine_troubles(place):
            yield
    except StoreTrouble as trouble:
        cause = trouble.__cause__
        if isinstance(cause, OSError) and cause.errno == errno.EFBIG:
            raise StoreTrouble(f"移动盘放不下这么大的文件：{place.parent}。",
                               "FAT32 格式的盘单个文件不能超过 4 GB，请换用 exFAT 格式的盘。") from cause
        raise
