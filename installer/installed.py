"""The program as it was installed into a Wine prefix: its places, its commands, its data."""

import filecmp
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bundle import content
from bundle_parts import NAME, TITLE
from wine_prefix import Prefix, wait, windows_path

STALE = "stale_module.pyd"
UNINSTALL_KEY = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
TABLES = (
    "SELECT name FROM sqlite_master"
    " WHERE type='table' AND name NOT LIKE 'sqlite_%' AND name <> 'scratch'"
)
"""The clerk's own: not what the program notes for itself, such as the version that wrote last."""

SETTLE = 60.0
"""Seconds that a window may take to close, or the uninstaller to finish after it returned."""
CLOSINGS = 4
"""How often a window is asked to close: dialogs stand in front of it at the first start."""


@dataclass
class Installed:
    """The places of the installed program in a prefix."""

    prefix: Prefix

    @property
    def folder(self) -> Path:
        """The program's folder."""
        return self.prefix.local / "Programs" / NAME

    @property
    def program(self) -> Path:
        """The program's file."""
        return self.folder / f"{NAME}.exe"

    @property
    def data(self) -> Path:
        """The database in the default data folder."""
        return self.prefix.local / TITLE / "数据" / "台账.db"

    @property
    def shortcuts(self) -> list[Path]:
        """What the start menu and the desktop show."""
        user = self.prefix.local.parents[1]
        menu = self.prefix.roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / TITLE
        return [menu / f"{TITLE}.lnk", user / "Desktop" / f"{TITLE}.lnk"]

    def install(self, setup: Path) -> int:
        """Run an installer silently; its exit code."""
        return self.prefix.run(windows_path(setup), "/S", seconds=600).code

    def command(self, *words: str) -> int:
        """Run a headless command of the installed program on the default data folder."""
        return self.prefix.run(self.program, *words, seconds=300).code

    def shown_version(self) -> str:
        """The version that Windows' list of programs shows; empty when it is not in the list."""
        said = self.prefix.run("reg", "query", UNINSTALL_KEY, "/v", "DisplayVersion")
        return said.said.split()[-1] if said.code == 0 else ""

    @property
    def window_facts(self) -> Path:
        """What the program keeps of its windows on this PC, and which version she saw last."""
        return self.prefix.roaming / TITLE / "窗口.ini"

    def press_close(self) -> None:
        """Ask every window of the program to close, as the × does; one behind a dialog does not."""
        self.prefix.run("taskkill", "/im", f"{NAME}.exe")

    def close(self) -> bool:
        """Close the window, and dialogs in front of it first; True when the program ended."""
        for _ in range(CLOSINGS):
            self.press_close()
            if wait(lambda: not any(TITLE in title for title in self.prefix.titles()), SETTLE / CLOSINGS):
                return True
        return False

    def facts(self) -> tuple[str, dict[str, int]]:
        """Schema revision and rows per table of the data."""
        return facts_of(self.data)


def facts_of(data: Path) -> tuple[str, dict[str, int]]:
    """Schema revision and rows per table of a database."""
    connection = sqlite3.connect(f"file:{data}?mode=ro", uri=True)
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        names = [name for (name,) in connection.execute(TABLES)]
        return revision, {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
        }
    finally:
        connection.close()


def leftovers(folder: Path) -> Iterator[Path]:
    """What must not be in a program's folder after an upgrade."""
    names = ("_internal.new", "_internal.old", f"{NAME}.exe.new", f"{NAME}.exe.old", f"_internal/{STALE}")
    return (folder / name for name in names if (folder / name).exists())


def reset(prefix: Prefix) -> None:
    """Nothing of an earlier trial is left in the prefix."""
    here = Installed(prefix)
    for folder in (here.folder, here.data.parents[1], here.window_facts.parent):
        shutil.rmtree(folder, ignore_errors=True)
    for link in here.shortcuts:
        link.unlink(missing_ok=True)
    prefix.run("reg", "delete", UNINSTALL_KEY, "/f")


def same_content(setup: Path, program: Path, folder: Path) -> bool:
    """True when the installer that is shipped, unpacked into `folder`, holds the program to the byte."""
    shutil.rmtree(folder, ignore_errors=True)
    unpacked = subprocess.run(
        ["7z", "x", "-y", f"-o{folder}", str(setup)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    held = {
        path.name: path for path in folder.rglob("*") if path.name in ("_internal.new", f"{NAME}.exe.new")
    }
    if unpacked.returncode or len(held) != 2:
        return False
    inside, outside = held["_internal.new"], program / "_internal"
    names = [name for name, _ in content(outside)]
    return (
        content(inside) == content(outside)
        and not filecmp.cmpfiles(outside, inside, names, shallow=False)[1]
        and filecmp.cmp(held[f"{NAME}.exe.new"], program / f"{NAME}.exe", shallow=False)
    )
