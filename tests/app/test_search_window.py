"""Searching in the whole window: from keys to the record, with chips, without stopping the window."""

from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app.features import STREET
from desktop.app.searching import search_hits, zero_words
from desktop.app.window import Window
from desktop.base.errors import StoreTrouble
from desktop.base.listing import Question
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Category, Institution
from desktop.store.editing import void_record
from desktop.ui.feature import whole_listing
from desktop.ui.ledger_page import LedgerPage
from tests.helpers.complaints import register as complaint
from tests.helpers.desk import TOWNS
from tests.helpers.problems import register as problem

NAMES = ("启明星画室", "启明舞蹈", "别家书法")


@pytest.fixture
def rows(window: Window) -> list[int]:
    return [
        window.desk.do(save_institution, "登记机构",
                       values={"name": name, "category": Category.ART if place else Category.ACADEMIC},
                       row=None, confirmed=True).id
        for place, name in enumerate(NAMES)
    ]  # fmt: skip


@pytest.fixture
def ledger(window: Window) -> Callable[[], LedgerPage]:
    def page() -> LedgerPage:
        found = window.page("institutions")
        assert isinstance(found, LedgerPage)
        return found

    return page


def typed(window: Window, qtbot: QtBot, words: str) -> None:
    box = window.top.search
    box.setFocus()
    qtbot.keyClicks(box, words)
    qtbot.waitUntil(lambda: box.hits.isVisible() and box._shown == words.strip(), timeout=5000)


def test_from_initials_to_the_record_by_keyboard_alone(
    window: Window, qtbot: QtBot, rows: list[int], ledger: Callable[[], LedgerPage]
) -> None:
    typed(window, qtbot, "qmx")
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    assert ledger().table.current_id() == rows[0]
    assert window.current() is ledger()


def test_void_ones_open_in_the_list_of_void_ones(
    window: Window, qtbot: QtBot, rows: list[int], ledger: Callable[[], LedgerPage]
) -> None:
    window.desk.do(void_record, "作废", record=Institution, row=rows[2], reason="重复登记")
    typed(window, qtbot, "bjsf")
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    assert ledger().source.question.voided
    assert ledger().table.windowed.ids() == [rows[2]]


def test_the_box_of_the_page_and_its_chips_narrow_together(
    window: Window, qtbot: QtBot, rows: list[int], ledger: Callable[[], LedgerPage]
) -> None:
    window.go("institutions")
    page = ledger()
    qtbot.keyClicks(page.seek, "qm")
    qtbot.waitUntil(lambda: sorted(page.table.windowed.ids()) == sorted(rows[:2]), timeout=5000)
    chip = next(chip for chip in page.chips.chips() if chip.key == f"category:{Category.ART.value}")
    assert chip.accessibleName().endswith(" 1")
    chip.click()
    assert page.table.windowed.ids() == [rows[1]]
    qtbot.keyClick(page.seek, Qt.Key.Key_Return)
    assert page.table.current_id() == rows[1]
    qtbot.keyClick(page.seek, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: sorted(page.table.windowed.ids()) == sorted(rows[1:]), timeout=5000)


def test_a_slow_answer_does_not_stop_the_keys(window: Window, qtbot: QtBot, rows: list[int]) -> None:
    go, asked = Event(), list[str]()
    real = window.latest._answer

    def slow(words: str) -> object:
        asked.append(words)
        assert go.wait(5)
        return real(words)

    window.latest._answer = slow
    box = window.top.search
    box.setFocus()
    qtbot.keyClicks(box, "qmx")
    assert box.text() == "qmx"
    assert not box.hits.isVisible()
    go.set()
    qtbot.waitUntil(box.hits.isVisible, timeout=5000)
    assert asked == ["q", "qmx"]


def test_a_busy_file_is_told_below_the_box(window: Window, qtbot: QtBot) -> None:
    def busy(words: str) -> object:
        raise StoreTrouble("没有查到：数据文件正被另一个程序占用。", "请稍后再试。")

    window.latest._answer = busy
    box = window.top.search
    box.setFocus()
    qtbot.keyClicks(box, "q")
    qtbot.waitUntil(box.hits.isVisible, timeout=5000)
    assert box.hits._list.item(0).text() == "没有查到：数据文件正被另一个程序占用。请稍后再试。"


def test_a_town_opens_every_list_at_as_many_rows_as_told(window: Window) -> None:
    desk, town = window.desk, TOWNS[3]
    for place, name in enumerate(NAMES):
        desk.do(save_institution, "登记机构", values={"name": name, "town": town if place else TOWNS[0],
                                                  "address": "鸿江路9号"}, confirmed=True)
    problem(desk, town=town)
    for at in (town, TOWNS[0]):
        complaint(desk, town=at)
    with desk.store.reading() as session:
        hits = [hit for hit in search_hits(session, STREET, town, desk.today) if "#" in hit.key]
        begun = search_hits(session, STREET, town[:2], desk.today)
        assert [hit for hit in begun if "#" in hit.key] == hits
        assert not [hit for hit in search_hits(session, STREET, town[:1], desk.today) if "#" in hit.key]
        listing = next(item for feature in STREET for item in feature.listings if item.key == "institutions")
        assert "已作废" not in "".join(zero_words(session, STREET, town, listing, desk.today))
    assert [hit.text for hit in hits] == [f"{town}的 2 家", f"{town}的 1 件", f"{town}的 1 个"]
    for hit, rows in zip(hits, (2, 1, 1), strict=True):
        window._open_hit(hit.key)
        page = window.current()
        assert isinstance(page, LedgerPage)
        assert page.table.windowed.rowCount() == rows, hit


def test_every_page_knows_the_chips_its_list_has(window: Window) -> None:
    met = []
    for feature in STREET:
        window.go(feature.key)
        page = window.current()
        if not isinstance(page, LedgerPage):
            continue
        listing = next(item for item in feature.listings if item.key == page.listing.key)
        with window.desk.store.reading() as session:
            whole = whole_listing(listing, STREET, session)
        asked = Question(filters=frozenset(chip.key for chip in whole.filters))
        assert page.listing.unknown(asked) == [], feature.key
        met.append(feature.key)
    assert {"institutions", "inspections", "complaints", "problems", "documents"} <= set(met)
