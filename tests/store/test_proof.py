"""Nothing is changed behind the program's back: every byte of the journal, its end, the kept files."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.base.clock import FixedClock
from desktop.features.office.records import Town
from desktop.store import act_chain, attachments, journal, proof, seal
from desktop.store.attachments import keep_file
from desktop.store.backup_folder import make
from desktop.store.editing import save_record
from desktop.store.seal import SEAL, Seal
from desktop.store.store import FILE_NAME, Store, final, summarise
from desktop.store.undo import UNDO, undo

CLOCK = FixedClock.on(date(2023, 9, 25))
COLUMNS = ("seq", "act", "at", "by", "title", "record", "record_id", "action", "changes", "hash")
TEXTS = ("at", "by", "title", "record", "action", "changes", "hash")


def towns(folder: Path, count: int = 4) -> Store:
    store = Store(folder, CLOCK)
    for place in range(count):
        store.perform(save_record, title=f"新增第{place}镇", by="林", record=Town,
                      values={"name": f"第{place}镇", "position": place})
    return store


def told(folder: Path, printed: Seal | None = None) -> list[str]:
    store = Store(folder, CLOCK)
    try:
        with store.reading() as session:
            return [*store.integrity(), *proof.faults(store, session, printed)]
    finally:
        store.close()


def edit(folder: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        connection.execute(sql, values)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    towns(tmp_path / "数据").close()
    return tmp_path / "数据"


def edits(folder: Path) -> Iterator[tuple[int, str, bytes]]:
    """Every stored text of every entry, with each of its bytes changed in turn."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for column in TEXTS:
            for seq, value in connection.execute(f'SELECT seq, CAST("{column}" AS BLOB) FROM journal'):
                for place in range(len(value)):
                    for flip in (1, 0x20):
                        yield seq, column, value[:place] + bytes([value[place] ^ flip]) + value[place + 1:]


def test_every_changed_byte_of_every_entry_shows(whole: Path) -> None:
    assert told(whole) == []
    tried = list(edits(whole))
    assert len(tried) > 2000
    store, missed = Store(whole, CLOCK), []
    with store.engine.connect() as connection:
        for seq, column, value in tried:
            connection.exec_driver_sql("SAVEPOINT trial")
            connection.exec_driver_sql(
                f'UPDATE journal SET "{column}" = CAST(? AS TEXT) WHERE seq = ?', (value, seq))
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                if not journal.verify(session):
                    missed.append((seq, column, value))
            connection.exec_driver_sql("ROLLBACK TO trial")
    store.close()
    assert missed == []


@pytest.mark.parametrize("column", COLUMNS)
def test_another_value_or_kind_in_any_column_shows(whole: Path, column: str) -> None:
    change = (f'"{column}" + 40' if column in ("seq", "act", "record_id") else f'CAST("{column}" AS BLOB)')
    for seq in range(1, 5):
        copy = whole.with_name(f"{column}{seq}")
        shutil.copytree(whole, copy)
        edit(copy, f'UPDATE journal SET "{column}" = {change} WHERE seq = ?', seq)
        assert told(copy), (column, seq)


def test_a_moment_spelled_another_way_shows(whole: Path) -> None:
    edit(whole, "UPDATE journal SET at = replace(at, ' ', 'T') WHERE seq = 2")
    assert any("第 2 号被改动过" in words for words in told(whole))


@pytest.mark.parametrize("sql", ["UPDATE act SET title = '别的' WHERE id = 2",
                                 "UPDATE act SET \"by\" = '别人' WHERE id = 2",
                                 "UPDATE act SET at = '2020-01-01 00:00:00.000000' WHERE id = 2"])
def test_what_the_history_shows_of_an_act_is_held_to_its_entries(whole: Path, sql: str) -> None:
    edit(whole, sql)
    assert any("第 2 批" in words for words in told(whole))


