"""Calling makensis: the installer, its twin and quick ones for trials, from the frozen program's folder."""

import hashlib
import os
import shutil
import struct
import subprocess
from pathlib import Path

from bundle_parts import ICON, NAME, PUBLISHER, ROOT, TITLE
from system_libraries import SetupTrouble

SCRIPT = ROOT / "installer" / "setup.nsi"
PICTURE = ROOT / "build" / "wizard.bmp"
WINDOWS_PLACES = ("ProgramFiles(x86)", "ProgramFiles")
DOWNLOAD_LIMIT = 60 * 1024 * 1024
"""Bytes the installer may have."""


def compiler() -> str:
    """makensis on this machine; SetupTrouble when there is none."""
    found = shutil.which("makensis")
    places = [
        Path(os.environ[name]) / "NSIS" / "makensis.exe" for name in WINDOWS_PLACES if name in os.environ
    ]
    found = found or next((str(place) for place in places if place.is_file()), None)
    if found is None:
        raise SetupTrouble("本机没有 NSIS（makensis），做不了安装程序。请安装 NSIS 3 后再运行一次。")
    return found


def wizard_picture(width: int = 164, height: int = 314) -> bytes:
    """The left side of the wizard's first and last page (BMP): the accent colour, the icon's three lines."""
    ground, ink = bytes([0xA6, 0x5A, 0x1A]), bytes([0xFF, 0xFF, 0xFF])
    strokes = {30: 64, 48: 64, 66: 40}
    rows = []
    for place in range(height):
        length = next((length for top, length in strokes.items() if top <= place < top + 6), 0)
        row = ground * 28 + ink * length + ground * (width - 28 - length)
        rows.append(row.ljust(-(-width * 3 // 4) * 4, b"\0"))
    pixels = b"".join(reversed(rows))
    head = struct.pack("<3I2H6I", 40, width, height, 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    return struct.pack("<2sI2HI", b"BM", 54 + len(pixels), 0, 0, 54) + head + pixels


def defines(program: Path, version: str, target: Path) -> dict[str, str]:
    """What setup.nsi is told."""
    return {
        "NAME": NAME,
        "TITLE": TITLE,
        "PUBLISHER": PUBLISHER,
        "VERSION": version,
        "SOURCE": str(program),
        "OUT": str(target),
        "ICON": str(ICON),
        "PICTURE": str(PICTURE),
    }


def make(program: Path, version: str, target: Path, *flags: str) -> Path:
    """Make the installer `target` of the program folder; flags: X64, QUICK. SetupTrouble when it fails."""
    for folder in (target.parent, PICTURE.parent):
        folder.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(wizard_picture())
    told = [f"-D{key}={value}" for key, value in defines(program, version, target).items()]
    command = [
        compiler(),
        "-V2",
        "-INPUTCHARSET",
        "UTF8",
        *told,
        *(f"-D{flag}" for flag in flags),
        str(SCRIPT),
    ]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
        raise SetupTrouble("做安装程序失败，上面是 makensis 说的原因。")
    return target


def write_checksum(file: Path) -> Path:
    """The SHA-256 beside the file, as `sha256sum -c` and a reader's eye want it."""
    target = file.with_name(f"{file.name}.sha256")
    target.write_text(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n", encoding="utf-8")
    return target
