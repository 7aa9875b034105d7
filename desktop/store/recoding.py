"""A database written anew under another key, or none, and compared with the old one row by row."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from desktop.base.errors import Cancelled, StoreTrouble
from desktop.base.progress import Progress
from desktop.store.backup import counts
from desktop.store.keys import Key
from desktop.store.sqlite import connect_cipher, connect_with, errors

WORDS = "改写数据文件"
STEPS = 10_000
"""Instructions of SQLite between two looks at whether it should stop."""


def recode(source: sqlite3.Connection, target: Path, key: Key | None, told: Progress) -> None:
    """Write what an open database holds (`connect_cipher`) to a new file with this key, None: plain.

    StoreTrouble when the two are not equal.
    """
    _export(source, target, key, told)
    _need_equal(source, target, key, told)


def recode_file(file: Path, own: Key | None, key: Key | None, told: Progress) -> None:
    """The same with a database nobody uses, in its place."""
    made = file.with_name(f"改写-{file.name}")
    with closing(connect_cipher(file, own)) as source:
        source.isolation_level = None
        recode(source, made, key, told)
    made.replace(file)


def _export(source: sqlite3.Connection, target: Path, key: Key | None, told: Progress) -> None:
    def stopped() -> int:
        try:
            told.step(0, 0, WORDS)
        except Cancelled:
            return 1
        return 0

    source.execute("ATTACH DATABASE ? AS made KEY ?",
                   (str(target), key.words if key is not None else ""))
    source.set_progress_handler(stopped, STEPS)
    try:
        source.execute("BEGIN")
        source.execute("SELECT sqlcipher_export('made')").fetchone()
        source.execute("COMMIT")
    except errors("OperationalError"):
        told.step(0, 0, WORDS)
        raise
    finally:
        source.set_progress_handler(None, 0)
        if source.in_transaction:
            source.execute("ROLLBACK")
        source.execute("DETACH DATABASE made")


def _need_equal(source: sqlite3.Connection, target: Path, key: Key | None, told: Progress) -> None:
    """StoreTrouble when any row of any table is another one in the copy."""
    with closing(connect_with(target, key)) as made:
        schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        same = _rows_hash(source, schema) == _rows_hash(made, schema)
        tables = counts(source)
        for place, table in enumerate(tables):
            told.step(place, len(tables), "逐条核对")
            every = f'SELECT * FROM "{table}" ORDER BY 1'
            same = same and _rows_hash(source, every) == _rows_hash(made, every)
    if not same:
        raise StoreTrouble("加密或解密后的数据和原来的不同，没有换上。", "数据没有变动，请检查磁盘后再试。")


def _rows_hash(connection: sqlite3.Connection, question: str) -> str:
    digest = hashlib.sha256()
    for row in connection.execute(question):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