def cut(folder: Path, count: int = 1, *, thorough: bool = False) -> None:
    """The last entries away, with the database's own count set back: the chain inside is whole."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        last = connection.execute("SELECT max(seq) FROM journal").fetchone()[0] - count
        act = connection.execute("SELECT act FROM journal WHERE seq = ?", (last,)).fetchone()[0]
        connection.execute("DELETE FROM journal WHERE seq > ?", (last,))
        connection.execute("UPDATE journal_head SET (seq, hash) = (SELECT seq, hash FROM journal "
                           "WHERE seq = ?)", (last,))
        connection.execute("DELETE FROM act WHERE id > ?", (act,))
        if thorough:
            connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'act'", (act,))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_cut_tail_shows_though_its_count_was_set_back(whole: Path, count: int) -> None:
    cut(whole, count, thorough=True)
    assert any(SEAL in words and "末尾被删过" in words for words in told(whole))


def test_the_number_of_the_last_act_shows_a_cut_too(whole: Path) -> None:
    (whole / SEAL).unlink()
    cut(whole)
    assert told(whole) == ["变更记录做到第 4 批，现在只到第 3 批"]


def test_going_on_after_a_cut_does_not_hide_it(whole: Path) -> None:
    cut(whole, 2, thorough=True)
    store = Store(whole, CLOCK)
    for place in range(3):
        store.perform(save_record, title="又", by="林", record=Town,
                      values={"name": f"又{place}镇", "position": 9})
    store.close()
    assert any("改写过" in words for words in told(whole))


def test_a_backup_has_seen_the_end(whole: Path) -> None:
    store = Store(whole, CLOCK)
    made = make(store, "手动")
    store.close()
    (whole / SEAL).unlink()
    assert told(whole) == []
    cut(whole, thorough=True)
    assert told(whole) == [f"变更记录末尾被删过：备份 {made.path.name} 里记到第 4 号，现在没有这一号"]


def test_a_printed_page_has_seen_the_end(whole: Path) -> None:
    store = Store(whole, CLOCK)
    with store.reading() as session:
        end = proof.present(session)
    store.close()
    assert end is not None
    printed = seal.read(end.words, "打印件")
    assert printed is not None
    assert told(whole, printed) == []
    (whole / SEAL).unlink()
    cut(whole, thorough=True)
    assert told(whole) == []
    assert "打印件" in told(whole, printed)[0]


@pytest.mark.parametrize("garbage", [b"12-ab", b"\x00" * 400, b"\xff\xfe9-", b""])
def test_a_torn_line_of_the_file_beside_is_passed_over(whole: Path, garbage: bytes) -> None:
    with (whole / SEAL).open("ab") as stream:
        stream.write(garbage)
    assert told(whole) == []


def test_a_replaced_evidence_file_shows(tmp_path: Path) -> None:
    store = Store(tmp_path / "数据", CLOCK)
    with store.writing("添加", "林") as session:
        kept = keep_file(session, b"evidence", "照片.jpg")
        place = store.files.path(kept.sha256, kept.name)
    with store.reading() as session:
        assert attachments.faults(session) == []
    state = place.stat()
    place.write_bytes(b"evidencE")
    os.utime(place, ns=(state.st_atime_ns, state.st_mtime_ns))
    store.close()
    store = Store(tmp_path / "数据", CLOCK)
    with store.reading() as session:
        assert attachments.faults(session) == ["文件已改动：照片.jpg"]
    store.close()


ACT = ("id", "at", '"by"', "title", "kind", "summary", "final", "undone_by", "sealed")


@pytest.fixture
def varied(tmp_path: Path) -> Path:
    """Acts with entries, one without, one with a summary, one that cannot be taken back, one taken back."""
    store = towns(tmp_path / "数据")
    with store.writing("导入", "林", "导入") as session:
        save_record(session, by="林", today=CLOCK.today(), record=Town, values={"name": "又", "position": 9})
        summarise(session, new=1, file="台账.xlsx")
    with store.writing("没有改动", "林") as session:
        final(session, "不能撤销")
    store.perform(undo, title="撤销第 2 批", by="林", kind=UNDO, act=2)
    store.close()
    return store.folder


def byte_edits(folder: Path) -> Iterator[tuple[str, str, object, bytes]]:
    """Every byte of the journal's tables, each changed in turn: table, column, key, value."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for table, key in (("act", "id"), ("journal", "seq"), ("journal_head", "id")):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for column in columns:
                for number, value in connection.execute(f'SELECT "{key}", CAST("{column}" AS BLOB) '
                                                        f'FROM "{table}" WHERE "{column}" IS NOT NULL'):
                    for place in range(len(value)):
                        changed = value[:place] + bytes([value[place] ^ 1]) + value[place + 1:]
                        yield table, column, number, changed


