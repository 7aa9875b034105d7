"""Data brought away from a share: every file equal, the old folder as it was but for a note, then refused."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from desktop.base.clock import FixedClock
from desktop.base.errors import Cancelled, StoreTrouble, UserError
from desktop.base.progress import Progress
from desktop.features.office.records import Town
from desktop.store import moving
from desktop.store.attachments import keep_file
from desktop.store.backup_folder import make
from desktop.store.editing import save_record
from desktop.store.moving import is_free, move
from desktop.store.safe_place import NOTE, UnsafePlace, moved_to, need_safe
from desktop.store.store import FILE_NAME, Store

CLOCK = FixedClock.on(date(2023, 9, 25))


def filled(folder: Path) -> Path:
    store = Store(folder, CLOCK)
    store.perform(save_record, title="新增", by="林", record=Town, values={"name": "安海镇", "position": 1})
    with store.writing("添加", "林") as session:
        keep_file(session, b"evidence" * 1000, "照片.jpg")
    make(store, "手动")
    store.close()
    return folder


def hashes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith("-shm")
            and (path.stat().st_size or not path.name.endswith("-wal"))}


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    """Made elsewhere and put there: the store itself refuses the place."""
    made = filled(tmp_path / "先")
    place = tmp_path / "OneDrive - 教育局" / "台账"
    place.parent.mkdir()
    return made.rename(place)


def test_every_file_is_equal_and_the_old_folder_stays_with_a_note(synced: Path, tmp_path: Path) -> None:
    before, target = hashes(synced), tmp_path / "本机" / "数据"
    made = move(synced, target, CLOCK)
    assert hashes(target) == before
    assert hashes(synced) == {**before, NOTE: hashes(synced)[NOTE]}
    assert (made.place, made.files, made.tables["town"], made.remarks) == (target, len(before), 1, ())
    assert str(target) in (synced / NOTE).read_text(encoding="utf-8-sig")
    assert moved_to(synced) == target
    assert [path.name for path in target.parent.iterdir()] == ["数据"]
    store = Store(target, CLOCK)
    assert store.integrity() == []
    store.close()


def test_the_old_folder_is_not_opened_any_more_though_it_be_local(tmp_path: Path) -> None:
    old = filled(tmp_path / "旧")
    move(old, tmp_path / "新", CLOCK)
    with pytest.raises(StoreTrouble, match="已经搬到"):
        need_safe(old)
    with pytest.raises(UserError, match="已经搬过"):
        move(old, tmp_path / "又", CLOCK)
    (old / NOTE).unlink()
    need_safe(old)


def test_what_the_log_still_holds_comes_along(synced: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(synced / FILE_NAME)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        with writer:
            writer.execute("UPDATE town SET name = '青阳街道'")
        move(synced, tmp_path / "数据", CLOCK)
    with closing(sqlite3.connect(tmp_path / "数据" / FILE_NAME)) as copy:
        assert copy.execute("SELECT name FROM town").fetchall() == [("青阳街道",)]


def test_only_an_empty_place_on_the_local_disk_takes_it(synced: Path, tmp_path: Path) -> None:
    taken = filled(tmp_path / "已有")
    Store(tmp_path / "没用过", CLOCK).close()
    with closing(sqlite3.connect(taken / FILE_NAME)) as connection, connection:
        connection.execute("INSERT INTO setting (key, value, version, created_at, updated_at) "
                           "VALUES ('office', '{}', 1, '2023-09-25 00:00:00', '2023-09-25 00:00:00')")
    before = hashes(taken)
    (tmp_path / "别的").mkdir()
    (tmp_path / "别的" / "文件.txt").write_text("字", encoding="utf-8")
    for source, place in ((synced, taken), (synced, tmp_path / "别的"), (taken, taken / "里面")):
        with pytest.raises(UserError, match="不能搬到这里"):
            move(source, place, CLOCK)
    with pytest.raises(UnsafePlace):
        move(synced, tmp_path / "坚果云" / "数据", CLOCK)
    assert hashes(taken) == before
    assert not (synced / NOTE).exists()
    assert is_free(tmp_path / "没用过")
    move(synced, tmp_path / "没用过", CLOCK)
    assert (tmp_path / "没用过-没用过-20230925" / FILE_NAME).exists()


def test_data_that_changes_meanwhile_is_not_moved(synced: Path, tmp_path: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    copy = moving.copy_proven

    def and_write(source: Path, target: Path, progress: Progress, *, called: str) -> None:
        copy(source, target, progress, called=called)
        with (synced / FILE_NAME).open("ab") as stream:
            stream.write(b"more")

    monkeypatch.setattr(moving, "copy_proven", and_write)
    with pytest.raises(StoreTrouble, match="还在被改动"):
        move(synced, tmp_path / "本机" / "数据", CLOCK)
    assert list((tmp_path / "本机").iterdir()) == []
    assert not (synced / NOTE).exists()


def test_a_stopped_move_leaves_nothing(synced: Path, tmp_path: Path) -> None:
    steps = iter(range(3))
    told = Progress(lambda *_: next(steps, None) is None and told.cancel())
    with pytest.raises(Cancelled):
        move(synced, tmp_path / "本机" / "数据", CLOCK, told)
    assert list((tmp_path / "本机").iterdir()) == []


def test_what_was_damaged_before_is_said_and_comes_along(synced: Path, tmp_path: Path) -> None:
    next((synced / "附件").rglob("*.jpg")).unlink()
    assert "1 个附件" in move(synced, tmp_path / "一", CLOCK).remarks[0]
    (synced / NOTE).unlink()
    (synced / FILE_NAME).write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    made = move(synced, tmp_path / "二", CLOCK)
    assert "已损坏" in made.remarks[0]
    assert (tmp_path / "二" / FILE_NAME).read_bytes() == (synced / FILE_NAME).read_bytes()
