"""The data encrypted and plain again: the same rows, nothing to read in any file, whole after a kill."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from desktop.base.clock import FixedClock
from desktop.base.errors import Cancelled, StoreTrouble, UserError
from desktop.base.progress import Progress
from desktop.features.office.records import Town
from desktop.store import journal, keybox, recoding
from desktop.store.backup import BACKUPS, counts
from desktop.store.backup_file import write_backup
from desktop.store.backup_folder import kept, make
from desktop.store.editing import save_record
from desktop.store.encryption import Switch, carry_out
from desktop.store.keybox import Box, Way, new_box
from desktop.store.keys import NO_KEYS, Key, KeyNeeded, Keys, box_name, new_key
from desktop.store.moving import move
from desktop.store.restore import prepare, rehearse, swap
from desktop.store.salvage import is_damaged, salvage
from desktop.store.sqlite import connect
from desktop.store.store import Store

CLOCK = FixedClock.on(date(2023, 9, 25))
PASSPHRASE, CODE = "四个不相干的词：枇杷灯塔", "7KQ2M-ABCDE-FGHJK-MNPQR-23456"
SECRET = "秘密机构名称"


@pytest.fixture(scope="module")
def lock() -> tuple[Key, Box]:
    """A key and its box; making one takes argon2 a while."""
    key = new_key()
    return key, new_box(key, PASSPHRASE, CODE)


@pytest.fixture
def folder(store: Store) -> Path:
    """Two towns, closed."""
    add(store, SECRET, "乙镇")
    store.close()
    return store.folder


@pytest.fixture
def sealed(folder: Path, lock: tuple[Key, Box]) -> Iterator[Store]:
    """The same encrypted, opened."""
    carry_out(folder, Switch(*lock), CLOCK)
    opened = Store(folder, CLOCK, keys=NO_KEYS.with_key(lock[0]))
    yield opened
    opened.close()


def add(store: Store, *names: str) -> None:
    for name in names:
        store.perform(save_record, title=f"新增{name}", by="林", record=Town,
                      values={"name": name, "position": 1})


def towns(store: Store) -> list[str]:
    with store.reading() as session:
        assert journal.verify(session) == []
        return list(session.scalars(select(Town.name).order_by(Town.id)))


def readable(folder: Path) -> list[str]:
    """Names of the files below the folder in which the name can be read."""
    words = (SECRET.encode(), SECRET.encode("utf-16-le"))
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".zip":
                with ZipFile(path) as packed:
                    data = b"".join(packed.read(name) for name in packed.namelist())
            if any(word in data for word in words):
                found.append(path.name)
    return found


def rows(folder: Path, keys: Keys) -> dict[str, int]:
    with closing(connect(folder / "台账.db", keys)) as connection:
        return counts(connection)


def test_on_and_off_again_leave_every_row_and_the_chain(folder: Path, lock: tuple[Key, Box]) -> None:
    before, keys = rows(folder, NO_KEYS), NO_KEYS.with_key(lock[0])
    seal = (folder / "变更记录尾号.txt").read_bytes()
    carry_out(folder, Switch(*lock), CLOCK)
    assert rows(folder, keys) == before
    carry_out(folder, Switch(), CLOCK, keys)
    assert rows(folder, NO_KEYS) == before
    assert [box.parent.name for box in folder.rglob(box_name("*"))] == [BACKUPS]
    assert (folder / "变更记录尾号.txt").read_bytes() == seal
    store = Store(folder, CLOCK)
    assert (towns(store), store.integrity()) == ([SECRET, "乙镇"], [])
    store.close()


def test_nothing_can_be_read_in_database_log_or_backups(sealed: Store) -> None:
    for old in (sealed.folder / BACKUPS).glob("*加密前*"):
        assert readable(old.parent) == [old.name], "the copy from before is plain, and told"
        old.unlink()
    add(sealed, f"{SECRET}二", "丙镇")
    assert (sealed.folder / "台账.db-wal").stat().st_size > 0
    make(sealed, "每日")
    assert readable(sealed.folder) == []
    assert [backup.plain for backup in kept(sealed.folder, sealed.keys)] == [False]


def test_without_the_key_the_folder_is_locked_not_damaged(sealed: Store) -> None:
    sealed.close()
    with pytest.raises(KeyNeeded, match="没有密码打不开"):
        Store(sealed.folder, CLOCK)
    with pytest.raises(KeyNeeded):
        Store(sealed.folder, CLOCK, keys=NO_KEYS.with_key(new_key()))
    with pytest.raises(KeyNeeded):
        is_damaged(sealed.file)


@pytest.mark.parametrize("words", [PASSPHRASE, CODE, CODE.lower().replace("-", " ")])
def test_the_box_opens_by_passphrase_and_by_code(lock: tuple[Key, Box], words: str) -> None:
    found = keybox.read(lock[1].data()).opened_by(words)
    assert found is not None
    assert (found.name, found.words) == (lock[0].name, lock[0].words)


def test_wrong_words_open_nothing_and_no_text_shows_the_key(lock: tuple[Key, Box]) -> None:
    assert lock[1].opened_by(PASSPHRASE + "1") is None
    assert lock[1].opened(Way.CODE, PASSPHRASE) is None
    secret = lock[0].secret
    assert secret.hex() not in repr(NO_KEYS.with_key(lock[0])) + repr(Switch(*lock))
    assert secret not in lock[1].data()


def test_another_passphrase_changes_the_box_alone(sealed: Store, lock: tuple[Key, Box]) -> None:
    key, box = lock
    sealed.close()
    before = sealed.file.read_bytes()
    keybox.save(sealed.folder, box.relocked(key, Way.PASSPHRASE, "另一个很长的密码吧哈"))
    found = keybox.box_of(sealed.file)
    assert found is not None
    assert found.opened_by(PASSPHRASE) is None
    assert found.opened_by(CODE) is not None
    assert found.opened_by("另一个很长的密码吧哈") is not None
    assert sealed.file.read_bytes() == before


@pytest.mark.parametrize("words", [PASSPHRASE, CODE])
def test_a_backup_restores_on_another_pc_by_either_words(sealed: Store, tmp_path: Path, words: str) -> None:
    made = tmp_path / "备份.zip"
    write_backup(sealed.file, sealed.files, made, now=CLOCK.now(), reason="手动", keys=sealed.keys)
    other = tmp_path / "另一台"
    with pytest.raises(KeyNeeded):
        prepare(other, made, CLOCK)
    assert not list(other.glob(".恢复*"))
    box = keybox.box_of(made)
    assert box is not None
    key = box.opened_by(words)
    assert key is not None
    keys = NO_KEYS.with_key(key)
    assert rehearse(made, CLOCK, keys=keys)[1] == []
    prepared = prepare(other, made, CLOCK, keys=keys)
    assert "要输入做这份备份时的密码" in prepared.remarks[0]
    swap(prepared, CLOCK)
    opened = Store(other, CLOCK, keys=keys)
    assert towns(opened) == towns(sealed)
    opened.close()
    assert (other / box_name(key.name)).exists()
    assert readable(other) == []


def test_what_goes_back_into_encrypted_data_is_encrypted_under_its_key(
    sealed: Store, lock: tuple[Key, Box], tmp_path: Path
) -> None:
    (plain,) = [backup for backup in kept(sealed.folder, sealed.keys) if backup.plain]
    add(sealed, "以后")
    sealed.close()
    keys = NO_KEYS.with_key(lock[0])
    safety = swap(prepare(sealed.folder, plain.path, CLOCK, keys=keys), CLOCK)
    store = Store(sealed.folder, CLOCK, keys=keys)
    assert towns(store) == [SECRET, "乙镇"]
    store.close()
    assert safety is not None
    for path in (plain.path, safety):
        moved = tmp_path / path.name
        path.replace(moved)
    assert readable(sealed.folder) == []
    swap(prepare(sealed.folder, tmp_path / safety.name, CLOCK, keys=keys), CLOCK)
    store = Store(sealed.folder, CLOCK, keys=keys)
    assert towns(store) == [SECRET, "乙镇", "以后"]
    store.close()


def test_a_backup_of_an_earlier_key_takes_the_present_one(sealed: Store, lock: tuple[Key, Box]) -> None:
    made = make(sealed, "每日").path
    sealed.close()
    keys, later = NO_KEYS.with_key(lock[0]), new_key()
    carry_out(sealed.folder, Switch(), CLOCK, keys)
    carry_out(sealed.folder, Switch(later, new_box(later, PASSPHRASE, CODE)), CLOCK)
    locked = [backup.path.stem for backup in kept(sealed.folder, NO_KEYS.with_key(later)) if backup.locked]
    assert len(locked) == 1
    assert "取消加密前" in locked[0]
    prepared = prepare(sealed.folder, made, CLOCK, keys=keys.with_key(later))
    assert "仍然加密" in prepared.remarks[0]
    swap(prepared, CLOCK)
    store = Store(sealed.folder, CLOCK, keys=NO_KEYS.with_key(later))
    assert towns(store) == [SECRET, "乙镇"]
    store.close()


def test_a_box_that_is_gone_is_found_in_a_backup(sealed: Store, lock: tuple[Key, Box]) -> None:
    make(sealed, "每日")
    sealed.close()
    box = sealed.folder / box_name(lock[0].name)
    for damage in (box.unlink, lambda: box.write_bytes(b"{}")):
        damage()
        found = keybox.box_of(sealed.file)
        assert found is not None
        assert found.name == lock[0].name
    for left in (sealed.folder / BACKUPS).glob("*.zip"):
        left.unlink()
    with pytest.raises(StoreTrouble, match="不见了或已损坏"):
        keybox.box_of(sealed.file)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff\xfe", b'{"format": 9, "key": "a", "locks": {}}',
                                  b'{"format": 1, "key": "a", "locks": {"x": {}}}'])
def test_what_is_no_box_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        keybox.read(data)


def test_a_lock_that_asks_for_all_the_memory_is_refused(lock: tuple[Key, Box]) -> None:
    with pytest.raises(ValueError, match="argon2"):
        keybox.read(lock[1].data().replace(b'"memory": 65536', b'"memory": 65536000'))


def test_a_damaged_encrypted_file_is_salvaged_row_by_row(sealed: Store) -> None:
    add(sealed, "丙镇")
    make(sealed, "每日")
    add(sealed, *(f"第{number}镇" for number in range(30)))
    keys = sealed.keys
    sealed.close()
    with closing(connect(sealed.file, keys)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'setting'").fetchone()
    data = bytearray(sealed.file.read_bytes())
    data[(page - 1) * 4096 + 100] ^= 1
    data[:16] = b"\xa5" * 16
    sealed.file.write_bytes(data)
    loose = Keys(keys.known)
    assert is_damaged(sealed.file, loose)
    found = salvage(sealed.folder, CLOCK, keys=loose)
    assert (found.broken, found.lost, found.entries) == (None, (), 31)
    store = Store(sealed.folder, CLOCK, keys=loose)
    assert len(towns(store)) == 33
    assert store.integrity() == []
    store.close()
    assert [name for name in readable(sealed.folder) if "加密前" not in name] == []


def test_twice_is_refused(sealed: Store, lock: tuple[Key, Box]) -> None:
    sealed.close()
    with pytest.raises(UserError, match="已经加密"):
        carry_out(sealed.folder, Switch(*lock), CLOCK, NO_KEYS.with_key(lock[0]))


def test_cancelled_it_is_as_before(folder: Path, lock: tuple[Key, Box]) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        carry_out(folder, Switch(*lock), CLOCK, progress=progress)
    assert not list(folder.glob(".恢复*"))
    assert towns(Store(folder, CLOCK)) == [SECRET, "乙镇"]


def test_a_copy_that_differs_is_not_put_in_place(
    folder: Path, lock: tuple[Key, Box], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = recoding._export

    def lossy(source: sqlite3.Connection, target: Path, key: Key, told: Progress) -> None:
        whole(source, target, key, told)
        with closing(connect(target, NO_KEYS.with_key(key))) as made:
            made.execute("UPDATE town SET name = '别的' WHERE id = 1")
            made.commit()

    monkeypatch.setattr(recoding, "_export", lossy)
    with pytest.raises(StoreTrouble, match="没有换上"):
        carry_out(folder, Switch(*lock), CLOCK)
    assert not list(folder.glob(".恢复*"))
    store = Store(folder, CLOCK)
    assert towns(store) == [SECRET, "乙镇"]
    store.close()


def test_nobody_writes_meanwhile(
    folder: Path, lock: tuple[Key, Box], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = ("import sqlite3, sys\n"
              "try:\n    sqlite3.connect(sys.argv[1], timeout=0).execute('DELETE FROM town')\n"
              "except sqlite3.OperationalError as error:\n    print(error)\n")
    said: list[str] = []
    whole = recoding._need_equal

    def meanwhile(source: sqlite3.Connection, target: Path, key: Key, told: Progress) -> None:
        whole(source, target, key, told)
        said.append(subprocess.run([sys.executable, "-c", writer, str(folder / "台账.db")], text=True,
                                   capture_output=True, check=True).stdout.strip())

    monkeypatch.setattr(recoding, "_need_equal", meanwhile)
    carry_out(folder, Switch(*lock), CLOCK)
    assert said == ["database is locked"]


DYING = """
import os, pathlib, shutil, sys
from datetime import date
from desktop.base.clock import FixedClock
from desktop.store import encryption, keybox, recoding
from desktop.store.keys import NO_KEYS, Key
folder, secret, box, step = sys.argv[1:]
home = {"save": keybox, "replace": pathlib.Path, "rmtree": shutil,
        "_export": recoding, "_need_equal": recoding}.get(step, encryption)
