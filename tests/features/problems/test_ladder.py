"""The ladder: each step with its facts, none left out without a reason; the level follows, nothing closes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.base.errors import UserError
from desktop.features.problems.operations.entry import edit_problem, void_problem
from desktop.features.problems.operations.ladder import climb_many, postpone_reply, record_reply, void_step
from desktop.features.problems.queries import case_of, ladder, steps_up
from desktop.features.problems.records import Escalation, Level, Problem, Rung, State
from desktop.features.problems.rules.gate import missing
from desktop.features.problems.rules.ladder import CLIMBED, Proposal, following, left_out, proposal
from desktop.store.desk import Desk
from desktop.store.editing import restore_record, save_record
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import bring_to, climbed, move, register, reread


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


def steps(desk: Desk, problem: Problem) -> list[Escalation]:
    with desk.store.reading() as session:
        return steps_up(session, problem.id)


def proposed(desk: Desk, problem: Problem, today: date = TODAY, relapses: int = 0) -> Proposal | None:
    return proposal(reread(desk, problem), steps(desk, problem), relapses, today)


def test_the_ladder_of_the_scheme_in_its_order() -> None:
    words = [rung.value for rung in ladder().rungs]
    assert words == ["督办通知", "回头看", "约谈", "通报批评", "挂牌督办", "重点问题督办单", "问责", "移送"]
    assert list(ladder().departments) == ["公安", "纪检", "市监", "消防", "民政"]


def test_every_step_in_order_raises_the_level(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    levels = []
    for rung in CLIMBED:
        climbed(desk, made, rung)
        levels.append(reread(desk, made).level)
    assert levels == [Level.SUPERVISED, Level.SUPERVISED, Level.INTERVIEW, Level.CRITICISED, Level.LISTED,
                      Level.KEY, Level.ACCOUNTABLE]
    assert [step.rung for step in steps(desk, made)] == list(CLIMBED)
    assert following(CLIMBED) is None


def test_a_step_left_out_asks_for_a_reason(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    climbed(desk, made, Rung.SUPERVISE)
    with pytest.raises(UserError, match="还没有回头看、约谈，越级要写明理由") as refusal:
        climbed(desk, made, Rung.CRITICISE)
    assert set(refusal.value.fields) == {"skipped"}
    assert climbed(desk, made, Rung.CRITICISE, skipped="影响恶劣").skipped == "影响恶劣"


def test_a_referral_may_be_made_at_any_time_and_leaves_the_level(desk: Desk) -> None:
    made = register(desk)
    climbed(desk, made, Rung.REFER, target="晋江市消防救援大队")
    now = reread(desk, made)
    assert (now.state, now.level) == (State.REGISTERED, Level.ORDINARY)


@pytest.mark.parametrize(
    ("rung", "facts", "field"),
    [
        (Rung.SUPERVISE, {"decided_by": " "}, "decided_by"),
        (Rung.SUPERVISE, {"reason": None}, "reason"),
        (Rung.SUPERVISE, {"target": ""}, "target"),
        (Rung.SUPERVISE, {"reply_by": None}, "reply_by"),
        (Rung.SUPERVISE, {"reply_by": TODAY - timedelta(days=1)}, "reply_by"),
        (Rung.SUPERVISE, {"on": TODAY + timedelta(days=1)}, "on"),
        (Rung.SUPERVISE, {"on": date(2023, 9, 11)}, "on"),
        (Rung.SUPERVISE, {"on": "昨天"}, "on"),
        (Rung.REFER, {"reply_by": None}, "reply_by"),
        (Rung.KEY, {"number": None, "skipped": "点名"}, "number"),
    ],
)
def test_what_a_step_lacks_is_named(desk: Desk, rung: Rung, facts: dict[str, Any], field: str) -> None:
    made = register(desk)
    with pytest.raises(UserError) as refusal:
        climbed(desk, made, rung, **facts)
    assert set(refusal.value.fields) == {field}
    assert steps(desk, made) == []


def test_a_closed_problem_climbs_no_further_but_may_be_referred(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.CLOSED)
    with pytest.raises(UserError, match="现在是“已销号”"):
        climbed(desk, made, Rung.SUPERVISE)
    climbed(desk, made, Rung.REFER, target="晋江市纪委监委")
    assert reread(desk, made).state is State.CLOSED
    other = register(desk)
    desk.do(void_problem, "作废", problem=other.id, reason="重复")
    with pytest.raises(UserError, match="已作废"):
        climbed(desk, other, Rung.REFER)


def test_the_same_step_twice_is_one(desk: Desk) -> None:
    made = register(desk)
    assert climbed(desk, made, Rung.SUPERVISE).id == climbed(desk, made, Rung.SUPERVISE).id
    assert len(steps(desk, made)) == 1


def test_nobody_types_the_level_in(desk: Desk) -> None:
    made = register(desk)
    with pytest.raises(UserError):
        desk.do(edit_problem, "修改", problem=made.id, level=Level.LISTED)
    with pytest.raises(UserError, match="督办级别由督办步骤得出"):
        desk.do(save_record, "修改", record=Problem, row=made.id, values={"level": Level.LISTED})


def test_a_voided_step_takes_its_level_back(desk: Desk) -> None:
    made = register(desk)
    climbed(desk, made, Rung.SUPERVISE)
    step = climbed(desk, made, Rung.INTERVIEW, skipped="点名")
    with pytest.raises(UserError, match="作废原因"):
        desk.do(void_step, "作废", step=step.id, reason=" ")
    desk.do(void_step, "作废", step=step.id, reason="登记错了")
    assert reread(desk, made).level is Level.SUPERVISED
    with pytest.raises(UserError, match="请重新登记"):
        desk.do(restore_record, "恢复", record=Escalation, row=step.id)


def test_undo_takes_step_and_level_back(desk: Desk) -> None:
    made = register(desk)
    climbed(desk, made, Rung.SUPERVISE)
    with desk.store.reading() as session:
        last = max(number for (number,) in session.query(Act.id).all())
    desk.do(undo, "撤销", act=last)
    assert (steps(desk, made), reread(desk, made).level) == ([], Level.ORDINARY)


def test_answers(desk: Desk) -> None:
    made = register(desk)
    step = climbed(desk, made, Rung.REFER)
    for day, words in ((date(2023, 9, 24), "已立案"), (TODAY + timedelta(days=1), "已立案"), (None, "已立案"),
                       (TODAY, " ")):
        with pytest.raises(UserError):
            desk.do(record_reply, "登记回复", step=step.id, replied_on=day, reply=words)
    with pytest.raises(UserError, match="不能早于今天"):
        desk.do(postpone_reply, "改期", step=step.id, reply_by=date(2023, 9, 1), reason="对方来函")
    later = desk.do(postpone_reply, "改期", step=step.id, reply_by=date(2023, 10, 20), reason="对方来函")
    assert later.reason.endswith("回复期限由2023年10月9日改为2023年10月20日：对方来函")
    done = desk.do(record_reply, "登记回复", step=step.id, replied_on=TODAY, reply="已立案查处")
    assert (done.replied_on, done.reply) == (TODAY, "已立案查处")
    with pytest.raises(UserError, match="没有在等回复"):
        desk.do(postpone_reply, "改期", step=step.id, reply_by=date(2023, 10, 20), reason="对方来函")


def test_many_at_once_are_one_act_or_none(desk: Desk) -> None:
    first, second = register(desk), bring_to(desk, register(desk, subject="另一家"), State.CLOSED)
    facts = {row: {"target": "梅岭街道办", "decided_by": "许文彬", "reason": "超期", "reply_by": TODAY}
             for row in (first.id, second.id)}
    with pytest.raises(UserError, match=f"一个也没有登记：问题 {second.number}"):
        desk.do(climb_many, "督办", problems=[first.id, second.id], rung=Rung.SUPERVISE, facts=facts)
    assert steps(desk, first) == []
    made = desk.do(climb_many, "督办", problems=[first.id], rung=Rung.SUPERVISE, facts=facts)
    assert [step.problem_id for step in made] == [first.id]


def test_overdue_proposes_supervision_then_what_follows(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    limit = reread(desk, made).limit
    assert limit is not None
    assert proposed(desk, made, limit) is None
    late = proposed(desk, made, limit + timedelta(days=3))
    assert late == Proposal(Rung.SUPERVISE, "整改时限 2023年9月26日，已逾期 3 天")
    climbed(desk, made, Rung.SUPERVISE)
    after = proposed(desk, made, limit + timedelta(days=3))
    assert after is not None
    assert (after.rung, after.reason[:10]) == (Rung.LOOK_BACK, "督办通知以后仍未整改")


def test_a_missing_answer_proposes_the_next_step(desk: Desk) -> None:
    made = register(desk)
    step = climbed(desk, made, Rung.SUPERVISE)
    assert proposed(desk, made, date(2023, 10, 9)) is None
    found = proposed(desk, made, date(2023, 10, 10))
    assert found == Proposal(Rung.LOOK_BACK, "督办通知要求 2023年10月9日前回复，还没有回复")
    desk.do(record_reply, "登记回复", step=step.id, replied_on=TODAY, reply="正在退费")
    assert proposed(desk, made, date(2023, 10, 10)) is None


def test_a_relapse_proposes_the_step_after_the_highest(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    climbed(desk, made, Rung.SUPERVISE)
    bring_to(desk, made, State.CLOSED)
    assert proposed(desk, made, relapses=1) is None, "a closed problem asks for nothing"
    move(desk, made, "rebound")
    found = proposed(desk, made, relapses=1)
    assert found == Proposal(Rung.INTERVIEW, "反弹 1 次"), "the look-back that found it is the step between"
    climbed(desk, made, Rung.INTERVIEW)
    assert proposed(desk, made, relapses=1) is None


def test_only_what_was_made_counts_as_made() -> None:
    assert left_out(Rung.LIST, {Rung.SUPERVISE, Rung.INTERVIEW}) == [Rung.LOOK_BACK, Rung.CRITICISE]
    assert left_out(Rung.REFER, ()) == []
    assert following({Rung.REFER}) is Rung.SUPERVISE


def test_no_step_brings_a_problem_nearer_to_closing(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.CHECKING)
    with desk.store.reading() as session:
        before = missing(case_of(session, session.get_one(Problem, made.id)))
    for rung in Rung:
        climbed(desk, made, rung, skipped="点名")
    with desk.store.reading() as session:
        assert missing(case_of(session, session.get_one(Problem, made.id))) == before
    with pytest.raises(UserError, match="还缺"):
        move(desk, made, "pass")


def test_a_case_handed_over_waits_for_its_answer_once(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    climbed(desk, made, Rung.REFER, target="晋江市市场监督管理局", reply_by=date(2023, 10, 9))
    move(desk, made, "refer")
    assert [step.target for step in steps(desk, made)] == ["晋江市市场监督管理局"]
    other = bring_to(desk, register(desk), State.RECTIFYING)
    move(desk, other, "refer", reply_by=date(2023, 10, 16), signer="许文彬")
    [step] = steps(desk, other)
    assert (step.rung, step.target, step.number, step.reply_by, step.decided_by) == (
        Rung.REFER, "晋江市市场监督管理局", "晋教移〔2023〕3号", date(2023, 10, 16), "许文彬")
