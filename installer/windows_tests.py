"""`test --windows`: the suite under Windows' own Python, floor by floor; on Debian under Wine.

Code page 936, Chinese locale, Windows' file locks. Left out: tests of the workshop itself (`architecture`,
`installer`, `torture`), which belong to the machine that builds. Arguments after `--windows` are files or
folders below tests/; without any, every floor. What each floor said goes to dist/windows/tests.txt.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import environment
import windows_python
import wine_prefix
from bundle import BUILD, DIST, WINDOWS
from environment import ROOT
from wine_prefix import Prefix, windows_path

FLOORS = ("base", "store", "output", "features", "ui", "app", "journeys")
"""The quick ones first."""
ALONE = ("test_pains.py", "test_resources.py", "test_toy_list.py")
"""Tests beside the floors; `test_docs.py` reads the files of the workshop."""
OF_THE_WORKSHOP = ("ruff", "mypy", "import-linter", "pyinstaller", "pefile", "pytest-xdist")
OPTIONS = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--timeout", "900", "--tb", "short")
WORK = BUILD / WINDOWS
REPORT = DIST / WINDOWS / "tests.txt"


@dataclass(frozen=True)
class Floor:
    """How a folder's tests ended."""

    name: str
    code: int
    last: str
    seconds: float

    @property
    def good(self) -> bool:
        """Whether all passed: a run that breaks off may end with 0 too, but says no sum."""
        return self.code == 0 and " passed" in self.last

    @property
    def words(self) -> str:
        """One line."""
        return f"{'✓' if self.good else '✗'} {self.name}：{self.last}（{self.seconds:.0f} 秒）"


def run(arguments: Sequence[str]) -> int:
    """Every floor, or what is asked for; 0 when all pass."""
    environment.ensure()
    asked = list(arguments) or [f"tests/{place}" for place in (*FLOORS, *ALONE)]
    if sys.platform == "win32":
        python = str(environment.python_of(environment.VENV))
        env = environment.child_env(QT_QPA_PLATFORM="offscreen")
        give_font_folder(environment.VENV / "Lib" / "site-packages")
        done = [subprocess.run([python, "-m", "pytest", *OPTIONS, place], cwd=ROOT, env=env)
                for place in asked]
        return max(one.returncode for one in done)
    wine_prefix.ensure_tools()
    interpreter = windows_python.assemble(WORK / "python")
    libraries = bring_test_libraries(WORK / "python" / "tests")
    with wine_prefix.screen() as display:
        prefix = Prefix(WORK / "prefix-tests", display)
        prefix.env |= {"PYTHONPATH": windows_path(libraries), "QT_QPA_PLATFORM": "offscreen"}
        give_font_folder(WORK / "python" / "site")
        try:
            prefix.create()
            floors = [tested(prefix, interpreter, place) for place in asked]
        finally:
            prefix.stop()
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(floor.words for floor in floors) + "\n", encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"), end="", flush=True)
    return 0 if all(floor.good for floor in floors) else 1


def give_font_folder(site: Path) -> None:
    """The folder that Qt without a screen looks for on Windows; without it a warning fails tests."""
    (site / "PySide6" / "lib" / "fonts").mkdir(parents=True, exist_ok=True)


def pins_of_tests() -> list[str]:
    """The pins the tests themselves need."""
    pinned = set(environment.pins(ROOT / "pyproject.toml")) - set(windows_python.all_pins())
    return sorted(line for line in pinned if line.split("==")[0].lower() not in OF_THE_WORKSHOP)


def bring_test_libraries(folder: Path) -> Path:
    """Windows' wheels of the test libraries, beside the program's own; unless they stand there."""
    stamp, wanted = folder / "pins.sha256", environment.fingerprint(pins_of_tests())
    if not stamp.is_file() or stamp.read_text() != wanted:
        windows_python.install(folder, [*pins_of_tests(), *windows_python.WINDOWS_ONLY])
        stamp.write_text(wanted)
    return folder


def tested(prefix: Prefix, python: Path, place: str) -> Floor:
    """One pytest run, told while it goes."""
    print(f"—— {place}", flush=True)
    start = time.monotonic()
    running = prefix.start(python, "-m", "pytest", *OPTIONS, place, cwd=ROOT)
    assert running.stdout is not None
    last = ""
    for raw in running.stdout:
        line = raw.decode("utf-8", "replace").rstrip()
        last = line or last
        print(line, flush=True)
    return Floor(place, running.wait(), last, time.monotonic() - start)
