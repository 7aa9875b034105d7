"""The audit of DLLs bites: a program file whose DLL is nowhere is named."""

import struct
from collections.abc import Sequence
from pathlib import Path

import import_audit
import pytest

SECTION = 0x1000
RAW = 0x200


def program_file(dlls: Sequence[str]) -> bytes:
    """The smallest 64-bit PE file that imports one function of each DLL; it could not run."""
    table, names = b"", b""
    place = SECTION + 20 * (len(dlls) + 1) + 32
    thunks = SECTION + 20 * (len(dlls) + 1)
    for dll in dlls:
        table += struct.pack("<5I", thunks, 0, 0, place + len(names), thunks)
        names += dll.encode("ascii") + b"\0"
    hint = place + len(names)
    body = table + bytes(20) + struct.pack("<4Q", hint, 0, hint, 0) + names + b"\0\0f\0"
    body = body.ljust(RAW, b"\0")
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    coff = b"PE\0\0" + struct.pack("<2H3I2H", 0x8664, 1, 0, 0, 0, 0xF0, 0x22)
    optional = struct.pack("<H2B9I", 0x20B, 14, 0, RAW, 0, 0, 0, SECTION, 0x400000, 0, SECTION, RAW)
    optional += struct.pack("<6H4I2H4Q2I", 6, 0, 0, 0, 6, 0, 0, 0x3000, RAW, 0, 3, 0, *([0x1000] * 4), 0, 16)
    optional += bytes(8) + struct.pack("<2I", SECTION, len(body)) + bytes(8 * 14)
    section = b".idata\0\0" + struct.pack("<6I2HI", RAW, SECTION, RAW, RAW, 0, 0, 0, 0, 0xC0000040)
    return (head + coff + optional + section).ljust(RAW, b"\0") + body


def test_imports_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.dll"
    file.write_bytes(program_file(["KERNEL32.dll", "Qt6Network.dll"]))
    assert import_audit.imports(file) == ["kernel32.dll", "qt6network.dll"]


def test_a_trimmed_library_is_missed(tmp_path: Path) -> None:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "touch.dll").write_bytes(program_file(["kernel32.dll", "Qt6Network.dll"]))
    assert import_audit.audit(tmp_path) == ["touch.dll 要载入 qt6network.dll，程序里没有，Windows 也不带"]
    assert import_audit.main([str(tmp_path)]) == 1
    (tmp_path / "Qt6Network.DLL").write_bytes(program_file(["api-ms-win-crt-heap-l1-1-0.dll"]))
    assert import_audit.audit(tmp_path) == []
    assert import_audit.main([str(tmp_path)]) == 0


@pytest.mark.parametrize(
    ("name", "own"),
    [("user32.dll", True), ("winspool.drv", True), ("icuuc.dll", False), ("python311.dll", False)],
)
def test_what_windows_brings(name: str, own: bool) -> None:
    assert import_audit.comes_with_windows(name) is own
