"""Files kept by copy and hash."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from desktop.base.errors import StoreTrouble, UserError
from desktop.store import settings
from desktop.store.attachments import Attachment, faults, keep_file
from desktop.store.backup_file import write_backup
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


def test_a_folder_in_place_of_a_kept_file_is_a_fault_among_the_others(store: Store, tmp_path: Path) -> None:
    places = []
    for data, name in ((b"a", "甲.txt"), (b"b", "乙.txt")):
        kept = store.perform(keep, title="附件", by="林", data=data, name=name)
        places.append(store.files.path(kept.sha256, kept.name))
    places[0].unlink()
    places[0].mkdir()
    places[1].write_bytes(b"c")
    with store.reading() as session:
        assert faults(session) == ["文件被换成了文件夹：甲.txt", "文件已改动：乙.txt"]
    now = store.clock.now()
    made = write_backup(store.file, store.files, tmp_path / "份.zip", now=now, reason="手动")
    assert "文件被换成了文件夹：甲.txt" in made.faults


def test_a_setting_no_program_wrote_is_told(store: Store) -> None:
    store.perform(lambda session, **_: settings.put(session, "office", {}), title="设置", by="林")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = '{'")
    with store.reading() as session, pytest.raises(StoreTrouble, match="设置“office”被改动过"):
        settings.get(session, "office")


@pytest.mark.parametrize(
    "name", ["整改.exe", "照片.jpg.EXE", "说明.lnk", "链接.url", "报告.pdf.js", "a.bat.", "b.cmd  "])
def test_a_program_is_no_evidence_and_is_never_opened(store: Store, tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    source.write_bytes(b"MZ")
    with pytest.raises(UserError, match="是程序或快捷方式"):
        store.perform(keep, title="附件", by="林", data=b"MZ", name=name)
    with pytest.raises(UserError, match="是程序或快捷方式"):
        store.files.stage(source)
    assert [path for path in store.files.folder.rglob("*") if path.is_file()] == []
    kept = store.perform(keep, title="附件", by="林", data=b"MZ", name="旧版收下的.txt")
    sha256 = kept.sha256
    store.files.path(sha256, kept.name).rename(store.files.path(sha256, name))
    with pytest.raises(UserError, match="没有打开"):
        store.files.lend(Attachment(name=name, sha256=sha256, size=2))
