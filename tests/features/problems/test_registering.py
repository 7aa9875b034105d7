"""Registering and editing: numbers, tokens, stale versions, categories, read-only when closed."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.base.errors import UserError
from desktop.features.problems.operations.entry import edit_problem, register_problem, void_problem
from desktop.features.problems.records import Category, Problem, State
from desktop.store.desk import Desk
from desktop.store.editing import save_record, void_record
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import bring_to, register, reread


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def test_numbers_run_by_year_of_finding(desk: Desk) -> None:
    numbers = [
        register(desk).number,
        register(desk).number,
        register(desk, found_on=date(2022, 12, 31)).number,
    ]
    assert numbers == ["2023-001", "2023-002", "2022-001"]


def test_twenty_quick_clicks_make_one_record(desk: Desk) -> None:
    made = {register(desk, token="一次打开的表单").id for _ in range(20)}
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Problem.id))) == len(made) == 1
    assert register(desk, token="下一次").number == "2023-002"


def test_category_words_follow_the_tree(desk: Desk) -> None:
    made = register(desk, category=Category.DISGUISED, subcategory="YB3")
    assert made.category_label == "隐形变异・时间"
    assert register(desk, category=Category.SAFETY, subcategory=None).category_label == "安全消防"
    with pytest.raises(UserError, match="没有“YB3”"):
        register(desk, category=Category.FEES, subcategory="YB3")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": "  "}, "subject"),
        ({"description": None}, "description"),
        ({"category": None}, "category"),
        ({"found_on": date(2023, 9, 26)}, "found_on"),
        ({"refunds": -1}, "refunds"),
        ({"state": State.CLOSED}, "state"),
        ({"closed_on": TODAY}, "closed_on"),
        ({"subject": "长" * 101}, "subject"),
    ],
)
def test_faulty_fields_are_named(desk: Desk, values: dict[str, object], field: str) -> None:
    with pytest.raises(UserError) as caught:
        register(desk, **values)
    assert field in caught.value.fields
    with desk.store.reading() as session:
        assert session.scalar(select(func.count(Problem.id))) == 0


def test_edit_changes_and_keeps_the_words_of_the_category(desk: Desk) -> None:
    made = register(desk)
    edited = desk.do(
        edit_problem, "修改", problem=made.id, version=made.version, subcategory="E1", progress="已约谈"
    )
    assert (edited.category_label, edited.progress) == ("收费・账外", "已约谈")


def test_stale_version_is_refused(desk: Desk) -> None:
    made = register(desk)
    desk.do(edit_problem, "修改", problem=made.id, version=made.version, progress="甲")
    with pytest.raises(UserError, match="刚在别处被改过"):
        desk.do(edit_problem, "修改", problem=made.id, version=made.version, progress="乙")
    assert reread(desk, made).progress == "甲"


@pytest.mark.parametrize("state", [State.CLOSED, State.LOOK_BACK, State.ARCHIVED])
def test_closed_is_read_only(desk: Desk, state: State) -> None:
    made = bring_to(desk, register(desk), state)
    for attempt in (
        lambda: desk.do(edit_problem, "修改", problem=made.id, description="改写"),
        lambda: desk.do(void_problem, "作废", problem=made.id, reason="误登"),
        lambda: desk.do(save_record, "修改", record=Problem, row=made.id, values={"description": "改写"}),
        lambda: desk.do(void_record, "作废", record=Problem, row=made.id, reason="误登"),
    ):
        with pytest.raises(UserError, match="只能查看"):
            attempt()
    assert reread(desk, made).description == made.description


def test_state_cannot_be_typed_in(desk: Desk) -> None:
    made = register(desk)
    with pytest.raises(UserError, match="状态只能由办理改变"):
        desk.do(save_record, "修改", record=Problem, row=made.id, values={"state": State.CLOSED})
    with pytest.raises(UserError, match="状态只能由办理改变"):
        Problem(state=State.CLOSED)


def test_void_needs_a_reason_and_keeps_the_number(desk: Desk) -> None:
    made = register(desk)
    with pytest.raises(UserError, match="写明作废原因"):
        desk.do(void_problem, "作废", problem=made.id, reason=" ")
    desk.do(void_problem, "作废", problem=made.id, reason="重复登记")
    with pytest.raises(UserError, match="已作废"):
        desk.do(edit_problem, "修改", problem=made.id, progress="x")
    assert register(desk).number == "2023-002"


def test_unknown_institution_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="已经不存在"):
        desk.do(register_problem, "登记", institution_id=999, category=Category.OTHER, description="x")