setattr(home, step, lambda *given, **named: os._exit(9))
key = Key(bytes.fromhex(secret))
switch = encryption.Switch(key, keybox.read(pathlib.Path(box).read_bytes())) if box else encryption.Switch()
encryption.carry_out(pathlib.Path(folder), switch, FixedClock.on(date(2023, 9, 25)), NO_KEYS.with_key(key))
"""


@pytest.mark.parametrize(("step", "back"), [
    ("_export", False), ("_need_equal", False), ("prove", False), ("save", False), ("replace", False),
    ("settle", False), ("rmtree", False), ("_export", True), ("replace", True), ("settle", True)])
def test_killed_before_any_step_the_folder_opens(
    folder: Path, lock: tuple[Key, Box], tmp_path: Path, step: str, back: bool
) -> None:
    key, box = lock
    kept_box = tmp_path / "盒"
    kept_box.write_bytes(box.data())
    if back:
        carry_out(folder, Switch(*lock), CLOCK)
    child = subprocess.run([sys.executable, "-X", "utf8", "-c", DYING, str(folder), key.secret.hex(),
                            "" if back else str(kept_box), step], check=False)
    assert child.returncode == 9
    store = Store(folder, CLOCK, keys=NO_KEYS.with_key(key))
    assert (towns(store), store.integrity()) == ([SECRET, "乙镇"], [])
    store.close()


def test_encrypted_data_is_moved_as_it_is(sealed: Store, lock: tuple[Key, Box], tmp_path: Path) -> None:
    sealed.close()
    moved = move(sealed.folder, tmp_path / "本机", CLOCK)
    assert (moved.tables, moved.remarks) == ({}, ())
    store = Store(tmp_path / "本机", CLOCK, keys=NO_KEYS.with_key(lock[0]))
    assert towns(store) == [SECRET, "乙镇"]
    store.close()
    found = keybox.box_of(tmp_path / "本机" / "台账.db")
    assert found is not None
    assert found.name == lock[0].name
