"""Data of a later version: opened for looking only, not one byte of it changed, and told why."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.base.clock import FixedClock
from desktop.base.errors import StoreTrouble
from desktop.base.version import VERSION
from desktop.features.office.records import Department, Town
from desktop.store import proof
from desktop.store.backup_file import verify, write_backup
from desktop.store.editing import save_record
from desktop.store.newer import NewerData, Unreadable, version_of
from desktop.store.restore import prepare
from desktop.store.revisions import is_newer
from desktop.store.scratch import kept
from desktop.store.store import FILE_NAME, Store

CLOCK = FixedClock.on(date(2023, 9, 25))
LATER = ("UPDATE alembic_version SET version_num = '9999'",
         "UPDATE scratch SET value = '\"9.8.7\"' WHERE key = 'program:version'")


def made_later(folder: Path, *changes: str) -> Path:
    """Data of one town as a later version would leave it, with these changes of the schema."""
    store = Store(folder, CLOCK)
    store.perform(save_record, title="新增", by="林", record=Town, values={"name": "安海镇", "position": 1})
    store.close()
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        for change in (*LATER, *changes):
            connection.execute(change)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=DELETE")
    return folder


def whole(folder: Path) -> str:
    return hashlib.sha256((folder / FILE_NAME).read_bytes()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return made_later(tmp_path / "数据", "ALTER TABLE town ADD COLUMN colour VARCHAR(9) DEFAULT '蓝'")


def test_the_version_that_made_the_schema_is_kept_with_the_data(tmp_path: Path) -> None:
    Store(tmp_path / "数据", CLOCK).close()
    assert version_of(tmp_path / "数据" / FILE_NAME) == VERSION
    assert not is_newer(tmp_path / "数据" / FILE_NAME)


def test_it_is_read_and_checked_and_every_change_is_refused_with_the_reason(folder: Path) -> None:
    before = whole(folder)
    store = Store(folder, CLOCK)
    assert is_newer(store.file)
    assert store.closed == "数据由更新的版本 9.8.7 写过，本程序只能看，请安装新版"
    with store.reading() as session:
        assert session.scalars(select(Town.name)).all() == ["安海镇"]
        assert proof.faults(store, session) == []
    assert store.integrity() == []
    with pytest.raises(NewerData, match=r"9\.8\.7"):
        store.perform(save_record, title="改", by="林", record=Town, values={"name": "别镇"}, row=1)
    with pytest.raises(NewerData), store.rehearsing("林"):
        pass
    store.keep("draft:甲", {"a": 1})
    with store.reading() as session:
        assert kept(session, "draft:甲") is None
    with pytest.raises(Exception, match="readonly"), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM town")
    store.close()
    assert whole(folder) == before


def test_data_that_does_not_say_its_version_is_told_without(tmp_path: Path) -> None:
    store = Store(made_later(tmp_path / "数据", "DELETE FROM scratch"), CLOCK)
    assert store.closed == "数据由更新的版本写过，本程序只能看，请安装新版"
    store.close()


@pytest.mark.parametrize("change", ["ALTER TABLE town RENAME COLUMN name TO name_of",
                                    "ALTER TABLE town RENAME TO place"])
def test_what_has_another_shape_is_said_and_the_rest_is_read(tmp_path: Path, change: str) -> None:
    store = Store(made_later(tmp_path / "数据", change), CLOCK)
    with pytest.raises(Unreadable, match="读不出"), store.reading() as session:
        session.scalars(select(Town.name)).all()
    with store.reading() as session:
        assert session.scalars(select(Department.name)).all() == []
    store.close()


def test_a_missing_table_of_data_of_today_stays_a_fault_of_ours(tmp_path: Path) -> None:
    store = Store(tmp_path / "数据", CLOCK)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE town")
    with pytest.raises(Exception, match="no such table") as told, store.reading() as session:
        session.scalars(select(Town.name)).all()
    assert not isinstance(told.value, StoreTrouble)
    store.close()


@pytest.mark.parametrize("change", ["ALTER TABLE town ADD COLUMN colour INTEGER",
                                    "ALTER TABLE attachment RENAME TO file",
                                    "ALTER TABLE journal_head RENAME TO tail"])
def test_it_is_backed_up_and_this_program_does_not_restore_it(tmp_path: Path, change: str) -> None:
    store = Store(tmp_path / "数据", CLOCK)
    store.files.keep(b"evidence", "照片.jpg")
    store.close()
    store = Store(made_later(tmp_path / "数据", change), CLOCK)
    target = tmp_path / "备份.zip"
    made = write_backup(store.file, store.files, target, now=CLOCK.now(), reason="手动")
    assert made.tables["scratch"] == 1
    assert made.files == ("file" in change)
    assert verify(target).parts == made.parts
    store.close()
    with pytest.raises(StoreTrouble, match="不能恢复"):
        prepare(tmp_path / "另一处", target, CLOCK)
