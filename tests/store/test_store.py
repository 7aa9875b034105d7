"""The one writing door: whole or nothing, journaled, announced after the commit."""

import sqlite3
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from desktop.base.changes import Changes
from desktop.base.clock import FixedClock
from desktop.base.errors import StoreTrouble, UserError
from desktop.features.office.records import Town
from desktop.store import journal
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.engine import trouble
from desktop.store.journal import Act, Entry
from desktop.store.store import Store
from desktop.store.undo import undo


def add(store: Store, name: str) -> int:
    found = store.perform(
        save_record, title=f"新增{name}", by="林", record=Town, values={"name": name, "position": 1}
    )
    return found.id


def names(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(Town.name).order_by(Town.id)))


def test_a_failing_operation_leaves_nothing(store: Store) -> None:
    def half(session: Session, *, by: str, today: date) -> None:
        session.add(Town(name="青阳街道", position=1))
        session.flush()
        raise UserError("不行。")

    with pytest.raises(UserError):
        store.perform(half, title="半途", by="林")
    assert names(store) == []
    with store.reading() as session:
        assert session.scalars(select(Entry)).all() == []
        assert session.scalars(select(Act)).all() == []


def test_changes_are_announced_after_the_commit(store: Store) -> None:
    heard: list[tuple[Changes, list[str]]] = []
    store.subscribe(lambda changes: heard.append((changes, names(store))))
    row = add(store, "安海镇")
    changes, seen = heard[0]
    assert seen == ["安海镇"]
    assert changes.concern([Town])
    assert changes.ids(Town) == {row}


def test_the_journal_tells_who_changed_what_from_what_to_what(store: Store) -> None:
    row = add(store, "安海")
    store.perform(save_record, title="改名", by="陈", record=Town, values={"name": "安海镇"}, row=row)
    with store.reading() as session:
        first, second = session.scalars(select(Entry).order_by(Entry.seq)).all()
    assert (first.by, first.action, second.by, second.title, second.action) == (
        "林",
        "新增",
        "陈",
        "改名",
        "修改",
    )
    assert second.changes == '{"name":["安海","安海镇"],"version":[1,2]}'


def test_every_tampering_with_the_journal_shows(store: Store) -> None:
    for name in ("甲", "乙", "丙"):
        add(store, name)
    with store.reading() as session:
        assert journal.verify(session) == []
    tamperings = {
        "UPDATE journal SET changes = replace(changes, '乙', '丁') WHERE seq = 2": "第 2 号被改动",
        "DELETE FROM journal WHERE seq = 2": "第 2 号缺失",
        "DELETE FROM journal WHERE seq = 3": "末尾被删改",
        "DELETE FROM journal_head": "总数记录缺失",
        "UPDATE journal SET \"by\" = '无名' WHERE seq = 1": "第 1 号被改动",
    }
    for sql, words in tamperings.items():
        with store.writing("试", "试") as session:
            session.connection().exec_driver_sql(sql)
            assert any(words in fault for fault in journal.verify(session)), sql
            session.rollback()
            session.info["act"] = Act(at=store.clock.now(), by="试", title="试", kind="")
            session.add(session.info["act"])
            session.flush()


def test_a_stale_version_is_refused(store: Store) -> None:
    row = add(store, "安海镇")
    store.perform(save_record, title="改", by="林", record=Town, values={"position": 2}, row=row, version=1)
    with pytest.raises(UserError, match="刚在别处被改过"):
        store.perform(
            save_record, title="改", by="陈", record=Town, values={"position": 3}, row=row, version=1
        )


def test_void_needs_a_reason_and_can_be_restored(store: Store) -> None:
    row = add(store, "安海镇")
    with pytest.raises(UserError, match="作废原因"):
        store.perform(void_record, title="作废", by="林", record=Town, row=row, reason="  ")
    store.perform(void_record, title="作废", by="林", record=Town, row=row, reason="重复")
    with pytest.raises(UserError, match="已作废，不能修改"):
        store.perform(save_record, title="改", by="林", record=Town, values={"position": 2}, row=row)
    store.perform(restore_record, title="恢复", by="林", record=Town, row=row)
    with store.reading() as session:
        town = session.get(Town, row)
        assert town is not None
        assert not town.voided
        assert town.void_reason is None


def test_a_required_field_left_empty_is_named(store: Store) -> None:
    with pytest.raises(UserError, match="请填写镇街名称") as caught:
        add(store, "")
    assert caught.value.fields == {"name": "请填写镇街名称"}


def test_undo_takes_an_act_back_after_a_restart(store: Store) -> None:
    row = add(store, "安海")
    act = _last(store)
    store.perform(save_record, title="改名", by="陈", record=Town, values={"name": "安海镇"}, row=row)
    with pytest.raises(UserError, match="之后又改过") as refused:
        store.perform(undo, title="撤销", by="林", act=act)
    assert f"先撤销第 {act + 1} 批“改名”" in refused.value.advice
    store.close()
    again = Store(store.folder, store.clock)
    again.perform(undo, title="撤销", by="林", act=act + 1)
    assert names(again) == ["安海"]
    again.perform(undo, title="撤销", by="林", act=act)
    assert names(again) == []
    with pytest.raises(UserError, match="已经撤销过"):
        again.perform(undo, title="撤销", by="林", act=act)
    with again.reading() as session:
        assert journal.verify(session) == []
    again.close()


def _last(store: Store) -> int:
    with store.reading() as session:
        return max(session.scalars(select(Act.id)))


def test_a_locked_database_is_a_sentence(store: Store) -> None:
    other = sqlite3.connect(store.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreTrouble, match="正被另一个程序占用"):
            add(store, "安海镇")
    finally:
        other.execute("ROLLBACK")
        other.close()
    add(store, "安海镇")
    assert names(store) == ["安海镇"]


def test_a_damaged_or_foreign_file_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    folder.mkdir()
    (folder / "台账.db").write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreTrouble, match="已损坏"):
        Store(folder, FixedClock.on(date(2023, 9, 25)))
    other = tmp_path / "别的"
    other.mkdir()
    foreign = sqlite3.connect(other / "台账.db")
    foreign.execute("CREATE TABLE t (x)")
    foreign.close()
    with pytest.raises(StoreTrouble, match="不是本程序的数据文件"):
        Store(other, FixedClock.on(date(2023, 9, 25)))


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(StoreTrouble):
        Store(tmp_path / "文件" / "数据", FixedClock.on(date(2023, 9, 25)))


def test_a_full_disk_is_a_sentence_and_nothing_half_written(store: Store) -> None:
    add(store, "安海镇")
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    event.listen(
        store.engine, "begin", lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    )

    def much(session: Session, *, by: str, today: date) -> None:
        session.add_all([Town(name=f"镇{number}", position=number) for number in range(5000)])

    with pytest.raises(StoreTrouble, match="磁盘已满"):
        store.perform(much, title="写很多", by="林")
    assert names(store) == ["安海镇"]
    assert store.integrity() == []


def test_reading_goes_on_while_another_writes(store: Store) -> None:
    add(store, "安海镇")
    other = sqlite3.connect(store.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert names(store) == ["安海镇"]
        again = Store(store.folder, store.clock)
        assert names(again) == ["安海镇"]
        again.close()
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize(("free", "said"), [(0, "磁盘已满"), (1 << 30, "读写磁盘出错")])
def test_an_io_error_on_a_full_disk_is_called_full(
    free: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=free))
    assert said in trouble(sqlite3.OperationalError("disk I/O error"), tmp_path / "台账.db").what
