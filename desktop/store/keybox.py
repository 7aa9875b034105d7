"""The box of a key: what encrypts a database, under two locks, the passphrase and the recovery code.

Each lock is a tiny SQLCipher database whose own key argon2 makes from the words; the box is one small file
beside the data and inside every backup. Another passphrase changes the box alone, not the data.
"""

import base64
import json
import os
import secrets
import tempfile
import unicodedata
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from desktop.base.errors import StoreTrouble
from desktop.store.backup import BACKUPS, settle
from desktop.store.engine import HALF, machine_troubles
from desktop.store.keys import (
    BOX_TAIL,
    SECRET_BYTES,
    Key,
    Keys,
    box_name,
    boxes_near,
    head_of,
    is_plain,
    name_in,
    wanted,
)
from desktop.store.passwords import plain_code
from desktop.store.sqlite import cipher, errors

FORMAT = 1
LIMIT = 1 << 20
"""Bytes a box may have at most."""
ROUNDS, MEMORY_KB, LANES, SALT_BYTES = 3, 64 * 1024, 4, 16
"""What argon2 spends on one try: RFC 9106, second recommended option."""
MOST_ROUNDS, MOST_MEMORY_KB, MOST_LANES = 20, 1 << 20, 16
LEAST, LEAST_DIFFERENT = 10, 5


class Way(StrEnum):
    """What opens a box."""

    PASSPHRASE = "密码"
    CODE = "恢复码"


