"""Working in a list: views, many at once, paste, copy down, cells in place; each named after its pain."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import event, insert, text

from desktop.base.listing import Question
from desktop.base.views import View
from desktop.store.desk import Desk
from desktop.store.editing import save_record
from desktop.store.undo import undo
from desktop.store.views import save_view, views
from desktop.ui import changes_dialog, list_edits, services
from desktop.ui.changes_dialog import ChangesDialog
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.ledger_source import LedgerSource
from desktop.ui.list_edits import ListEdits
from desktop.ui.table import LedgerTable
from desktop.ui.tasks import Task
from tests.helpers.screens import settle
from tests.helpers.toys import TOY, Size, Toy, add_toy, toy_desk, toy_page, toy_services

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with toy_desk(tmp_path) as opened:
        for name, size in (("风筝", Size.LARGE), ("积木", Size.SMALL), ("陀螺", Size.SMALL)):
            add_toy(opened, name=name, size=size, pieces=3)
        yield opened


@pytest.fixture
def page(desk: Desk, tmp_path: Path, qtbot: QtBot) -> LedgerPage:
    return toy_page(desk, tmp_path, qtbot)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[ChangesDialog]:
    """Previews answer yes at once; they are kept to be looked at."""
    seen: list[ChangesDialog] = []

    def yes(dialog: ChangesDialog) -> int:
        seen.append(dialog)
        return 1

    monkeypatch.setattr(changes_dialog.ChangesDialog, "exec", yes)
    return seen


def table(desk: Desk) -> list[dict[str, Any]]:
    """All columns but the version, which only grows."""
    with desk.store.engine.connect() as connection:
        found = connection.execute(text("SELECT * FROM toy_item ORDER BY id")).mappings()
        return [{key: value for key, value in row.items() if key != "version"} for row in found]


def names(page: LedgerPage) -> list[str]:
    return [str(page.table.windowed.row(row)[1]) for row in range(page.table.windowed.rowCount())]


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifier)


def stand(page: LedgerPage, row: int, key: str) -> None:
    place = next(place for place, column in enumerate(page.listing.columns) if column.key == key)
    index = page.table.windowed.index(row, place + 1)
    page.table.setCurrentIndex(index)
    page.table.setFocus()


def test_a_view_keeps_filters_columns_and_order_after_a_restart(
        page: LedgerPage, desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    page.chips.chips()[0].click()
    page.table.setColumnHidden(page.table.windowed.columnCount() - 1, True)
    page.table.set_sort("name", True)
    made = page.views.store("小件")
    assert made is not None
    assert [chip.word() for chip in page.views.row.chips()] == ["全部玩具", "小件", "＋ 存为视图"]
    assert page.views.current == made.id
    page.clear_filters()
    assert (page.views.current, page.table.windowed.rowCount()) == (0, 3)
    page.hide()

    again = LedgerPage(toy_services(desk, tmp_path), TOY)
    qtbot.addWidget(again)
    again.show()
    again.views.row.chips()[1].click()
    assert names(again) == ["陀螺", "积木"]
    assert "broken" not in again.table.shown_keys()
    assert again.print_title() == "玩具台账（小件）"


def test_a_list_that_opens_reads_its_ids_and_its_first_card_once(
        page: LedgerPage, desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page.table.set_sort("name", True)
    page.hide()
    reads: list[object] = []
    ids, show_row = LedgerSource.ids, LedgerCard.show_row
    monkeypatch.setattr(LedgerSource, "ids", lambda source, order, descending: reads.append(
        (order, descending)) or ids(source, order, descending))
    monkeypatch.setattr(LedgerCard, "show_row", lambda card, row: reads.append(row) or show_row(card, row))
    again = LedgerPage(toy_services(desk, tmp_path), TOY)
    qtbot.addWidget(again)
    again.show()
    settle()
    assert names(again) == sorted(names(again), key=["陀螺", "积木", "风筝"].index)
    assert reads == [("name", True), again.table.windowed.ids()[0]]


def test_columns_of_a_view_are_kept_and_reset(page: LedgerPage, desk: Desk) -> None:
    made = page.views.store("全列")
    assert made is not None
    page.choose_saved(made.id)
    page.table.setColumnHidden(2, True)
    page.choose_saved(0)
    assert "size" in page.table.shown_keys()
    page.choose_saved(made.id)
    assert "size" not in page.table.shown_keys()
    page.layout_kept.reset()
    assert "size" in page.table.shown_keys()


def test_view_counts_are_what_a_click_shows(page: LedgerPage) -> None:
    page.show_question(Question(filters=frozenset({"size:小"})))
    page.views.store("小件")
    page.clear_filters()
    for chip in page.views.row.chips()[:2]:
        count = chip.accessibleName().rsplit(" ", 1)[1]
        chip.click()
        assert page.table.windowed.rowCount() == int(count)


def test_dropping_a_view_touches_no_record_and_comes_back(page: LedgerPage, desk: Desk) -> None:
    made = page.views.store("小件")
    assert made is not None
    before = table(desk)
    page.views.drop(made)
    assert [chip.word() for chip in page.views.row.chips()] == ["全部玩具", "＋ 存为视图"]
    page.services.undo_last(page)
    assert [chip.word() for chip in page.views.row.chips()][1] == "小件"
    assert table(desk) == before


def test_bulk_change_is_previewed_one_act_and_one_undo(
        page: LedgerPage, desk: Desk, shown: list[ChangesDialog]) -> None:
    before = table(desk)
    page.table.windowed.check(page.table.windowed.ids(), True)
    assert page.bulk.isEnabled()
    page.edits.bulk_set(page.edits.targets(), "size", Size.LARGE)
    assert shown[0].summary == "改 2 件，相同不动 1 件。"
    assert {line[2:4] for line in shown[0].model.lines} == {("小", "大")}
    assert {row["size"] for row in table(desk)} == {"大"}
    assert page.services.acts[-1].title == "把 3 件玩具的“大小”改为“大”"
    page.services.undo_last(page)
    assert table(desk) == before


def test_bulk_change_refuses_row_by_row_with_the_reason(
        page: LedgerPage, desk: Desk, shown: list[ChangesDialog]) -> None:
    page.edits.bulk_set(page.table.windowed.ids(), "name", None)
    assert shown[0].possible == []
    assert {line[-1] for line in shown[0].model.lines} == {"请填写玩具名称。"}
    assert len(table(desk)) == 3


def test_copy_then_paste_changes_nothing(page: LedgerPage, desk: Desk, qtbot: QtBot,
                                         shown: list[ChangesDialog]) -> None:
    before = table(desk)
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text().split("\n")[0].split("\t")[0] == "玩具名称"
    qtbot.keyClick(page.table, Qt.Key.Key_V, CONTROL)
    assert shown[0].summary.startswith("改 0 件，相同不动 3 件。")
    assert table(desk) == before


def test_paste_from_excel_by_heads_with_faults_and_one_undo(
        page: LedgerPage, desk: Desk, shown: list[ChangesDialog]) -> None:
    before = table(desk)
    page.table.select_id(page.table.windowed.ids()[0])
    page.edits.paste_cells([["件数", "购入日期"], ["12", "2023.8.1"], ["三", "2023-02-30"], ["7", ""],
                            ["9", "2023年9月1日"]])
    assert shown[0].summary.endswith("另有 1 行超出列表末尾，没有地方放。第一行是表头，按表头对应各列。")
    refused = [line[-1] for line in shown[0].model.lines if line[-1]]
    assert refused == ["件数：件数请填整数；购入日期：没有这一天：2023-02-30"]
    changed = {row["name"]: (row["pieces"], row["bought_on"]) for row in table(desk)}
    assert changed == {"风筝": (12, "2023-08-01"), "积木": (3, None), "陀螺": (7, None)}
    page.services.undo_last(page)
    assert table(desk) == before


def test_one_cell_pasted_onto_many_rows(page: LedgerPage, desk: Desk, shown: list[ChangesDialog]) -> None:
    page.table.selectAll()
    place = next(place for place, item in enumerate(page.listing.columns) if item.key == "pieces")
    flag = page.table.selectionModel().SelectionFlag
    page.table.selectionModel().setCurrentIndex(page.table.windowed.index(0, place + 1), flag.NoUpdate)
    page.edits.paste_cells([["８"]])
    assert {row["pieces"] for row in table(desk)} == {8}


def test_text_beginning_with_a_sign_stays_text(page: LedgerPage, desk: Desk,
                                               shown: list[ChangesDialog]) -> None:
    page.table.select_id(page.table.windowed.ids()[0])
    page.edits.paste_cells([["玩具名称"], ["=1+1\x07"]])
    assert "=1+1" in {row["name"] for row in table(desk)}


def test_enter_moves_on_as_in_excel_and_esc_gives_up(page: LedgerPage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitExposed(page)
    stand(page, 0, "pieces")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    cell = page.edits.cell
    assert cell.editor is not None
    cell.editor.set_text("11")
    cell.editor.moved_on.emit()
    assert cell.editor is not None
    cell.editor.set_text("22")
    cell.editor.moved_on.emit()
    assert cell.editor is not None
    cell.editor.set_text("33")
    qtbot.keyClick(cell.editor.box, Qt.Key.Key_Escape)
    assert cell.editor is None
    assert [row["pieces"] for row in table(desk)] == [11, 22, 3]
    assert page.services.acts[-1].title == "积木“件数”由 3 改为 22"


def test_a_faulty_cell_stays_open_with_its_reason(page: LedgerPage, desk: Desk, qtbot: QtBot) -> None:
    stand(page, 0, "pieces")
    page.edits.cell.begin()
    editor = page.edits.cell.editor
    assert editor is not None
    editor.set_text("很多")
    editor.moved_on.emit()
    assert page.edits.cell.editor is editor
    assert editor._fault.text() == "件数请填整数"
    page.edits.cell.close()
    assert [row["pieces"] for row in table(desk)] == [3, 3, 3]


def test_a_cell_changed_elsewhere_meanwhile_is_told_and_no_word_lost(page: LedgerPage, desk: Desk) -> None:
    stand(page, 0, "pieces")
    page.edits.cell.begin()
    editor = page.edits.cell.editor
    assert editor is not None
    editor.set_text("50")
    row = page.table.windowed.ids()[0]
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE toy_item SET pieces = 7 WHERE id = :id"), {"id": row})
    editor.moved_on.emit()
    assert page.edits.cell.editor is editor
    assert editor._fault.text().startswith("没有保存：这一格刚在别处改成了“7”。再按 Enter 换成填的")
    assert [found["pieces"] for found in table(desk)] == [7, 3, 3]
    editor.moved_on.emit()
    page.edits.cell.close()
    assert [found["pieces"] for found in table(desk)] == [50, 3, 3]


def test_ctrl_d_copies_down(page: LedgerPage, desk: Desk, qtbot: QtBot, shown: list[ChangesDialog]) -> None:
    desk.do(save_record, "改", record=Toy, values={"pieces": 40}, row=page.table.windowed.ids()[0])
    settle()
    stand(page, 1, "pieces")
    page.edits.cell.begin()
    assert page.edits.cell.editor is not None
    qtbot.keyClick(page.edits.cell.editor.box, Qt.Key.Key_D, CONTROL)
    assert page.edits.cell.editor.text() == "40"
    qtbot.keyClick(page.edits.cell.editor.box, Qt.Key.Key_Tab)
    page.edits.cell.close()
    assert [row["pieces"] for row in table(desk)] == [40, 40, 3]
    stand(page, 0, "pieces")
    page.table.selectAll()
    qtbot.keyClick(page.table, Qt.Key.Key_D, CONTROL)
    assert [row["pieces"] for row in table(desk)] == [40, 40, 40]


def test_f2_belongs_to_the_cell_only_where_it_can_be_changed(page: LedgerPage) -> None:
    """Otherwise the page's own F2 opens the form: the key is never claimed by both."""
    def claimed() -> bool:
        pressed = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
        pressed.ignore()
        QApplication.sendEvent(page.table, pressed)
        return pressed.isAccepted()

    stand(page, 0, "pieces")
    assert claimed()
    page.table.set_editable(("name",))
    assert not claimed()
    keys = [shortcut.key().toString() for shortcut in page.findChildren(QShortcut)]
    assert keys.count("F2") == 1


