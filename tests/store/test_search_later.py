"""Very many changed rows are found at once, indexed yet or not, and are indexed in the end."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import OperationalError

from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.base.searching import found_ids, notes_name
from desktop.features.institutions.records import Institution
from desktop.store import search_index, search_later
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.inserting import insert_records
from desktop.store.journal import Act
from desktop.store.store import Store
from desktop.store.undo import undo
from tests.helpers.index import index_faults

NAMES = ("启明教育培训中心", "曾巩路启明星", "育才（9135）", "启明a3903x", "王䶮𬭎")
ASKED = ("启明", "qm", "cgl", "9135", "a39", "教", "中心 启", "王䶮", "没有的", "x")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(search_index, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(search_later, "PART", 2)
    return Store(tmp_path / "数据", FixedClock.on(date(2023, 9, 25)))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Nothing is settled beside the work until it is set."""
    may, settle_part = Event(), search_later.settle_part

    def patient(connection: Connection, table: str, most: int) -> bool:
        return may.is_set() and settle_part(connection, table, most)

    monkeypatch.setattr(search_later, "settle_part", patient)
    return may


def enter(store: Store, count: int = 10) -> None:
    rows = [{"name": f"{NAMES[place % len(NAMES)]}{place}"} for place in range(count)]
    with store.writing("导入", "林") as session:
        insert_records(session, Institution, rows)


def waiting(store: Store) -> int:
    with store.reading() as session:
        return session.execute(text(f"SELECT count(*) FROM {notes_name(Institution)}")).scalar_one()


def answers(store: Store) -> dict[tuple[str, bool | None, bool], list[int]]:
    with store.reading() as session:
        return {(words, void, names): sorted(found_ids(session, Institution, words, void=void, names=names))
            for words in ASKED for void in (None, False, True) for names in (False, True)}


def last_act(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.max(Act.id))) or 0


def test_rows_that_wait_are_found_as_those_indexed(store: Store, held: Event) -> None:
    enter(store)
    assert waiting(store) == 10
    before = answers(store)
    assert before["启明", None, False] == [1, 2, 4, 6, 7, 9]
    held.set()
    store.search_later.begin([Institution.__tablename__])
    store.search_later.wait()
    assert waiting(store) == 0
    assert answers(store) == before
    assert index_faults(store, Institution) == set()
    store.close()


def test_few_rows_are_indexed_by_the_act_itself(store: Store, held: Event) -> None:
    enter(store, 3)
    assert waiting(store) == 0
    assert index_faults(store, Institution) == set()
    store.close()


def test_what_is_changed_while_it_waits_is_found_as_it_is_now(store: Store, held: Event) -> None:
    enter(store)
    store.perform(void_record, title="作废", by="林", record=Institution, row=1, reason="重复")
    store.perform(save_record, title="改", by="林", record=Institution, values={"name": "新名"}, row=2)
    assert answers(store)["启明", False, False] == [4, 6, 7, 9]
    assert answers(store)["启明", True, False] == [1]
    assert answers(store)["启明", None, False] == [1, 4, 6, 7, 9]
    store.perform(restore_record, title="恢复", by="林", record=Institution, row=1)
    held.set()
    store.search_later.begin([Institution.__tablename__])
    store.search_later.wait()
    assert answers(store)["启明", False, False] == [1, 4, 6, 7, 9]
    assert index_faults(store, Institution) == set()
    store.close()


def test_undone_before_it_was_indexed_nothing_is_left(store: Store, held: Event) -> None:
    enter(store)
    store.perform(undo, title="撤销", by="林", act=last_act(store))
    assert set(map(tuple, answers(store).values())) == {()}
    held.set()
    store.search_later.begin([Institution.__tablename__])
    store.search_later.wait()
    assert waiting(store) == 0
    assert index_faults(store, Institution) == set()
    store.close()


def test_what_was_left_at_closing_is_done_at_opening(store: Store, held: Event) -> None:
    enter(store)
    before = answers(store)
    store.close()
    again = Store(store.folder, store.clock)
    assert waiting(again) == 0
    assert answers(again) == before
    assert index_faults(again, Institution) == set()
    again.close()


def test_closing_waits_for_one_part_only(store: Store) -> None:
    enter(store, 40)
    store.close()
    assert not store.search_later.busy


def test_a_disk_without_room_leaves_the_rows_waiting(store: Store, monkeypatch: pytest.MonkeyPatch,
                                                     caplog: pytest.LogCaptureFixture) -> None:
    def full(*_: object) -> bool:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(search_later, "settle_part", full)
    enter(store)
    store.search_later.wait()
    assert "search index not brought up to date" in caplog.text
    assert waiting(store) == 10
    assert answers(store)["启明", None, False] == [1, 2, 4, 6, 7, 9]
    store.close()


def take(store: Store, verb: str, number: int) -> None:
    told: dict[str, Any] = {"title": verb, "by": "林"}
    if verb == "enter":
        enter(store, number + 1)
    elif verb == "save":
        store.perform(save_record, **told, record=Institution, row=number + 1,
                      values={"name": NAMES[number % len(NAMES)]})
    elif verb == "void":
        store.perform(void_record, **told, record=Institution, row=number + 1, reason="重复")
    else:
        store.perform(undo, **told, act=last_act(store))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["enter", "save", "void", "undo"]), st.integers(0, 9)),
                      max_size=6))
def test_whatever_is_done_meanwhile_the_index_equals_the_records(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_index, "MOST_AT_ONCE", 3)
        patch.setattr(search_later, "PART", 2)
        patch.setattr(search_later, "_GAP_S", 0.0)
        store = Store(tmp_path_factory.mktemp("数据"), FixedClock.on(date(2023, 9, 25)))
        enter(store)
        for verb, number in steps:
            with suppress(UserError):
                take(store, verb, number)
        store.search_later.wait()
        enter(store, 1)
        store.search_later.wait()
        assert index_faults(store, Institution) == set()
        store.close()
