"""Keys of encrypted databases: which file wants which one, and which of them were unlocked.

An encrypted database begins with 16 bytes made from its key, where a plain one says what it is: so every file
tells whether it is encrypted and with which key, without being opened.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop.base.errors import StoreTrouble

PLAIN = b"SQLite format 3\0"
"""How a database begins that is not encrypted."""
BOX_HEAD, BOX_TAIL = "台账-", ".钥匙"
SECRET_BYTES, NAME_BYTES = 32, 8


class Key:
    """256 random bits that encrypt a database; never shown, not even in a crash report."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.salt = hashlib.sha256(b"which key\0" + secret).digest()[:len(PLAIN)]
        """The first bytes of every file of this key."""

    @property
    def name(self) -> str:
        """16 hexadecimal digits that tell keys apart and nothing about them."""
        return self.salt[:NAME_BYTES].hex()

    @property
    def words(self) -> str:
        """As SQLCipher takes it: key and salt as they are, nothing derived."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"

    def __repr__(self) -> str:
        return f"Key({self.name})"


def new_key() -> Key:
    """A key nobody has had before."""
    return Key(secrets.token_bytes(SECRET_BYTES))


class KeyNeeded(StoreTrouble):
    """The file is encrypted and its key was not unlocked; `name` is the key's."""

    def __init__(self, file: Path, name: str) -> None:
        super().__init__(f"{file.name} 已加密，没有密码打不开。",
                         "请打开窗口输入密码或恢复码；用命令时放在环境变量 DESK_KEY 里。")
        self.name = name


@dataclass(frozen=True)
class Keys:
    """The unlocked keys by name; `settled`: files that are in use, each with its key or None.

    A file in use is not looked into: on Linux that would end the locks SQLite holds on it.
    """

    known: Mapping[str, Key] = field(default_factory=dict)
    settled: Mapping[Path, Key | None] = field(default_factory=dict)

    def with_key(self, key: Key) -> "Keys":
        """These and one more."""
        return Keys({**self.known, key.name: key}, self.settled)

    def loose(self) -> "Keys":
        """These, when no file is in use any more."""
        return Keys(self.known)

    def settle(self, file: Path) -> "Keys":
        """These, for as long as this file is in use; nobody uses it yet."""
        return Keys(self.known, {file: self.loose().of(file)})

    def of(self, file: Path) -> Key | None:
        """The key of a database; None for a plain one or where there is none yet. KeyNeeded when locked."""
        if file in self.settled:
            return self.settled[file]
        if not self.known and not boxes_near(file):
            return None
        head = head_of(file)
        if is_plain(head):
            return None
        own = self.known.get(name_in(head))
        if own is not None:
            return own
        name = wanted(file)
        if name is None or name in self.known:
            return self.known.get(name or "")
        raise KeyNeeded(file, name)


NO_KEYS = Keys()


def head_of(file: Path) -> bytes:
    """The first 16 bytes; b"" for a file that is not there or shorter."""
    try:
        with file.open("rb") as stream:
            head = stream.read(len(PLAIN))
    except FileNotFoundError:
        return b""
    return head if len(head) == len(PLAIN) else b""


def is_plain(head: bytes) -> bool:
    """Whether a database that begins so is not encrypted, or not there yet."""
    return head in (b"", PLAIN)


def name_in(head: bytes) -> str:
    """Name of the key in the beginning of an encrypted database."""
    return head[:NAME_BYTES].hex()


def wanted(file: Path) -> str | None:
    """Name of the key an encrypted database wants; None for a plain one.

    A beginning that belongs to no key is damaged. Where there is a box of a key beside it, the file was
    encrypted with the newest: SQLCipher reads it without its first bytes.
    """
    head = head_of(file)
    if is_plain(head):
        return None
    boxes = boxes_near(file)
    own = name_in(head)
    return own if own in boxes else next(iter(boxes), None)


def box_name(name: str) -> str:
    """Of the file that holds a key under its locks (see `keybox`)."""
    return f"{BOX_HEAD}{name}{BOX_TAIL}"


def boxes_near(file: Path) -> dict[str, Path]:
    """Boxes in the folder of a database or the one above it, by the key's name, the newest first."""
    found = [box for folder in (file.parent, file.parent.parent)
             for box in folder.glob(f"{BOX_HEAD}*{BOX_TAIL}")]
    found.sort(key=lambda box: box.stat().st_mtime_ns, reverse=True)
    return {box.name.removeprefix(BOX_HEAD).removesuffix(BOX_TAIL): box for box in found}
