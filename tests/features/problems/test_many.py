"""交办 and 改期 of many with a preview, reasons and one undo (peers.md 6.3); look-back days; 反弹."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.base.listing import Question
from desktop.features.problems.listing.lists import PROBLEMS
from desktop.features.problems.operations.many import assigning, postponing
from desktop.features.problems.queries import extensions_of, pace
from desktop.features.problems.records import Category, Level, Problem, Rung, State, Step
from desktop.features.problems.rules.limits import read_pace
from desktop.store.bulk import Outcome, Wanted, change_many, rehearse
from desktop.store.desk import Desk
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import bring_to, climbed, move, register, reread

LIMIT = date(2023, 10, 20)
GIVEN = {"measures": "限期整改", "limit": LIMIT, "duty_department": "梅岭街道办", "duty_person": "吴志坚"}
POSTPONED = postponing("国庆假期", "王志远", TODAY)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def tried(desk: Desk, change: Any, problems: list[Problem], **values: Any) -> list[Outcome]:
    return rehearse(desk, Problem, change, [Wanted(item.id, values) for item in problems])


def rows(desk: Desk) -> list[tuple[Any, ...]]:
    table = Problem.__table__
    kept = [column for column in table.columns if column.key not in ("version", "updated_at")]
    with desk.store.reading() as session:
        return [tuple(row) for row in session.execute(select(*kept).order_by(table.c.id))]


def test_bulk_assign_shows_each_reason_and_is_one_undo(desk: Desk) -> None:
    fresh, other = register(desk), register(desk, subject="金井“周老师”托管点")
    going = bring_to(desk, register(desk), State.RECTIFYING)
    found = tried(desk, assigning(TODAY), [fresh, other, going], **GIVEN)
    assert [item.refused for item in found][:2] == ["", ""]
    assert found[0].changes["limit"] == (None, LIMIT)
    assert "整改中" in found[2].refused
    assert reread(desk, fresh).state is State.REGISTERED, "a preview changes nothing"
    before = rows(desk)
    acts: list[int] = []
    desk.store.subscribe(lambda changes: acts.append(changes.act))
    desk.do(change_many, "把 2 个问题交办", record=Problem, change=assigning(TODAY),
            wanted=[Wanted(item.id, GIVEN) for item in (fresh, other)])
    assert {reread(desk, item).state for item in (fresh, other)} == {State.ASSIGNED}
    assert len(acts) == 1
    desk.do(undo, "撤销", act=acts[0])
    assert rows(desk) == before
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Step.id)).where(Step.move == "交办")) == 1


def test_bulk_assign_keeps_what_is_left_empty(desk: Desk) -> None:
    made = register(desk, measures="退还超出部分", duty_person="陈志远")
    wanted = {"limit": LIMIT, "duty_department": "梅岭街道办"}
    desk.do(change_many, "交办",
            record=Problem, change=assigning(None), wanted=[Wanted(made.id, wanted)])
    kept = reread(desk, made)
    assert (kept.measures, kept.duty_person, kept.limit) == ("退还超出部分", "陈志远", LIMIT)
    refused = tried(desk, assigning(None), [register(desk)], **wanted)[0]
    assert "请填写整改措施" in refused.refused


def test_bulk_postpone_refuses_row_by_row(desk: Desk) -> None:
    open_one = bring_to(desk, register(desk), State.RECTIFYING)
    applied = bring_to(desk, register(desk), State.APPLIED)
    later = move(desk, bring_to(desk, register(desk), State.RECTIFYING), "extend",
                 new_limit=LIMIT + timedelta(days=9))
    found = tried(desk, POSTPONED, [open_one, applied, later], limit=LIMIT)
    assert found[0].refused == ""
    assert "申请销号" in found[1].refused
    assert "要晚于现在的时限" in found[2].refused
    desk.do(change_many, "把 1 个问题改期", record=Problem, change=POSTPONED,
            wanted=[Wanted(open_one.id, {"limit": LIMIT})])
    with desk.store.reading() as session:
        history = extensions_of(session, session.get_one(Problem, open_one.id))
    assert [(item.old_limit, item.new_limit, item.reason) for item in history] == [
        (date(2023, 9, 26), LIMIT, "国庆假期")]
    assert reread(desk, open_one).original_limit == date(2023, 9, 26)


@pytest.mark.parametrize(
    ("rung", "values", "days"),
    [
        (None, {}, 30),
        (Rung.LIST, {}, 10),
        (None, {"category": Category.SAFETY, "subcategory": None}, 15),
        (Rung.KEY, {"category": Category.SAFETY, "subcategory": None}, 10),
    ],
)
def test_look_back_is_proposed_from_severity(desk: Desk, rung: Rung | None, values: dict[str, Any],
                                             days: int) -> None:
    made = register(desk, **values)
    if rung is not None:
        climbed(desk, made, rung, skipped="省厅点名")
    made = bring_to(desk, made, State.CLOSED)
    assert made.lookback_due == TODAY + timedelta(days=days)


def test_the_proposed_look_back_day_may_be_changed(desk: Desk) -> None:
    ready = bring_to(desk, register(desk), State.APPROVING)
    assert move(desk, ready, "approve", lookback_due=date(2023, 10, 9)).lookback_due == date(2023, 10, 9)


def test_pace_as_shipped_names_every_level() -> None:
    assert set(pace().days) == set(Level)
    assert pace().again_months == 12
    assert read_pace({}).again_months == 12


def relapsed(desk: Desk) -> set[str]:
    with desk.store.reading() as session:
        question = Question(filters=frozenset({"relapsed"}))
        ids = session.scalars(PROBLEMS.ids(question, TODAY)).all()
        return {session.get_one(Problem, row).number for row in ids}


def test_same_subject_and_type_again_within_the_months_is_a_relapse(desk: Desk) -> None:
    shop = partial(register, desk, subject="金井“周老师”托管点")
    first = shop(found_on=date(2022, 9, 24))
    second = shop(found_on=date(2023, 6, 1))
    shop(found_on=date(2023, 6, 2), category=Category.CONTRACT, subcategory=None)
    register(desk, found_on=date(2023, 6, 3), subject="另一个托管点")
    third = shop(found_on=TODAY)
    assert relapsed(desk) == {second.number, third.number}
    with desk.store.reading() as session:
        column = PROBLEMS.column("relapses")
        asked = session.execute(PROBLEMS.rows([first.id, third.id], TODAY, [column])).all()
    assert [column.text(row[1], TODAY) for row in asked] == ["", "反弹 1 次"], "the first is over a year old"


def test_a_problem_put_on_the_list_again_is_a_relapse(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.CLOSED)
    assert relapsed(desk) == set()
    move(desk, made, "rebound")
    assert relapsed(desk) == {made.number}
