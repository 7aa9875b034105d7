"""Long work is not stopped by looks through everything in memory, and the way of looking is restored."""

import gc
from weakref import ref

import pytest
from pytestqt.qtbot import QtBot

from desktop.base.progress import Progress
from desktop.ui.tasks import LASTING, PATIENCE_MS, Task, Tasks


class Counted:
    """Something the work holds."""


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


@pytest.mark.parametrize(("made", "lasting"), [(10, False), (LASTING + 200_000, True)])
def test_only_work_that_made_very_much_is_taken_as_lasting(qtbot: QtBot, made: int, lasting: bool) -> None:
    """What is lasting is never found as garbage: the windows that stand open while a paper is printed too."""
    before = gc.get_freeze_count()
    heard: list[object] = []
    task = Task(lambda progress: [[place] for place in range(made)], "排版")
    task.finished.connect(heard.append)
    try:
        task.run()
        assert len(heard) == 1
        assert (gc.get_freeze_count() > before) is lasting
    finally:
        gc.unfreeze()


def test_work_that_ended_is_let_go_with_all_it_held(qtbot: QtBot) -> None:
    tasks, kept = Tasks(), list[ref[Counted]]()

    def start(count: int) -> None:
        for _ in range(count):
            held = Counted()
            kept.append(ref(held))
            tasks.start(lambda progress, held=held: held, "排版", lambda answer: None, lambda error: None)

    start(30)
    qtbot.waitUntil(lambda: not tasks.busy)
    tasks.wait()
    qtbot.wait(PATIENCE_MS + 50)
    gc.collect()
    assert sum(item() is not None for item in kept) <= 1
