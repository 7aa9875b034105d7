"""Only the newest question is answered, away from the window's thread."""

from threading import Event, get_ident

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.latest import Latest


def test_questions_overtaken_are_dropped_and_the_newest_is_answered(qtbot: QtBot) -> None:
    go, asked = Event(), list[tuple[str, int]]()

    def answer(words: str) -> str:
        asked.append((words, get_ident()))
        assert go.wait(5)
        return words.upper()

    latest = Latest(answer)
    heard: list[tuple[str, object]] = []
    latest.answered.connect(lambda words, result: heard.append((words, result)))
    for words in ("q", "qm", "qmx"):
        latest.ask(words)
    go.set()
    qtbot.waitUntil(lambda: bool(heard), timeout=5000)
    assert heard == [("qmx", "QMX")]
    assert [words for words, _ in asked] == ["q", "qmx"]
    assert get_ident() not in [thread for _, thread in asked]
    latest.wait()


def test_a_failure_is_told_and_the_next_question_answered(qtbot: QtBot) -> None:
    def answer(words: str) -> str:
        if words == "坏":
            raise ValueError(words)
        return words

    latest = Latest(answer)
    with qtbot.waitSignal(latest.failed, timeout=5000) as failed:
        latest.ask("坏")
    assert failed.args is not None
    assert failed.args[0] == "坏"
    with qtbot.waitSignal(latest.answered, timeout=5000) as answered:
        latest.ask("好")
    assert answered.args == ["好", "好"]
    latest.wait()


@pytest.mark.parametrize("settled", [False, True])
def test_nothing_is_told_after_the_wait_at_closing(qtbot: QtBot, settled: bool) -> None:
    latest = Latest(lambda words: words)
    heard: list[str] = []
    latest.answered.connect(lambda words, _: heard.append(words))
    latest.ask("晚")
    if settled:
        qtbot.waitUntil(lambda: heard == ["晚"], timeout=5000)
    latest.wait()
    qtbot.wait(50)
    assert heard == (["晚"] if settled else [])
