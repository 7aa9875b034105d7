"""Quick answers are there at once, slow ones come later and never stop the window."""

from collections.abc import Iterator
from threading import Event, get_ident
from time import perf_counter, sleep

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.ui import aside
from desktop.ui.aside import Aside


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "PATIENCE_MS", 40)


@pytest.fixture
def asking(qtbot: QtBot) -> Iterator[Aside]:
    made = Aside()
    yield made
    made.wait()


def test_a_quick_answer_is_there_when_asking_returns(asking: Aside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "PATIENCE_MS", 10_000)
    heard: list[int] = []
    asking.ask(get_ident, heard.append)
    assert heard != [get_ident()]
    assert len(heard) == 1


def test_a_slow_answer_comes_later_and_the_window_goes_on(asking: Aside, qtbot: QtBot) -> None:
    go, heard = Event(), list[str]()
    begun = perf_counter()
    asking.ask(lambda: (go.wait(10), "slow")[1], heard.append)
    assert perf_counter() - begun < 5
    assert heard == []
    go.set()
    qtbot.waitUntil(lambda: heard == ["slow"], timeout=5000)


def test_of_questions_asked_meanwhile_only_the_newest_is_answered(asking: Aside, qtbot: QtBot) -> None:
    go, asked, heard = Event(), list[str](), list[str]()

    def question(words: str) -> str:
        asked.append(words)
        go.wait(10)
        return words

    for words in ("one", "two", "three"):
        asking.ask(lambda words=words: question(words), heard.append)
    go.set()
    qtbot.waitUntil(lambda: heard == ["three"], timeout=5000)
    assert asked == ["one", "three"]
    asking.ask(lambda: "four", heard.append)
    qtbot.waitUntil(lambda: heard == ["three", "four"], timeout=5000)


def test_the_window_lives_while_an_answer_is_awaited(asking: Aside) -> None:
    beats: list[float] = []
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: beats.append(perf_counter()))
    timer.start()
    assert asking.answer(lambda: (sleep(0.4), "found")[1]) == "found"
    assert len(beats) > 10
    assert asking.answer(lambda: "again") == "again"


def test_an_error_is_raised_where_it_was_asked(asking: Aside) -> None:
    def fail() -> None:
        sleep(0.1)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        asking.answer(fail)
