"""One program at a time on one data folder."""

from pathlib import Path

from PySide6.QtCore import QLockFile

from desktop.base.errors import StoreTrouble

LOCK = ".正在使用"


def hold(folder: Path) -> QLockFile:
    """The folder for this process alone, as long as the lock lives; StoreTrouble while another one has it.

    The lock of a program that was killed does not count.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(folder.parent / f"{folder.name}{LOCK}"))
    lock.setStaleLockTime(0)
    if not lock.tryLock(100):
        raise StoreTrouble("这份台账已经在另一个窗口里打开。", "请切换到已打开的窗口，或关闭它再试。")
    return lock
