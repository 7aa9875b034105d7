"""`package`: the Windows installer, and on Linux the Linux program, built and tried.

Debian: the Windows program is frozen and tried under Wine. What comes out lies in dist/windows: installer,
its SHA-256, screenshot.png, selftest.json, proof.json, files.txt. Windows: the same without Wine's proof.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import bundle
import environment
import installed
import nsis
import proof
import windows_python
import wine_prefix
from bundle import BUILD, DIST, REPORT, WINDOWS
from bundle_parts import NAME, PROGRAM_KINDS, ROOT, version
from headless import size_words
from system_libraries import SetupTrouble
from wine_prefix import Prefix, windows_path

FOREIGN = (b"Wine builtin DLL", b"Wine placeholder DLL")
SHIMS = frozenset(
    {"windows.ui.dll", "bcryptprimitives.dll", "ucrtbase.dll", "icuuc.dll", "mscms.dll", "python.exe"}
)
CODE_PAGE = "cp936"
WORK = BUILD / WINDOWS
OUT = DIST / WINDOWS
USAGE = "用法：python3 installer/dev.py package [--linux|--windows]；不写时，能做的都做。"


def run(arguments: Sequence[str]) -> int:
    """The command; the exit code. SetupTrouble when this machine lacks something."""
    if list(arguments) not in ([], ["--linux"], ["--windows"]):
        print(USAGE, file=sys.stderr)
        return 2
    wanted = arguments[0] if arguments else ""
    if sys.platform == "win32":
        if wanted == "--linux":
            raise SetupTrouble("Linux 程序要在 Linux 上打包。")
        return on_windows()
    code = 0 if wanted == "--windows" else bundle.linux()
    return code if code or wanted == "--linux" else on_debian()


def on_windows() -> int:
    """Freeze, audit, self-test, make the installer, all with this Windows."""
    environment.ensure()
    program = bundle.freeze(WINDOWS)
    good = inspect(program) and bundle.self_test(program, OUT / REPORT)
    return 0 if finish(program) and good else 1


def on_debian() -> int:
    """Freeze under Wine, audit, self-test, make the installer, prove it."""
    environment.ensure()
    wine_prefix.ensure_tools()
    python = windows_python.assemble(WORK / "python")
    with wine_prefix.screen() as display:
        prefix = Prefix(WORK / "prefix", display)
        try:
            prefix.create()
            program = freeze(prefix, python)
            good = inspect(program) and self_test(prefix, program) and finish(program)
            return 0 if good and prove(prefix, program) else 1
        finally:
            prefix.stop()


def freeze(prefix: Prefix, python: Path) -> Path:
    """Freeze with the Windows Python; the program's folder."""
    print("正在 Wine 里打包（约两分钟）……", flush=True)
    program = OUT / NAME
    shutil.rmtree(program, ignore_errors=True)
    (WORK / "work").mkdir(parents=True, exist_ok=True)
    words = (windows_path(path) for path in (WORK / "work", OUT, ROOT / "installer" / "desktop.spec"))
    done = prefix.run(python, *bundle.freeze_arguments(*words), seconds=1200, cwd=ROOT)
    if done.code or not bundle.program_file(program).is_file():
        raise SetupTrouble("在 Wine 里打包失败：\n" + done.said[-3000:])
    return program


def foreign_files(program: Path) -> list[str]:
    """Files of Wine, and of the trial, that must never be shipped."""
    found = []
    for path in sorted(path for path in program.rglob("*") if path.is_file()):
        kin = path.suffix.lower() in PROGRAM_KINDS
        if path.name.lower() in SHIMS or (kin and any(mark in path.read_bytes() for mark in FOREIGN)):
            found.append(path.relative_to(program).as_posix())
    return found


