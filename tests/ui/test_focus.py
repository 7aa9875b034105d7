"""The keyboard on the screen: Enter presses what has it, Tab goes as one reads, F6 goes there and back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.base.fields import Field, Kind
from desktop.ui.areas import scrolling
from desktop.ui.buttons import Button, LinkButton, PrimaryButton, Segments
from desktop.ui.card import CardHead, Fact, RecordCard, Section
from desktop.ui.chips import Chip
from desktop.ui.dialogs import AskDialog, FormDialog, Frame
from desktop.ui.editors import LineEditor
from desktop.ui.empty import EmptyState
from desktop.ui.focus import in_sight, keeping_keyboard, step_focus
from desktop.ui.labels import label
from desktop.ui.sidebar import Entry, EntryButton
from tests.helpers.screens import settle
from tests.helpers.windows import windows_shown


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("make", [
    lambda: Button("打印"), lambda: PrimaryButton("保存"), lambda: LinkButton("12"),
    lambda: Chip("a", "学科", 3), lambda: EntryButton(Entry("a", "今日", "sun", "A")),
], ids=["button", "primary", "link", "chip", "entry"])
def test_enter_presses_what_has_the_keyboard(qtbot: QtBot, make, key: Qt.Key) -> None:
    button = make()
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


def test_enter_chooses_a_segment(qtbot: QtBot) -> None:
    segments = Segments((("a", "问题清单"), ("b", "看板")))
    qtbot.addWidget(segments)
    segments.show()
    with qtbot.waitSignal(segments.chosen) as heard:
        qtbot.keyClick(segments.findChildren(QWidget)[1], Qt.Key.Key_Return)
    assert heard.args == ["b"]


def test_enter_on_cancel_does_not_do_what_the_dialog_is_for(qtbot: QtBot) -> None:
    dialog = Frame("作废机构", [("void", "作废")])
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.chosen == ""


def test_enter_in_a_question_still_takes_its_first_verb(qtbot: QtBot) -> None:
    dialog = AskDialog("撤销吗", "第 3 批", [("undo", "撤销")])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.chosen == "undo"


class Reading(QMainWindow):
    def focusNextPrevChild(self, onward: bool) -> bool:
        return step_focus(self, onward)


def two_columns(qtbot: QtBot) -> tuple[Reading, dict[str, QWidget]]:
    """A head, two columns beside each other and a foot, made in another order than they stand."""
    made = {name: QPushButton(name) for name in ("foot", "right", "left below", "left", "head", "gone")}
    window = Reading()
    body = QWidget()
    window.setCentralWidget(body)
    outer = QVBoxLayout(body)
    left = QVBoxLayout()
    left.addWidget(made["left"])
    left.addWidget(made["gone"])
    left.addWidget(made["left below"])
    columns = QHBoxLayout()
    columns.addLayout(left)
    columns.addWidget(made["right"])
    outer.addWidget(made["head"])
    outer.addLayout(columns)
    outer.addWidget(made["foot"])
    made["gone"].setEnabled(False)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window, made


def test_tab_goes_as_one_reads_not_as_things_were_made(qtbot: QtBot) -> None:
    window, made = two_columns(qtbot)
    made["head"].setFocus()
    seen = []
    for _ in range(5):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        seen.append(window.focusWidget().text())
    assert seen == ["left", "left below", "right", "foot", "head"]
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Backtab)
    assert window.focusWidget() is made["foot"]


def test_what_is_drawn_anew_keeps_its_place_in_the_order(qtbot: QtBot) -> None:
    window, made = two_columns(qtbot)
    layout = window.centralWidget().layout()
    new = QLineEdit()
    layout.insertWidget(1, new)
    settle()
    made["head"].setFocus()
    qtbot.keyClick(made["head"], Qt.Key.Key_Tab)
    assert window.focusWidget() is new
    assert list(in_sight(window)).index(new) < list(in_sight(window)).index(made["left"])


def test_f6_goes_back_from_the_card_and_its_place_is_seen(qtbot: QtBot) -> None:
    card = RecordCard()
    qtbot.addWidget(card)
    card.show_record(CardHead("甲", "代码1", ()), (
        Section("a", "基本", None, (Fact("编号", "2023-047", link="problem:47"),)),))
    with qtbot.waitActive(card):
        card.show()
        card.activateWindow()
    card.setFocus()
    assert card.window().focusWidget() is not card
    with qtbot.waitSignal(card.left):
        qtbot.keyClick(card.focusWidget(), Qt.Key.Key_F6)


def test_an_empty_page_is_made_without_a_window_of_its_own(qtbot: QtBot, qapp: QApplication) -> None:
    with windows_shown(qapp) as shown:
        state = EmptyState("还没有。", "先导入。", "导入…", other="新增")
        qtbot.addWidget(state)
    assert shown == []
    assert not state.button.isHidden()
    assert not state.other.isHidden()
    assert EmptyState("没有。", "", "好").other.isHidden()


def test_the_keyboard_stays_with_what_is_drawn_anew(qtbot: QtBot) -> None:
    """A verb whose record moved on is another button: the keyboard goes to its like, not to the sidebar."""
    window, made = two_columns(qtbot)
    body = window.centralWidget()
    made["foot"].setFocus()

    def again(words: str) -> QPushButton:
        with keeping_keyboard(body):
            old = window.focusWidget()
            old.hide()
            old.deleteLater()
            new = QPushButton(words)
            body.layout().addWidget(new)
        settle()
        return new

    new = again("foot")
    assert window.focusWidget() is new
    again("another")
    assert window.focusWidget() is not made["head"]
    assert body.isAncestorOf(window.focusWidget()) or window.focusWidget() is body


def test_the_keyboard_stays_in_a_window_behind_another(qtbot: QtBot) -> None:
    window, made = two_columns(qtbot)
    body = window.centralWidget()
    made["foot"].setFocus()
    front = QWidget()
    qtbot.addWidget(front)
    with qtbot.waitActive(front):
        front.show()
        front.activateWindow()
    with keeping_keyboard(body):
        made["foot"].hide()
        made["foot"].deleteLater()
        new = QPushButton("foot")
        body.layout().addWidget(new)
    settle()
    assert window.focusWidget() is new


def test_a_form_scrolls_to_what_enter_goes_to(qtbot: QtBot) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    lines = [QLineEdit() for _ in range(60)]
    for line in lines:
        column.addWidget(line)
    area = scrolling(page)
    area.resize(300, 200)
    qtbot.addWidget(area)
    with qtbot.waitActive(area):
        area.show()
        area.activateWindow()
    lines[0].setFocus()
    lines[59].setFocus()
    settle()
    assert area.viewport().rect().contains(lines[59].mapTo(area.viewport(), lines[59].rect().center()))


def test_an_area_without_more_to_see_is_no_stop(qtbot: QtBot) -> None:
    window, made = two_columns(qtbot)
    window.centralWidget().layout().insertWidget(1, scrolling(QWidget()))
    settle()
    made["head"].setFocus()
    qtbot.keyClick(made["head"], Qt.Key.Key_Tab)
    assert window.focusWidget() is made["left"]


def test_a_form_begins_in_its_first_field_and_enter_leads_to_its_verb(qtbot: QtBot) -> None:
    form = QWidget()
    column = QVBoxLayout(form)
    first, second = (LineEditor(Field(name, Kind.TEXT)) for name in ("送达日期", "接收人"))
    choose = Button("选择文件…")
    for part in (first, second, choose):
        column.addWidget(part)
    dialog = FormDialog("登记送达", form, [("save", "登记送达")])
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    seen = [dialog.focusWidget()]
    for _ in range(2):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        seen.append(dialog.focusWidget())
    assert seen == [first.box, second.box, choose]
    qtbot.keyClick(choose, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.buttons["save"]


def test_what_is_gone_hands_the_keyboard_to_what_stands_in_its_place(qtbot: QtBot) -> None:
    """She fills the last photo in: the next thing missing is one Enter away, not the head of the page."""
    window, made = two_columns(qtbot)
    made["left below"].setFocus()
    with keeping_keyboard(window.centralWidget()):
        made["left below"].hide()
        window.centralWidget().layout().insertWidget(2, QLineEdit())
    settle()
    assert isinstance(window.focusWidget(), QPushButton)
    assert window.focusWidget().text() == "right"


def test_a_form_with_a_long_hint_shows_all_of_it(qtbot: QtBot) -> None:
    form = QWidget()
    column = QVBoxLayout(form)
    column.setContentsMargins(0, 0, 12, 0)
    column.addWidget(label("列入检查计划，方式为回头看；到时在“检查”里记录。" * 3, "small", wrap=True))
    column.addWidget(LineEditor(Field("回头看日期", Kind.DATE)))
    dialog = FormDialog("安排回头看", form, [("yes", "安排检查")])
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() == 0
