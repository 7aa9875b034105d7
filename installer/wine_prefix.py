"""A Windows of its own for building and trying: one Wine prefix, one invisible screen.

Wine runs with code page 936 (LC_ALL=zh_CN.UTF-8), as a Chinese Windows does. A Windows program's output must
be a pipe, never a file, or Windows' Python dies at its start. Raises SetupTrouble when Wine itself fails.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bundle_parts import ROOT
from system_libraries import SetupTrouble, bring

SOURCES = ROOT / "installer" / "wine"
COMPILER = "x86_64-w64-mingw32-gcc"
LOCALE = "zh_CN.UTF-8"
FONT = "NotoSansSC-Regular.ttf"
LOADERS = (Path("/usr/lib/wine/wine64"), Path("/usr/lib/x86_64-linux-gnu/wine/wine64"))
SCREEN = "1440x900x24"
NEEDED = {
    "wine": "wine wine64",
    "makensis": "nsis",
    "Xvfb": "xvfb",
    "xwininfo": "x11-utils",
    "import": "imagemagick",
    COMPILER: "gcc-mingw-w64-x86-64",
    "osslsigncode": "osslsigncode",
    "localedef": "locales",
    "7z": "p7zip-full",
}
"""Program → Debian packages that bring it."""

SETTINGS_CLASS = (
    r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId\Windows.UI.ViewManagement.UISettings"
)
SHIMS = (
    ("windows_ui.c", "windows.ui.dll", "-lruntimeobject"),
    ("bcryptprimitives.c", "bcryptprimitives.dll", "-ladvapi32"),
)


class Finished(NamedTuple):
    """A Windows program that ended: exit code and what it said."""

    code: int
    said: str


def ensure_tools() -> None:
    """Wine, NSIS and the rest are there afterwards, installed when root; else SetupTrouble."""
    absent = [packages for tool, packages in NEEDED.items() if shutil.which(tool) is None]
    if absent:
        bring(" ".join(absent).split(), "打 Windows 安装包要用的工具")
    have = subprocess.run(["locale", "-a"], stdout=subprocess.PIPE, encoding="utf-8").stdout.lower()
    if (
        "zh_cn.utf8" not in have
        and subprocess.run(["localedef", "-i", "zh_CN", "-f", "UTF-8", LOCALE]).returncode
    ):
        raise SetupTrouble(
            f"本机没有中文区域 {LOCALE}。请输入：\n  sudo localedef -i zh_CN -f UTF-8 {LOCALE}"
        )


@contextmanager
def screen() -> Iterator[str]:
    """An invisible screen for windows; gives its DISPLAY and takes it away at the end."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as told:
            number = told.readline().strip()
        if not number:
            raise SetupTrouble("看不见的屏幕（Xvfb）没有起来，请再运行一次。")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def loader() -> str:
    """Wine's 64-bit starter: by the other one, Windows' own tools see no 64-bit programs."""
    return next((str(place) for place in LOADERS if place.is_file()), shutil.which("wine64") or "wine")


