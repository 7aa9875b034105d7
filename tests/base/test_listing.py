"""One question, one set of rows: filters add up inside a group and narrow between groups."""

import sqlite3
from datetime import date
from pathlib import Path

from desktop.base.listing import Question
from desktop.features.calendar.listing import CALENDAR_DAYS
from desktop.store.journal import raw
from tests.helpers.desk import TODAY, make_desk


def test_count_and_ids_agree_for_every_chip_and_pair(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    keys = [chip.key for chip in CALENDAR_DAYS.filters]
    questions = [Question(filters=frozenset({first, second})) for first in keys for second in keys]
    with desk.store.reading() as session:
        for asked in [Question(), *questions]:
            ids = list(session.scalars(CALENDAR_DAYS.ids(asked, TODAY)))
            assert session.scalar(CALENDAR_DAYS.count(asked, TODAY)) == len(ids) == len(set(ids))
        both = set(session.scalars(CALENDAR_DAYS.ids(Question(filters=frozenset({"off", "work"})), TODAY)))
        everything = set(session.scalars(CALENDAR_DAYS.ids(Question(), TODAY)))
        narrowed = set(
            session.scalars(CALENDAR_DAYS.ids(Question(filters=frozenset({"off", "year:this"})), TODAY))
        )
        rows = session.execute(CALENDAR_DAYS.rows(sorted(narrowed), TODAY)).all()
    desk.store.close()
    assert both == everything
    assert len(narrowed) == len(rows) == 27
    assert {row.working for row in rows} == {False}
    assert {row.year for row in rows} == {2023}


def test_order_up_and_down(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    with desk.store.reading() as session:
        up = list(session.scalars(CALENDAR_DAYS.ids(Question(order="on"), TODAY)))
        down = list(session.scalars(CALENDAR_DAYS.ids(Question(order="on", descending=True), TODAY)))
        first = session.execute(CALENDAR_DAYS.rows(up[:1], TODAY)).one()
    desk.store.close()
    assert up == list(reversed(down))
    assert first.on == date(2022, 12, 31)


def test_more_rows_may_be_named_than_a_statement_takes_values(tmp_path: Path) -> None:
    """A number on 今日 opens exactly its rows, forty thousand of them too; Windows' SQLite takes 32,766."""
    desk = make_desk(tmp_path)
    with desk.store.reading() as session:
        raw(session).setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)
        every = list(session.scalars(CALENDAR_DAYS.ids(Question(), TODAY)))
        for more in (0, 40_000):
            asked = Question(only=frozenset([*every[:5], *range(1_000_000, 1_000_000 + more)]))
            assert sorted(session.scalars(CALENDAR_DAYS.ids(asked, TODAY))) == sorted(every[:5])
            assert session.scalar(CALENDAR_DAYS.count(asked, TODAY)) == 5
    desk.store.close()