@dataclass(frozen=True)
class Lock:
    """`held`: a database with the key in it; the rest is how argon2 makes the key of that one."""

    salt: bytes
    rounds: int
    memory: int
    lanes: int
    held: bytes

    def opened(self, words: str) -> Key | None:
        """The key, None when these are not the words."""
        with tempfile.TemporaryDirectory(prefix=f"{HALF}-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "锁"
            file.write_bytes(self.held)
            with closing(cipher().connect(str(file))) as held:
                held.execute("PRAGMA cipher_log_level = NONE")
                held.execute(f'PRAGMA key = "{self._made(words)}"')
                try:
                    (secret,) = held.execute("SELECT secret FROM held").fetchone()
                except errors("DatabaseError"):
                    return None
        return Key(bytes(secret))

    def _made(self, words: str) -> str:
        # It loads its C library: only where a box is opened.
        from argon2.low_level import Type, hash_secret_raw

        made = hash_secret_raw(words.encode(), self.salt, self.rounds, self.memory, self.lanes, SECRET_BYTES,
                               Type.ID)
        return f"x'{made.hex()}'"

    @staticmethod
    def around(key: Key, words: str) -> "Lock":
        """A new lock that holds the key under these words."""
        empty = Lock(secrets.token_bytes(SALT_BYTES), ROUNDS, MEMORY_KB, LANES, b"")
        with tempfile.TemporaryDirectory(prefix=f"{HALF}-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / "锁"
            with closing(cipher().connect(str(file), isolation_level=None)) as held:
                held.execute(f'PRAGMA key = "{empty._made(words)}"')
                held.execute("CREATE TABLE held (secret BLOB NOT NULL)")
                held.execute("INSERT INTO held VALUES (?)", (key.secret,))
            return replace(empty, held=file.read_bytes())


@dataclass(frozen=True)
class Box:
    """The box of the key of this name."""

    name: str
    locks: Mapping[Way, Lock]

    def opened(self, way: Way, words: str) -> Key | None:
        """The key, None when these are not the words."""
        found = self.locks[way].opened(plain_words(way, words))
        return found if found is not None and found.name == self.name else None

    def opened_by(self, words: str) -> Key | None:
        """The key by words of which nobody has said what they are."""
        return next((key for way in Way if (key := self.opened(way, words)) is not None), None)

    def relocked(self, key: Key, way: Way, words: str) -> "Box":
        """The box with other words for one way; the other way stays as it is."""
        return replace(self, locks={**self.locks, way: Lock.around(key, plain_words(way, words))})

    def data(self) -> bytes:
        """As it is kept."""
        locks = {way.value: {"salt": lock.salt.hex(), "rounds": lock.rounds, "memory": lock.memory,
                             "lanes": lock.lanes, "held": base64.b64encode(lock.held).decode("ascii")}
                 for way, lock in self.locks.items()}
        facts = {"format": FORMAT, "key": self.name, "locks": locks}
        return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def new_box(key: Key, passphrase: str, code: str) -> Box:
    """The box of a new key."""
    return Box(key.name, {}).relocked(key, Way.PASSPHRASE, passphrase).relocked(key, Way.CODE, code)


def plain_words(way: Way, words: str) -> str:
    """Words as they are locked: a code in capital groups, a passphrase however its letters were typed."""
    return plain_code(words) if way is Way.CODE else unicodedata.normalize("NFKC", words)


def passphrase_fault(words: str) -> str:
    """What is wrong with a new passphrase; "" when nothing."""
    if len(words) < LEAST:
        return f"密码至少 {LEAST} 位"
    if words.strip() != words:
        return "密码两端不能有空格"
    return "这个密码太容易猜，请换一个" if len(set(words)) < LEAST_DIFFERENT else ""


def read(data: bytes) -> Box:
    """A kept box; ValueError when it is none."""
    try:
        facts = json.loads(data)
        if facts["format"] > FORMAT:
            raise ValueError(facts["format"])
        return Box(str(facts["key"]), {Way(way): _lock(lock) for way, lock in facts["locks"].items()})
    except (KeyError, TypeError, AttributeError, UnicodeError) as error:
        raise ValueError(str(error)) from error


def _lock(facts: Mapping[str, Any]) -> Lock:
    lock = Lock(bytes.fromhex(facts["salt"]), int(facts["rounds"]), int(facts["memory"]), int(facts["lanes"]),
                base64.b64decode(facts["held"], validate=True))
    if not (0 < lock.rounds <= MOST_ROUNDS and 0 < lock.memory <= MOST_MEMORY_KB
            and 0 < lock.lanes <= MOST_LANES):
        raise ValueError("argon2")
    return lock


def save(folder: Path, box: Box) -> Path:
    """Put the box beside the data, whole or not at all."""
    target = folder / box_name(box.name)
    half = folder / f"{HALF}-{target.name}"
    with machine_troubles(target):
        try:
            with half.open("wb") as stream:
                stream.write(box.data())
                stream.flush()
                os.fsync(stream.fileno())
            half.replace(target)
            settle(folder)
        finally:
            half.unlink(missing_ok=True)
    return target


def locked_box(file: Path, keys: Keys) -> Box | None:
    """The box to be opened before a database or backup nobody uses can be; None when there is no need.

    StoreTrouble when it is lost.
    """
    box = box_of(file)
    return None if box is None or box.name in keys.known else box


def box_of(file: Path) -> Box | None:
    """The box of an encrypted database or backup; None for a plain one. StoreTrouble when it is lost.

    A box that was deleted or damaged is looked for in the backups, which all hold it.
    """
    if file.suffix == ".zip":
        return _in_zip(file)
    name = wanted(file)
    return box_named(file, name) if name is not None else _lost_box(file)


def box_named(file: Path, name: str) -> Box:
    """The box of the key of this name, near a database. StoreTrouble when it is lost."""
    try:
        return read(boxes_near(file)[name].read_bytes()[:LIMIT])
    except (OSError, ValueError, KeyError):
        found = _in_backups(file, name)
    if found is None:
        raise StoreTrouble(f"{file.name} 已加密，但旁边的“{box_name(name)}”不见了或已损坏。",
                           "请从移动盘上的备份里找回这个文件，放回数据文件夹。")
    return found


def bring(source: Path, target: Path) -> None:
    """Put boxes beside other data that has not got them: those of a folder, or that of a database."""
    if source.is_dir():
        found = [read(box.read_bytes()[:LIMIT]) for box in source.glob(box_name("*"))]
    else:
        own = box_of(source)
        found = [] if own is None else [own]
    for box in found:
        if not (target / box_name(box.name)).exists():
            save(target, box)


def put_away(folder: Path) -> None:
    """The boxes of data that is plain again go to its earlier backups, which want them still."""
    for box in folder.glob(box_name("*")):
        box.replace(folder / BACKUPS / box.name)


def _lost_box(file: Path) -> Box | None:
    """Of a database that is neither plain nor has a box beside it: as the backups have it."""
    head = head_of(file)
    return None if is_plain(head) else _in_backups(file, name_in(head))


def _in_backups(file: Path, name: str) -> Box | None:
    folder = file.parent if file.parent.name == BACKUPS else file.parent / BACKUPS
    places = sorted(folder.glob("*.zip"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return next((box for path in places if (box := _in_zip(path)) is not None and box.name == name), None)


def _in_zip(file: Path) -> Box | None:
    try:
        with ZipFile(file) as packed:
            names = [name for name in packed.namelist() if "/" not in name and name.endswith(BOX_TAIL)]
            fits = bool(names) and packed.getinfo(names[0]).file_size < LIMIT
            return read(packed.read(names[0])) if fits else None
    except (OSError, BadZipFile, ValueError, NotImplementedError, RuntimeError):
        return None
