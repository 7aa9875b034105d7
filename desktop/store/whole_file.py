"""A file is written whole or not at all: first beside its place, then moved onto it in one step."""

import os
import tempfile
from pathlib import Path

from desktop.base.errors import UserError
from desktop.store.backup import BACKUPS
from desktop.store.engine import LONGEST_NAME, machine_troubles, os_trouble
from desktop.store.keys import BOX_HEAD, BOX_TAIL
from desktop.store.seal import SEAL
from desktop.store.store import FILE_NAME, KEPT


class TargetBusy(UserError):
    """The target is open in another program; `other` is a free name in the same folder."""

    def __init__(self, target: Path, other: Path) -> None:
        super().__init__(
            f"没有写入：“{target.name}”正在 Excel 或 WPS 里打开，或是只读文件。",
            f"请关闭它再试一次，或改存为“{other.name}”。",
        )
        self.other = other


def need_place_of_a_file(target: Path) -> None:
    """UserError when a folder or a device (NUL, /dev/null, a pipe) stands there, not to be replaced.

    Or when the name is longer than Windows takes, here already, so that a stick carries it.
    """
    if len(target.name) > LONGEST_NAME:
        raise UserError(f"文件名或路径太长：“{target.name[:20]}…”。", "请写一个短些的文件名。")
    example = f"台账{target.suffix or '.xlsx'}"
    if target.is_dir():
        raise UserError(f"“{target}”是文件夹。", f"请写上文件名，例如 {example}。")
    if target.exists() and not target.is_file():
        raise UserError(f"“{target}”是设备，不是文件，没有写入。", f"请换一个文件名，例如 {example}。")


def write_whole(target: Path, data: bytes) -> None:
    """Write `data` to `target`; `TargetBusy` when it is held open, StoreTrouble for the machine's faults.

    UserError as `need_place_of_a_file`, and for what is the ledger's own.
    """
    _need_free(target)
    handle, temporary = _beside(target)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _move(Path(temporary), target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise os_trouble(error, target) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def need_place(target: Path) -> None:
    """Make the folder of `target` and find out whether a file can be written there.

    To be asked before an act that cannot be taken back, whose paper is then written: a number is not taken
    for a sheet that has no place.
    """
    with machine_troubles(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    _need_free(target)
    handle, temporary = _beside(target)
    os.close(handle)
    Path(temporary).unlink(missing_ok=True)


def ending_of(target: Path, *known: str) -> str:
    """The ending of a file's name in small letters, which says how it is written; UserError for another."""
    ending = target.suffix.lower()
    if ending not in known:
        raise UserError(f"不知道怎样写“{target.name}”。", f"文件名请以 {' 或 '.join(known)} 结尾。")
    return ending


def free_name(target: Path) -> Path:
    """台账.xlsx -> 台账(2).xlsx, the first that is not there yet."""
    number = 2
    while (other := target.with_name(f"{target.stem}({number}){target.suffix}")).exists():
        number += 1
    return other


def _move(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except PermissionError as error:
        if target.exists():
            raise TargetBusy(target, free_name(target)) from error
        raise


def _beside(target: Path) -> tuple[int, str]:
    """A file to write in the folder of `target`, open, and its name."""
    try:
        return tempfile.mkstemp(dir=target.parent, prefix=".写入-")
    except OSError as error:
        raise os_trouble(error, target.parent) from error


def _need_free(target: Path) -> None:
    with machine_troubles(target):
        need_place_of_a_file(target)
        kept = _of_the_data(target.resolve())
    if kept:
        raise UserError(f"没有写入：“{target}”是台账数据的{kept}，不能被别的文件盖掉。",
                        "请换一个文件夹，例如桌面。")


def _of_the_data(place: Path) -> str:
    """What of a data folder this place is: its database, its seal, its key, its kept files; "" for none."""
    for folder in place.parents:
        if not (folder / FILE_NAME).exists():
            continue
        first = place.relative_to(folder).parts[0].casefold()
        if first in (KEPT, BACKUPS):
            return f"“{first}”文件夹"
        if first.startswith(FILE_NAME.casefold()):
            return "数据文件"
        if first == SEAL.casefold() or (first.startswith(BOX_HEAD) and first.endswith(BOX_TAIL)):
            return "核对、钥匙文件"
    return ""
