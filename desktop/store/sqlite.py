"""Connections to databases, plain by SQLite or encrypted by SQLCipher: both are used alike.

SQLCipher is loaded with the first encrypted file, so that a plain one costs nothing. Its connections are
typed as those of `sqlite3`, whose interface they have; its errors are a family of their own (`errors`).
"""

import sqlite3
import sys
from pathlib import Path
from types import ModuleType
from typing import cast

from desktop.store.keys import NO_KEYS, Key, Keys

DRIVER = "sqlcipher3.dbapi2"


def connect(file: Path, keys: Keys = NO_KEYS, *, timeout: float = 5.0, readonly: bool = False,
            any_thread: bool = False) -> sqlite3.Connection:
    """Open a database, a new one when there is none; KeyNeeded when its key was not unlocked."""
    return connect_with(file, keys.of(file), timeout=timeout, readonly=readonly, any_thread=any_thread)


def connect_with(file: Path, key: Key | None, *, timeout: float = 5.0, readonly: bool = False,
                 any_thread: bool = False) -> sqlite3.Connection:
    """Open a database with this key, or a plain one; a new file is encrypted with it."""
    if key is not None:
        return connect_cipher(file, key, timeout=timeout, readonly=readonly, any_thread=any_thread)
    return sqlite3.connect(_place(file, readonly), timeout=timeout, uri=readonly,
                           check_same_thread=not any_thread)


def connect_cipher(file: Path, key: Key | None, *, timeout: float = 5.0, readonly: bool = False,
                   any_thread: bool = False) -> sqlite3.Connection:
    """The same by SQLCipher even for a plain file; not while SQLite has it open: their locks do not meet."""
    made = cipher().connect(_place(file, readonly), timeout=timeout, uri=readonly,
                            check_same_thread=not any_thread)
    made.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        made.execute(f'PRAGMA key = "{key.words}"')
    return cast(sqlite3.Connection, made)


def _place(file: Path, readonly: bool) -> str:
    return f"{file.absolute().as_uri()}?mode=ro" if readonly else str(file)


def cipher() -> ModuleType:
    """The driver of encrypted databases."""
    # Few data folders are encrypted, and it takes longer to load than SQLite itself.
    from sqlcipher3 import dbapi2

    return cast(ModuleType, dbapi2)


def errors(kind: str = "Error", *others: type[Exception]) -> tuple[type[Exception], ...]:
    """For `except`: what both kinds of databases raise ("Error", "DatabaseError" …), and `others`."""
    loaded = [sys.modules[name] for name in ("sqlite3", DRIVER) if name in sys.modules]
    return (*(getattr(driver, kind) for driver in loaded), *others)
