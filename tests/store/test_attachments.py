"""Files kept by copy and hash."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.store.attachments import Attachment, faults, keep_file
from desktop.store.store import Store


def keep(session: Session, *, by: str, today: date, data: bytes, name: str) -> Attachment:
    return keep_file(session, data, name)


def test_a_kept_file_reads_back_and_is_kept_once(store: Store) -> None:
    first = store.perform(keep, title="附件", by="林", data=b"abc", name="照片.JPG")
    second = store.perform(keep, title="附件", by="林", data=b"abc", name="照片.jpg")
    assert store.files.read(first) == store.files.read(second) == b"abc"
    assert len([path for path in store.files.folder.rglob("*") if path.is_file()]) == 1


def test_an_altered_or_missing_file_is_told(store: Store) -> None:
    kept = store.perform(keep, title="附件", by="林", data=b"abc", name="照片.jpg")
    place = store.files.path(kept.sha256, kept.name)
    place.write_bytes(b"abd")
    with store.reading() as session:
        assert faults(session) == ["文件已改动：照片.jpg"]
    with pytest.raises(UserError, match="文件已改动"):
        store.files.read(kept)
    place.unlink()
    with store.reading() as session:
        assert faults(session) == ["找不到文件：照片.jpg"]


def test_an_empty_file_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="空文件"):
        store.perform(keep, title="附件", by="林", data=b"", name="空.pdf")


def test_a_moved_folder_still_opens(store: Store) -> None:
    kept = store.perform(keep, title="附件", by="林", data=b"abc", name="照片.jpg")
    store.close()
    moved = store.folder.rename(store.folder.with_name("搬到这里"))
    again = Store(moved, store.clock)
    assert again.files.read(kept) == b"abc"
    again.close()


def test_a_file_is_lent_under_a_name_windows_takes(store: Store) -> None:
    kept = store.perform(keep, title="附件", by="林", data=b"x", name='曾"老师": 托管?.jpg')
    lent = store.files.lend(kept)
    assert (lent.name, lent.read_bytes()) == ("曾_老师__ 托管_.jpg", b"x")
