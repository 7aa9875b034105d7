"""When a picture was taken, and files too large for memory: peers.md pain 20, shooting time lost."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from desktop.base.errors import Cancelled, UserError
from desktop.base.progress import Progress
from desktop.store.attachments import Attachment, Files
from desktop.store.photos import need_picture, taken_at
from tests.helpers.pictures import photo


def written(folder: Path, data: bytes, name: str = "照片.jpg") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("words", "zone", "moment"),
    [
        ("2023:09:12 19:42:05", "", datetime(2023, 9, 12, 11, 42, 5, tzinfo=UTC)),
        ("2023:09:12 19:42:05", "+09:00", datetime(2023, 9, 12, 10, 42, 5, tzinfo=UTC)),
        ("2023-09-12T19:42:05", "Z", datetime(2023, 9, 12, 19, 42, 5, tzinfo=UTC)),
        ("2023/9/12 19:42", "", datetime(2023, 9, 12, 11, 42, tzinfo=UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("2023:09:12 24:00:00", "", None),
        ("9999:12:31 23:59:59", "-12:00", None),
        ("1970:01:01 00:00:00", "", None),
        ("昨天", "", None),
        ("", "", None),
    ],
)
def test_shooting_time_is_kept(tmp_path: Path, words: str, zone: str, moment: datetime | None) -> None:
    assert taken_at(written(tmp_path, photo(words, zone)), "照片.jpg") == moment


CUT = b"\xff\xd8\xff\xe1\x00\x10Exif\0\0MM"


@pytest.mark.parametrize("data", [b"", b"not a picture", photo("")[:300], CUT])
def test_a_photo_that_is_no_photo(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, data)
    assert taken_at(path, path.name) is None
    with pytest.raises(UserError, match=r"“照片\.jpg”打不开，不是图片或者已经损坏"):
        need_picture(path, path.name)
    need_picture(path, "照片.heic")


def test_a_photo_of_too_many_pixels_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, photo(""))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(UserError, match="像素太多"):
        need_picture(path, path.name)


def test_a_large_file_is_copied_in_portions_and_found_altered(tmp_path: Path) -> None:
    files, source = Files(tmp_path / "附件"), tmp_path / "现场.mp4"
    with source.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    told: list[tuple[int, int, str]] = []
    staged = files.stage(source, Progress(lambda done, total, words: told.append((done, total, words))))
    assert (staged.size, told[-1]) == (200 * 1024 * 1024, (200, 200, "复制 现场.mp4（MB）"))
    kept = Attachment(name=staged.name, sha256=staged.sha256, size=staged.size)
    assert files.glance(kept) is None
    with files.path(staged.sha256, staged.name).open("ab") as stream:
        stream.write(b"x")
    assert files.glance(kept) == files.fault(kept) == "文件已改动：现场.mp4"


def test_a_stopped_copy_leaves_nothing(tmp_path: Path) -> None:
    files, source = Files(tmp_path / "附件"), written(tmp_path, b"x" * 3_000_000, "现场.mp4")
    progress = Progress(lambda done, total, words: progress.cancel())
    with pytest.raises(Cancelled):
        files.stage(source, progress)
    assert not [path for path in files.folder.rglob("*") if path.is_file()]


def test_a_file_looked_at_before_is_read_again_once_it_changed(tmp_path: Path) -> None:
    files = Files(tmp_path / "附件")
    staged = files.stage(written(tmp_path, photo("")))
    kept = Attachment(name=staged.name, sha256=staged.sha256, size=staged.size)
    assert files.fault(kept) is None
    place = files.path(staged.sha256, staged.name)
    place.write_bytes(bytes(staged.size))
    assert files.fault(kept) == "文件已改动：照片.jpg"
    with Image.open(BytesIO(photo(""))) as picture:
        assert picture.size == (64, 48)