def test_every_byte_of_every_column_of_every_table_of_the_journal(varied: Path) -> None:
    assert told(varied) == []
    tried, missed = list(byte_edits(varied)), []
    assert {column for table, column, _, _ in tried if table == "act"} == {name.strip('"') for name in ACT}
    store = Store(varied, CLOCK)
    keys = {"act": "id", "journal": "seq", "journal_head": "id"}
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table, column, number, value in tried:
            connection.exec_driver_sql("SAVEPOINT trial")
            try:
                connection.exec_driver_sql(
                    f'UPDATE "{table}" SET "{column}" = CAST(? AS TEXT) WHERE "{keys[table]}" = ?',
                    (value, number))
                with Session(connection, join_transaction_mode="create_savepoint") as session:
                    if not journal.verify(session):
                        missed.append((table, column, number, value))
            except IntegrityError:
                pass  # the database itself does not take two rows of one number
            connection.exec_driver_sql("ROLLBACK TO trial")
    store.close()
    assert len(tried) > 1500
    assert missed == []


@pytest.mark.parametrize("sql", [
    "UPDATE act SET summary = '{\"new\": 2, \"file\": \"台账.xlsx\"}' WHERE id = 5",
    "UPDATE act SET summary = '{}' WHERE id = 5", "UPDATE act SET kind = '' WHERE id = 5",
    "UPDATE act SET kind = '导入' WHERE id = 1", "UPDATE act SET final = '别的' WHERE id = 6",
    "UPDATE act SET final = NULL WHERE id = 6", "UPDATE act SET final = '' WHERE id = 5",
    "UPDATE act SET undone_by = NULL WHERE id = 2", "UPDATE act SET undone_by = 7 WHERE id = 3",
    "UPDATE act SET undone_by = 6 WHERE id = 3", "UPDATE act SET sealed = '' WHERE id = 7",
    "UPDATE act SET sealed = ''", "DELETE FROM act WHERE id = 6", "UPDATE act SET title = '别' WHERE id = 6",
    "UPDATE act SET summary = CAST(summary AS BLOB) WHERE id = 5"])
def test_what_an_act_says_of_itself_is_sealed(varied: Path, sql: str) -> None:
    edit(varied, sql)
    assert told(varied)


def test_an_edited_act_sealed_anew_is_known_by_the_file_beside(varied: Path) -> None:
    with closing(sqlite3.connect(varied / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE act SET summary = '{}' WHERE id = 5")
        act_chain.reseal(connection, 0)
    assert any("改写过" in words for words in told(varied))


def test_a_number_printed_before_acts_were_sealed_still_holds(whole: Path) -> None:
    with closing(sqlite3.connect(whole / FILE_NAME)) as connection:
        old = connection.execute("SELECT hash FROM journal WHERE seq = 3").fetchone()[0]
    printed = seal.read(f"3-{old[:16]}", "打印件")
    assert printed is not None
    assert told(whole, printed) == []
    wrong = seal.read(f"3-{'0' * 16}", "打印件")
    assert any("打印件" in words for words in told(whole, wrong))
