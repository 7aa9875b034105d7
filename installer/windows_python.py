"""A Windows Python 3.11 made on Debian, from packages alone, to freeze the program under Wine.

The interpreter is python.org's own python311.dll (3.11.9, signed by the Python Software Foundation), which
the wheel of panda3d carries; its signature and the wheel's hash are checked. The standard library is this
machine's Python 3.11. The libraries are the pins of pyproject.toml as Windows wheels. python.exe and
python3.dll are made here: neither is in the wheel. Raises SetupTrouble when something does not fit.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

import environment
from bundle_parts import requirements
from environment import ROOT
from system_libraries import SetupTrouble
from wine_prefix import COMPILER, SOURCES, compile_c

CARRIER = "panda3d==1.10.16"
CARRIER_SHA256 = "37acfb92655c4226879f95c988e2ef1449a53c54486d6c1ebc00e2772429af82"
SIGNER = "CN=Python Software Foundation"
SIGNED = ("python311.dll", "_sqlite3.pyd", "sqlite3.dll", "_ssl.pyd", "_ctypes.pyd", "libcrypto-3.dll")
WINDOWS_ONLY = ("pywin32-ctypes==0.2.3", "colorama==0.4.6", "tzdata==2026.6")
"""What the pins need on Windows only; pip leaves it out when it runs on Linux."""

TOOLS = ("pyinstaller", "pefile")
WHEELS = (
    "--platform",
    "win_amd64",
    "--python-version",
    "3.11",
    "--implementation",
    "cp",
    "--only-binary=:all:",
)
LIBRARIES = ("libffi-8.dll", "libcrypto-3.dll", "libssl-3.dll", "sqlite3.dll")
LEFT_OUT = ("_tkinter.pyd", "_msi.pyd")
STDLIB_LEFT_OUT = (
    *(
        "site-packages",
        "dist-packages",
        "lib-dynload",
        "test",
        "tests",
        "__pycache__",
        "idlelib",
        "ensurepip",
    ),
    *("lib2to3", "turtledemo", "tkinter", "config-3*", "_sysconfigdata*"),
)


def assemble(folder: Path) -> Path:
    """Make the Python below `folder` unless one of the same pins stands there; its python.exe."""
    if sys.version_info[:2] != (3, 11):
        raise SetupTrouble(
            f"在 Debian 上打 Windows 安装包要用 Python 3.11，本机是 {sys.version.split()[0]}。"
        )
    python, stamp = folder / "python", folder / "pins.sha256"
    wanted = environment.fingerprint(all_pins())
    if stamp.is_file() and stamp.read_text() == wanted:
        return python / "python.exe"
    shutil.rmtree(folder, ignore_errors=True)
    python.mkdir(parents=True)
    print("正在备齐 Windows 版 Python 和程序库（约 300 MB）……", flush=True)
    carrier = _unpack_carrier(folder)
    site = folder / "site"
    install(site, all_pins())
    _lay_out(python, carrier, site)
    _check_signatures(carrier)
    packages = python / "Lib" / "site-packages"
    # Not the whole path: Python reads the line in the code page, which may not hold its characters.
    (packages / "site.pth").write_text(os.path.relpath(site, packages).replace("/", "\\"), encoding="ascii")
    stamp.write_text(wanted)
    return python / "python.exe"


def all_pins() -> list[str]:
    """Every wheel to bring: the program's pins, the two tools at their pins, and Windows' own extras."""
    pinned = environment.pins(ROOT / "pyproject.toml")
    tools = [line for line in pinned if line.split("==")[0].lower() in TOOLS]
    return [*requirements(), *tools, *WINDOWS_ONLY]


def install(folder: Path, requirements: Sequence[str]) -> None:
    """Windows wheels unpacked into `folder`."""
    _pip("install", "--quiet", "--upgrade", "--target", str(folder), *requirements)


def _pip(verb: str, *arguments: str) -> None:
    python = environment.python_of(environment.VENV)
    command = [
        str(python),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        verb,
        *WHEELS,
        *arguments,
    ]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
        raise SetupTrouble(
            "取 Windows 版的程序包失败，上面是原因。请检查网络（或 pip 的镜像设置）后再运行一次。"
        )


def _unpack_carrier(folder: Path) -> Path:
    """The wheel that carries python311.dll, its hash checked, its DLLs unpacked; their folder."""
    wheels = folder / "wheels"
    _pip("download", "--quiet", "--no-deps", "--dest", str(wheels), CARRIER)
    wheel = next(wheels.glob("*.whl"))
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != CARRIER_SHA256:
        raise SetupTrouble(f"{wheel.name} 的校验和不对，不能用它打包。")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "carrier", [name for name in packed.namelist() if "deploy_libs/" in name])
    wheel.unlink()
    return folder / "carrier" / "deploy_libs"


def _lay_out(python: Path, carrier: Path, site: Path) -> None:
    """The folders Windows' Python expects, beside the newer run-time of Visual C++ that Qt brings."""
    extensions = python / "DLLs"
    extensions.mkdir()
    shutil.copy(carrier / "python311.dll", python)
    for file in [*carrier.glob("*.pyd"), *(carrier / name for name in LIBRARIES)]:
        if file.name not in LEFT_OUT:
            shutil.copy(file, extensions)
    for name in ("vcruntime140.dll", "vcruntime140_1.dll"):
        shutil.copy(site / "PySide6" / name, python)
    standard = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(standard, python / "Lib", ignore=shutil.ignore_patterns(*STDLIB_LEFT_OUT))
    (python / "Lib" / "site-packages").mkdir()
    _make_stable_interface(python)
    compile_c(
        SOURCES / "python.c", python / "python.exe", "-municode", libraries=(str(python / "python311.dll"),)
    )


def stable_names(dump: str) -> list[str]:
    """The exported names of python311.dll, from `objdump -p`."""
    table = dump[dump.index("[Ordinal/Name Pointer] Table") :]
    names = re.findall(r"^\s*\[\s*\d+\].*?\s(_?Py\w+)\s*$", table, re.MULTILINE)
    return sorted(set(names))


def _make_stable_interface(python: Path) -> None:
    """python3.dll: every exported name, passed on to python311.dll; PySide6's modules load it."""
    dump = subprocess.run(
        [COMPILER.replace("gcc", "objdump"), "-p", str(python / "python311.dll")],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ).stdout
    passed_on = [f"{name}=python311.{name}" for name in stable_names(dump)]
    if len(passed_on) < 1000:
        raise SetupTrouble("读不出 python311.dll 的接口，不能做 python3.dll。")
    listing = python.parent / "python3.def"
    listing.write_text("\n".join(["LIBRARY python3.dll", "EXPORTS", *passed_on]) + "\n", encoding="ascii")
    compile_c(listing, python / "python3.dll", "-shared", "-nostdlib", "-Wl,--entry=0")


def is_signed(told: str) -> bool:
    """True when osslsigncode names the Python Software Foundation and both digests are equal."""
    digests = re.findall(r"(?:Current|Calculated) message digest\s*:\s*([0-9A-Fa-f]+)", told)
    return SIGNER in told and len(digests) >= 2 and len(set(digests)) == 1


def _check_signatures(carrier: Path) -> None:
    for name in SIGNED:
        told = subprocess.run(
            ["osslsigncode", "verify", "-in", str(carrier / name)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
        ).stdout
        if not is_signed(told):
            raise SetupTrouble(f"{name} 不是 Python 软件基金会签名的原件，不能用它打包。")
