"""The main job without a window: the sample county, from a township's workbook to the monthly submission.

`steps` is the one list of commands; each is a call of `python -m desktop`, as a clerk's script would make it.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import environment

MONTH = "2023-09"
DATA = "数据"


class Desk:
    """Calls the program's commands on one data folder with one Python."""

    def __init__(self, python: Path, data: Path) -> None:
        self._start = [str(python), "-m", "desktop", "--data", str(data)]
        self._env = environment.child_env(QT_QPA_PLATFORM="offscreen")

    def do(self, *arguments: str) -> int:
        """One command, its words shown to the user; gives its exit code (1: some rows or checks failed)."""
        print("› python -m desktop " + " ".join(arguments), flush=True)
        return subprocess.run([*self._start, *arguments], env=self._env, stdin=subprocess.DEVNULL).returncode

    def ask(self, *arguments: str) -> dict[str, list[dict[str, str]]]:
        """One command's JSON answer; empty when it has none."""
        command = [*self._start, *arguments, "--json"]
        said = subprocess.run(
            command, env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8"
        )
        return json.loads(said.stdout) if said.stdout.strip() else {}


def steps(desk: Desk, folder: Path) -> Iterator[Sequence[str]]:
    """The commands of the main job, in order; later ones use what earlier ones made."""
    workbook = folder / "安海镇台账.xlsx"
    yield ["sample", "--workbook", str(workbook)]
    yield ["import", "institutions", str(workbook)]
    for problem in desk.ask("list", "problems", "--state", "整改中").get("rows", [])[:1]:
        yield ["notice", "rectification", problem["number"], "--out", str(folder / "责令限期整改通知书.pdf")]
    yield ["export", "institutions", str(folder / "机构台账.xlsx")]
    yield ["monthly", MONTH, "--out", str(folder / "报送")]
    yield ["check"]


def listing(folder: Path) -> str:
    """The files below `folder`, one a line: size, then path relative to it; the data folder in one line."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    kept = [path for path in files if path.relative_to(folder).parts[0] == DATA]
    made = [path for path in files if path not in kept]
    lines = [f"  {size_words(path.stat().st_size):>10}  {path.relative_to(folder)}" for path in made]
    if kept:
        size = size_words(sum(path.stat().st_size for path in kept))
        lines.append(f"  {size:>10}  {DATA}（台账和附件，{len(kept)} 个文件）")
    return "\n".join(lines)


def size_words(size: int) -> str:
    """Bytes as a clerk reads them: 812 B, 35.2 KB, 1.4 MB."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.1f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def main_job(python: Path, folder: Path) -> int:
    """Do every step below `folder`, made anew each time, and list the files; 0 when every step was done.

    A step that ends with 1 was done too: it tells of rows or checks that the clerk still has to look at.
    """
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    desk = Desk(python, folder / DATA)
    worst = 0
    for arguments in steps(desk, folder):
        worst = max(worst, abs(desk.do(*arguments)))
        if worst > 1:
            break
    print(f"做出的文件在 {folder}：\n{listing(folder)}", flush=True)
    return 0 if worst <= 1 else worst
