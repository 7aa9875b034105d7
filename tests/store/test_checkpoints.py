"""The log is brought over beside the work, at once where it is long, and never by the commit itself."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.pool import QueuePool

from desktop.base.clock import FixedClock
from desktop.features.office.records import Town
from desktop.store.checkpoints import LONG
from desktop.store.editing import save_record
from desktop.store.engine import CACHE_KB, MOST_CACHE_KB, room_for
from desktop.store.store import FILE_NAME, Store

CLOCK = FixedClock.on(date(2023, 9, 25))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "数据", CLOCK)


def town(store: Store, name: str) -> None:
    store.perform(save_record, title="新增", by="林", record=Town, values={"name": name, "position": 1})


def in_file_alone(store: Store, copy: Path) -> int:
    """Towns in the data file without its log."""
    copy.write_bytes((store.folder / FILE_NAME).read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        return int(connection.execute("SELECT count(*) FROM town").fetchone()[0])


def test_a_long_log_is_brought_over_while_the_data_are_open(store: Store, tmp_path: Path) -> None:
    store._checkpoints.wait()
    before = in_file_alone(store, tmp_path / "copy.db")
    with store.writing("很多", "林") as session:
        session.add_all([Town(name=f"第{place}镇" + "长" * 30, position=place) for place in range(6000)])
    store._checkpoints.wait()
    assert (store.folder / f"{FILE_NAME}-wal").stat().st_size >= LONG
    assert in_file_alone(store, tmp_path / "copy.db") == before + 6000
    store.close()


def test_a_short_log_waits_for_the_end(store: Store, tmp_path: Path) -> None:
    town(store, "头一镇")
    store.close()
    store = Store(store.folder, CLOCK)
    town(store, "安海镇")
    assert store._checkpoints._running is None
    assert in_file_alone(store, tmp_path / "copy.db") == 1
    store.close()
    assert in_file_alone(store, tmp_path / "copy.db") == 2


def test_what_cannot_be_brought_over_stays_in_the_log(store: Store, monkeypatch: pytest.MonkeyPatch,
                                                      caplog: pytest.LogCaptureFixture) -> None:
    town(store, "安海镇")
    monkeypatch.setattr(QueuePool, "connect", _full)
    store._checkpoints._bring_over()
    monkeypatch.undo()
    assert "log not brought over" in caplog.text
    store.close()
    with Store(store.folder, CLOCK).reading() as session:
        assert [item.name for item in session.query(Town)] == ["安海镇"]


def _full(self: QueuePool) -> None:
    raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(("rows", "cache"), [(100, CACHE_KB), (50_000, 200_000), (10**7, MOST_CACHE_KB)])
def test_many_rows_get_room_and_it_is_given_back(store: Store, rows: int, cache: int) -> None:
    with store.engine.connect() as connection:
        with room_for(connection, rows):
            assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == -cache
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == -CACHE_KB
    store.close()
