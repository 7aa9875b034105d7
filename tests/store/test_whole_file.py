"""A file is written whole; what is no file is never replaced by one."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.base.errors import UserError
from desktop.store.backup_file import write_backup
from desktop.store.store import Store
from desktop.store.whole_file import write_whole


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