def test_undo_of_a_paste_after_a_restart_restores_every_column(
        page: LedgerPage, desk: Desk, tmp_path: Path, shown: list[ChangesDialog]) -> None:
    before = table(desk)
    page.table.select_id(page.table.windowed.ids()[0])
    page.edits.paste_cells([["件数"], ["1"], ["2"], ["4"]])
    act = page.services.acts[-1].act
    desk.store.close()
    with toy_desk(tmp_path) as again:
        assert [row["pieces"] for row in table(again)] == [1, 2, 4]
        again.do(undo, "撤销", act=act)
        assert table(again) == before


@pytest.mark.parametrize("cancelled", [False, True])
def test_undo_of_many_rows_runs_aside_and_can_be_cancelled(
        page: LedgerPage, desk: Desk, qtbot: QtBot, shown: list[ChangesDialog],
        monkeypatch: pytest.MonkeyPatch, cancelled: bool) -> None:
    before = table(desk)
    page.table.select_id(page.table.windowed.ids()[0])
    page.edits.paste_cells([["件数"], ["1"], ["2"], ["4"]])
    after = table(desk)
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    begun = list[Task]()
    start = page.services.tasks.start

    def started(*given: Any) -> Task:
        begun.append(start(*given))
        if cancelled:
            begun[-1].progress.cancel()
        return begun[-1]

    monkeypatch.setattr(page.services.tasks, "start", started)
    hold = Event()
    page.services.tasks._pool.start(hold.wait)
    page.services.undo_last(page)
    page.services.undo_last(page)
    hold.set()
    assert len(begun) == 1
    qtbot.waitUntil(lambda: not page.services.tasks.busy, timeout=10_000)
    assert table(desk) == (after if cancelled else before)
    assert len(page.services.acts) == cancelled


