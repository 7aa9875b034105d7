"""What this PC brings for the program: fonts, printers, disk, place of the data, antivirus, SQLite.

`look` asks the machine, `lines` says it in words: the second is pure, so that every case can be tried.
"""

import ctypes
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from platform import platform

from desktop.base.errors import StoreTrouble
from desktop.base.marks import Tone
from desktop.store.safe_place import danger

GIGABYTE = 1024**3
LITTLE_ROOM, NO_ROOM = 2 * GIGABYTE, GIGABYTE // 4
"""Bytes free on the disk of the data: below, backups may fail; below, nothing can be relied upon."""
LONG_PATH = 140
"""Characters of a data folder above which files inside pass Windows' 260."""
SLOW_WRITE = 1.0
"""Seconds that writing one small file may take before something is in its way."""
WIDTH, HEIGHT = 1093, 582
"""Pixels the window wants, after scaling."""
OLDEST_WINDOWS = 17763
"""Build of Windows 10 1809, the oldest that Qt runs on."""
OLDEST_SQLITE = (3, 35, 0)
REMOVABLE = 2
"""GetDriveTypeW: DRIVE_REMOVABLE."""
PROBE = ".检查写入.tmp"

GUARDS = (("360 安全卫士", "360/360Safe"), ("360 杀毒", "360/360sd"), ("火绒", "Huorong/Sysdiag"),
          ("腾讯电脑管家", "Tencent/QQPCMgr"), ("金山毒霸", "kingsoft/kingsoft antivirus"),
          ("联想电脑管家", "Lenovo/PCManager"), ("Windows Defender", "Windows Defender"))
"""Antivirus programs and where below the program folders of Windows they stand."""
PROGRAM_PLACES = ("ProgramFiles", "ProgramFiles(x86)", "ProgramW6432")


@dataclass(frozen=True)
class Screen:
    """A screen in its own pixels after scaling, and how much it is scaled, in per cent."""

    width: int
    height: int
    scale: int


@dataclass(frozen=True)
class Machine:
    """What was found; `written` is the seconds one small file took, None when it could not be written."""

    system: str
    build: int | None
    screen: Screen
    substitutes: tuple[str, ...]
    printers: tuple[str, ...]
    folder: Path
    program: Path
    free: int
    written: float | None
    removable: bool
    trouble: StoreTrouble | None
    guards: tuple[str, ...]
    sqlite: str
    full_text: bool


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: what it is, how it stands, what to do."""

    title: str
    tone: Tone
    words: str
    advice: str = ""


def look(folder: Path, screen: Screen, printers: Sequence[str], substitutes: Sequence[str]) -> Machine:
    """Ask this PC; `folder` holds the data, the rest was asked of the screen. Writes one small file."""
    return Machine(
        system=platform(), build=windows_build(), screen=screen, substitutes=tuple(substitutes),
        printers=tuple(printers), folder=folder, program=Path(sys.executable).parent,
        free=shutil.disk_usage(folder).free, written=write_seconds(folder), removable=is_removable(folder),
        trouble=danger(folder), guards=guards_here(), sqlite=sqlite3.sqlite_version,
        full_text=knows_full_text())


def windows_build() -> int | None:
    """The build of this Windows; None on another system."""
    if sys.platform == "win32":
        return sys.getwindowsversion().build
    return None


def write_seconds(folder: Path) -> float | None:
    """How long it takes to write, rename and remove a small file; None when it is refused."""
    start = time.perf_counter()
    probe = folder / PROBE
    moved = probe.with_suffix(".2.tmp")
    try:
        probe.write_bytes(bytes(4096))
        probe.replace(moved)
        moved.unlink()
    except OSError:
        probe.unlink(missing_ok=True)
        return None
    return time.perf_counter() - start


def is_removable(folder: Path) -> bool:
    """Whether the folder is on a USB stick, as Windows calls it."""
    if sys.platform != "win32":
        return False
    drive = folder.absolute().drive
    return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == REMOVABLE)


def guards_here() -> tuple[str, ...]:
    """Antivirus programs that stand on this PC, by the folders they are installed into."""
    roots = {Path(os.environ[name]) for name in PROGRAM_PLACES if os.environ.get(name)}
    return tuple(name for name, place in GUARDS if any((root / place).is_dir() for root in roots))


def knows_full_text() -> bool:
    """Whether this SQLite has the full-text index the search needs."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return True


def lines(found: Machine) -> list[Line]:
    """Everything that was looked at, in words."""
    return [_system(found), _screen(found), _place(found), _disk(found), _writing(found), _guards(found),
            _fonts(found), _printers(found), _sqlite(found)]


