"""Network shares and synchronised folders are refused in plain words (peers.md, pain 24)."""

from pathlib import Path

import pytest

from desktop.base.errors import StoreTrouble
from desktop.store.safe_place import danger, mount_type, need_safe

MOUNTS = r"""22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/share rw - cifs //server/share rw
31 22 0:41 / /mnt/my\040nas rw - nfs4 nas:/data rw
32 30 8:2 / /mnt/share/local rw - ext4 /dev/sdb1 rw
"""


@pytest.mark.parametrize(("folder", "kind"), [
    ("/home/a/数据", "ext4"), ("/mnt/share", "cifs"), ("/mnt/share/数据", "cifs"), ("/mnt/shared", "ext4"),
    ("/mnt/my nas/数据", "nfs4"), ("/mnt/share/local/数据", "ext4"),
])
def test_the_innermost_mount_counts(folder: str, kind: str) -> None:
    assert mount_type(MOUNTS, folder) == kind


@pytest.mark.parametrize("name", ["OneDrive - 教育局", "OneDrive", "坚果云", "我的坚果云", "百度网盘同步空间",
                                  "BaiduSyncdisk", "WPS云盘", "Dropbox"])
def test_a_synchronised_folder_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreTrouble) as refused:
        need_safe(tmp_path / name / "台账")
    assert name in refused.value.what
    assert "移到本机磁盘" in refused.value.advice


def test_a_share_is_refused_and_a_local_folder_is_not(tmp_path: Path) -> None:
    trouble = danger(Path("//server/教育局/台账"))
    assert trouble is not None
    assert "网络共享" in trouble.what
    assert danger(tmp_path / "台账") is None
