"""Freezing the program with PyInstaller, trying the frozen program, and saying what is in it."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import environment
from bundle_parts import NAME, ROOT
from headless import size_words
from system_libraries import SetupTrouble, bring, loads

DIST = ROOT / "dist"
BUILD = ROOT / "build"
LINUX, WINDOWS = "linux", "windows"
INSTALLED_LIMIT = 200 * 1024 * 1024
"""Bytes the installed Windows program may take."""

AWKWARD = "自测 目录"
"""A folder name with Chinese and a space: where self-tests run."""

REPORT = "selftest.json"


def freeze_arguments(
    work: str, target: str, spec: str = str(ROOT / "installer" / "desktop.spec")
) -> list[str]:
    """PyInstaller's arguments; the paths are in the words of the system it runs on."""
    return [
        "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
        "--workpath", work, "--distpath", target, spec,
    ]  # fmt: skip


def python_library() -> bool:
    """True when this Python's own shared library is found, which the frozen program carries."""
    name = str(sysconfig.get_config_var("INSTSONAME") or "")
    folder = Path(str(sysconfig.get_config_var("LIBDIR") or ""))
    return (folder / name).is_file() or loads(name)


def ensure_freezer() -> None:
    """What PyInstaller asks of a Linux: binutils, and Python as a shared library."""
    if shutil.which("objdump") is None:
        bring(["binutils"], "打包要用的 binutils")
    if not python_library():
        major, minor = sys.version_info[:2]
        bring([f"libpython{major}.{minor}"], "打包要用的 Python 共享库")


def freeze(name: str) -> Path:
    """Freeze for the system this runs on, with the environment's Python; the program's folder."""
    target, work = DIST / name, BUILD / name
    work.mkdir(parents=True, exist_ok=True)
    program = target / NAME
    if program.exists():
        shutil.rmtree(program)
    python = environment.python_of(environment.VENV)
    done = subprocess.run(
        [str(python), *freeze_arguments(str(work), str(target))],
        cwd=ROOT,
        env=environment.child_env(),
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise SetupTrouble("打包失败，上面是 PyInstaller 说的原因。")
    return program


def program_file(program: Path) -> Path:
    """The frozen program's file to start."""
    windows = program / f"{NAME}.exe"
    return windows if windows.exists() else program / NAME


def self_test(program: Path, report: Path) -> bool:
    """Run the frozen program's self-test in a copy with an awkward path; the JSON goes to `report`."""
    place = BUILD / AWKWARD
    shutil.rmtree(place, ignore_errors=True)
    copy = place / "程序 副本"
    shutil.copytree(program, copy, symlinks=True)
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(
        [str(program_file(copy)), "--selftest", str(place / "结果")],
        env=env,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
    return keep_report(place / "结果" / REPORT, report)


def keep_report(made: Path, report: Path) -> bool:
    """Copy the self-test's JSON beside the program and tell it in words; True when every step was done."""
    if not made.is_file():
        print("自测没有写出结果：程序没有运行到底。", flush=True)
        return False
    shutil.copyfile(made, report)
    told = json.loads(made.read_text(encoding="utf-8"))
    print("\n".join(report_lines(told)), flush=True)
    return bool(told["ok"])


def report_lines(told: dict[str, Any]) -> list[str]:
    """The self-test as words: one line a step."""
    lines = []
    for name, step in told["steps"].items():
        words = f"{step['seconds']:6.2f} 秒" if step["ok"] else f"没有通过：{step['fault']}"
        lines.append(f"  {'✓' if step['ok'] else '✗'} {name} {words}")
    return [*lines, f"自测{'全部通过' if told['ok'] else '没有通过'}（共 {told['seconds']:.1f} 秒）。"]


def content(program: Path) -> list[tuple[str, int]]:
    """(path inside the program, bytes) of every file."""
    files = [path for path in program.rglob("*") if path.is_file() and not path.is_symlink()]
    return sorted((path.relative_to(program).as_posix(), path.stat().st_size) for path in files)


def write_listing(program: Path, target: Path) -> int:
    """The list of files beside the program; the bytes they take."""
    found = content(program)
    total = sum(size for _, size in found)
    lines = [f"{size:>10}  {name}" for name, size in found]
    target.write_text("\n".join([*lines, f"{total:>10}  共 {len(found)} 个文件"]) + "\n", encoding="utf-8")
    print(f"程序 {len(found)} 个文件，{size_words(total)}：{program}", flush=True)
    return total


def linux() -> int:
    """Freeze and self-test the Linux program; the exit code."""
    environment.ensure()
    ensure_freezer()
    program = freeze(LINUX)
    write_listing(program, DIST / LINUX / "files.txt")
    return 0 if self_test(program, DIST / LINUX / REPORT) else 1
