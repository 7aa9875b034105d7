"""The folder of backups: old ones go, the last good ones never."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.base.clock import FixedClock
from desktop.base.errors import StoreTrouble
from desktop.base.progress import silent
from desktop.store.attachments import keep_file
from desktop.store.backup_folder import PREFIX, backups_of, copy_proven, kept, make, needed, newest
from desktop.store.store import Store


def test_the_last_good_ones_stay_when_newer_ones_are_broken(store: Store) -> None:
    start, good = store.clock.now(), list[Path]()
    for minutes in range(6):
        store.clock = FixedClock(start + timedelta(minutes=minutes))
        good.append(make(store, "手动").path)
    assert [path.exists() for path in good] == [False, False, False, True, True, True]
    for hour in (18, 19, 20):
        (backups_of(store.folder) / f"{PREFIX}20230925-{hour}0000-每日.zip").write_bytes(b"broken")
    store.clock = FixedClock(start + timedelta(minutes=7))
    last = make(store, "手动").path
    assert [path.exists() for path in (*good[4:], last)] == [True, True, True]
    assert sum(backup.contents is None for backup in kept(store.folder)) == 3, "told, not deleted"


def test_a_backup_is_needed_only_after_a_change(store: Store) -> None:
    assert newest(store.folder) is None
    assert needed(store)
    make(store, "手动")
    assert newest(store.folder) == store.clock.now()
    assert not needed(store)


def test_a_copy_that_is_not_equal_is_not_kept(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(store, "手动").path
    real = Path.open

    def faulty(path: Path, mode: str = "r") -> object:
        """Reading the copy again gives other bytes."""
        return real(store.file if mode == "rb" and path != made else path, mode)

    monkeypatch.setattr(Path, "open", faulty)
    with pytest.raises(StoreTrouble, match="和原件不同"):
        copy_proven(made, tmp_path / "移动盘" / made.name, silent())
    assert list((tmp_path / "移动盘").iterdir()) == []


def test_the_last_that_hold_every_kept_file_stay_though_files_were_lost_since(store: Store) -> None:
    start, whole = store.clock.now(), list[Path]()
    with store.writing("添加", "林") as session:
        kept_file = keep_file(session, b"evidence" * 100, "照片.jpg")
        place = store.files.path(kept_file.sha256, kept_file.name)
    for minutes in range(4):
        store.clock = FixedClock(start + timedelta(minutes=minutes))
        whole.append(make(store, "手动").path)
    place.unlink()
    for days in range(1, 500, 3):
        store.clock = FixedClock(start + timedelta(days=days))
        make(store, "每日")
    assert [path.exists() for path in whole] == [False, True, True, True]
    assert len(kept(store.folder)) < 40
