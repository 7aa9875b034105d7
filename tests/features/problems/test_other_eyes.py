"""单人复核: whoever did the work, or wrote it down, closes it only with a reason that stays with the step."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.base.errors import UserError
from desktop.features.operators.operations import save_operator, seed_operator
from desktop.features.problems.operations.moves import close_problem, move_problem
from desktop.features.problems.records import Problem, State, Step
from desktop.store.desk import Desk
from desktop.store.operators import Role
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import bring_to, register

ALONE = "另一人驻村，股里只有一人在岗"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


def ready(desk: Desk, state: State) -> Problem:
    return bring_to(desk, register(desk, handler="许文彬"), state)


def steps(desk: Desk, problem: int) -> list[Step]:
    with desk.store.reading() as session:
        return list(session.scalars(select(Step).where(Step.problem_id == problem).order_by(Step.id)))


def sign(desk: Desk, problem: int, move: str, signer: str, **more: Any) -> Problem:
    made: Problem = desk.do(move_problem, "签字", problem=problem, move=move, signer=signer, on=TODAY, **more)
    return made


@pytest.mark.parametrize(
    ("state", "move", "signer", "part"),
    [(State.REVIEWING, "review", "林晓燕", "第一核查"), (State.REVIEWING, "review", "许 文彬", "经办"),
     (State.APPROVING, "approve", "林晓燕", "第一核查"), (State.APPROVING, "approve", "陈志远", "第二核查"),
     (State.APPROVING, "approve", "许文彬", "经办")],
)
def test_the_one_who_worked_signs_only_with_a_reason(
    desk: Desk, state: State, move: str, signer: str, part: str
) -> None:
    found = ready(desk, state)
    with pytest.raises(UserError, match=f"也是{part}的人") as caught:
        sign(desk, found.id, move, signer)
    assert set(caught.value.fields) == {"single"}
    sign(desk, found.id, move, signer, single=ALONE)
    assert (steps(desk, found.id)[-1].reason or "").startswith(f"单人复核：{ALONE}")


def test_the_one_who_reviewed_approves_only_with_a_reason(desk: Desk) -> None:
    found = ready(desk, State.REVIEWING)
    sign(desk, found.id, "review", "吴志坚")
    with pytest.raises(UserError, match="也是审核的人"):
        sign(desk, found.id, "approve", "吴志坚")
    assert sign(desk, found.id, "approve", "黄国梁").state is State.CLOSED


def test_a_reason_that_is_not_needed_is_refused(desk: Desk) -> None:
    found = ready(desk, State.REVIEWING)
    with pytest.raises(UserError, match="不是单人复核"):
        sign(desk, found.id, "review", "吴志坚", single=ALONE)


def test_closing_in_one_step_takes_the_reason_where_it_is_needed(desk: Desk) -> None:
    found = ready(desk, State.REVIEWING)
    given = {"problem": found.id, "reviewer": "吴志坚", "approver": "林晓燕"}
    with pytest.raises(UserError, match="第一核查"):
        desk.do(close_problem, "销号", **given)
    closed = desk.do(close_problem, "销号", **given, single=ALONE)
    assert closed.state is State.CLOSED
    reasons = [step.reason or "" for step in steps(desk, found.id)[-2:]]
    assert [words.startswith("单人复核") for words in reasons] == [False, True]


def test_with_reviewers_in_the_office_only_they_record_signatures(desk: Desk) -> None:
    desk.do(seed_operator, "载入操作员")
    desk.do(save_operator, "登记", name="吴志坚", role=Role.REVIEWER)
    found = ready(desk, State.REVIEWING)
    with pytest.raises(UserError, match="角色不是“审核”"):
        sign(desk, found.id, "review", "吴志坚")
    other = Desk(desk.store, "吴志坚", Role.REVIEWER)
    assert sign(other, found.id, "review", "吴志坚").state is State.APPROVING
    assert sign(other, found.id, "approve", "黄国梁").state is State.CLOSED


def test_a_reviewer_who_recorded_the_work_needs_a_reason(desk: Desk) -> None:
    desk.do(seed_operator, "载入操作员")
    desk.do(save_operator, "登记", name="吴志坚", role=Role.REVIEWER)
    other = Desk(desk.store, "吴志坚（替林晓燕）", Role.REVIEWER)
    found = ready(other, State.REVIEWING)
    with pytest.raises(UserError, match="也是吴志坚记录的"):
        sign(other, found.id, "review", "吴志坚")
    sign(other, found.id, "review", "吴志坚", single=ALONE)
    assert steps(desk, found.id)[-1].recorded_by == "吴志坚（替林晓燕）"
