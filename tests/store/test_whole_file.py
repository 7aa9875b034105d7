"""A file is written whole, at a place that is free: over no device and none of the ledger's own files."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.base.errors import StoreTrouble, UserError
from desktop.store.backup import BACKUPS
from desktop.store.backup_file import write_backup
from desktop.store.seal import SEAL
from desktop.store.store import FILE_NAME, Store
from desktop.store.whole_file import ending_of, need_place, write_whole
from tests.helpers.desk import make_desk

OWN = (FILE_NAME, f"{FILE_NAME}-wal", SEAL, "台账-0123.钥匙", "附件/ab/x.pdf", f"{BACKUPS}/旧.zip")


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """What programs may open by name and that is no file: a pipe of the test's own, Windows' NUL."""
    if sys.platform == "win32":
        return Path("NUL")
    pipe = tmp_path / "管道.pdf"
    os.mkfifo(pipe)
    return pipe


def test_a_file_takes_the_place_of_a_file(tmp_path: Path) -> None:
    target = tmp_path / "名单.xlsx"
    target.write_bytes(b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def refused(write: Callable[[], object], *words: str) -> None:
    with pytest.raises(UserError) as caught:
        write()
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_device_stays_a_device(device: Path) -> None:
    refused(lambda: write_whole(device, b"%PDF"), "是设备", "没有写入", "换一个文件名")
    assert device.exists()
    assert not device.is_file()


def test_a_folder_is_told_apart(tmp_path: Path) -> None:
    refused(lambda: write_whole(tmp_path, b"%PDF"), "是文件夹", "写上文件名")


def test_a_backup_does_not_replace_a_device_either(store: Store, device: Path) -> None:
    now = store.clock.now()
    refused(lambda: write_backup(store.file, store.files, device, now=now, reason="手动"), "是设备")
    assert not device.is_file()



@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = make_desk(tmp_path)
    desk.store.close()
    (desk.store.folder / "附件" / "ab").mkdir(parents=True, exist_ok=True)
    (desk.store.folder / BACKUPS).mkdir(exist_ok=True)
    return desk.store.folder


@pytest.mark.parametrize("name", OWN)
def test_nothing_is_written_over_the_ledgers_own_files(folder: Path, name: str) -> None:
    before = (folder / FILE_NAME).read_bytes()
    for write in (lambda place: write_whole(place, b"x"), need_place):
        with pytest.raises(UserError, match="不能被别的文件盖掉"):
            write(folder / name)
        with pytest.raises(UserError, match="不能被别的文件盖掉"):
            write(folder / "附件" / ".." / name)
    assert (folder / FILE_NAME).read_bytes() == before


@pytest.fixture
def other_way(folder: Path, tmp_path: Path) -> Path:
    """The database by another name: a link; on Windows, where links take rights, capitals and a detour."""
    if sys.platform == "win32":
        return folder.with_name(folder.name.upper()) / "附件" / ".." / FILE_NAME.upper()
    link = tmp_path / "导出.xlsx"
    link.symlink_to(folder / FILE_NAME)
    return link


def test_the_database_is_known_by_another_name(other_way: Path) -> None:
    assert other_way.exists()
    with pytest.raises(UserError, match="数据文件"):
        write_whole(other_way, b"x")


def test_other_files_may_lie_in_the_data_folder(folder: Path) -> None:
    for name in ("导出.xlsx", "导出/台账.xlsx"):
        need_place(folder / name)
        write_whole(folder / name, b"x")
        write_whole(folder / name, b"y")
        assert (folder / name).read_bytes() == b"y"


@pytest.mark.parametrize(("name", "words"), [
    ("文件/里面.pdf", "是文件，不是文件夹"), ("夹", "是文件夹"),
    ("长" * 300 + ".pdf", "文件名或路径太长")])  # fmt: skip
def test_a_place_that_cannot_be_is_told_in_chinese(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "文件").write_bytes(b"")
    (tmp_path / "夹").mkdir()
    with pytest.raises((StoreTrouble, UserError), match=words) as told:
        write_whole(tmp_path / name, b"x")
    assert "Not a directory" not in told.value.sentence
    with pytest.raises((StoreTrouble, UserError)):
        need_place(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["夹", "文件"]


def test_a_place_asked_for_leaves_nothing_behind(tmp_path: Path) -> None:
    need_place(tmp_path / "新" / "a.pdf")
    assert list((tmp_path / "新").iterdir()) == []


def test_the_ending_says_how_a_file_is_written() -> None:
    assert ending_of(Path("a.XLSX"), ".xlsx") == ".xlsx"
    with pytest.raises(UserError, match=r"以 \.xlsx 或 \.pdf 结尾"):
        ending_of(Path("a.txt"), ".xlsx", ".pdf")
