"""Rows edited, added or taken away past the program show, whatever it did itself before."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from desktop.base.clock import FixedClock
from desktop.base.records import Base, Record
from desktop.features.office.records import Town
from desktop.store import row_proof
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.inserting import insert_records
from desktop.store.restore import RESTORED
from desktop.store.store import FILE_NAME, Store, summarise
from desktop.store.undo import UNDO, undo

CLOCK = FixedClock.on(date(2023, 9, 25))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Towns made, renamed, made void and restored, taken back, and brought in by the hundred."""
    store = Store(tmp_path / "数据", CLOCK)
    for place in range(4):
        store.perform(save_record, title="新增", by="林", record=Town,
                      values={"name": f"第{place}镇", "position": place})
    store.perform(save_record, title="改名", by="林", record=Town, values={"name": "安海镇"}, row=1)
    store.perform(void_record, title="作废", by="林", record=Town, row=2, reason="重复")
    store.perform(restore_record, title="恢复", by="林", record=Town, row=2)
    store.perform(void_record, title="作废", by="林", record=Town, row=3, reason="重复")
    store.perform(undo, title="撤销", by="林", kind=UNDO, act=4)
    with store.writing("导入", "林") as session:
        insert_records(session, Town, [{"name": f"批{place}镇", "position": place} for place in range(50)])
    store.close()
    return store.folder


def told(folder: Path, sql: str = "") -> list[str]:
    if sql:
        with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute(sql)
    store = Store(folder, CLOCK)
    with store.reading() as session:
        found = list(row_proof.faults(session))
    store.close()
    return found


def test_what_the_program_did_itself_is_no_fault(folder: Path) -> None:
    assert told(folder) == []


@pytest.mark.parametrize(("sql", "words"), [
    ("UPDATE town SET name = '青阳街道' WHERE id = 1", "第 1 条的“镇街名称”和变更记录不同"),
    ("UPDATE town SET position = 9 WHERE id = 20", "第 20 条的“顺序”"),
    ("UPDATE town SET voided_at = NULL, void_reason = NULL WHERE id = 3", "第 3 条"),
    ("UPDATE town SET void_reason = '别的' WHERE id = 1", "第 1 条"),
    ("DELETE FROM town WHERE id = 2", "第 2 条被删掉了"),
    ("DELETE FROM town WHERE id > 30", "还有别的行"),
    ("UPDATE town SET created_at = 'x' WHERE id = 2", "第 2 条"),
    ("UPDATE town SET position = 'viel' WHERE id = 2", "第 2 条"),
    ("INSERT INTO town ({names}) SELECT 99, {others} FROM town WHERE id = 1", "第 99 条不是在程序里登记的"),
    ("INSERT INTO town ({names}) SELECT 4, {others} FROM town WHERE id = 1", "第 4 条不是在程序里登记的"),
])
def test_what_was_done_past_it_is(folder: Path, sql: str, words: str) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(town)")]
    others = [name if name != "name" else "'又镇'" for name in names[1:]]
    found = told(folder, sql.format(names=", ".join(names), others=", ".join(others)))
    assert any(words in fault for fault in found), found


def test_what_a_salvage_said_was_lost_is_not_told_again(folder: Path) -> None:
    assert told(folder, "DELETE FROM town WHERE id IN (1, 2)") != []
    store = Store(folder, CLOCK)
    with store.writing("抢救", "林", RESTORED) as session:
        summarise(session, lost=[["town", 1]])
    store.close()
    assert [fault for fault in told(folder) if "第 1 条" in fault] == []
    assert any("第 2 条" in fault for fault in told(folder))


def test_every_declared_record_is_asked_though_nobody_has_looked_at_it_yet(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(row_proof, "_of_table", lambda session, kind, lost: asked.append(kind.__tablename__)
                        or iter(()))
    told(folder)
    declared = {kind.__tablename__ for kind in Base.late.kinds()
                if issubclass(kind, Record) and kind.__module__.startswith("desktop.")}
    assert declared <= set(asked)
    assert len(asked) == len(set(asked)) > 5
