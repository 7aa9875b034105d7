"""Going back to a backup, all or nothing: unpacked and proven beside the data, then swapped by one rename.

Kept files lie under their hashes and are only ever added, so the one rename of the database is the whole
step: killed before it the folder is as it was, killed after it everything is as in the backup.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.base.clock import Clock
from desktop.base.errors import StoreTrouble
from desktop.base.progress import Progress, silent
from desktop.store import keybox, seal
from desktop.store.attachments import Files
from desktop.store.backup import (
    BACKUPS,
    BESIDE,
    copy_before,
    copy_database,
    counts,
    free_place,
    stamp,
    sweep,
)
from desktop.store.backup_file import DATABASE, FILES, Contents, database_facts, need_room, verify
from desktop.store.engine import machine_troubles
from desktop.store.journal import verify as verify_journal
from desktop.store.keys import NO_KEYS, Keys
from desktop.store.newer import INSTALL
from desktop.store.recoding import recode_file
from desktop.store.safe_place import need_safe
from desktop.store.sqlite import connect, errors
from desktop.store.store import Store

RESTORED = "恢复"
"""Kind of the act that notes a restore; backups made before it may know numbers this data never had."""
SAFETY = "恢复前"
DAMAGED = "损坏"
SEALED = "这份备份是加密的：恢复后打开程序要输入做这份备份时的密码或恢复码"


@dataclass(frozen=True)
class Prepared:
    """A proven database waiting beside the data. `remarks`: what the clerk should know, in Chinese.

    `keys` open it and the data that is there now.
    """

    folder: Path
    beside: Path
    contents: Contents
    source: str
    remarks: tuple[str, ...] = ()
    keys: Keys = NO_KEYS

    @property
    def database(self) -> Path:
        """The file that will become the data."""
        return self.beside / DATABASE


def prepare(folder: Path, source: Path, clock: Clock, progress: Progress | None = None,
            more_migrations: Sequence[Path] = (), keys: Keys = NO_KEYS) -> Prepared:
    """Unpack a backup (.zip, or .db without kept files) beside the data and prove it; the data is untouched.

    StoreTrouble when it is not whole, newer than the program or locked; Cancelled by `progress`.
    """
    need_safe(folder)
    told = progress or silent()
    with machine_troubles(source):
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        need_room(folder, source.stat().st_size * 2)
        beside = folder / f"{BESIDE}{os.getpid()}"
        beside.mkdir()
        try:
            contents = unpack(source, beside, told, keys)
            sealed = keep_key(folder, beside, keys, told)
            remarks = (*contents.faults, *sealed, *prove(beside, clock, told, more_migrations, keys))
            add_files(beside / FILES, folder / FILES, told)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
    return Prepared(folder, beside, contents, source.name, remarks, keys)


def unpack(source: Path, beside: Path, progress: Progress, keys: Keys = NO_KEYS) -> Contents:
    """The parts of a backup in an empty folder, compared with their hashes and counted; the box too."""
    if source.suffix != ".db":
        return verify(source, progress, into=beside, keys=keys)
    contents = database_facts(source, keys)
    copy_database(source, beside / DATABASE, progress, keys)
    keybox.bring(source, beside)
    return contents


def keep_key(folder: Path, beside: Path, keys: Keys, progress: Progress) -> list[str]:
    """Where the data is encrypted now, what takes its place is too, under the same key and words; remarks."""
    own, other = keys.of(folder / DATABASE), keys.of(beside / DATABASE)
    if own is not None and (other is None or other.name != own.name):
        recode_file(beside / DATABASE, other, own, progress)
        return ["恢复后仍然加密，密码还是现在的"]
    return [SEALED] if own is None and other is not None else []


def prove(beside: Path, clock: Clock, progress: Progress, more_migrations: Sequence[Path] = (),
          keys: Keys = NO_KEYS) -> list[str]:
    """Open the unpacked data as the program would, bring it to its schema; faults of its chain of changes."""
    progress.step(0, 0, "打开备份里的数据")
    store = Store(beside, clock, more_migrations, keys)
    try:
        if store.newer is not None:
            raise StoreTrouble(f"备份里的{store.newer.written}，本程序不能恢复，现在的数据没有变动。",
                               f"{INSTALL}后再恢复。")
        damaged = store.integrity()
        if damaged:
            raise StoreTrouble(f"备份里的数据不完好：{damaged[0]}。", "没有改动任何数据，请换一份备份。")
        with store.reading() as session:
            chain = verify_journal(session)
    finally:
        store.close()
    rest(beside / DATABASE, keys)
    return chain


def rehearse(source: Path, clock: Clock, progress: Progress | None = None,
             keys: Keys = NO_KEYS) -> tuple[Contents, list[str]]:
    """Restore into a folder that is thrown away: what is in the backup, and the remarks on it.

    StoreTrouble when it would not restore.
    """
    told = progress or silent()
    with machine_troubles(source), tempfile.TemporaryDirectory(
            prefix="ledger-", ignore_cleanup_errors=True) as made:
        beside = Path(made)
        need_room(beside, source.stat().st_size * 2)
        contents = unpack(source, beside, told, keys)
        remarks = prove(beside, clock, told, keys=keys)
    return contents, [*contents.faults, *remarks]


def swap(prepared: Prepared, clock: Clock) -> Path | None:
    """Put the proven database in place, the present one kept as 恢复前 (the path; None when there was none).

    The store of this folder must be closed. StoreTrouble leaves the present data in place.
    """
    present = prepared.folder / DATABASE
    with machine_troubles(present):
        safety = _safety_copy(present, clock, prepared.keys)
        keybox.bring(prepared.beside, prepared.folder)
        seal.forget(prepared.folder)
        prepared.database.replace(present)
        shutil.rmtree(prepared.beside, ignore_errors=True)
    return safety


def give_up(prepared: Prepared) -> None:
    """Not to be restored after all."""
    shutil.rmtree(prepared.beside, ignore_errors=True)


def present_counts(folder: Path, keys: Keys = NO_KEYS) -> dict[str, int] | None:
    """Rows by table of the data as it is; None when there is none or it cannot be read."""
    file = folder / DATABASE
    if not file.exists():
        return None
    try:
        with closing(connect(file, keys)) as connection:
            return counts(connection)
    except errors("DatabaseError"):
        return None


def _safety_copy(present: Path, clock: Clock, keys: Keys) -> Path | None:
    if not present.exists():
        return None
    try:
        safety = copy_before(present, SAFETY, clock.now(), keys)
        rest(present, keys)
    except errors("DatabaseError", StoreTrouble) as error:
        if "locked" in str(error):
            raise
        safety = _copy_as_it_is(present, clock)
    return safety


def _copy_as_it_is(present: Path, clock: Clock) -> Path:
    """A damaged file cannot be copied by SQLite: its bytes are kept, and those of its log."""
    folder = present.parent / BACKUPS
    folder.mkdir(exist_ok=True)
    safety = free_place(folder, f"{stamp(clock.now())}-{DAMAGED}", ".db")
    for tail in ("-wal", ""):
        part = present.with_name(f"{present.name}{tail}")
        if part.exists():
            shutil.copyfile(part, safety.with_name(f"{safety.name}{tail}"))
    for tail in ("-wal", "-shm"):
        present.with_name(f"{present.name}{tail}").unlink(missing_ok=True)
    return safety


def rest(database: Path, keys: Keys = NO_KEYS) -> None:
    """The database in one file, its log written back; OperationalError while another one holds it."""
    with closing(connect(database, keys, timeout=2)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def add_files(source: Path, target: Path, progress: Progress) -> None:
    """Bring in kept files that are not there, or not as they were."""
    files = Files(target)
    found = [path for path in source.rglob("*") if path.is_file()]
    for place, path in enumerate(found):
        progress.step(place, len(found), "放回附件")
        kept = files.path(path.stem, path.name)
        if not _same(path, kept):
            kept.parent.mkdir(parents=True, exist_ok=True)
            path.replace(kept)


def _same(path: Path, kept: Path) -> bool:
    """Whether the file is kept already, and as it was: its name is its hash."""
    if not kept.exists() or kept.stat().st_size != path.stat().st_size:
        return False
    with kept.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == path.stem
