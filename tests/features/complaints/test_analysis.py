"""The seven dimensions equal a recomputation by plain SQL for any period, over random data."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.features.complaints.queries.analysis import analysis, months_of
from desktop.features.complaints.rules.figures import (
    Figures,
    change,
    comparison,
    paragraph,
    parts,
    period_before,
    period_words,
    rate,
)
from desktop.store.desk import Desk
from tests.helpers.complaints import call, close, move, register
from tests.helpers.desk import make_desk
from tests.helpers.many_complaints import pour

TAKEN = (
    "c.voided_at IS NULL AND c.received_on >= :first AND c.received_on <= :last "
    "AND c.state NOT IN ('不予受理', '转其他部门', '并案')"
)
BY = """SELECT coalesce({key}, '未填'), count(*), sum(calls), sum(state = '办结'),
    sum(CASE WHEN platform_closed_on IS NULL THEN 0 ELSE 1 END),
    sum(CASE WHEN state = '办结' AND due_on IS NOT NULL THEN 1 ELSE 0 END),
    sum(CASE WHEN state = '办结' AND coalesce(platform_closed_on, closed_on) <= due_on THEN 1 ELSE 0 END),
    sum(CASE WHEN satisfaction IN ('满意', '基本满意', '不满意') THEN 1 ELSE 0 END),
    sum(CASE WHEN satisfaction IN ('满意', '基本满意') THEN 1 ELSE 0 END)
    FROM complaint c WHERE {taken} GROUP BY 1"""
CALLERS = """SELECT count(*), coalesce(sum(n > 1), 0) FROM (
    SELECT caller_id, count(*) AS n FROM complaint_order_caller k JOIN complaint_order o ON o.id = k.order_id
    JOIN complaint c ON c.id = o.complaint_id WHERE {taken} AND k.voided_at IS NULL GROUP BY caller_id)"""
CALLS = "SELECT count(*) FROM complaint_order o JOIN complaint c ON c.id = o.complaint_id WHERE {taken}"
DAYS = st.dates(date(2022, 12, 1), date(2024, 2, 1))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = make_desk(tmp_path_factory.mktemp("many"))
    pour(desk.store, 700, seed=7)
    yield desk
    desk.store.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


@settings(max_examples=60)
@given(first=DAYS, days=st.integers(0, 400))
def test_every_figure_equals_plain_sql(many: Desk, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    with many.store.reading() as session:
        found = analysis(session, first, last)

        def plain(sql: str) -> list[Any]:
            days_asked = {"first": first.isoformat(), "last": last.isoformat()}
            return list(session.execute(text(sql.replace("{taken}", TAKEN)), days_asked).all())

        for key, rows in (
            ("town", found.towns),
            ("sector", found.sectors),
            ("project", found.projects),
            ("kind", found.kinds),
        ):
            wanted = {row[0]: tuple(row[1:]) for row in plain(BY.replace("{key}", key))}
            assert {label: figures_of(figures) for label, figures in rows} == wanted
        callers, repeated = plain(CALLERS)[0]
        assert (found.total.callers, found.total.repeated) == (callers, repeated)
        assert found.total.calls == plain(CALLS)[0][0]
        assert sum(found.satisfied.values()) == found.total.cases
        assert sum(row.many for row in found.callers) == callers
        before = analysis(session, *found.earlier).total
        assert found.before == before
    assert (
        figures_of(found.total)
        == tuple(sum(column) for column in zip(*(figures_of(row) for _, row in found.towns), strict=True))
        or not found.towns
    )


def figures_of(row: Figures) -> tuple[int, ...]:
    return (row.cases, row.calls, row.closed, row.platform, row.limited, row.timely, row.told, row.content)


def test_a_denominator_of_nothing_is_printed_as_such(desk: Desk) -> None:
    with desk.store.reading() as session:
        found = analysis(session, date(2023, 9, 1), date(2023, 9, 30))
    words = "".join("".join(row) for part in parts(found) for row in part.rows)
    assert "—（无受理件）" in words
    assert "—（无办结件）" in words
    assert "—（无有效回访）" in words
    assert paragraph(found) == "2023年9月，未受理校外培训投诉举报，上期受理 0 件。"
    assert rate(1, 0, "无受理件") == "—（无受理件）"
    assert rate(5, 6, "") == "83.3%（5/6）"


def test_the_paragraph_says_the_months_figures(desk: Desk) -> None:
    close(desk, register(desk, place="池店镇"))
    second = register(desk, number="A2", place="池店镇", phone="13900000002", content="无证补课")
    call(desk, second, phone="13900000002")
    register(desk, number="A3", on=date(2023, 8, 3))
    move(desk, register(desk, number="A4"), "refuse")
    with desk.store.reading() as session:
        found = analysis(session, date(2023, 9, 1), date(2023, 9, 30))
        months = months_of(session, ["2023-07", "2023-08", "2023-09"])
    told = paragraph(found)
    assert "2023年9月，受理校外培训投诉举报 2 件、来电 3 次，涉及投诉人 2 人，其中重复投诉 1 人" in told
    assert "上期（2023年8月 1 件）相比+1（+100.0%）" in told
    assert "从区域看，池店镇 2 件居前" in told
    assert "已办结 1 件，办结率 50.0%（1/2）" in told
    assert "群众满意率 100.0%（1/1）" in told
    assert found.refused == 1
    assert months == [("2023-07", 0, 0), ("2023-08", 1, 0), ("2023-09", 2, 1)]
    assert [part.title[2:] for part in parts(found)] == [
        "区域", "行业", "项目", "投诉人", "投诉次数", "办结率", "群众满意度"]  # fmt: skip
    assert comparison(found).rows[0] == ("件数", "2", "1", "+1（+100.0%）")


def test_periods() -> None:
    assert period_before(date(2023, 9, 1), date(2023, 9, 30)) == (date(2023, 8, 1), date(2023, 8, 31))
    assert period_before(date(2023, 1, 1), date(2023, 3, 31)) == (date(2022, 10, 1), date(2022, 12, 31))
    assert period_before(date(2023, 9, 11), date(2023, 9, 20)) == (date(2023, 9, 1), date(2023, 9, 10))
    assert period_words(date(2023, 9, 2), date(2023, 9, 30)) == "2023年9月2日至2023年9月30日"
    assert (change(3, 3), change(3, 0), change(2, 4)) == ("持平", "+3（上期为 0）", "-2（-50.0%）")
