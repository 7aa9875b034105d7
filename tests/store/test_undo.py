"""An act taken back by the hundred: what refers to what, what was changed twice, and what is cancelled."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from desktop.base.errors import Cancelled
from desktop.base.progress import Progress
from desktop.features.institutions.records import Institution
from desktop.store import journal
from desktop.store.desk import Desk
from desktop.store.inserting import insert_records
from desktop.store.undo import size, undo
from tests.helpers.desk import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def enter(desk: Desk, rows: list[dict[str, Any]]) -> int:
    with desk.store.writing("录入", "林") as session:
        insert_records(session, Institution, rows)
        return int(session.info["act"].id)


def everything(desk: Desk) -> list[dict[str, Any]]:
    """All rows; the version goes on counting."""
    with desk.store.reading() as session:
        rows = session.execute(text("SELECT * FROM institution ORDER BY id")).mappings()
        return [{key: value for key, value in row.items() if key != "version"} for row in rows]


def test_rows_that_refer_to_one_another_go_in_the_right_order(desk: Desk) -> None:
    act = enter(desk, [{"name": "甲"}, {"name": "乙", "merged_into": 1}, {"name": "丙", "merged_into": 2}])
    desk.do(undo, "撤销", act=act)
    assert everything(desk) == []


def test_a_row_changed_twice_in_one_act_comes_back_whole(desk: Desk) -> None:
    enter(desk, [{"name": "甲", "town": "安海镇"}, {"name": "乙"}])
    before = everything(desk)
    with desk.store.writing("改", "林") as session:
        for town in ("青阳街道", "池店镇"):
            for found in session.scalars(select(Institution)):
                found.town = town
                session.flush()
        act = session.info["act"].id
    with desk.store.reading() as session:
        assert size(session, act) == 4
    desk.do(undo, "撤销", act=act)
    assert everything(desk) == before
    with desk.store.reading() as session:
        assert journal.verify(session) == []


def test_a_cancelled_undo_leaves_everything(desk: Desk) -> None:
    act = enter(desk, [{"name": f"机构{number}"} for number in range(1200)])
    before, steps = everything(desk), list[tuple[int, int]]()

    def report(done: int, total: int, words: str) -> None:
        steps.append((done, total))
        if done:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        desk.do(undo, "撤销", act=act, progress=progress)
    assert steps == [(0, 1200), (500, 1200)]
    assert everything(desk) == before
    desk.do(undo, "撤销", act=act)
    assert everything(desk) == []