class Prefix:
    """One Windows of 64 (or 32) bits: its C: drive below `folder`, its windows on `display`."""

    def __init__(self, folder: Path, display: str, bits: int = 64) -> None:
        self.folder = folder
        self.bits = bits
        self.wine = loader() if bits == 64 else "wine"
        self.drive = folder / "drive_c"
        self.env = {
            **os.environ,
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "-all",
            "WINEARCH": f"win{bits}",
            "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=",
            "DISPLAY": display,
            "LC_ALL": LOCALE,
            "PYTHONUTF8": "0",
        }
        for name in ("PYTHONPATH", "PYTHONHOME", "QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
            self.env.pop(name, None)

    @property
    def local(self) -> Path:
        """%LOCALAPPDATA% of the only user."""
        return next((self.drive / "users").glob("[!P]*")) / "AppData" / "Local"

    @property
    def roaming(self) -> Path:
        """%APPDATA% of the only user."""
        return self.local.parent / "Roaming"

    def create(self) -> None:
        """Make it when it is not there: Windows 10, with what Wine 8 and 9 lack."""
        if self.drive.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run("wineboot", "-i")
        self.be_windows("win10")
        self._give_chinese_font()
        said = subprocess.run(
            [self.wine, "--version"], env=self.env, stdout=subprocess.PIPE, encoding="utf-8"
        ).stdout
        if self.bits == 64 and said.strip().split("\n")[-1].startswith(("wine-8", "wine-9")):
            self._fill_gaps()

    def be_windows(self, version: str) -> None:
        """Pretend to be that version of Windows: win10, win7."""
        self.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", version, "/f")

    def _give_chinese_font(self) -> None:
        """The shipped sans serif, for the wizard's words where this machine has no Chinese font."""
        fonts = self.drive / "windows" / "Fonts"
        fonts.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "resources" / "fonts" / FONT, fonts)

    def _fill_gaps(self) -> None:
        target = self.drive / "windows" / "system32"
        for source, name, library in SHIMS:
            compile_c(SOURCES / source, target / name, "-shared", libraries=(library,))
        self.run("reg", "add", SETTINGS_CLASS, "/v", "DllPath", "/t", "REG_SZ",
                 "/d", r"C:\windows\system32\windows.ui.dll", "/f")  # fmt: skip

    def start(self, *arguments: str | Path, cwd: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a Windows program; its output goes into a pipe."""
        return subprocess.Popen(
            [self.wine, *map(str, arguments)],
            env=self.env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *arguments: str | Path, seconds: float = 300, cwd: Path | None = None) -> Finished:
        """Run a Windows program to its end; SetupTrouble, with a picture, when it does not end in time."""
        running = self.start(*arguments, cwd=cwd)
        try:
            said, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            picture = self.folder.parent / "stuck.png"
            self.photograph(picture)
            self.stop()
            running.communicate()
            name = Path(str(arguments[0]).replace("\\", "/")).name
            raise SetupTrouble(f"{name} 过了 {seconds:.0f} 秒还没有结束，当时的屏幕在 {picture}。") from error
        return Finished(running.returncode, said.decode("utf-8", "replace"))

    def stop(self) -> None:
        """End every program of this prefix."""
        subprocess.run(["wineserver", "-k"], env=self.env, stdin=subprocess.DEVNULL)

    def titles(self) -> list[str]:
        """Titles of the windows on the screen."""
        told = subprocess.run(
            ["xwininfo", "-root", "-tree"], env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout.decode("utf-8", "replace")
        return [line.split('"')[1] for line in told.splitlines() if line.count('"') >= 2]

    def wait_for_window(self, title: str, seconds: float = 90) -> bool:
        """True as soon as a window with these words in its title is there."""
        return wait(lambda: any(title in found for found in self.titles()), seconds)

    def settle(self, seconds: float = 30) -> None:
        """Wait until the screen looks the same twice, a second apart; a moving bar is waited for so long."""
        seen, until = b"", time.monotonic() + seconds
        while (now := self._pixels()) != seen and time.monotonic() < until:
            seen = now
            time.sleep(1)

    def _pixels(self) -> bytes:
        command = ["import", "-window", "root", "-depth", "8", "rgb:-"]
        return subprocess.run(command, env=self.env, stdout=subprocess.PIPE, check=True).stdout

    def photograph(self, target: Path) -> None:
        """The whole screen as a PNG."""
        subprocess.run(["import", "-window", "root", str(target)], env=self.env, check=True)


def wait(reached: Callable[[], bool], seconds: float) -> bool:
    """Ask twice a second until it is so; False after that many seconds."""
    until = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > until:
            return False
        time.sleep(0.5)
    return True


def windows_path(path: Path) -> str:
    """A path of this machine as Windows programs under Wine write it."""
    return "Z:" + str(path).replace("/", "\\")


def compile_c(source: Path, target: Path, *options: str, libraries: tuple[str, ...] = ()) -> None:
    """Compile C for 64-bit Windows; SetupTrouble when it fails."""
    command = [COMPILER, "-O2", "-s", "-w", *options, str(source), "-o", str(target), *libraries]
    if subprocess.run(command).returncode:
        raise SetupTrouble(f"编译 {source.name} 失败，上面是原因。")
