"""The folder 备份 beside the data: making backups there, a second copy elsewhere, and letting old ones go."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.base.clock import CHINA
from desktop.base.errors import StoreTrouble
from desktop.base.progress import Progress, silent
from desktop.store.backup import BACKUPS, free_place, journal_head, stamp
from desktop.store.backup_file import PORTION, Contents, glance, need_room, write_backup
from desktop.store.engine import HALF, machine_troubles
from desktop.store.keys import NO_KEYS, KeyNeeded, Keys, head_of, is_plain
from desktop.store.rotation import NEWEST, evicted
from desktop.store.store import Store

PREFIX = "备份-"
SECOND = "台账备份"
"""The folder made in the second place."""
ENCRYPTED = "加密后"


@dataclass(frozen=True)
class Kept:
    """A backup in the folder; `contents` None and a `fault` when it cannot be read.

    `locked`: it is encrypted with an earlier key, which is asked for when it is restored.
    """

    path: Path
    moment: datetime
    contents: Contents | None
    fault: str = ""
    locked: bool = False

    @property
    def whole(self) -> bool:
        """With the kept files inside."""
        return self.path.suffix == ".zip"


    @property
    def plain(self) -> bool:
        """Whether whoever gets the file can read it: as a backup that is not encrypted, or nobody's."""
        if self.locked:
            return False
        return is_plain(head_of(self.path)) if self.contents is None or not self.whole \
            else not self.contents.sealed


@dataclass(frozen=True)
class Made:
    """A new good backup; `second` tells of the copy in the second place, `late` when there is none."""

    path: Path
    contents: Contents
    second: str = ""
    late: bool = False


def backups_of(folder: Path) -> Path:
    """Where the backups of a data folder are."""
    return folder / BACKUPS


def kept(folder: Path, keys: Keys = NO_KEYS) -> list[Kept]:
    """All backups and copies, the newest first; each is looked into, none is read whole."""
    places = [path for path in _places(backups_of(folder), "*") if path.suffix in (".zip", ".db")]
    return sorted((_look(path, keys) for path in places), key=lambda backup: backup.moment, reverse=True)


def newest(folder: Path) -> datetime | None:
    """When the newest backup was made, told by the names alone; None before the first."""
    moments = [moment for path in _places(backups_of(folder), f"{PREFIX}*.zip")
               if (moment := _moment_of(path)) is not None]
    return max(moments, default=None)


def needed(store: Store) -> bool:
    """Whether anything was changed since the newest good backup."""
    places = sorted(_places(backups_of(store.folder), f"{PREFIX}*.zip"), key=lambda path: path.name)
    last = next((contents for path in reversed(places) if (contents := _look(path).contents)), None)
    with store.reading() as session:
        connection = session.connection().connection.driver_connection
        assert connection is not None
        head = journal_head(connection)
    return last is None or last.journal != head


def make(store: Store, reason: str, progress: Progress | None = None, second: Path | None = None) -> Made:
    """A proven backup in the folder, copied to the second place when it is there; then old ones are let go.

    StoreTrouble or Cancelled: no backup was made and nothing was let go.
    """
    told, now = progress or silent(), store.clock.now()
    target = free_place(backups_of(store.folder), f"{PREFIX}{stamp(now)}-{reason}", ".zip")
    contents = write_backup(store.file, store.files, target, now=now, reason=reason, progress=told,
                            keys=store.keys)
    _let_go(backups_of(store.folder), target)
    words, late = ("", False) if second is None else _copy_second(target, second, told)
    return Made(target, contents, words, late)


def drop_plain(store: Store, going: Sequence[Path], progress: Progress) -> int:
    """Delete backups that are not encrypted, after one that is was made and proven; how many went.

    StoreTrouble or Cancelled: nothing was deleted.
    """
    if not make(store, ENCRYPTED, progress).contents.sealed:
        raise StoreTrouble("数据没有加密，旧备份没有删。")
    for path in going:
        path.unlink(missing_ok=True)
    return len(going)


def copy_proven(source: Path, target: Path, progress: Progress, *, called: str = "备份") -> None:
    """Copy a file portion by portion and read the copy again; StoreTrouble leaves nothing of it."""
    half = target.with_name(f"{HALF}-{target.name}")
    with machine_troubles(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        size = source.stat().st_size
        need_room(target.parent, size)
        try:
            digest = hashlib.sha256()
            with source.open("rb") as stream, half.open("wb") as copy:
                while portion := stream.read(PORTION):
                    digest.update(portion)
                    copy.write(portion)
                    progress.step(copy.tell() // PORTION, size // PORTION, f"复制{called}（MB）")
                copy.flush()
                os.fsync(copy.fileno())
            with half.open("rb") as stream:
                same = hashlib.file_digest(stream, "sha256").digest() == digest.digest()
            if not same:
                raise StoreTrouble(f"复制到 {target.parent} 的{called}和原件不同。", "请换一个盘再试。")
            half.replace(target)
        finally:
            half.unlink(missing_ok=True)


def _copy_second(path: Path, second: Path, progress: Progress) -> tuple[str, bool]:
    """What became of the copy, and whether there is none. A missing stick is a sentence, no failure."""
    if not second.is_dir():
        return f"第二备份位置不在：{second}，插上移动盘后再备份一次", True
    folder = second / SECOND
    try:
        copy_proven(path, folder / path.name, progress)
    except StoreTrouble as trouble:
        return trouble.sentence, True
    _let_go(folder, folder / path.name)
    return f"另存一份到 {folder}", False


def _let_go(folder: Path, new: Path) -> None:
    """Delete backups of ours that are no longer needed; those that cannot be read do not count as good.

    The newest that hold every kept file stay, whatever became of the files since.
    """
    known = [(backup.moment, backup.path, backup.contents) for backup in _own(folder)]
    good = [(moment, path) for moment, path, contents in known if contents is not None]
    whole = sorted((moment, path) for moment, path, contents in known if contents and not contents.faults)
    stay = {new, *(path for _, path in whole[-NEWEST:])}
    for path in evicted(good):
        if path not in stay:
            path.unlink(missing_ok=True)


def _own(folder: Path) -> list[Kept]:
    return [_look(path) for path in _places(folder, f"{PREFIX}*.zip")]


def _places(folder: Path, pattern: str) -> Sequence[Path]:
    return sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith("."))


def _look(path: Path, keys: Keys = NO_KEYS) -> Kept:
    try:
        contents = glance(path, keys)
    except StoreTrouble as trouble:
        moment = _moment_of(path) or datetime.fromtimestamp(path.stat().st_mtime, CHINA)
        return Kept(path, moment, None, trouble.sentence, isinstance(trouble, KeyNeeded))
    named = _moment_of(path)
    return Kept(path, named or contents.made_at.astimezone(CHINA), contents)


def _moment_of(path: Path) -> datetime | None:
    """The moment in the name, 备份-20230925-093000-…; None when it says none."""
    words = path.name.removeprefix(PREFIX)[:15]
    try:
        return datetime.strptime(words, "%Y%m%d-%H%M%S").replace(tzinfo=CHINA)
    except ValueError:
        return None

