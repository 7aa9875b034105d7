"""New records written together are what the ORM would have written: rows, journal, ids, undo."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from desktop.base.errors import UserError
from desktop.features.institutions.records import Institution, Prepaid
from desktop.store import journal
from desktop.store.desk import Desk
from desktop.store.editing import save_record
from desktop.store.inserting import insert_records
from desktop.store.journal import Entry
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk

ROWS: list[dict[str, Any]] = [
    {"name": "晋江市“启明”培训中心", "code": "91350524MA31ABCD0M", "town": "安海镇", "phone": "0595-8200"},
    {"name": "仇曾\\路", "licence_until": TODAY, "students": 12, "former": "旧\n址",
     "platform_included": False,
     "area": Decimal("12.50"), "prepaid": Prepaid.CUSTODY},
    {"name": "甲"},
]


ALIKE: list[dict[str, Any]] = [{"name": name, "town": "安海镇", "area": Decimal(area), "students": 12}
                               for name, area in (("甲", "12.5"), ("乙", "12.50"), ("丙", "12.5"))]


def one_by_one(desk: Desk, rows: list[dict[str, Any]]) -> None:
    with desk.store.writing("录入", "林晓燕") as session:
        for row in rows:
            save_record(session, by="林晓燕", today=TODAY, record=Institution, values=row)


def together(desk: Desk, rows: list[dict[str, Any]] = ROWS) -> None:
    with desk.store.writing("录入", "林晓燕") as session:
        insert_records(session, Institution, rows)


def everything(desk: Desk, table: str) -> list[tuple[Any, ...]]:
    with desk.store.reading() as session:
        return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], ALIKE], ids=["different", "one", "alike"])
@pytest.mark.parametrize("table", ["institution", "journal", "journal_head", "act"])
def test_same_as_one_by_one(tmp_path: Path, table: str, rows: list[dict[str, Any]]) -> None:
    first, second = make_desk(tmp_path / "a"), make_desk(tmp_path / "b")
    one_by_one(first, rows)
    together(second, rows)
    assert everything(second, table) == everything(first, table)


def test_ids_are_never_used_twice(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    together(desk)
    desk.do(undo, "撤销", act=everything(desk, "act")[-1][0])
    with desk.store.writing("再录", "林晓燕") as session:
        assert insert_records(session, Institution, ROWS[:1]) == [len(ROWS) + 1]


def test_what_waits_in_the_session_is_journaled_first(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    with desk.store.writing("录入", "林晓燕") as session:
        session.add(Institution(name="先"))
        insert_records(session, Institution, [{"name": "后"}])
        session.add(Institution(name="再后"))
    with desk.store.reading() as session:
        own = select(Entry.changes).where(Entry.record == "institution").order_by(Entry.seq)
        names = [json.loads(changes)["name"][1] for changes in session.scalars(own)]
        assert names == ["先", "后", "再后"]
        assert journal.verify(session) == []


def test_every_listener_hears_of_every_row(tmp_path: Path) -> None:
    desk, heard = make_desk(tmp_path), list[frozenset[tuple[str, int]]]()
    desk.store.subscribe(lambda changes: heard.append(changes.rows))
    together(desk)
    assert heard == [frozenset(("institution", number) for number in (1, 2, 3))]


@pytest.mark.parametrize("wrong", [{"name": "甲" * 101}, {"name": ""}, {"town": "安海镇"}])
def test_what_the_form_refuses_is_refused_and_nothing_is_kept(tmp_path: Path, wrong: dict[str, Any]) -> None:
    desk = make_desk(tmp_path)
    with pytest.raises(UserError, match="机构名称"), desk.store.writing("录入", "林晓燕") as session:
        insert_records(session, Institution, [*ROWS, wrong])
    assert everything(desk, "institution") == []
