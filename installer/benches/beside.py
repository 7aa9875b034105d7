"""Long work on the window's worker thread, while the window's own thread is watched for pauses."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benches.figure import Figure
from desktop.base.progress import Progress
from desktop.ui.tasks import Tasks

BEAT_MS = 5
MOST_PAUSE_MS = 100


@dataclass(frozen=True)
class Beside:
    """How long the work took (s), the longest time the window stood still (ms), and the reports heard."""

    seconds: float
    pause: float
    reports: int
    result: Any


def application() -> QApplication:
    """Qt, without a screen where there is none."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    return found


def beside(work: Callable[[Progress], Any]) -> Beside:
    """Run the work as the window would; its error is raised here."""
    application()
    loop, tasks = QEventLoop(), Tasks(QApplication.instance())
    ended: dict[str, Any] = {}
    pauses, last, reports = [0.0], [time.perf_counter()], [0]

    def beat() -> None:
        now = time.perf_counter()
        pauses[0] = max(pauses[0], now - last[0] - BEAT_MS / 1000)
        last[0] = now

    def finished(name: str, value: Any) -> None:
        ended[name] = value
        loop.quit()

    def timed(progress: Progress) -> tuple[Any, float]:
        start = time.perf_counter()
        return work(progress), time.perf_counter() - start

    timer = QTimer()
    timer.setInterval(BEAT_MS)
    timer.timeout.connect(beat)
    timer.start()
    task = tasks.start(
        timed, "", lambda found: finished("found", found), lambda error: finished("error", error)
    )
    task.progressed.connect(lambda done, total, words: reports.__setitem__(0, reports[0] + 1))
    loop.exec()
    timer.stop()
    if "error" in ended:
        raise ended["error"]
    result, seconds = ended["found"]
    return Beside(seconds, pauses[0] * 1000, reports[0], result)


def pause_figure(key: str, title: str, found: Beside) -> Figure:
    """The longest pause beside work, against the longest beside a worker that only sleeps."""
    floor = beside(lambda progress: time.sleep(min(2.0, found.seconds)))
    return Figure(
        f"{key}.pause",
        f"{title}：界面最长停顿",
        "ms",
        found.pause,
        floor.pause,
        "同时只在等待",
        MOST_PAUSE_MS,
        absolute=True,
    )
