"""From the start of the process to the painted window, against a bare window of the same library."""

import os
import subprocess
import sys
import time
from pathlib import Path

from benches.county import add_institutions, add_problems, open_county
from benches.figure import Figure, Scale

HERE = Path(__file__).parent


def ready(script: str, *arguments: str) -> tuple[float, list[str]]:
    """Seconds until the script says `ready`, and the words after it."""
    told = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    told["QT_QPA_PLATFORM"] = "offscreen"
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, encoding="utf-8", env=told
    ) as child:
        assert child.stdout is not None
        words = child.stdout.readline().split()
        taken = time.perf_counter() - start
    if words[:1] != ["ready"]:
        raise RuntimeError(f"{script} did not get ready")
    return taken, words[1:]


def bench(folder: Path, scale: Scale) -> list[Figure]:
    """The best of several starts of each kind, taken in turn."""
    desk = open_county(folder / "数据")
    add_institutions(desk, scale.institutions)
    add_problems(desk, scale.problems, scale.institutions)
    desk.store.close()
    ready("program_window.py", str(folder / "数据"))
    pairs = [
        (ready("program_window.py", str(folder / "数据"))[0], ready("bare_window.py")[0])
        for _ in range(scale.repeats)
    ]
    own, bare = (min(times) for times in zip(*pairs, strict=True))
    title = f"窗口可用：{scale.institutions} 家机构、{scale.problems} 个问题"
    return [Figure("window", title, "s", own, bare, "空的 PySide6 窗口 + 导入 SQLAlchemy", 2)]
