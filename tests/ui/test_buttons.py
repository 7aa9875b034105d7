"""Buttons, links, segments, reasons, chips."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.base.marks import Tone
from desktop.ui.buttons import Button, LinkButton, PrimaryButton, ReasonedButton, Segments
from desktop.ui.chips import Chip, ChipRow, FlowLayout
from tests.helpers.screens import settle


def test_a_key_presses_the_button_and_widens_it(qtbot) -> None:
    plain, keyed = Button("打印"), Button("打印", key="Ctrl+P")
    page = QWidget()
    qtbot.addWidget(page)
    QVBoxLayout(page).addWidget(keyed)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    with qtbot.waitSignal(keyed.clicked):
        qtbot.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert keyed.sizeHint().width() > plain.sizeHint().width() + 30
    assert keyed.sizeHint().height() == 30
    keyed.show_caps(False)
    assert keyed.sizeHint().width() == plain.sizeHint().width()
    plain.deleteLater()


def test_a_disabled_button_says_why_beside_it_and_as_tooltip(qtbot) -> None:
    reasoned = ReasonedButton(PrimaryButton("送审核"))
    qtbot.addWidget(reasoned)
    reasoned.set_reason("还缺 3 份")
    assert not reasoned.button.isEnabled()
    assert reasoned.reason() == reasoned.button.toolTip() == "还缺 3 份"
    reasoned.set_reason("")
    with qtbot.waitSignal(reasoned.clicked):
        qtbot.mouseClick(reasoned.button, Qt.MouseButton.LeftButton)


def test_segments_tell_the_key_only_when_clicked(qtbot) -> None:
    segments = Segments([("month", "本月"), ("all", "累计")], "all")
    qtbot.addWidget(segments)
    heard: list[str] = []
    segments.chosen.connect(heard.append)
    segments.select("month")
    assert heard == []
    segments._buttons["all"].click()
    assert heard == ["all"]
    assert segments.current() == "all"


def test_enter_opens_a_link(qtbot) -> None:
    link = LinkButton("12", tone=Tone.RED)
    qtbot.addWidget(link)
    with qtbot.waitSignal(link.clicked):
        qtbot.keyClick(link, Qt.Key.Key_Return)


def row_of_chips(qtbot, width: int = 900) -> ChipRow:
    row = ChipRow("筛选")
    qtbot.addWidget(row)
    row.set_chips([Chip(f"c{number}", f"类别{number}", number) for number in range(10)])
    row.resize(width, 36)
    row.show()
    settle()
    return row


def test_chips_tell_key_and_state_and_take_counts(qtbot) -> None:
    row = row_of_chips(qtbot)
    heard: list[tuple[str, bool]] = []
    row.toggled.connect(lambda key, on: heard.append((key, on)))
    qtbot.mouseClick(row.chips()[2], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.chips()[2], Qt.MouseButton.LeftButton)
    assert heard == [("c2", True), ("c2", False)]
    row.set_counts({"c3": 41})
    assert row.chips()[3].accessibleName() == "类别3 41"
    assert row.chips()[4].accessibleName() == "类别4 4"


def test_chips_without_room_go_into_more_and_chosen_ones_stay(qtbot) -> None:
    row = row_of_chips(qtbot, 420)
    row.choose({"c9"})
    shown = [chip.key for chip in row.chips() if chip.isVisible()]
    assert 2 <= len(shown) < 10
    assert "c9" in shown
    assert row._more.isVisible()
    right = max(chip.geometry().right() for chip in (*row.chips(), row._more) if chip.isVisible())
    assert right < 420
    row.resize(1400, 36)
    settle()
    assert all(chip.isVisible() for chip in row.chips())


def test_views_have_exactly_one_chosen(qtbot) -> None:
    row = ChipRow("视图", exclusive=True)
    qtbot.addWidget(row)
    row.set_chips([Chip("a", "全部"), Chip("b", "重点")])
    row.choose({"a"})
    row.resize(400, 36)
    row.show()
    qtbot.mouseClick(row.chips()[1], Qt.MouseButton.LeftButton)
    assert row.chosen() == {"b"}
    qtbot.mouseClick(row.chips()[1], Qt.MouseButton.LeftButton)
    assert row.chosen() == {"b"}


def test_flow_goes_on_in_the_next_line(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = FlowLayout(page, 8)
    for number in range(6):
        flow.addWidget(Chip(str(number), "很长的标签"))
    one = flow.itemAt(0).sizeHint()
    flow.setGeometry(QRect(0, 0, one.width() * 3, 200))
    tops = {flow.itemAt(place).geometry().top() for place in range(6)}
    assert len(tops) == 3
    assert flow.heightForWidth(10_000) == one.height()
    assert flow.minimumSize() == QSize(one.width(), one.height())
