"""历史, 已作废 and the sheet of keys."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.base.changes import ChangesAsked
from desktop.base.clock import FixedClock
from desktop.features.office.records import Town
from desktop.store import proof
from desktop.store.desk import Desk
from desktop.store.editing import save_record, void_record
from desktop.ui.buttons import Button
from desktop.ui.history_page import HistoryPage, SealDialog
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.outputs import heading_of
from desktop.ui.services import Services
from desktop.ui.shortcut_sheet import EVERYWHERE, KeyGroup, ShortcutSheet, working_keys
from desktop.ui.trash_page import TrashPage
from tests.helpers.screens import clipped_texts, settle
from tests.helpers.toys import TOY, Toy, add_toy, toy_desk, toy_services


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with toy_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def services(desk: Desk, tmp_path: Path) -> Services:
    return toy_services(desk, tmp_path)


def history(services: Services, qtbot: QtBot) -> HistoryPage:
    page = HistoryPage(services)
    qtbot.addWidget(page)
    page.resize(1100, 560)
    page.show()
    settle()
    return page


def texts(page: HistoryPage, column: int) -> list[str]:
    model = page.table.windowed
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_history_says_who_when_and_from_what_to_what(services: Services, desk: Desk, qtbot: QtBot) -> None:
    toy = add_toy(desk, name="积木", pieces=3)
    desk.do(save_record, "修改积木", record=Toy, values={"pieces": 4}, row=toy.id)
    page = history(services, qtbot)
    assert texts(page, 3) == ["修改积木", "新增玩具"]
    assert texts(page, 2) == ["林晓燕", "林晓燕"]
    shown = " ".join(label.text() for label in page.card.findChildren(QLabel))
    assert "“件数”由 3 改为 4" in shown
    assert clipped_texts(page) == []


def test_the_chain_is_verified_on_the_page(
        services: Services, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    add_toy(desk, name="积木")
    page = history(services, qtbot)
    said, shown = list[str](), list[str]()
    monkeypatch.setattr(services, "say", lambda words, **_: said.append(words))
    monkeypatch.setattr("desktop.ui.history_page.ErrorDialog.__init__",
                        lambda _self, *given, **_: shown.append(given[2]))
    monkeypatch.setattr("desktop.ui.history_page.ErrorDialog.exec", lambda _self: 0)
    page.proving.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    assert "逐条核对完好，尾号 1-" in said[0]
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET title = '别的'")
    page.proving.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert "第 1 号被改动过" in shown[0]
    assert len(said) == 1


def test_an_act_is_taken_back_from_history_and_stays_in_it(
        services: Services, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    toy = add_toy(desk, name="积木", pieces=3)
    desk.do(save_record, "修改积木", record=Toy, values={"pieces": 4}, row=toy.id)
    page = history(services, qtbot)
    monkeypatch.setattr(services, "confirm", lambda *given: True)
    page.take_back()
    with desk.store.reading() as session:
        assert session.get_one(Toy, toy.id).pieces == 3
    settle()
    assert texts(page, 3) == ["撤销：修改积木", "修改积木", "新增玩具"]
    assert texts(page, 5) == ["不能撤销", "已撤销", ""]


def test_what_cannot_be_taken_back_says_why(services: Services, desk: Desk, qtbot: QtBot) -> None:
    toy = add_toy(desk, name="积木")
    desk.do(save_record, "修改积木", record=Toy, values={"pieces": 4}, row=toy.id)
    page = history(services, qtbot)
    page.table.select_id(page.table.windowed.ids()[1])
    assert page.taking_back.reason() == "其中 1 条之后又改过"
    page.seek.setText("修改")
    assert texts(page, 3) == ["修改积木"]
    assert page.taking_back.reason() == ""


def test_every_delete_is_in_the_trash_and_comes_back(services: Services, desk: Desk, qtbot: QtBot) -> None:
    toy = add_toy(desk, name="积木", pieces=3)
    page = TrashPage(services)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is page.empty
    desk.do(void_record, "作废玩具", record=Toy, row=toy.id, reason="重复登记")
    settle()
    line = page.current()
    assert line is not None
    assert (line.kind, line.title, line.reason) == ("玩具", "积木", "重复登记")
    page.restore()
    settle()
    assert page.stack.currentWidget() is page.empty
    with desk.store.reading() as session:
        found = session.get_one(Toy, toy.id)
        assert (found.voided, found.void_reason, found.pieces) == (False, None, 3)


def test_the_sheet_names_every_key_that_works_on_a_list(services: Services, desk: Desk, qtbot: QtBot) -> None:
    add_toy(desk, name="积木")
    page = LedgerPage(services, TOY)
    qtbot.addWidget(page)
    page.show()
    groups = [KeyGroup("按钮", tuple(working_keys(page))), *page.keys(), EVERYWHERE]
    sheet = ShortcutSheet("玩具", groups)
    qtbot.addWidget(sheet)
    sheet.show()
    told = {key.keys for group in sheet.groups for key in group.keys}
    working = {shortcut.key().toString() for shortcut in page.findChildren(QShortcut)}
    working |= {button.key() for button in page.findChildren(Button) if button.key()}
    assert working <= told
    assert {"Ctrl+C", "Ctrl+V", "Ctrl+D", "F2", "Enter", "Esc", "F6", "Ctrl+Z", "Ctrl+K"} <= told
    assert clipped_texts(sheet) == []


def test_a_printed_number_is_held_against_the_journal(
        services: Services, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    add_toy(desk, name="积木")
    page = history(services, qtbot)
    typed, shown, said = ["12", "", ""], list[str](), list[str]()
    with desk.store.reading() as session:
        end = proof.present(session)
    assert end is not None

    def answer(dialog: SealDialog) -> int:
        qtbot.addWidget(dialog)
        dialog.editor.set_text(typed[0])
        dialog.submitted.emit("yes")
        return dialog.result()

    monkeypatch.setattr(SealDialog, "exec", answer)
    monkeypatch.setattr(services, "say", lambda words, **_: said.append(words))
    monkeypatch.setattr("desktop.ui.history_page.ErrorDialog.__init__",
                        lambda _self, *given, **_: shown.append(given[2]))
    monkeypatch.setattr("desktop.ui.history_page.ErrorDialog.exec", lambda _self: 0)
    page.sealing.click()
    assert not services.tasks.busy
    typed[0] = end.words
    page.sealing.click()
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    typed[0] = f"{end.seq + 5}-{end.hash[:16]}"
    page.sealing.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert "打印件 里记到第 6 号" in shown[0]


def test_history_is_asked_by_person_kind_and_day(services: Services, desk: Desk, qtbot: QtBot) -> None:
    add_toy(desk, name="积木")
    replace(desk, by="王芳（替林晓燕）").do(save_record, "新增镇街", record=Town, values={"name": "安海镇"})
    assert isinstance(desk.store.clock, FixedClock)
    later = desk.today + timedelta(days=3)
    desk.store.clock = FixedClock.on(later)
    desk.do(save_record, "第二个镇街", record=Town, values={"name": "青阳街道"})
    page = history(services, qtbot)
    who, kind = page.filters.who, page.filters.kind
    assert [who.itemText(place) for place in range(who.count())] == ["所有人", "林晓燕", "王芳"]
    assert [kind.itemText(place) for place in range(kind.count())] == ["所有种类", Toy.called, Town.called]
    who.setCurrentText("王芳")
    assert texts(page, 3) == ["新增镇街"]
    page.filters.all.click()
    kind.setCurrentText(Town.called)
    assert texts(page, 3) == ["第二个镇街", "新增镇街"]
    page.filters.first.set_text(later.isoformat())
    assert texts(page, 3) == ["第二个镇街"]
    page.filters.last.set_text("2023-13-40")
    assert texts(page, 3) == ["第二个镇街"]
    page.filters.last.set_text((later - timedelta(days=1)).isoformat())
    assert "早于起日" in " ".join(found.text() for found in page.filters.findChildren(QLabel))
    page.filters.first.set_text("")
    assert texts(page, 3) == ["新增镇街"]
    page.filters.all.click()
    assert len(texts(page, 3)) == 3
    assert not page.filters.all.isVisible()
    who.setCurrentText("林晓燕")
    page.seek.setText("没有这样的事")
    settle()
    assert texts(page, 3) == []
    assert clipped_texts(page) == []


def test_what_is_asked_is_what_goes_out(
        services: Services, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    add_toy(desk, name="积木")
    taken = list[ChangesAsked]()
    monkeypatch.setattr("desktop.ui.history_page.export_history",
                        lambda _services, asked, _page: taken.append(asked))
    page = history(services, qtbot)
    page.filters.kind.setCurrentText(Toy.called)
    page.filters.who.setCurrentText("林晓燕")
    page.exporting.click()
    assert taken == [ChangesAsked(by="林晓燕", record=Toy)]
    assert heading_of(taken[0]) == f"变更记录（{Toy.called}，林晓燕）"
