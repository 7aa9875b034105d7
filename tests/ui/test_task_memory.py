"""Long work is not stopped by looks through everything in memory, and the way of looking is restored."""

import gc

from pytestqt.qtbot import QtBot

from desktop.base.progress import Progress
from desktop.ui.tasks import Task


def test_only_young_objects_are_looked_at_meanwhile(qtbot: QtBot) -> None:
    before, seen = gc.get_threshold(), list[tuple[int, int, int]]()

    def work(progress: Progress) -> None:
        seen.append(gc.get_threshold())

    task = Task(work, "导入")
    task.run()
    assert seen[0][:2] == before[:2]
    assert seen[0][2] > 1_000_000
    assert gc.get_threshold() == before


def test_restored_after_a_failure_too(qtbot: QtBot) -> None:
    before, heard = gc.get_threshold(), list[object]()

    def work(progress: Progress) -> None:
        raise ValueError("坏了")

    task = Task(work, "导入")
    task.failed.connect(heard.append)
    task.run()
    assert len(heard) == 1
    assert gc.get_threshold() == before
