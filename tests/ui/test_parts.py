"""Card, stages, gate, totals, photos, chart, form, empty page, dialogs: what they tell and refuse."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import LinkButton
from desktop.ui.card import CardHead, Fact, RecordCard, Section
from desktop.ui.card_rows import ShortLabel
from desktop.ui.charts import Bars, WeekChart
from desktop.ui.dialogs import AskDialog, ErrorDialog, FormDialog
from desktop.ui.empty import EmptyState
from desktop.ui.form_sheet import FormCell, FormSheet
from desktop.ui.gate_list import GateItem, GateList
from desktop.ui.photo_pair import Photo, PhotoPair
from desktop.ui.stage_strip import Stage, StageState, StageStrip
from desktop.ui.totals_bar import Total, TotalsBar
from tests.helpers.screens import settle
from tests.ui.gallery_parts import form_sheet

PHONE = Fact("电话", "138****0215", full="13800000215")


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def link(widget: QWidget, words: str) -> LinkButton:
    return next(button for button in widget.findChildren(LinkButton) if button.text() == words)


@pytest.fixture
def card(qtbot) -> RecordCard:
    made = RecordCard()
    qtbot.addWidget(made)
    made.resize(368, 300)
    facts = tuple(Fact(f"项 {number}", "值") for number in range(12))
    made.show_record(CardHead("甲", "代码1", (("有效", Tone.GREEN),)), (
        Section("a", "基本", None, (PHONE, *facts)),
        Section("b", "问题", 2, (Fact("编号", "2023-047", link="problem:47"), *facts)),
        Section("c", "历史", 0, facts, action=("all", "全部"))))  # fmt: skip
    made.show()
    settle()
    return made


def test_masked_values_show_on_demand_when_allowed(
    card: RecordCard, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(card, "may_show", lambda label: bool(asked.append(label)))
    card.show_record(CardHead("甲", ""), (Section("a", "基本", None, (PHONE,)),))
    qtbot.mouseClick(link(card, "显示"), Qt.MouseButton.LeftButton)
    assert asked == ["电话"]
    assert "13800000215" not in texts(card)
    monkeypatch.undo()
    card.show_record(CardHead("甲", ""), (Section("a", "基本", None, (PHONE,)),))
    qtbot.mouseClick(link(card, "显示"), Qt.MouseButton.LeftButton)
    assert "13800000215" in texts(card)
    qtbot.mouseClick(link(card, "遮住"), Qt.MouseButton.LeftButton)
    assert "13800000215" not in texts(card)


def test_card_links_copy_and_jump_marks(card: RecordCard, qtbot) -> None:
    with qtbot.waitSignal(card.opened) as heard:
        qtbot.mouseClick(link(card, "2023-047"), Qt.MouseButton.LeftButton)
    assert heard.args == ["problem:47"]
    qtbot.mouseClick(link(card, "复制"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "代码1"
    bar = card._area.verticalScrollBar()
    card._tabs.setCurrentIndex(1)
    assert bar.value() > 0
    bar.setValue(0)
    assert card._tabs.currentIndex() == 0
    assert card._tabs.tabText(1) == "问题 2"


def test_the_same_record_again_keeps_its_place_and_another_starts_on_top(card: RecordCard) -> None:
    sections = (Section("a", "基本", None, tuple(Fact(str(number), "值") for number in range(40))),)
    card.show_record(CardHead("甲"), sections)
    settle()
    card._area.verticalScrollBar().setValue(60)
    card.show_record(CardHead("甲"), sections)
    settle()
    assert card._area.verticalScrollBar().value() == 60
    card.show_record(CardHead("乙"), sections)
    settle()
    assert card._area.verticalScrollBar().value() == 0


def test_stages_by_keys_and_as_words(qtbot) -> None:
    strip = StageStrip()
    qtbot.addWidget(strip)
    strip.resize(600, 70)
    strip.set_stages(
        [
            Stage("a", "登记", StageState.DONE),
            Stage("b", "核查", StageState.NOW, "还缺 3 项", Tone.RED),
            Stage("c", "归档", StageState.TODO),
        ]
    )
    assert strip.accessibleDescription() == "登记 已完成；核查 正在办 还缺 3 项；归档 未到"
    heard: list[str] = []
    strip.chosen.connect(heard.append)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_Return)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert heard == ["b", "c", "a"]


def test_gate_counts_what_blocks_apart_from_reminders(qtbot) -> None:
    gate = GateList("还缺什么", "不能销号")
    qtbot.addWidget(gate)
    gate.set_items(
        [
            GateItem("凭证", False, "还缺 3 份", "proof", "添加"),
            GateItem("报告", True),
            GateItem("备注", False, tone=Tone.AMBER),
        ]
    )
    assert texts(gate)[:3] == ["还缺什么", "1 项，不能销号", "1 项提醒"]
    with qtbot.waitSignal(gate.opened) as heard:
        link(gate, "添加").click()
    assert heard.args == ["proof"]
    gate.set_items([GateItem("报告", True)])
    settle()
    assert texts(gate)[:2] == ["还缺什么", "都齐了"]


def test_totals_must_add_up(qtbot) -> None:
    bar = TotalsBar()
    qtbot.addWidget(bar)
    parts = [Total("new", "新增", 11), Total("bad", "失败", 3, Tone.RED)]
    bar.set_totals(Total("all", "读入", 14), parts)
    assert bar.adds_up()
    assert "合计相符" in texts(bar)
    with qtbot.waitSignal(bar.clicked) as heard:
        link(bar, "3").click()
    assert heard.args == ["bad"]
    bar.set_totals(Total("all", "读入", 15), parts)
    settle()
    assert not bar.adds_up()
    assert "合计不符，不能入库" in texts(bar)


def test_broken_and_missing_pictures_are_named(qtbot, tmp_path: Path) -> None:
    pair = PhotoPair()
    qtbot.addWidget(pair)
    good, broken = tmp_path / "好.png", tmp_path / "坏.jpg"
    image = QImage(3000, 2000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    image.save(str(good))
    broken.write_bytes(b"no picture")
    pair.show_pair(Photo("整改前", good), Photo("整改后", broken))
    assert pair.views[0].fault() == ""
    assert max(pair.views[0]._picture.size().toTuple()) == 640
    assert pair.views[1].fault() == "图片打不开"
    pair.show_pair(Photo("整改前", tmp_path / "没有.png"), Photo("整改后", good, fault="文件已改动"))
    assert [view.fault() for view in pair.views] == ["找不到文件", "文件已改动"]
    with qtbot.waitSignal(pair.clicked) as heard:
        qtbot.mouseClick(pair.views[1], Qt.MouseButton.LeftButton)
    assert heard.args == [1]


def test_chart_bars_open_their_rows(qtbot) -> None:
    chart = WeekChart("新增", "销号")
    qtbot.addWidget(chart)
    chart.resize(600, 160)
    chart.set_weeks([Bars("w1", "9/4", 6, 5), Bars("w2", "9/11", 4, 0)])
    heard: list[tuple[str, int]] = []
    chart.clicked.connect(lambda key, which: heard.append((key, which)))
    for place in (0, 1, 3):
        bar = chart._bar(place)
        spot = QPoint(round(bar.center().x()), round(bar.bottom()) - 2)
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert heard == [("w1", 0), ("w1", 1), ("w2", 1), ("w2", 0)]
    assert "9/4 新增 6 销号 5" in chart.accessibleDescription()


def test_an_empty_chart_paints(qtbot) -> None:
    chart = WeekChart("新增", "销号")
    qtbot.addWidget(chart)
    chart.set_weeks([])
    assert not chart.grab().isNull()


def test_form_cells_by_mouse_and_keys(qtbot) -> None:
    sheet = form_sheet()
    assert isinstance(sheet, FormSheet)
    qtbot.addWidget(sheet)
    sheet.resize(500, 300)
    sheet.show()
    settle()
    assert sheet.current_key() == "c5"
    chosen: list[str] = []
    sheet.cell_chosen.connect(chosen.append)
    qtbot.keyClick(sheet, Qt.Key.Key_End)
    assert sheet.horizontalScrollBar().value() == sheet.horizontalScrollBar().maximum() > 0
    qtbot.keyClick(sheet, Qt.Key.Key_Home)
    assert sheet.horizontalScrollBar().value() == 0
    rect = sheet._rect(3, 4)
    qtbot.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    with qtbot.waitSignal(sheet.cell_opened) as heard:
        qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert heard.args == ["c3"]
    assert chosen == ["text", "c1", "c3"]


def test_form_keeps_the_cursor_and_merges_as_told(qtbot) -> None:
    sheet = form_sheet()
    assert isinstance(sheet, FormSheet)
    qtbot.addWidget(sheet)
    sheet.resize(700, 300)
    assert sheet._rect(0, 2, 1, 7).width() == 50 * 5 + 42 * 2
    assert sheet._rect(0, 0, 3).height() == sum(sheet._head_rows)
    sheet.set_body(
        [[FormCell("1"), FormCell("x"), *(FormCell("9", f"c{n}") for n in range(1, 8)), FormCell("")]]
    )
    assert sheet.current_key() == "c5"
    sheet.set_body([[FormCell("1")]])
    assert sheet.current_key() == ""


def test_empty_page_says_what_to_do(qtbot) -> None:
    empty = EmptyState("这里放记录。", "先导入。", "导入")
    qtbot.addWidget(empty)
    assert texts(empty) == ["这里放记录。", "先导入。"]
    with qtbot.waitSignal(empty.acted):
        empty.button.click()
    assert EmptyState("没有。", "换个说法。").button.isHidden()


def test_a_question_gives_its_verb_and_escape_is_cancel(qtbot) -> None:
    ask = AskDialog("撤销", "这一批有 20 家。", [("undo", "撤销 20 家")])
    qtbot.addWidget(ask)
    ask.buttons["undo"].click()
    assert ask.chosen == "undo"
    other = AskDialog("撤销", "这一批有 20 家。", [("undo", "撤销 20 家")])
    qtbot.addWidget(other)
    other.show()
    qtbot.keyClick(other, Qt.Key.Key_Escape)
    assert other.chosen == ""
    assert not other.isVisible()


def test_a_form_stays_open_until_its_owner_accepts(qtbot) -> None:
    dialog = FormDialog("新增", QWidget(), [("save", "保存")])
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.submitted) as heard:
        dialog.buttons["save"].click()
    assert heard.args == ["save"]
    dialog.show_fault("名称没有填。")
    assert dialog.isVisible()
    assert "名称没有填。" in texts(dialog)


def test_error_details_are_folded_and_can_be_copied(qtbot) -> None:
    dialog = ErrorDialog("没有保存：磁盘满了。", "请清理后再存。", "OSError 28")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog._details.isVisible()
    link(dialog, "复制详细情况").click()
    assert QGuiApplication.clipboard().text() == "OSError 28"
    link(dialog, "详细情况").click()
    assert dialog._details.isVisible()


def test_words_without_room_end_in_dots_and_are_told_whole(qtbot) -> None:
    short, roomy = ShortLabel("工作日晚间临检　吴婉清、蔡雨桐"), ShortLabel("工作日晚间临检　吴婉清、蔡雨桐")
    for made, wide in ((short, 90), (roomy, 400)):
        qtbot.addWidget(made)
        made.resize(wide, 22)
        made.show()
    assert short.text() == short.toolTip() == roomy.text()
    last = short.grab().toImage().copy(84, 0, 6, 22)
    assert last != roomy.grab().toImage().copy(84, 0, 6, 22), "no letter is cut in two"
