"""A damaged file: the last good backup, later changes as far as they are proven, the rest named."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.base.clock import FixedClock
from desktop.base.errors import StoreTrouble
from desktop.features.office.records import Town
from desktop.store import journal
from desktop.store.backup_folder import make
from desktop.store.editing import save_record
from desktop.store.salvage import is_damaged, salvage
from desktop.store.store import Store

CLOCK = FixedClock.on(date(2023, 9, 25))


def add(store: Store, *names: str) -> None:
    for name in names:
        store.perform(save_record, title=f"新增{name}", by="林", record=Town,
                      values={"name": name, "position": 1})


def page_of_index(file: Path, name: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((page - 1) * size)


def scribble(file: Path, place: int, length: int = 4096) -> None:
    data = bytearray(file.read_bytes())
    data[place:place + length] = b"\xa5" * length
    file.write_bytes(data)


def state(folder: Path) -> tuple[list[str], list[str]]:
    store = Store(folder, CLOCK)
    with store.reading() as session:
        found = list(session.scalars(select(Town.name).order_by(Town.id))), journal.verify(session)
    assert store.integrity() == []
    add(store, "以后还能录入")
    store.close()
    return found


@pytest.fixture
def folder(store: Store) -> Path:
    """A backup of two towns, then two more and a new name, closed."""
    add(store, "甲镇", "乙镇")
    make(store, "每日")
    add(store, "丙镇", "丁镇")
    store.perform(save_record, title="改名", by="林", record=Town, values={"name": "甲街道"}, row=1)
    store.close()
    return store.folder


def test_changes_after_the_backup_come_back_when_they_are_proven(folder: Path) -> None:
    file = folder / "台账.db"
    scribble(file, page_of_index(file, "scratch"))
    assert is_damaged(file)
    found = salvage(folder, CLOCK)
    assert (found.entries, found.rows, found.lost, found.broken) == (3, 3, (), None)
    assert state(folder) == (["甲街道", "乙镇", "丙镇", "丁镇"], [])
    assert found.damaged is not None
    assert "损坏" in found.damaged.name


def test_rows_that_cannot_be_read_are_named(folder: Path) -> None:
    file = folder / "台账.db"
    scribble(file, page_of_index(file, "town"))
    found = salvage(folder, CLOCK)
    assert len(found.lost) == 3
    assert any("新增丙镇" in words for words in found.lost)
    assert any("没有找回" in words for words in found.words)
    assert state(folder) == (["甲镇", "乙镇"], [])


def test_an_unreadable_journal_leaves_the_backup_and_says_from_where(folder: Path) -> None:
    file = folder / "台账.db"
    scribble(file, page_of_index(file, "journal"))
    found = salvage(folder, CLOCK)
    assert (found.entries, found.broken) == (0, 3)
    assert any("第 3 号以后" in words for words in found.words)
    assert state(folder) == (["甲镇", "乙镇"], [])


def test_a_file_of_rubbish_gives_the_backup(folder: Path) -> None:
    (folder / "台账.db").write_bytes(b"rubbish" * 1000)
    found = salvage(folder, CLOCK)
    assert found.entries == 0
    assert state(folder) == (["甲镇", "乙镇"], [])


def test_a_sound_file_is_left_alone(folder: Path) -> None:
    with pytest.raises(StoreTrouble, match="没有损坏"):
        salvage(folder, CLOCK)


def test_without_a_backup_nothing_is_touched_and_it_is_said(folder: Path) -> None:
    for backup in (folder / "备份").glob("*.zip"):
        backup.write_bytes(backup.read_bytes()[:500])
    (folder / "台账.db").write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreTrouble, match="没有能恢复的备份"):
        salvage(folder, CLOCK)
    assert (folder / "台账.db").read_bytes() == b"rubbish" * 1000
    assert not list(folder.glob(".恢复-*"))