class Gaps:
    """The longest time the window did not answer."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = perf_counter()
        self.longest, self._last = max(self.longest, now - self._last), now


def fill(desk: Desk, count: int) -> None:
    """Many toys at once, past the journal."""
    now = desk.store.clock.now()
    with desk.store.engine.begin() as connection:
        connection.execute(insert(Toy), [
            {"name": f"玩具{number:05d}", "pieces": 1, "version": 1, "created_at": now, "updated_at": now,
             "search_text": "", "initials": "", "sort_key": f"{number:05d}"} for number in range(count)])


def test_a_paste_of_ten_thousand_rows_keeps_the_window_answering(
        page: LedgerPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(desk, 10_000)
    page.refresh()
    asked: list[Sequence[Any]] = []
    monkeypatch.setattr(ListEdits, "_ask", lambda edits, title, outcomes, note: asked.append(outcomes))
    page.table.select_id(page.table.windowed.ids()[0])
    gaps = Gaps()
    page.edits.paste_cells([["件数"], *(["2" if number % 5 == 0 else "1"] for number in range(10_000))])
    qtbot.waitUntil(lambda: bool(asked), timeout=60_000)
    assert len(asked[0]) == 10_000
    assert len([item for item in asked[0] if item.changes]) >= 2_000
    assert gaps.longest < 1.0
    assert {row["pieces"] for row in table(desk)} == {1, 3}


def test_the_value_asked_for_is_shortened_in_the_title_only(page: LedgerPage, desk: Desk,
                                                            shown: list[ChangesDialog]) -> None:
    page.edits.bulk_set(page.table.windowed.ids()[:1], "name", "很" * 20)
    assert len(page.services.acts[-1].title) <= 200
    assert "很" * 20 in {row["name"] for row in table(desk)}
    assert list_edits.LONG_VALUE == 24


def test_two_windows_of_one_list_see_the_same_views(page: LedgerPage, desk: Desk) -> None:
    desk.do(save_view, "存视图", listing="toys", view=View("别处存的", Question(search="积")))
    settle()
    assert "别处存的" in [chip.word() for chip in page.views.row.chips()]
    with desk.store.reading() as session:
        assert len(views(session, "toys")) == 1


def test_a_row_that_leaves_the_list_gives_way_to_the_one_in_its_place(page: LedgerPage, desk: Desk) -> None:
    """After 销号 she goes on with the next one, not with the first of the list."""
    page.show_question(Question(filters=frozenset({"size:小"})))
    add_toy(desk, name="哨子", size=Size.SMALL, pieces=1)
    settle()
    listed = page.table.windowed.ids()
    assert len(listed) == 3
    page.table.select_id(listed[1])
    card = page.card
    card.setFocus()
    desk.do(save_record, "改大", record=Toy, row=listed[1], values={"size": Size.LARGE})
    settle()
    assert page.table.current_id() == listed[2]
    assert page.table.hasFocus(), "a verb pressed once more would fall on another record"
    page.show_question(Question(filters=frozenset({"size:大"})))
    assert page.table.current_id() == page.table.windowed.ids()[0], "another question begins at its top"


def test_a_column_is_read_when_it_comes_into_sight(page: LedgerPage, desk: Desk, qtbot: QtBot) -> None:
    source = LedgerSource(page.services, page.listing.showing(["name"]))
    place = [column.key for column in source.listing.columns].index("pieces")
    asked: list[str] = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    shown = LedgerTable(source)
    qtbot.addWidget(shown)
    shown.refresh()
    assert len(shown.windowed.row(0)) == len(source.columns) + 1
    assert shown.windowed.row(0)[place + 1] is None
    assert "pieces" not in asked[-1]
    shown.setColumnHidden(place, False)
    assert shown.windowed.row(0)[place + 1] == 3
    assert "pieces" in asked[-1]
    assert shown.windowed.index(0, place).data() == "3"
    read = len(asked)
    other = next(at for at in range(len(source.columns)) if at not in (0, place))
    shown.windowed.index(0, other).data()
    assert len(asked) == read + 2  # BEGIN, SELECT: nobody told of it, it was asked for all the same
    shown.windowed.index(1, other).data()
    assert len(asked) == read + 2


def test_the_verbs_of_a_row_open_at_the_row(page: LedgerPage, monkeypatch: pytest.MonkeyPatch) -> None:
    edited: list[bool] = []
    monkeypatch.setattr(page.card, "edit", lambda: edited.append(True))
    page.table.select_id(page.table.windowed.ids()[0])
    page.card.show_row(page.table.current_id())
    asked: list[QPoint] = []
    monkeypatch.setattr(page.card, "open_verbs", asked.append)
    page.table.customContextMenuRequested.emit(page.table.visualRect(page.table.currentIndex()).center())
    assert len(asked) == 1
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert len(asked) == 2
    menu = page.card.verbs_menu()
    offered = [action.text() for action in menu.actions() if action.text()]
    assert (offered[0], offered[-1]) == ("修改", "作废玩具…")
    menu.actions()[0].trigger()
    assert edited == [True]
