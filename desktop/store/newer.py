"""Data that a later version of the program has written: looked at as far as it can be read, never changed."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from desktop.base.errors import StoreTrouble
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.sqlite import connect, errors

T = TypeVar("T")
WRITTEN_BY = "program:version"
"""Key (see `scratch`) of the version that brought the data to its schema."""
INSTALL = "请安装新版"
_GONE = ("no such table", "no such column", "no such module")


class NewerData(StoreTrouble):
    """The file's schema is not known to this program: `version` made it, "" when it did not say so."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(f"{self.written}，本程序只能看，数据没有变动。", f"{INSTALL}后再改。")

    @property
    def written(self) -> str:
        """Who wrote it, in words."""
        return f"数据由更新的版本{f' {self.version} ' if self.version else ''}写过"

    @property
    def words(self) -> str:
        """Why nothing may be changed."""
        return f"{self.written}，本程序只能看，{INSTALL}"


class Unreadable(StoreTrouble):
    """What was asked lies in a part of newer data that has another shape than this program knows."""


def version_of(file: Path, keys: Keys = NO_KEYS) -> str:
    """The version that brought this file to its schema; "" when it does not say."""
    try:
        with closing(connect(file, keys, readonly=True)) as connection:
            found = connection.execute("SELECT value FROM scratch WHERE key = ?", (WRITTEN_BY,)).fetchone()
            return str(json.loads(found[0])) if found else ""
    except errors("Error", ValueError):
        return ""


@contextmanager
def readable(newer: NewerData | None) -> Iterator[None]:
    """With newer data, what its shape makes fail becomes `Unreadable`; with any other, errors pass."""
    try:
        yield
    except (DBAPIError, LookupError, ValueError) as error:
        foreign = not isinstance(error, DBAPIError) or any(words in str(error.orig) for words in _GONE)
        if newer is None or not foreign:
            raise
        raise Unreadable(f"{newer.written}，这一部分本程序读不出。",
                         f"其余的照常可看，也可以备份；{INSTALL}后就能看到。") from error


def read_or(newer: NewerData | None, ask: Callable[[], T], otherwise: T) -> T:
    """One part of several that are shown together; `otherwise` where newer data does not let it be read."""
    try:
        with readable(newer):
            return ask()
    except Unreadable:
        return otherwise
