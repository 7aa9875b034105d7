"""The data encrypted, or plain again: a proven copy of the other kind, put in place by one rename.

Killed before the rename the folder is as it was, killed after it everything is done. Nobody else writes
meanwhile, and the copy is compared with the data row by row.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.base.clock import Clock
from desktop.base.errors import UserError
from desktop.base.progress import Progress, silent
from desktop.store import keybox
from desktop.store.backup import BESIDE, copy_before, settle, sweep
from desktop.store.backup_file import DATABASE, need_room
from desktop.store.engine import machine_troubles
from desktop.store.keybox import Box
from desktop.store.keys import NO_KEYS, Key, Keys
from desktop.store.recoding import recode
from desktop.store.restore import prove, rest
from desktop.store.sqlite import connect_cipher

ENCRYPTED, DECRYPTED = "加密", "取消加密"


@dataclass(frozen=True)
class Switch:
    """What is wanted: the data encrypted with `key`, whose box is new, or plain again (both None)."""

    key: Key | None = None
    box: Box | None = None

    @property
    def kind(self) -> str:
        """加密 or 取消加密."""
        return ENCRYPTED if self.key is not None else DECRYPTED

    def after(self, keys: Keys) -> Keys:
        """The keys with which the data and its earlier backups are opened afterwards."""
        return keys if self.key is None else keys.with_key(self.key)


def carry_out(folder: Path, switch: Switch, clock: Clock, keys: Keys = NO_KEYS,
              progress: Progress | None = None) -> Path:
    """Encrypt the data of a closed folder, or make it plain; gives the copy of it as it was, kept in 备份.

    UserError when it is so already, StoreTrouble or Cancelled: nothing was changed.
    """
    told, present = progress or silent(), folder / DATABASE
    with machine_troubles(present):
        own = keys.of(present)
        if (own is None) == (switch.key is None):
            raise UserError("数据已经加密。" if own is not None else "数据没有加密。")
        sweep(folder)
        need_room(folder, present.stat().st_size * 3)
        rest(present, keys)
        told.step(0, 0, "另存现在的数据")
        safety = copy_before(present, f"{switch.kind}前", clock.now(), keys)
        beside = folder / f"{BESIDE}{os.getpid()}"
        beside.mkdir()
        try:
            with _alone(present, own) as source:
                recode(source, beside / DATABASE, switch.key, told)
                prove(beside, clock, told, keys=switch.after(keys))
            if switch.box is not None:
                keybox.save(folder, switch.box)
            (beside / DATABASE).replace(present)
            settle(folder)
            if switch.box is None:
                keybox.put_away(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return safety


@contextmanager
def _alone(present: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """The data by SQLCipher, nobody else writing until the end."""
    with closing(connect_cipher(present, key, timeout=2)) as source:
        source.isolation_level = None
        source.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        source.execute("BEGIN EXCLUSIVE")
        source.execute("COMMIT")
        yield source
