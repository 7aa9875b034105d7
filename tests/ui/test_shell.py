"""The window: folding, search by keyboard, status line, progress."""

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.base.marks import Tone
from desktop.ui.buttons import Button, LinkButton
from desktop.ui.page_head import PageHead, Piece
from desktop.ui.search_box import Hit
from desktop.ui.shell import ShellWindow
from desktop.ui.sidebar import FOLDED, WIDTH, EntryButton, Note
from desktop.ui.status_line import PROGRESS_AFTER, StatusLine
from tests.helpers.screens import clipped_texts, settle
from tests.ui.gallery import window

MOMENT = datetime(2023, 9, 25, 10, 42)  # noqa: DTZ001


@pytest.fixture
def shell(qtbot) -> ShellWindow:
    made = window()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.resize(1366, 736)
        made.show()
        made.activateWindow()
    return made


def test_below_1200_px_the_sidebar_folds_and_words_become_tooltips(shell: ShellWindow) -> None:
    assert shell.sidebar.width() == WIDTH - 1
    entry = shell.sidebar._buttons["four"]
    assert entry.toolTip() == ""
    shell.resize(1093, 582)
    settle()
    assert shell.folded()
    assert shell.sidebar.width() == FOLDED - 1
    assert entry.toolTip() == "问题整改 4 逾期"
    shell.resize(1366, 736)
    settle()
    assert not shell.folded()


def test_an_entry_tells_its_key_and_alt_shows_the_letters(shell: ShellWindow, qtbot) -> None:
    with qtbot.waitSignal(shell.page_chosen) as heard:
        qtbot.mouseClick(shell.sidebar._buttons["eight"], Qt.MouseButton.LeftButton)
    assert heard.args == ["eight"]
    qtbot.keyPress(shell, Qt.Key.Key_Alt)
    assert shell.sidebar._buttons["one"].letters
    qtbot.keyRelease(shell, Qt.Key.Key_Alt)
    assert not shell.sidebar._buttons["one"].letters
    with qtbot.waitSignal(shell.page_chosen) as heard:
        qtbot.keyClick(shell, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert heard.args == ["two"]


def test_notes_of_missing_keys_stay(shell: ShellWindow) -> None:
    shell.sidebar.set_notes({"one": Note("87"), "unknown": Note("1")})
    assert shell.sidebar._buttons["one"].accessibleName() == "机构台账 87"
    assert shell.sidebar._buttons["four"].note == Note("4 逾期", Tone.RED)


def test_search_by_keyboard_opens_the_second_hit(shell: ShellWindow, qtbot) -> None:
    box = shell.top.search
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert box.hasFocus()
    heard: list[str] = []
    box.searched.connect(heard.append)
    qtbot.keyClicks(box, "qh")
    assert heard == ["q", "qh"]
    box.set_hits(
        [
            Hit("机构", "institution:1", "启衡文化"),
            Hit("机构", "institution:2", "启航"),
            Hit("问题", "problem:3", "x"),
        ]
    )
    assert box.hits.isVisible()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.opened) as opened:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert opened.args == ["institution:2"]
    assert not box.hits.isVisible()


def test_search_without_hits_says_what_to_try_and_escape_clears(shell: ShellWindow, qtbot) -> None:
    box = shell.top.search
    box.setFocus()
    qtbot.keyClicks(box, "zzz")
    box.set_hits([])
    assert box.hits._list.item(0).text().startswith("没有找到")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert not box.hits.isVisible()
    box.set_hits([Hit("机构", "late", "来晚的结果")])
    assert not box.hits.isVisible()


def test_page_head_counts_are_links(qtbot) -> None:
    head = PageHead("台账")
    qtbot.addWidget(head)
    head.set_counts([Piece("共 "), Piece("86", key="all"), Piece(" 家")])
    link = head._counts.itemAt(1).widget()
    with qtbot.waitSignal(head.link_clicked) as heard:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert heard.args == ["all"]
    head.set_counts([Piece("共 0 家")])
    settle()
    assert [label.text() for label in head.findChildren(QLabel)] == ["台账", "共 0 家"]


def test_status_keeps_its_sentence_and_shows_late_progress_only(qtbot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    line.saved("已改，可按 Ctrl+Z 撤销", MOMENT)
    line.progress(1, 10, "读取表格")
    assert line.text() == "已保存 10:42   已改，可按 Ctrl+Z 撤销"
    line.progress_done()
    qtbot.wait(PROGRESS_AFTER + 150)
    assert line.text().startswith("已保存")
    line.progress(2, 10, "读取表格")
    qtbot.waitUntil(lambda: "2 / 10" in line.text(), timeout=2000)
    with qtbot.waitSignal(line.cancelled):
        qtbot.mouseClick(line._cancel, Qt.MouseButton.LeftButton)
    line.progress(0, 0, "正在写入")
    assert "正在写入" in line.text()
    line.progress_done()
    assert line.text() == "已保存 10:42   已改，可按 Ctrl+Z 撤销"


def test_on_a_low_screen_every_entry_can_be_reached(shell: ShellWindow) -> None:
    """150 % on 1366 x 768 leaves 910 x 470: the foot goes first, then the entries get lower."""
    for size in ((1366, 690), (1093, 582), (910, 470)):
        shell.resize(*size)
        settle()
        assert (shell.width(), shell.height()) == size
        last = max(button.geometry().bottom() for button in shell.sidebar._buttons.values())
        assert last <= shell.sidebar.height(), size


def test_counts_give_way_before_buttons_do(qtbot) -> None:
    head = PageHead("机构台账")
    qtbot.addWidget(head)
    for words in ("导入", "导出", "打印", "新增机构"):
        head.add_action(Button(words))
    head.set_counts([Piece("共 "), Piece("86", key="all"), Piece(" 家，列出 12 家")])
    head.resize(900, 48)
    head.show()
    settle()
    assert [part.isVisible() for part in head.findChildren(QLabel)] == [True] * 3
    head.resize(460, 48)
    settle()
    assert clipped_texts(head) == []
    assert head.title.isVisible()
    assert not head.findChildren(LinkButton)[0].isVisible()
    head.resize(900, 48)
    settle()
    assert head.findChildren(LinkButton)[0].isVisible()


def test_a_page_with_nothing_to_go_to_leaves_the_keyboard_at_its_own_entry(shell: ShellWindow) -> None:
    keys = list(shell.sidebar._buttons)
    shell.add_page(keys[2], QLabel("没有作废的记录。"))
    shell.show_page(keys[2])
    here = shell.focusWidget()
    assert isinstance(here, EntryButton)
    assert here.entry.key == keys[2]
