"""A file is written whole or not at all: first beside its place, then moved onto it in one step."""

import os
import tempfile
from pathlib import Path

from desktop.base.errors import UserError
from desktop.store.engine import os_trouble


class TargetBusy(UserError):
    """The target is open in another program; `other` is a free name in the same folder."""

    def __init__(self, target: Path, other: Path) -> None:
        super().__init__(
            f"没有写入：“{target.name}”正在 Excel 或 WPS 里打开，或是只读文件。",
            f"请关闭它再试一次，或改存为“{other.name}”。",
        )
        self.other = other


def need_place_of_a_file(target: Path) -> None:
    """UserError when a folder or a device (NUL, /dev/null, a pipe) stands there, not to be replaced."""
    example = f"台账{target.suffix or '.xlsx'}"
    if target.is_dir():
        raise UserError(f"“{target}”是文件夹。", f"请写上文件名，例如 {example}。")
    if target.exists() and not target.is_file():
        raise UserError(f"“{target}”是设备，不是文件，没有写入。", f"请换一个文件名，例如 {example}。")


def write_whole(target: Path, data: bytes) -> None:
    """Write `data` to `target`; `TargetBusy` when it is held open, StoreTrouble for the machine's faults.

    UserError as `need_place_of_a_file`.
    """
    need_place_of_a_file(target)
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".写入-")
    except OSError as error:
        raise os_trouble(error, target.parent) from error
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