def missing_libraries(program: Path) -> list[str]:
    """What import_audit finds, run with the environment's Python: this script itself needs no library."""
    python = environment.python_of(environment.VENV)
    script = ROOT / "installer" / "import_audit.py"
    done = subprocess.run(
        [str(python), str(script), str(program)],
        env=environment.child_env(),
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode == 0:
        return []
    return done.stdout.splitlines() or ["import_audit.py 没有运行成：" + done.stderr.strip()[-300:]]


def inspect(program: Path) -> bool:
    """The listing is written; no file is missing, foreign, or too much."""
    OUT.mkdir(parents=True, exist_ok=True)
    size = bundle.write_listing(program, OUT / "files.txt")
    faults = missing_libraries(program)
    faults += [f"不该装给用户的文件：{name}" for name in foreign_files(program)]
    if size > bundle.INSTALLED_LIMIT:
        faults.append(f"装好后有 {size_words(size)}，超过 {size_words(bundle.INSTALLED_LIMIT)}")
    print("\n".join(faults) or "  ✓ 要载入的 DLL 都在，没有 Wine 和试验用的文件", flush=True)
    return not faults


def self_test(prefix: Prefix, program: Path) -> bool:
    """The frozen program's self-test under Wine, code page 936, in a path with Chinese and a space."""
    place = WORK / bundle.AWKWARD
    shutil.rmtree(place, ignore_errors=True)
    copy = place / "程序 副本"
    shutil.copytree(program, copy)
    prefix.run(bundle.program_file(copy), "--selftest", windows_path(place / "结果"), seconds=600)
    made = place / "结果" / REPORT
    return bundle.keep_report(made, OUT / REPORT) and speaks_936(made)


def speaks_936(report: Path) -> bool:
    """True when the self-test ran under the code page of a Chinese Windows."""
    page = str(json.loads(report.read_text(encoding="utf-8"))["code_page"])
    print(f"  代码页 {page}", flush=True)
    return page.lower() == CODE_PAGE


def setup_file() -> Path:
    """The installer that is handed out."""
    return OUT / f"{NAME}-{version()}-setup.exe"


def finish(program: Path) -> bool:
    """The installer and its SHA-256; True when it is small enough."""
    print("正在做安装程序（约一分钟）……", flush=True)
    setup = nsis.make(program, version(), setup_file())
    nsis.write_checksum(setup)
    size = setup.stat().st_size
    print(f"安装程序 {size_words(size)}：{setup}", flush=True)
    return size <= nsis.DOWNLOAD_LIMIT


def shipped(made: proof.Proof, program: Path) -> None:
    """What is handed out: the tried program to the byte, nothing foreign, within its sizes."""
    unpacked = WORK / "unpacked"
    made.claim(
        "发给用户的安装程序里的文件，与自测过的程序逐字节相同",
        installed.same_content(setup_file(), program, unpacked),
    )
    foreign = foreign_files(unpacked)
    made.claim("安装程序拆开来，没有 Wine 和试验用的文件", unpacked.is_dir() and not foreign, foreign or "")
    packed, whole = setup_file().stat().st_size, sum(size for _, size in bundle.content(program))
    limits = size_words(nsis.DOWNLOAD_LIMIT), size_words(bundle.INSTALLED_LIMIT)
    made.claim(
        "安装程序不超过 {}，装好后不超过 {}".format(*limits),
        packed <= nsis.DOWNLOAD_LIMIT and whole <= bundle.INSTALLED_LIMIT,
        f"{size_words(packed)}，{size_words(whole)}",
    )


def runs_32_bit(prefix: Prefix) -> bool:
    """True when this Wine runs 32-bit programs, as the installer that is shipped is one."""
    return (prefix.drive / "windows" / "syswow64" / "kernel32.dll").is_file()


def prove(prefix: Prefix, program: Path) -> bool:
    """The installer's whole life under Wine; proof.json and pictures beside it."""
    wide = runs_32_bit(prefix)
    if not wide:
        print("  这个 Wine 不能运行 32 位程序：用同一脚本、同一内容的 64 位孪生安装程序来试。", flush=True)
    installed.reset(prefix)
    setups = proof.make_setups(program, version(), WORK / "setups", *([] if wide else ["X64"]))
    if wide:
        setups = replace(setups, current=setup_file())
    made = proof.prove(prefix, setups, OUT)
    if wide:
        proof.refuse_32_bits(made, Prefix(WORK / "prefix32", prefix.env["DISPLAY"], bits=32), setups)
    shipped(made, program)
    made.write(OUT / "proof.json")
    print(f"安装、升级、卸载{'全部通过' if made.holds else '没有通过'}。", flush=True)
    return made.holds
