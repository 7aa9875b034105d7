"""After work on many rows the page in front is shown anew in parts, and the window answers between them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import get_ident

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.base.changes import Changes
from desktop.store.desk import Desk
from desktop.ui import pasting
from desktop.ui.ledger_card import LedgerCard
from desktop.ui.ledger_page import LedgerPage
from desktop.ui.list_edits import ListEdits
from desktop.ui.page import Page
from desktop.ui.services import MOST_AT_ONCE
from tests.helpers.screens import settle
from tests.helpers.toys import Size, Toy, add_toy, toy_desk, toy_page, toy_services

FEW, MANY = (Changes(1, "改", frozenset((Toy.__tablename__, row) for row in range(rows)))
             for rows in (MOST_AT_ONCE, MOST_AT_ONCE + 1))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with toy_desk(tmp_path) as opened:
        for name in ("风筝", "积木", "陀螺"):
            add_toy(opened, name=name, size=Size.SMALL, pieces=3)
        yield opened


class Parted(Page):
    """Tells which part was done, and between which of them the window had its turn."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(toy_services(desk, folder))
        self.told: list[str] = []
        self.beat = QTimer(self)
        self.beat.timeout.connect(lambda: self.told.append("-"))

    def refresh(self) -> None:
        for part in self.parts():
            part()

    def parts(self) -> Sequence[Callable[[], None]]:
        return [lambda name=name: self._do(name) for name in "abc"]

    def _do(self, name: str) -> None:
        self.told.append(name + "~" * self.unhurried)
        self.beat.start(0)


@pytest.fixture
def parted(desk: Desk, tmp_path: Path, qtbot: QtBot) -> Parted:
    made = Parted(desk, tmp_path)
    qtbot.addWidget(made)
    made.show()
    settle()
    made.beat.stop()
    made.told.clear()
    return made


def test_after_a_change_of_few_rows_all_is_there_at_once(parted: Parted) -> None:
    parted.services.changed.emit(FEW)
    assert parted.told == ["a", "b", "c"]


def test_after_many_the_window_has_its_turn_between_the_parts(parted: Parted, qtbot: QtBot) -> None:
    parted.services.changed.emit(MANY)
    assert parted.told == ["a~"]
    qtbot.waitUntil(lambda: "c~" in parted.told, timeout=5000)
    words = "".join(parted.told)
    assert [part for part in parted.told if part != "-"] == ["a~", "b~", "c~"]
    assert "a~-" in words
    assert "b~-" in words


def test_another_change_meanwhile_begins_anew(parted: Parted, qtbot: QtBot) -> None:
    parted.services.changed.emit(MANY)
    parted.services.changed.emit(FEW)
    qtbot.wait(50)
    assert [part for part in parted.told if part != "-"] == ["a~", "a", "b", "c"]


@pytest.fixture
def page(desk: Desk, tmp_path: Path, qtbot: QtBot) -> LedgerPage:
    return toy_page(desk, tmp_path, qtbot)


def rename(desk: Desk, name: str) -> None:
    """Past the door: no page hears of it."""
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE toy_item SET name = :name"), {"name": name})


def title(page: LedgerPage) -> str:
    assert isinstance(page.card, LedgerCard)
    return page.card._title.text()


def test_list_card_and_counts_are_shown_anew_after_many(page: LedgerPage, desk: Desk, qtbot: QtBot) -> None:
    rename(desk, "木马")
    page.services.changed.emit(MANY)
    qtbot.waitUntil(lambda: title(page) == "木马", timeout=5000)
    assert page.table.windowed.row(0)[1] == "木马"
    page._everything = 0
    page.services.changed.emit(MANY)
    qtbot.waitUntil(lambda: not page.counting._running and page._everything == 3, timeout=5000)


def test_the_card_shows_what_was_read_for_it_once(page: LedgerPage, desk: Desk) -> None:
    card, row = page.card, page.table.current_id()
    card.prepare(row)
    rename(desk, "木马")
    card.show_row(row)
    assert title(page) != "木马"
    card.show_row(row)
    assert title(page) == "木马"
    card.prepare(row)
    rename(desk, "竹马")
    page.refresh()
    assert title(page) == "竹马"


def test_no_list_page_is_shown_anew_past_its_parts() -> None:
    """One that had a `refresh` of its own would not do it after long work."""
    import desktop.app.features  # noqa: F401 - all pages
    from desktop.app.warming import modules

    for name in modules():
        __import__(name)
    kinds, found = [LedgerPage], list[type[LedgerPage]]()
    while kinds:
        kinds += (made := kinds.pop().__subclasses__())
        found += made
    assert len(found) >= 8
    assert [kind.__name__ for kind in found if "refresh" in vars(kind)] == []


def test_a_long_clipboard_is_read_beside_the_window(
        page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    read, threads, asked = pasting.cells, list[int](), list[str]()

    def cells(words: str) -> list[list[str]]:
        threads.append(get_ident())
        return read(words)

    monkeypatch.setattr(pasting, "cells", cells)
    monkeypatch.setattr(ListEdits, "_ask", lambda edits, title, outcomes, note: asked.append(title + note))
    page.table.select_id(page.table.windowed.ids()[0])
    for lines, here in ((3, True), (MOST_AT_ONCE + 1, False)):
        QGuiApplication.clipboard().setText("件数\r\n" + "7\r\n" * lines)
        page.edits.paste()
        qtbot.waitUntil(lambda: not page.services.tasks.busy, timeout=5000)
        assert (threads.pop() == get_ident()) is here
    assert asked[0] == "粘贴到 3 件玩具第一行是表头，按表头对应各列。"
    assert "另有 38 行超出列表末尾" in asked[1]
