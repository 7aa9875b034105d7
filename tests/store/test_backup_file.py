"""Backups in one file: proven before they are good, refused when altered, restored whole or not at all."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from desktop.base.clock import CHINA, FixedClock
from desktop.base.errors import Cancelled, StoreTrouble
from desktop.base.progress import Progress
from desktop.features.office.records import Town
from desktop.store import backup_file, restore
from desktop.store.attachments import Attachment, keep_file
from desktop.store.backup import copy_before
from desktop.store.backup_file import DATABASE, MANIFEST, Contents, glance, verify, write_backup
from desktop.store.editing import save_record
from desktop.store.inserting import insert_records
from desktop.store.restore import prepare, present_counts, swap
from desktop.store.rotation import evicted
from desktop.store.store import Store

CLOCK = FixedClock.on(date(2023, 9, 25))


def fill(store: Store, *names: str) -> None:
    for name in names or ("镇0", "镇1", "镇2"):
        store.perform(save_record, title="新增", by="林", record=Town, values={"name": name, "position": 1})
    with store.writing("添加证据", "林") as session:
        keep_file(session, b"\xff\xd8 photo", "门口.jpg")
        keep_file(session, b"%PDF-1.4", "通知书.pdf")


def backup(store: Store, target: Path, progress: Progress | None = None) -> Contents:
    return write_backup(store.file, store.files, target, now=CLOCK.now(), reason="手动", progress=progress)


def towns(folder: Path) -> list[str]:
    store = Store(folder, CLOCK)
    with store.reading() as session:
        found = list(session.scalars(select(Town.name).order_by(Town.id)))
    store.close()
    return found


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if ".写入" in path.name or path.name.startswith(".恢复")]


@pytest.fixture
def made(store: Store, tmp_path: Path) -> Path:
    """A good backup of three towns and two files."""
    fill(store)
    target = tmp_path / "移动盘" / "备份.zip"
    backup(store, target)
    return target


def test_a_backup_is_counted_and_hashed_and_leaves_nothing_beside_it(store: Store, made: Path) -> None:
    contents = glance(made)
    assert contents.tables["town"] == 3
    assert (contents.tables["attachment"], contents.files) == (2, 2)
    assert verify(made) == contents
    assert left_over(made.parent) == left_over(store.folder) == []


@pytest.mark.parametrize("at", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_an_altered_backup_is_refused_and_the_data_untouched(store: Store, made: Path, at: float) -> None:
    data = bytearray(made.read_bytes())
    data[int(len(data) * at)] ^= 0xFF
    made.write_bytes(data)
    store.close()
    before = store.file.read_bytes()
    with suppress(StoreTrouble):
        prepared = prepare(store.folder, made, CLOCK)
        assert towns(prepared.beside) == ["镇0", "镇1", "镇2"], "only a byte outside the contents may pass"
        restore.give_up(prepared)
    assert store.file.read_bytes() == before
    assert left_over(store.folder) == []


@pytest.mark.parametrize("alter", [
    lambda facts: facts["tables"].update(town=4),
    lambda facts: facts["parts"][DATABASE].__setitem__(0, "0" * 64),
    lambda facts: facts["parts"].update({"附件/../../x": ["0" * 64, 1]}),
    lambda facts: facts["parts"].popitem(),
    lambda facts: facts.pop("journal"),
    lambda facts: facts.update(format=99),
])
def test_a_list_that_says_otherwise_is_refused(made: Path, alter: Callable[[dict[str, Any]], Any]) -> None:
    other = made.with_name("改过.zip")
    with ZipFile(made) as source, ZipFile(other, "w") as target:
        for name in source.namelist():
            if name != MANIFEST:
                target.writestr(name, source.read(name))
        facts = json.loads(source.read(MANIFEST))
        alter(facts)
        target.writestr(MANIFEST, json.dumps(facts))
    with pytest.raises(StoreTrouble, match="备份"):
        verify(other)


def test_restoring_gives_equal_counts_and_can_be_taken_back(store: Store, made: Path) -> None:
    then = glance(made).tables
    fill(store, "镇3", "镇4")
    store.close()
    prepared = prepare(store.folder, made, CLOCK)
    assert len(towns(store.folder)) == 5
    safety = swap(prepared, CLOCK)
    assert present_counts(store.folder) == dict(then)
    assert towns(store.folder) == ["镇0", "镇1", "镇2"]
    assert safety is not None
    swap(prepare(store.folder, safety, CLOCK), CLOCK)
    assert len(towns(store.folder)) == 5


def test_a_backup_opens_in_an_empty_folder_of_another_pc(store: Store, made: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一台" / "数据"
    assert swap(prepare(other, made, CLOCK), CLOCK) is None
    moved = Store(other, CLOCK)
    with moved.reading() as session:
        kept = session.scalars(select(Attachment)).all()
        assert [moved.files.read(file) for file in kept] == [b"\xff\xd8 photo", b"%PDF-1.4"]
    moved.close()


def test_a_lost_and_an_altered_file_come_back(store: Store, made: Path) -> None:
    kept = sorted(path for path in store.files.folder.rglob("*") if path.is_file())
    kept[0].unlink()
    kept[1].write_bytes(b"x" * kept[1].stat().st_size)
    store.close()
    swap(prepare(store.folder, made, CLOCK), CLOCK)
    back = Store(store.folder, CLOCK)
    with back.reading() as session:
        assert [back.files.fault(file) for file in session.scalars(select(Attachment))] == [None, None]
    back.close()


def test_files_that_were_lost_before_are_told_and_the_rest_is_backed_up(store: Store, tmp_path: Path) -> None:
    fill(store)
    next(path for path in store.files.folder.rglob("*.pdf")).unlink()
    contents = backup(store, tmp_path / "b.zip")
    assert contents.faults == ("找不到文件：通知书.pdf",)
    assert contents.files == 1


def test_a_damaged_database_is_kept_as_it_is_and_replaced(store: Store, made: Path) -> None:
    store.close()
    store.file.write_bytes(b"damaged" * 900)
    safety = swap(prepare(store.folder, made, CLOCK), CLOCK)
    assert safety is not None
    assert "损坏" in safety.name
    assert safety.read_bytes() == b"damaged" * 900
    assert towns(store.folder) == ["镇0", "镇1", "镇2"]


def test_a_full_disk_leaves_the_old_and_says_so(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    used = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: used._replace(free=1000))
    with pytest.raises(StoreTrouble, match="磁盘空间不够"):
        backup(store, tmp_path / "b.zip")
    monkeypatch.undo()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreTrouble, match="磁盘已满"):
        backup(store, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
    assert left_over(tmp_path) == []


def test_a_stopped_backup_leaves_nothing(store: Store, tmp_path: Path) -> None:
    fill(store)
    progress = Progress(lambda done, total, words: progress.cancel() if "附件" in words else None)
    with pytest.raises(Cancelled):
        backup(store, tmp_path / "b.zip", progress=progress)
    assert not (tmp_path / "b.zip").exists()
    assert left_over(tmp_path) == []


def test_a_file_too_long_for_the_stick_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)

    def too_long(*given: object) -> None:
        raise OSError(27, "File too large")

    monkeypatch.setattr(backup_file, "_fill", too_long)
    with pytest.raises(StoreTrouble, match="FAT32"):
        backup(store, tmp_path / "b.zip")


def test_a_copy_is_made_while_others_write(store: Store, tmp_path: Path) -> None:
    fill(store)
    with store.writing("正在录入", "林") as session:
        session.add(Town(name="未提交", position=1))
        session.flush()
        assert backup(store, tmp_path / "b.zip").tables["town"] == 3


def test_many_rows_are_changed_only_after_a_copy(store: Store) -> None:
    for _ in range(2):
        with store.writing("录入", "林") as session:
            session.add_all(Town(name=f"镇{id(session)}-{number}", position=1) for number in range(200))
    (copy,) = (store.folder / "备份").glob("*-大批改动前.db")
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT count(*) FROM town").fetchone() == (200,)


def test_two_copies_in_one_second_both_stay_and_old_ones_go(store: Store) -> None:
    fill(store)
    first = [copy_before(store.file, "升级前", CLOCK.now()) for _ in range(5)]
    assert len(set(first)) == 5
    copy_before(store.file, "恢复前", CLOCK.now())
    last = copy_before(store.file, "升级前", CLOCK.now())
    assert [path.exists() for path in (*first, last)] == [False, True, True, True, True, True]


def test_rotation_keeps_days_weeks_months_and_always_the_newest_three() -> None:
    start = datetime(2023, 1, 1, 9, tzinfo=CHINA)
    daily = [(start + timedelta(days=day), day) for day in range(300)]
    gone = set(evicted(daily))
    kept = sorted(set(range(300)) - gone)
    assert kept[-7:] == list(range(293, 300))
    assert 7 + 10 <= len(kept) <= 7 + 4 + 12
    assert evicted([(start, 1), (start, 2), (start, 3)]) == []
    assert len(evicted([(start + timedelta(minutes=minute), minute) for minute in range(20)])) == 17


def test_many_rows_written_behind_are_copied_before_too(store: Store) -> None:
    fill(store)
    for start in range(2):
        with store.writing("导入", "林") as session:
            insert_records(session, Town, [{"name": f"镇{start}-{place}", "position": place}
                                           for place in range(300)])
    (copy,) = (store.folder / "备份").glob("*-大批改动前.db")
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT count(*) FROM town").fetchone() == (303,)
