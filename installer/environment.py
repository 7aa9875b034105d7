"""The environment `.venv`, made from the pins in pyproject.toml.

A stamp in `.venv` holds the hash of the pins: nothing is installed while it fits. A marker stands in `.venv`
while work is under way; found at the start, it tells of a run killed halfway, and `.venv` is made anew.
Raises SetupTrouble, in Chinese, whenever this machine lacks something.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import system_libraries
from system_libraries import SetupTrouble

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = "pins.sha256"
MARKER = "unfinished"
PROBE = "from PySide6 import QtWidgets, QtPdf, QtPdfWidgets, QtSvg, QtPrintSupport"


def pins(pyproject: Path) -> list[str]:
    """Every requirement of the program and of its tests, as written in pyproject.toml."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["dev"]]


def fingerprint(requirements: Sequence[str], python_version: Sequence[int] = sys.version_info[:2]) -> str:
    """What the stamp holds: changes with any pin and with the Python the environment was made by."""
    text = "\n".join([".".join(map(str, python_version)), *sorted(requirements)])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def python_of(venv: Path) -> Path:
    """The interpreter inside an environment."""
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def child_env(**extra: str) -> dict[str, str]:
    """Environment variables for children: UTF-8 everywhere, the program importable from any folder."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": path, **extra}


def _python(venv: Path, *arguments: str, capture_output: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python_of(venv)), *arguments],
        capture_output=capture_output,
        stdin=subprocess.DEVNULL,
        env=child_env(),
        encoding="utf-8",
        errors="replace",
    )


def is_current(venv: Path, wanted: str) -> bool:
    """True when the environment is finished and was made from these very pins."""
    stamp = venv / STAMP
    return stamp.is_file() and stamp.read_text() == wanted and python_of(venv).exists()


def is_usable(venv: Path) -> bool:
    """True when nothing was interrupted in it and its pip answers."""
    if (venv / MARKER).exists() or not python_of(venv).exists():
        return False
    return _python(venv, "-m", "pip", "--version", capture_output=True).returncode == 0


def create(venv: Path) -> None:
    """An empty environment with pip; whatever stood there before is removed."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        major, minor = sys.version_info[:2]
        system_libraries.bring([f"python{major}.{minor}-venv"], "建立环境要用的 venv")
    if venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / MARKER).touch()
    outside = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([outside, "-m", "venv", str(venv)], stdin=subprocess.DEVNULL)
    if made.returncode:
        raise SetupTrouble(f"建立环境失败：{venv}。请确认磁盘有空间、文件夹可以写入，再运行一次。")


def install(venv: Path, requirements: Sequence[str]) -> None:
    """pip installs the pins; the marker stands meanwhile, so that a kill is noticed at the next start."""
    (venv / STAMP).unlink(missing_ok=True)
    (venv / MARKER).touch()
    done = _python(venv, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *requirements)
    (venv / MARKER).unlink()
    if done.returncode:
        raise SetupTrouble("安装程序包失败，上面是原因。请检查网络（或 pip 的镜像设置）后再运行一次。")


def check_qt(venv: Path) -> None:
    """Qt's modules must load in the new environment, else the sentence names what did not."""
    tried = _python(venv, "-c", PROBE, capture_output=True)
    if tried.returncode:
        reason = tried.stderr.strip().splitlines()[-1:]
        raise SetupTrouble("界面库 Qt 装好了，但在本机不能载入：" + "".join(reason))


def ensure(venv: Path = VENV, pyproject: Path = ROOT / "pyproject.toml") -> None:
    """The system libraries, then the environment, each only as far as it is missing."""
    system_libraries.ensure()
    requirements = pins(pyproject)
    wanted = fingerprint(requirements)
    if is_current(venv, wanted):
        return
    print("正在准备环境（第一次要下载约 600 MB，请稍候）……", flush=True)
    if not is_usable(venv):
        create(venv)
    install(venv, requirements)
    check_qt(venv)
    (venv / STAMP).write_text(wanted)
    print("环境已备好。", flush=True)
