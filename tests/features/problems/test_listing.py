"""Lists, lights and counts: SQL equals the rules on every day, the same filter gives the same number."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.base.clock import FixedClock
from desktop.base.lights import Light, standing_of
from desktop.base.listing import Listing, Question
from desktop.features.calendar.queries import work_calendar
from desktop.features.problems import queries
from desktop.features.problems.listing.lists import (
    PROBLEMS,
    RECTIFICATION,
    days_left,
    town_filters,
    with_chips,
)
from desktop.features.problems.operations.entry import void_problem
from desktop.features.problems.records import Problem, State
from desktop.features.problems.rules.limits import limit_hint, standing
from desktop.features.problems.rules.moves import OPEN, STAGES
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY, TOWNS, make_desk
from tests.helpers.problems import bring_to, move, register


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def count(desk: Desk, *filters: str, search: str = "", today: date = TODAY) -> int:
    with desk.store.reading() as session:
        question = Question(search=search, filters=frozenset(filters))
        found = session.scalar(with_chips(PROBLEMS, town_filters(TOWNS)).count(question, today))
        ids = session.scalars(RECTIFICATION.ids(Question(search=search), today)).all()
    assert found is not None
    assert filters or len(ids) == found
    return found


def test_lights_in_sql_equal_the_rules_on_every_day(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, FixedClock.on(date(2023, 9, 12)))
    made = move(desk, register(desk), "assign", limit=date(2023, 10, 8))
    days = [date(2023, 9, 1) + timedelta(days=offset) for offset in range(60)]
    days += [date(2024, 2, 1) + timedelta(days=offset) for offset in range(30)] + [date(2030, 1, 5)]
    with desk.store.reading() as session:
        calendar = work_calendar(session)
        found = session.get_one(Problem, made.id)
        for today in days:
            left = session.scalar(select(days_left(today)).where(Problem.id == made.id))
            assert standing_of(left) == standing(found, today, calendar), today


@pytest.mark.parametrize(
    ("today", "words", "light"),
    [
        (date(2023, 9, 25), "剩 7 日", Light.BLUE),  # 26,27,28 Sept; 7 and 8 Oct are worked; 9, 10
        (date(2023, 9, 28), "剩 4 日", Light.BLUE),
        (date(2023, 9, 29), "剩 4 日", Light.BLUE),  # first day of the holiday
        (date(2023, 10, 7), "剩 3 日", Light.AMBER),  # Saturday, worked
        (date(2023, 10, 10), "今天到期", Light.AMBER),
        (date(2023, 10, 11), "逾期 1 日", Light.RED),
        (date(2023, 10, 14), "逾期 3 日", Light.RED),
    ],
)  # Saturday: 11, 12, 13 are past
def test_lights_on_boundary_days(desk: Desk, today: date, words: str, light: Light) -> None:
    made = move(desk, register(desk), "assign", limit=date(2023, 10, 10))
    with desk.store.reading() as session:
        found = standing(made, today, work_calendar(session))
        left = session.scalar(select(days_left(today)).where(Problem.id == made.id))
    assert found is not None
    assert (found.light, found.words) == (light, words)
    assert standing_of(left) == found
    chips = [key for key in ("red", "amber", "blue") if count(desk, key, today=today)]
    assert chips == [{Light.RED: "red", Light.AMBER: "amber", Light.BLUE: "blue"}[light]]


def test_a_limit_on_a_day_off_is_said(desk: Desk) -> None:
    with desk.store.reading() as session:
        calendar = work_calendar(session)
    hint = limit_hint(date(2023, 10, 2), TODAY, calendar)
    assert hint is not None
    assert hint.startswith("2023年10月2日是")
    assert hint.endswith("不上班；前一个工作日是2023年9月28日")
    assert limit_hint(date(2023, 10, 7), TODAY, calendar) is None
    assert "自行核对" in str(limit_hint(date(2030, 1, 7), TODAY, calendar))


def test_chips_add_up_and_equal_the_counts(desk: Desk) -> None:
    for state in STAGES:
        bring_to(desk, register(desk), state)
    bring_to(desk, register(desk), State.ARCHIVED)
    with desk.store.reading() as session:
        by_state = Counter(session.scalars(select(Problem.state)))
    opened = sum(by_state[state] for state in OPEN)
    assert count(desk, "open") == opened == 7
    assert count(desk, "closed") == 3
    assert count(desk, "waiting") == by_state[State.REVIEWING] + by_state[State.APPROVING] == 2
    singles = ["state:登记", "state:交办", "state:整改中", "state:申请销号", "state:核查"]
    assert sum(count(desk, key) for key in singles) + count(desk, "waiting") == opened
    assert sum(count(desk, key) for key in ("red", "amber", "blue")) == opened - by_state[State.REGISTERED]
    assert count(desk, *singles) == 5


def test_search_town_and_category(desk: Desk) -> None:
    register(desk)
    register(desk, subject="金井“周老师”托管点", town="金井镇")
    assert count(desk, search="周老师") == count(desk, "town:金井镇") == count(desk, search="2023-002") == 1
    assert count(desk, search="启衡") == count(desk, search="jjsqh") == 1
    assert count(desk, "category:预收费与收费", search="超期") == count(desk, search="超期") == 2


def test_void_and_closed_problems_do_not_nag(desk: Desk) -> None:
    late = move(desk, register(desk), "assign", on=date(2023, 9, 13), limit=date(2023, 9, 20))
    open_one = move(desk, register(desk), "assign", on=date(2023, 9, 13), limit=date(2023, 9, 21))
    closed = bring_to(desk, register(desk), State.CLOSED)
    desk.do(void_problem, "作废", problem=late.id, reason="重复登记")
    with desk.store.reading() as session:
        items = queries.due_items(session, TODAY)
        assert queries.overdue_count(session, TODAY) == 1 == count(desk, "red")
    assert [(item.row, item.kind, item.day) for item in items] == [
        (open_one.id, "问题", date(2023, 9, 21)),
        (closed.id, "回头看", date(2023, 10, 25)),
    ]


def test_closed_in_a_month_stays_so_after_a_rebound(desk: Desk) -> None:
    made, other = bring_to(desk, register(desk), State.CLOSED), register(desk)
    september = (date(2023, 9, 1), date(2023, 9, 30))
    with desk.store.reading() as session:
        assert queries.closed_between(session, *september) == [made.id]
    move(desk, made, "rebound")
    bring_to(desk, made, State.CLOSED)
    with desk.store.reading() as session:
        assert queries.closed_between(session, *september) == [made.id]
        assert queries.closed_between(session, date(2023, 8, 1), date(2023, 8, 31)) == []
        assert queries.found_between(session, *september) == [made.id, other.id]
        assert queries.rates(session, TODAY) == {"销号率": (1, 1), "总整改率": (1, 2), "反弹率": (1, 1)}


def test_columns_have_the_words_of_the_forms() -> None:
    heads = {item.label for item in PROBLEMS.columns} | {item.label for item in RECTIFICATION.columns}
    assert heads >= {
        "问题编号",
        "发现日期",
        "来源",
        "机构",
        "镇街",
        "一级类别",
        "类别",
        "问题描述",
        "违反依据",
        "整改措施",
        "整改时限",
        "责任部门",
        "责任人",
        "督办级别",
        "文书号",
        "整改进展",
        "完成日期",
        "佐证份数",
        "核查人",
        "核查日期",
        "核查结论",
        "审核人",
        "审批人",
        "销号日期",
        "回头看日期",
        "回头看结果",
        "状态",
        "超期天数",
        "备注",
    }


def test_order_open_ones_by_limit_then_the_rest(desk: Desk) -> None:
    closed = bring_to(desk, register(desk), State.CLOSED)
    without = register(desk)
    late = move(desk, register(desk), "assign", limit=date(2023, 10, 30))
    soon = move(desk, register(desk), "assign", limit=date(2023, 9, 27))
    with desk.store.reading() as session:
        ids = session.scalars(PROBLEMS.ids(Question(), TODAY)).all()
    assert list(ids) == [soon.id, late.id, without.id, closed.id]


def test_case_without_number_is_not_found(desk: Desk) -> None:
    made = register(desk)
    with desk.store.reading() as session:
        assert queries.problem(session, made.number).id == queries.problem(session, made.id).id == made.id
        assert queries.case_of(session, made).branch.key == "E2"


@pytest.mark.parametrize("listing", [PROBLEMS, RECTIFICATION])
def test_the_list_is_answered_by_an_index_that_has_all_it_asks_for(desk: Desk, listing: Listing) -> None:
    """Of 100,000 problems reading the rows themselves takes longer than finding them."""
    query = listing.ids(Question(), TODAY)
    with desk.store.engine.connect() as connection:
        made = query.compile(connection, compile_kwargs={"literal_binds": True})
        told = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {made}")]
    assert any("ix_problem_living_state" in line for line in told), told
