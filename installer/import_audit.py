"""Every DLL a Windows program's files load must be in its folder or come with Windows 10 (from 1809 on).

    python installer/import_audit.py FOLDER

Trimming breaks a program silently: a plugin whose DLL was left out fails on the clerk's PC only.
Exit code 1 when something is missing; one line each.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pefile  # type: ignore[import-untyped,unused-ignore]
from bundle_parts import PROGRAM_KINDS

SYSTEM_SETS = ("api-ms-win-", "ext-ms-")
SYSTEM_NAMES = """
    kernel32 user32 gdi32 advapi32 shell32 ole32 oleaut32 ws2_32 winmm version comdlg32 comctl32 imm32 dwmapi
    uxtheme shlwapi setupapi netapi32 userenv mpr bcrypt crypt32 ntdll rpcrt4 winspool.drv d3d9 d3d11 d3d12
    dxgi dwrite d2d1 wtsapi32 shcore iphlpapi dnsapi secur32 authz cfgmgr32 uiautomationcore powrprof psapi
    bcryptprimitives msvcrt opengl32 propsys oleacc dcomp winhttp ncrypt msi cabinet mscms wintrust dbghelp
    usp10 rstrtmgr wldap32 normaliz avrt hid windowscodecs
"""
SYSTEM = frozenset(SYSTEM_NAMES.split())
DIRECTORIES = ("IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")


def programs(folder: Path) -> list[Path]:
    """The .exe, .dll and .pyd files below a folder."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in PROGRAM_KINDS
    )


def imports(file: Path) -> list[str]:
    """Names of the DLLs this file loads, lower case; PEFormatError when it is no PE file."""
    read = pefile.PE(str(file), fast_load=True)
    try:
        read.parse_data_directories([pefile.DIRECTORY_ENTRY[name] for name in DIRECTORIES])
        entries = [
            *getattr(read, "DIRECTORY_ENTRY_IMPORT", []),
            *getattr(read, "DIRECTORY_ENTRY_DELAY_IMPORT", []),
        ]
        return sorted({entry.dll.decode("ascii").lower() for entry in entries})
    finally:
        read.close()


def comes_with_windows(name: str) -> bool:
    """True for a DLL every supported Windows has."""
    return name.startswith(SYSTEM_SETS) or name.removesuffix(".dll") in SYSTEM


def missing(needs: Iterable[tuple[str, Iterable[str]]], present: Iterable[str]) -> Iterator[str]:
    """One line for every (file, DLL) whose DLL is neither present nor Windows' own."""
    here = {name.lower() for name in present}
    for file, names in needs:
        for name in names:
            if name not in here and not comes_with_windows(name):
                yield f"{file} 要载入 {name}，程序里没有，Windows 也不带"


def audit(folder: Path) -> list[str]:
    """The faults of a program folder."""
    needs = [(path.name, imports(path)) for path in programs(folder)]
    return list(missing(needs, (path.name for path in folder.rglob("*") if path.is_file())))


def main(arguments: list[str]) -> int:
    """Audit the folder given; the exit code."""
    folder = Path(arguments[0])
    faults = audit(folder)
    print("\n".join(faults) or f"{len(programs(folder))} 个程序文件要载入的 DLL 都在。")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
