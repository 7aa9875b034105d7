"""Where a database must not lie: on a network share, or in a folder that another program synchronises."""

import sys
from collections.abc import Iterable
from pathlib import Path

from desktop.base.errors import StoreTrouble

SYNCED = ("onedrive", "坚果云", "我的坚果云", "nutstore", "百度网盘同步", "百度云同步", "baidusyncdisk",
          "dropbox", "google drive", "googledrive", "iclouddrive", "icloud drive", "wps云盘",
          "wps网盘", "wpsdrive", "微云同步", "天翼云盘同步", "阿里云盘同步", "115同步", "synologydrive")
"""How the folders of synchronising programs begin, in small letters."""
SHARED_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs",
                          "davfs", "afs", "ceph", "glusterfs", "fuse.glusterfs"})
"""File systems of other computers, as Linux calls them."""
REMOTE_DRIVE = 4
"""GetDriveTypeW: DRIVE_REMOTE."""
ADVICE = "请把整个文件夹移到本机磁盘（例如 D:\\台账），再从那里打开；备份文件可以另存到那里。"
BY_COMMAND = "命令行用 move 就能搬过去并核对：python -m desktop --data 这个文件夹 move。"
NOTE, PLACE = "数据已搬到本机.txt", "新位置："
"""The note left in a folder whose data was brought elsewhere, and the word before the new place."""


class UnsafePlace(StoreTrouble):
    """The folder is another computer's, or another program changes what lies in it."""


def need_safe(folder: Path) -> None:
    """StoreTrouble when the data must not be used in this folder, or was brought elsewhere from it."""
    gone = moved_to(folder)
    if gone is not None:
        raise StoreTrouble(f"这份数据已经搬到 {gone}，这里（{folder}）是留下的旧数据，没有打开。",
                           f"请从新位置打开；确实要用旧的这一份，先删掉里面的“{NOTE}”。")
    need_local(folder)


def need_local(folder: Path) -> None:
    """UnsafePlace when data must not lie in this folder."""
    trouble = danger(folder)
    if trouble is not None:
        raise trouble


def moved_to(folder: Path) -> Path | None:
    """Where the data of this folder was brought; None when it was not."""
    try:
        lines = (folder / NOTE).read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return None
    return next((Path(line.removeprefix(PLACE)) for line in lines if line.startswith(PLACE)), None)


def danger(folder: Path) -> UnsafePlace | None:
    """Why the data must not lie here and what to do; None for a local folder nobody synchronises."""
    whole = folder.absolute()
    if is_shared(whole):
        return UnsafePlace(f"数据文件夹在网络共享上：{folder}。在那里读写会损坏数据，没有打开。", ADVICE)
    name = synced_part(whole.parts)
    if name is not None:
        return UnsafePlace(
            f"数据文件夹在网盘同步文件夹“{name}”里：{folder}。同步软件会在写入中途改文件，没有打开。",
            ADVICE)
    return None


def synced_part(parts: Iterable[str]) -> str | None:
    """The part of a path that belongs to a synchronising program."""
    return next((part for part in parts if part.strip().lower().startswith(SYNCED)), None)


def is_shared(folder: Path) -> bool:
    """Whether the folder is another computer's."""
    if str(folder).startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        # Windows alone has it to ask.
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\") == REMOTE_DRIVE)
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return mount_type(mounts, str(folder)) in SHARED_TYPES


def mount_type(mounts: str, folder: str) -> str:
    """The type of the file system a folder lies on, by the text of /proc/self/mountinfo; "" when unknown."""
    best, found = "", ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = fields[4].replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, found = point, after.split()[0]
    return found
