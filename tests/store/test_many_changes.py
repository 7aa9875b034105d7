"""Changes written together are those the ORM writes one by one: rows, journal, undo, refusals."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.institutions.feature import INSTITUTIONS
from desktop.features.institutions.records import Institution
from desktop.store import bulk
from desktop.store.bulk import Wanted, change_many, rehearse
from desktop.store.desk import Desk
from desktop.store.journal import Entry, verify
from desktop.store.many_changes import write_changes
from desktop.store.undo import undo
from tests.helpers.county import county_copy, reopened

TABLES = ("institution", "institution_alias", "prepaid_charge", "institution_apart")


@pytest.fixture
def desks(county: Path, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """The same county twice."""
    with county_copy(county, tmp_path / "一") as one, county_copy(county, tmp_path / "二") as other:
        yield one, other


def tables(desk: Desk) -> dict[str, list[Any]]:
    with desk.store.engine.connect() as connection:
        return {name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))]
                for name in TABLES}


def told(desk: Desk) -> list[tuple[str, int, str, str]]:
    """What the journal says of the last act, word for word."""
    with desk.store.reading() as session:
        assert verify(session) == []
        last = session.scalar(select(Entry.act).order_by(Entry.seq.desc()).limit(1))
        return [(entry.record, entry.record_id, entry.action, entry.changes) for entry in session.scalars(
            select(Entry).where(Entry.act == last).order_by(Entry.seq))]


def nasty(desk: Desk) -> list[Wanted]:
    """A paste: some with one column, some with two, names too (which leave 曾用名 behind), some the same."""
    with desk.store.reading() as session:
        found = session.scalars(select(Institution).order_by(Institution.id)).all()
    wanted = []
    for place, item in enumerate(found):
        values: dict[str, Any] = {"town": ("安海镇", "金井镇", "青阳街道")[place % 3]}
        if place % 2:
            values["licence_until"] = date(2025, 1, 1 + place % 28)
        if place % 7 == 3:
            values["name"] = f"{item.name}新校"
        if place % 5 == 4:
            values = {"keeper": None, "town": item.town}
        wanted.append(Wanted(item.id, values))
    return wanted


def paste(desk: Desk) -> int:
    change = INSTITUTIONS.changes(Institution)
    assert change is not None
    tried = rehearse(desk, Institution, change, nasty(desk))
    possible = [item for item in tried if not item.refused and item.changes]
    assert len(possible) > 40
    desk.do(change_many, "粘贴", record=Institution, change=change, wanted=possible)
    return len(possible)


def test_together_they_are_what_the_orm_writes(desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
                                               ) -> None:
    together, apart = desks
    before = tables(together)
    assert before == tables(apart)
    assert paste(together)
    monkeypatch.setattr(bulk, "write_changes", lambda session, record: session.flush())
    paste(apart)
    assert tables(together) == tables(apart) != before
    assert len(tables(together)["institution_alias"]) > len(before["institution_alias"])
    assert told(together) == told(apart)
    changes = [json.loads(changes) for record, _, action, changes in told(together)
               if (record, action) == ("institution", "修改")]
    assert all({"version", "updated_at"} < set(change) for change in changes)


def test_undo_brings_every_column_back_after_a_restart(county: Path, tmp_path: Path) -> None:
    with county_copy(county, tmp_path) as desk:
        before = tables(desk)["institution"]
        paste(desk)
        again = reopened(desk)
        with again.store.reading() as session:
            last = session.scalar(select(Entry.act).order_by(Entry.seq.desc()).limit(1))
        assert last is not None
        again.do(undo, "撤销", act=last)
        after = tables(again)["institution"]
        with again.store.engine.connect() as connection:
            keys = list(connection.execute(text("SELECT * FROM institution LIMIT 1")).keys())
        kept = [place for place, key in enumerate(keys) if key != "version"]
        assert [[row[place] for place in kept] for row in after] == \
            [[row[place] for place in kept] for row in before]
        again.store.close()


def test_one_changed_elsewhere_meanwhile_is_told_and_nothing_is_written(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks
    before = tables(desk)

    def two(session: Session, *, by: str, today: date) -> None:
        rows = session.scalars(select(Institution).order_by(Institution.id).limit(2)).all()
        for row in rows:
            row.keeper = "陈志远"
        session.connection().execute(text("UPDATE institution SET version = version + 1 WHERE id = :id"),
                                     {"id": rows[1].id})
        write_changes(session, Institution)

    with pytest.raises(UserError, match="刚在别处被改过"):
        desk.do(two, "改两家")
    assert tables(desk) == before


def test_what_is_written_is_read_again_and_a_second_change_follows(desks: tuple[Desk, Desk]) -> None:
    desk, _ = desks

    def twice(session: Session, *, by: str, today: date) -> int:
        row = session.scalars(select(Institution).order_by(Institution.id).limit(1)).one()
        number, version = row.id, row.version
        for keeper in ("陈志远", "黄海波"):
            session.get_one(Institution, number).keeper = keeper
            write_changes(session, Institution)
        again = session.get_one(Institution, number)
        assert (again.keeper, again.version) == ("黄海波", version + 2)
        return number

    desk.do(twice, "改两次")
    assert [json.loads(changes)["keeper"][1] for _, _, _, changes in told(desk)] == ["陈志远", "黄海波"]