def verdict(told: Sequence[Line]) -> str:
    """One sentence over all lines."""
    bad = sum(line.tone is Tone.RED for line in told)
    odd = sum(line.tone is Tone.AMBER for line in told)
    if bad:
        return f"有 {bad} 项要先处理，否则可能丢数据或用不了。"
    return f"可以使用，有 {odd} 项值得留意。" if odd else "都合适，可以使用。"


def as_text(told: Sequence[Line]) -> str:
    """All lines to be pasted into a message to somebody who helps."""
    marks = {Tone.RED: "✗", Tone.AMBER: "!", Tone.GREEN: "✓"}
    return "\n".join(
        f"{marks.get(line.tone, '·')} {line.title}：{line.words}{line.advice and f' {line.advice}'}"
        for line in told)


def _system(found: Machine) -> Line:
    if found.build is not None and found.build < OLDEST_WINDOWS:
        return Line("系统", Tone.AMBER, f"{found.system}，早于 Windows 10 1809。",
                    "界面库不保证在这么旧的系统上正常，请尽早更新系统。")
    return Line("系统", Tone.GREEN, f"{found.system}。")


def _screen(found: Machine) -> Line:
    screen = found.screen
    words = f"{screen.width}×{screen.height}，缩放 {screen.scale}%。"
    if screen.width < WIDTH or screen.height < HEIGHT:
        return Line("屏幕", Tone.AMBER, words, "放不下整个窗口，请在显示设置里把缩放调小。")
    return Line("屏幕", Tone.GREEN, words)


def _place(found: Machine) -> Line:
    where = f"{found.folder}"
    if found.trouble is not None:
        return Line("数据文件夹", Tone.RED, found.trouble.what, found.trouble.advice)
    if found.removable:
        return Line("数据文件夹", Tone.AMBER, f"在 U 盘上：{where}",
                    "U 盘容易丢、拔早了会坏；请移到本机磁盘，U 盘只放备份。")
    if len(where) > LONG_PATH:
        return Line("数据文件夹", Tone.AMBER, f"路径有 {len(where)} 个字，太长：{where}",
                    "附件的路径可能超过 Windows 的 260 字，请换一个浅一些的文件夹。")
    return Line("数据文件夹", Tone.GREEN, f"在本机磁盘上：{where}")


def _disk(found: Machine) -> Line:
    words = f"剩余 {found.free / GIGABYTE:.1f} GB。"
    if found.free < NO_ROOM:
        return Line("磁盘", Tone.RED, words, "请马上腾出空间：写不下时这一步会退回，备份也做不成。")
    if found.free < LITTLE_ROOM:
        return Line("磁盘", Tone.AMBER, words, "备份和附件会越来越多，请腾出几个 GB。")
    return Line("磁盘", Tone.GREEN, words)


def _writing(found: Machine) -> Line:
    if found.written is None:
        return Line("写入", Tone.RED, "不能在数据文件夹里写文件。",
                    "多半是杀毒软件的“文件夹保护”拦了，或没有权限；请把程序加到它的信任区。")
    if found.written > SLOW_WRITE:
        return Line("写入", Tone.AMBER, f"写一个小文件用了 {found.written:.1f} 秒。",
                    "多半是杀毒软件在逐个检查，请把数据文件夹加到它的信任区。")
    return Line("写入", Tone.GREEN, "在数据文件夹里写、改名、删除都正常。")


def _guards(found: Machine) -> Line:
    if found.build is None:
        return Line("杀毒软件", Tone.GREY, "这不是 Windows，没有要设置的。")
    places = f"{found.program}，{found.folder}"
    advice = f"程序被拦、被删或变慢时，在它的“信任区”（白名单）里加上这两个文件夹：{places}。"
    if not found.guards:
        return Line("杀毒软件", Tone.GREY, "没有认出常见的杀毒软件。", advice)
    return Line("杀毒软件", Tone.BLUE, f"本机装有：{'、'.join(found.guards)}。", advice)


def _fonts(found: Machine) -> Line:
    if found.substitutes:
        return Line("字体", Tone.AMBER, f"{'；'.join(found.substitutes)}。",
                    "打印不受影响，字形与公文标准略有出入；装上字体后自动改用。")
    return Line("字体", Tone.GREEN, "公文用的字体本机都有。")


def _printers(found: Machine) -> Line:
    if not found.printers:
        return Line("打印机", Tone.AMBER, "没有找到打印机。", "可以先存成 PDF，拿到有打印机的电脑上打印。")
    return Line("打印机", Tone.GREEN, f"{'、'.join(found.printers)}。")


def _sqlite(found: Machine) -> Line:
    if not found.full_text or tuple(map(int, found.sqlite.split("."))) < OLDEST_SQLITE:
        return Line("数据库", Tone.RED, f"SQLite {found.sqlite}，缺少查找要用的全文索引或版本太旧。",
                    "请用安装包重新安装程序。")
    return Line("数据库", Tone.GREEN, f"SQLite {found.sqlite}，有全文索引。")
