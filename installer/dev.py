"""Start here: makes the environment, opens the program, runs the tests.

    python3 installer/dev.py COMMAND [arguments]

Needs Python 3.11 or newer and nothing else. A further command is one function and one line in COMMANDS.
Exit codes: 2 for wrong usage or a machine that lacks something (said in one sentence), else the child's own.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said in a sentence, before anything newer is imported
    sys.exit("需要 Python 3.11 或更新的版本，本机用的是 " + sys.version.split()[0] + "。请安装后再运行一次。")

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import environment
import headless
import package
import windows_tests
from environment import ROOT
from system_libraries import SetupTrouble

SAMPLE_COUNTY = ROOT / "out" / "示例县"
WORKERS = ("-n", "2", "--dist", "worksteal")
"""The whole suite runs in two processes; asked for a place, pytest runs it in one."""


class Command(NamedTuple):
    """One word of the command line: its sentence of help, and what runs (arguments in, exit code out)."""

    help: str
    run: Callable[[Sequence[str]], int]


def has_display() -> bool:
    """True when a window can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def call(arguments: Sequence[str | Path], cwd: Path | None = None, **extra: str) -> int:
    """Run the environment's Python with `arguments`, `extra` in its environment; gives its exit code."""
    child = [str(environment.python_of(environment.VENV)), *map(str, arguments)]
    return subprocess.run(child, cwd=cwd, env=environment.child_env(**extra)).returncode


def setup(_arguments: Sequence[str] = ()) -> int:
    """Make or complete `.venv`, and bring the system libraries Qt loads."""
    environment.ensure()
    return 0


def run(arguments: Sequence[str]) -> int:
    """Open the window; without a display and without arguments, do the main job on the sample county."""
    setup()
    if arguments or has_display():
        return call(["-m", "desktop", *arguments])
    print("本机没有显示器：改为不开窗口，在示例县上做完主要工作。", flush=True)
    return headless.main_job(environment.python_of(environment.VENV), SAMPLE_COUNTY)


def test(arguments: Sequence[str]) -> int:
    """Run the suite (style, types and import contracts are part of it); pytest's arguments are passed on.

    `--windows` first: under Windows' Python, see windows_tests.
    """
    if arguments[:1] == ["--windows"]:
        return windows_tests.run(arguments[1:])
    setup()
    placed = any((ROOT / argument.partition("::")[0]).exists() for argument in arguments)
    shared = () if placed else WORKERS
    return call(["-m", "pytest", *shared, *arguments], cwd=ROOT, QT_QPA_PLATFORM="offscreen")


def migration(arguments: Sequence[str]) -> int:
    """Write the script of a schema change from what the records declare."""
    setup()
    return call([ROOT / "installer" / "make_migration.py", *arguments], cwd=ROOT, PYTHONPATH=str(ROOT))


def torture(arguments: Sequence[str]) -> int:
    """Kill the program at random moments, fill the disk, cut the power, and check what is left."""
    setup()
    return call(["-m", "tests.torture", *arguments], cwd=ROOT, QT_QPA_PLATFORM="offscreen")


def corpus(arguments: Sequence[str]) -> int:
    """Bring the test files of spreadsheet libraries and mutated samples to the importer."""
    setup()
    return call(["-m", "tests.torture.corpus", *arguments], cwd=ROOT, QT_QPA_PLATFORM="offscreen")


def bench(arguments: Sequence[str]) -> int:
    """Measure every figure beside its floor; takes some minutes."""
    setup()
    return call([ROOT / "installer" / "bench.py", *arguments], cwd=ROOT, QT_QPA_PLATFORM="offscreen")


COMMANDS = {
    "setup": Command("只准备环境（.venv 与 Qt 要用的系统库）", setup),
    "run": Command("打开程序；后面可写程序自己的命令；没有显示器时在示例县上做完主要工作", run),
    "migration": Command("按声明的字段写一份数据库升级脚本；后面写一句英文说明", migration),
    "torture": Command("强行结束、写满磁盘、断电后核对；可加 --kills --full-disk --power-cuts 次数", torture),
    "corpus": Command("把各表格库的测试文件和改坏的样表交给导入；后面可写放文件的文件夹", corpus),
    "test": Command("运行全部测试；后面可写 pytest 的参数；--windows 用 Windows 版 Python 运行", test),
    "package": Command("打包并自测；后面可写 --linux 或 --windows", package.run),
    "bench": Command("量出快慢：每项与同一次运行里的底线相比；可加 --json", bench),
}


def usage() -> str:
    """The help text: one line a command."""
    lines = [f"  {name:<8}{command.help}" for name, command in COMMANDS.items()]
    return "\n".join(["用法：python3 installer/dev.py 命令 [参数…]", *lines])


def main(arguments: Sequence[str]) -> int:
    """Find the command, run it, turn trouble with this machine into its sentence and exit code 2."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(usage())
        return 0 if arguments else 2
    command = COMMANDS.get(arguments[0])
    if command is None:
        print(f"没有“{arguments[0]}”这个命令。\n{usage()}", file=sys.stderr)
        return 2
    try:
        return command.run(arguments[1:])
    except SetupTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已中断。再运行一次会接着做完。", file=sys.stderr)
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
