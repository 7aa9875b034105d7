"""Second callers, wrongly joined calls, two cases that are one, links with institutions and visits."""

from datetime import date

import pytest
from sqlalchemy import select

from desktop.base.errors import UserError
from desktop.features.complaints.operations.joining import (
    drop_proposal,
    give_to,
    link_institution,
    merge_complaints,
    note_disposal,
    split_call,
)
from desktop.features.complaints.queries.cases import callers_of, near_cases, orders_of
from desktop.features.complaints.records import State
from desktop.features.institutions.operations import save_institution
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.complaints import call, close, move, register, reread


def test_a_second_caller_joins_the_case(desk: Desk) -> None:
    case = register(desk, number="A1")
    call(desk, case, number="A2")
    call(desk, case, number="A3", name="王女士", phone="13900000001")
    found = reread(desk, case)
    assert (found.calls, found.callers, found.orders) == (3, 2, "A1\nA2\nA3")


def test_a_number_is_never_a_second_case(desk: Desk) -> None:
    case = register(desk, number="A1")
    with pytest.raises(UserError, match="已登记在投诉 投2023-0001"):
        register(desk, number="ａ1")
    with pytest.raises(UserError, match="已登记"):
        call(desk, case, number="A 1")


def test_the_same_number_is_the_same_person(desk: Desk) -> None:
    case = register(desk, phone="13900000001", name=None)
    call(desk, case, name="王女士", phone="139-0000-0001")
    found = reread(desk, case)
    assert (found.calls, found.callers) == (2, 1)
    with desk.store.reading() as session:
        assert callers_of(session, case.id)[0].name == "王女士"


def test_a_whole_name_without_a_number_is_one_person_a_courtesy_is_not(desk: Desk) -> None:
    first = register(desk, name="赵建国", phone=None)
    second = register(desk, name="赵建国", phone=None)
    third, fourth = register(desk, name="王女士", phone=None), register(desk, name="王女士", phone=None)
    with desk.store.reading() as session:
        rows = [callers_of(session, case.id)[0].id for case in (first, second, third, fourth)]
    assert rows[0] == rows[1]
    assert rows[2] != rows[3]


def test_a_finished_case_takes_no_calls(desk: Desk) -> None:
    case = close(desk, register(desk))
    with pytest.raises(UserError, match="不能再并入来电"):
        call(desk, case)


def test_a_wrongly_joined_call_becomes_its_own_case(desk: Desk) -> None:
    case = register(desk, number="A1")
    order = call(desk, case, number="A2", content="另一家无证")
    made = desk.do(split_call, "拆出", order=order.id)
    assert (made.calls, made.callers, made.orders, made.project) == (1, 1, "A2", "无证办学")
    assert (reread(desk, case).calls, reread(desk, case).orders) == (1, "A1")
    with pytest.raises(UserError, match="只有这一次来电"):
        desk.do(split_call, "拆出", order=order.id)
    back = desk.do(split_call, "移动", order=call(desk, made, number="A3").id, into=case.id)
    assert back.orders == "A1\nA3"


def test_two_cases_become_one_and_it_can_be_undone(desk: Desk) -> None:
    first, second = register(desk, number="A1"), register(desk, number="A2", phone="13900000002")
    desk.do(merge_complaints, "并案", kept=first.id, gone=second.id, reason="同一件事")
    kept, gone = reread(desk, first), reread(desk, second)
    assert (kept.calls, kept.callers, gone.calls, gone.state, gone.merged_into) == (
        2,
        2,
        0,
        State.MERGED,
        first.id,
    )
    act = latest(desk)
    desk.do(undo, "撤销", act=act)
    assert reread(desk, second).state is State.ACCEPTED
    with desk.store.reading() as session:
        assert [order.number for order in orders_of(session, second.id)] == ["A2"]
    with pytest.raises(UserError, match="它自己"):
        desk.do(merge_complaints, "并案", kept=first.id, gone=first.id, reason="x")


def latest(desk: Desk) -> int:
    with desk.store.reading() as session:
        return session.scalars(select(Act.id).order_by(Act.id.desc())).first() or 0


def test_cases_that_may_be_the_same_are_proposed(desk: Desk) -> None:
    desk.do(save_institution, "登记", values={"name": "晋江市启明星文化培训中心"})
    first = register(desk, content="启明星不退费")
    second = register(desk, content="启明星还是不退费", phone="13900000003")
    third = register(desk, content="路边无证", phone="13900000001")
    register(desk, content="启明星不退费", phone="13900000004", on=date(2023, 7, 1))
    with desk.store.reading() as session:
        found = {near.complaint.id: near.why for near in near_cases(session, first.id)}
    assert found == {second.id: "同一机构、同一项目", third.id: "同一投诉人"}


def test_a_proposal_is_confirmed_or_dropped(desk: Desk) -> None:
    made = desk.do(save_institution, "登记", values={"name": "晋江市启明星文化培训中心", "town": "安海镇"})
    first, second = register(desk, content="启明星不退费"), register(desk, content="启明星超时上课")
    assert desk.do(link_institution, "关联", rows=[first.id]) == 1
    found = reread(desk, first)
    assert (found.institution_id, found.proposed_id, found.town) == (made.id, None, "安海镇")
    desk.do(drop_proposal, "不是", row=second.id)
    with pytest.raises(UserError, match="没有可关联的"):
        desk.do(link_institution, "关联", rows=[second.id])


def test_a_merged_institution_takes_its_complaints_along(desk: Desk) -> None:
    kept = desk.do(save_institution, "登记", values={"name": "晋江市甲乙培训中心"})
    gone = desk.do(save_institution, "登记", values={"name": "晋江市丙丁培训中心"})
    case = close(desk, register(desk, institution_id=gone.id))
    with desk.store.writing("合并", "林晓燕") as session:
        give_to(session, gone.id, kept.id)
    assert reread(desk, case).institution_id == kept.id


def test_what_was_done_is_noted_once(desk: Desk) -> None:
    case = register(desk)
    for _ in range(2):
        desk.do(note_disposal, "记处理", complaint=case.id, words="已立问题 2023-047")
    assert reread(desk, case).disposal == "已立问题 2023-047"
    move(desk, case, "check")
    move(desk, case, "conclude")
    assert move(desk, case, "reply", disposal=None).state is State.REPLIED
