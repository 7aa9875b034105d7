"""A batch that more than doubles a table leaves the same schema, words and order, kept or taken back."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from desktop.base.errors import StoreTrouble
from desktop.features.institutions.records import Institution
from desktop.store import journal, late_indexes
from desktop.store.desk import Desk
from desktop.store.inserting import Inserting, insert_records
from desktop.store.undo import undo
from tests.helpers.desk import make_desk

ROWS: list[dict[str, Any]] = [{"name": f"启明{number}校", "town": "安海镇"} for number in range(30)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(late_indexes, "LEAST", 10)
    return make_desk(tmp_path)


def schema(desk: Desk) -> dict[str, str]:
    with desk.store.reading() as session:
        return {row.name: row.sql for row in session.execute(text("SELECT name, sql FROM sqlite_master"))}


def names(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return list(session.scalars(select(Institution.name).order_by(Institution.id)))


def test_indexes_are_gone_meanwhile_and_there_again(desk: Desk) -> None:
    before, seen = schema(desk), list[set[str]]()
    with desk.store.writing("导入", "林") as session, Inserting(session, Institution, len(ROWS)) as inserting:
        for start in range(0, len(ROWS), 7):
            inserting.write(ROWS[start : start + 7])
            inserting.settle()
            seen.append(set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'index'"))))
    gone = [sum(name.startswith("ix_") for name in before.keys() - found) for found in seen]
    assert gone[0] == gone[1] > gone[2] > gone[3] > gone[4] > 0
    assert schema(desk) == before
    assert names(desk) == [row["name"] for row in ROWS]
    assert desk.store.integrity() == []
    with desk.store.reading() as session:
        assert journal.verify(session) == []
        found = text("SELECT count(*) FROM search_institution WHERE words MATCH :word")
        assert session.scalar(found, {"word": '"\ufdd0启 \ufdd0明"'}) == len(ROWS)


def test_rows_of_others_in_between_are_found_as_well(desk: Desk) -> None:
    before = schema(desk)
    with desk.store.writing("导入", "林") as session, Inserting(session, Institution, len(ROWS)) as inserting:
        inserting.write(ROWS[:15])
        inserting.settle()
        between = Institution(name="育才校")
        session.add(between)
        session.flush()
        between.name = "育才中心"
        inserting.write(ROWS[15:])
    assert schema(desk) == before
    with desk.store.reading() as session:
        found = text("SELECT rowid FROM search_institution WHERE words MATCH :word ORDER BY rowid")
        ours = [*range(1, 16), *range(17, 32)]
        for word, rows in (("启 \ufdd0明", ours), ("中 \ufdd0心", [16]), ("才 \ufdd0校", [])):
            assert list(session.scalars(found, {"word": f'"\ufdd0{word}"'})) == rows
        assert session.scalar(text("SELECT count(*) FROM search_institution_notes")) == 0


def test_few_rows_leave_the_indexes_alone(desk: Desk) -> None:
    with desk.store.writing("先有", "林") as session:
        insert_records(session, Institution, ROWS)
    with desk.store.writing("导入", "林") as session, Inserting(session, Institution, 20) as inserting:
        inserting.write(ROWS[:20])
        inserting.settle()
        kept = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'index'")))
    assert "ix_institution_code" in kept


def test_what_stops_half_way_leaves_everything_as_it_was(desk: Desk) -> None:
    before = schema(desk)

    def work() -> None:
        with desk.store.writing("导入", "林") as session, Inserting(session, Institution, 30) as inserting:
            inserting.write(ROWS)
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert schema(desk) == before
    assert names(desk) == []


def test_a_fault_of_the_thread_behind_is_told_and_nothing_is_kept(desk: Desk) -> None:
    before = schema(desk)

    def work() -> None:
        with desk.store.writing("导入", "林") as session, Inserting(session, Institution, 30) as inserting:
            pages = session.scalar(text("PRAGMA page_count"))
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            for _ in range(200):
                inserting.write([{**row, "notes": "长" * 2000} for row in ROWS])

    with pytest.raises(StoreTrouble, match="磁盘已满"):
        work()
    assert schema(desk) == before
    assert names(desk) == []


def test_an_undo_of_the_batch_is_exact(desk: Desk) -> None:
    with desk.store.writing("导入", "林") as session, Inserting(session, Institution, len(ROWS)) as inserting:
        inserting.write(ROWS)
    with desk.store.reading() as session:
        act = session.scalar(select(journal.Act.id).order_by(journal.Act.id.desc()))
    desk.do(undo, "撤销", act=act)
    assert names(desk) == []
    assert desk.store.integrity() == []


def test_a_row_changed_in_the_same_act_is_found_as_it_is_then(desk: Desk) -> None:
    with desk.store.writing("导入", "林") as session, Inserting(session, Institution, len(ROWS)) as inserting:
        first = inserting.write(ROWS)[0]
        inserting.settle()
        session.get_one(Institution, first).name = "博雅学堂"
        inserting.write([{"name": "最后"}])
    with desk.store.reading() as session:
        words = text("SELECT rowid FROM search_institution WHERE words MATCH :word")
        assert list(session.scalars(words, {"word": '"\ufdd0博 \ufdd0雅"'})) == [first]
        assert first not in list(session.scalars(words, {"word": '"\ufdd0启 \ufdd0明"'}))
        assert journal.verify(session) == []
