"""The box by hand: late answers, Enter before the answer, other words offered, faults."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.search_box import Hit, SearchBox
from desktop.ui.seek import SeekEdit

FIRST, SECOND = Hit("机构", "a:1", "启明"), Hit("机构", "a:2", "启明星", "曾用名 启明")


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[SearchBox]:
    place = QWidget()
    made = SearchBox("搜索")
    row = QHBoxLayout(place)
    row.addWidget(made)
    place.resize(900, 600)
    qtbot.addWidget(place)
    with qtbot.waitActive(place):
        place.show()
        place.activateWindow()
    made.setFocus()
    yield made
    place.hide()


def test_every_key_asks_and_late_answers_are_not_shown(box: SearchBox, qtbot: QtBot) -> None:
    heard: list[str] = []
    box.searched.connect(heard.append)
    qtbot.keyClicks(box, "qm ")
    assert heard == ["q", "qm", "qm"]
    box.set_hits([FIRST], "q")
    assert not box.hits.isVisible()
    box.set_hits([FIRST], "qm")
    assert box.hits.isVisible()


def test_enter_before_the_answer_opens_the_first_hit_of_what_stands_there(
    box: SearchBox, qtbot: QtBot
) -> None:
    opened: list[str] = []
    box.opened.connect(opened.append)
    qtbot.keyClicks(box, "q")
    box.set_hits([FIRST], "q")
    qtbot.keyClicks(box, "m")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened == []
    box.set_hits([FIRST], "q")
    assert opened == []
    box.set_hits([SECOND, FIRST], "qm")
    assert opened == ["a:2"]
    assert not box.hits.isVisible()


def test_typing_on_takes_the_enter_back(box: SearchBox, qtbot: QtBot) -> None:
    opened: list[str] = []
    box.opened.connect(opened.append)
    qtbot.keyClicks(box, "q")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "m")
    box.set_hits([FIRST], "qm")
    assert opened == []
    assert box.hits.isVisible()


def test_arrows_go_round_and_open_again_what_was_closed(box: SearchBox, qtbot: QtBot) -> None:
    opened: list[str] = []
    box.opened.connect(opened.append)
    qtbot.keyClicks(box, "q")
    box.set_hits([FIRST, SECOND], "q")
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened == ["a:2"]
    assert box.text() == "", "what was found is in front: the next search begins anew"
    with qtbot.waitSignal(box.searched, timeout=1000) as asked:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert asked.args == ["q"]


def test_offered_words_replace_the_typed_ones(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "qx")
    box.set_hits([Hit("没有找到", "", "qmx", "读音相近", instead="qmx")], "qx")
    with qtbot.waitSignal(box.searched, timeout=1000) as asked:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert asked.args == ["qmx"]
    assert box.text() == "qmx"


def test_a_fault_is_a_sentence_below_the_box(box: SearchBox, qtbot: QtBot) -> None:
    qtbot.keyClicks(box, "q")
    box.set_fault("数据文件正被另一个程序占用。", "q")
    assert box.hits._list.item(0).text() == "数据文件正被另一个程序占用。"
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert not box.hits.isVisible()
    box.set_fault("晚了", "q")
    assert not box.hits.isVisible()


def test_the_box_of_a_page_clears_with_escape_and_goes_on_with_enter(qtbot: QtBot) -> None:
    seek = SeekEdit()
    qtbot.addWidget(seek)
    seek.show()
    qtbot.keyClicks(seek, "qm")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down):
        with qtbot.waitSignal(seek.entered, timeout=1000):
            qtbot.keyClick(seek, key)
    qtbot.keyClick(seek, Qt.Key.Key_Escape)
    assert seek.text() == ""
