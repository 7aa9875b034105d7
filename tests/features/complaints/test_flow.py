"""受理 to 办结: what closes, what does not, what comes back; limits and lights."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from desktop.base.errors import UserError
from desktop.features.complaints.operations.intake import register_complaint
from desktop.features.complaints.operations.joining import change_complaint, set_limit
from desktop.features.complaints.operations.moves import move_complaint
from desktop.features.complaints.queries.cases import (
    due_items,
    limits,
    month_counts,
    overdue_count,
    problem_draft,
    steps_of,
)
from desktop.features.complaints.records import Complaint, ComplaintKind, Satisfaction, State, Verdict
from desktop.features.complaints.rules.flow import MAIN_MOVES, WORKFLOW
from desktop.features.complaints.rules.limits import Unit
from desktop.store.desk import Desk
from desktop.store.editing import save_record
from tests.helpers.complaints import WAY, close, move, register, reread
from tests.helpers.desk import TODAY


def test_the_whole_way(desk: Desk) -> None:
    case = close(desk, register(desk))
    assert (case.state, case.closed_on, case.satisfaction) == (State.CLOSED, TODAY, Satisfaction.CONTENT)
    with desk.store.reading() as session:
        assert [step.move for step in steps_of(session, case.id)] == [
            "受理",
            "转办",
            "开始核查",
            "记核查结论",
            "回复",
            "回访办结",
        ]


@pytest.mark.parametrize("missing", ["conclusion", "checkers", "checked_on", "verdict"])
def test_a_check_is_whole_or_refused(desk: Desk, missing: str) -> None:
    case = register(desk)
    move(desk, case, "check")
    with pytest.raises(UserError) as refused:
        move(desk, case, "conclude", **{missing: None})
    assert missing in refused.value.fields
    assert reread(desk, case).state is State.CHECKING


def test_what_is_true_must_be_dealt_with(desk: Desk) -> None:
    case = register(desk)
    for key in WAY[1:3]:
        move(desk, case, key)
    with pytest.raises(UserError, match="核实必处"):
        move(desk, case, "reply", disposal=None)
    assert move(desk, case, "reply").state is State.REPLIED


def test_what_is_not_true_needs_no_disposal(desk: Desk) -> None:
    case = register(desk)
    move(desk, case, "check")
    move(desk, case, "conclude", verdict=Verdict.FALSE)
    assert move(desk, case, "reply", disposal=None).state is State.REPLIED


def test_discontent_comes_back_and_may_be_left_after_the_second_round(desk: Desk) -> None:
    case = register(desk)
    for key in WAY[:4]:
        move(desk, case, key)
    again = move(desk, case, "revisit", satisfaction=Satisfaction.DISCONTENT, reason="解释过了")
    assert (again.state, again.round, again.conclusion, again.reply) == (State.CHECKING, 2, None, None)
    for key in WAY[2:4]:
        move(desk, case, key)
    third = move(desk, case, "revisit", satisfaction=Satisfaction.DISCONTENT)
    assert (third.state, third.round) == (State.CHECKING, 3)
    for key in WAY[2:4]:
        move(desk, case, key)
    left = move(desk, case, "revisit", satisfaction=Satisfaction.DISCONTENT, reason="诉求无法律依据")
    assert (left.state, left.satisfaction) == (State.CLOSED, Satisfaction.DISCONTENT)


def test_side_exits_want_reasons_and_can_be_taken_up_again(desk: Desk) -> None:
    case = register(desk)
    with pytest.raises(UserError, match="请填写不予受理的理由"):
        move(desk, case, "refuse", reason=" ")
    assert move(desk, case, "refuse").state is State.REFUSED
    assert move(desk, case, "again").state is State.CHECKING
    moved = move(desk, case, "transfer")
    assert (moved.state, moved.exit_to, moved.exit_reason) == (
        State.TRANSFERRED,
        "晋江市文化和旅游局",
        "舞蹈机构",
    )


def test_a_finished_case_is_read_only(desk: Desk) -> None:
    case = close(desk, register(desk))
    with pytest.raises(UserError, match="只能查看"):
        desk.do(change_complaint, "修改", row=case.id, values={"town": "安海镇"})
    for record_values in ({"state": State.ACCEPTED}, {"conclusion": None}):
        with pytest.raises(UserError):
            desk.do(save_record, "修改", record=Complaint, row=case.id, values=record_values)


def test_the_database_itself_refuses_a_closed_case_without_a_check(desk: Desk) -> None:
    case = register(desk)
    with pytest.raises(IntegrityError, match="closed_is_checked"), desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE complaint SET state = '办结' WHERE id = :row"), {"row": case.id})


def test_days_are_neither_ahead_nor_before_the_case(desk: Desk) -> None:
    case = register(desk)
    move(desk, case, "check")
    for day in (date(2023, 9, 26), date(2023, 9, 19)):
        with pytest.raises(UserError) as refused:
            move(desk, case, "conclude", checked_on=day)
        assert "checked_on" in refused.value.fields
    with pytest.raises(UserError) as refused:
        desk.do(move_complaint, "x", complaint=case.id, move="conclude", surprise=1)
    assert "surprise" in refused.value.fields


def test_limits_count_working_days_and_are_unconfirmed_until_set(desk: Desk) -> None:
    case = register(desk, on=date(2023, 9, 22), kind="投诉")
    assert case.due_on == date(2023, 10, 9)
    assert case.due_basis == "投诉 7 个工作日（待核对）"
    desk.do(set_limit, "改时限", of=ComplaintKind.COMPLAINT, days=5, unit=Unit.WORKDAY, source="某市办法")
    later = register(desk, on=date(2023, 9, 22), number="A2")
    assert (later.due_on, later.due_basis) == (date(2023, 10, 7), "投诉 5 个工作日")
    assert reread(desk, case).due_on == date(2023, 10, 9)
    with pytest.raises(UserError):
        desk.do(set_limit, "改时限", of=ComplaintKind.COMPLAINT, days=0, unit=Unit.DAY, source="")
    with desk.store.reading() as session:
        assert limits(session)[ComplaintKind.COMPLAINT].confirmed_by == "林晓燕 2023-09-25"


def test_an_order_states_its_own_limit(desk: Desk) -> None:
    case = register(desk, due_on=date(2023, 9, 21))
    assert (case.due_on, case.due_basis) == (date(2023, 9, 21), "工单截止时间")
    with desk.store.reading() as session:
        assert overdue_count(session, TODAY) == 1
        assert [item.row for item in due_items(session, TODAY)] == [case.id]
    changed = desk.do(change_complaint, "修改", row=case.id, values={"kind": ComplaintKind.QUESTION})
    assert changed.due_on == date(2023, 9, 21)


def test_another_kind_counts_the_limit_anew(desk: Desk) -> None:
    case = register(desk, on=date(2023, 9, 22))
    changed = desk.do(change_complaint, "修改", row=case.id, values={"kind": ComplaintKind.QUESTION})
    assert changed.due_on == date(2023, 9, 26)
    typed = desk.do(change_complaint, "修改", row=case.id, values={"due_on": date(2023, 9, 28)})
    assert typed.due_basis == "手工填写"


def test_the_months_counts(desk: Desk) -> None:
    close(desk, register(desk))
    register(desk, number="A2", on=date(2023, 8, 31))
    move(desk, register(desk, number="A3"), "refuse")
    with desk.store.reading() as session:
        found = month_counts(session, "2023-09")
    assert (found.received, found.calls, found.closed, found.revisited, found.content) == (1, 1, 1, 1, 1)


def test_the_draft_of_a_problem(desk: Desk) -> None:
    case = register(desk, content="拒绝退费", subject="启明星", place="晋江市池店镇某楼")
    with desk.store.reading() as session:
        draft = problem_draft(session, case.id)
    assert (draft.subject, draft.town, draft.category, draft.subcategory, draft.source) == (
        "启明星",
        "池店镇",
        "预收费与收费",
        "E7",
        "12345",
    )


def test_the_same_form_twice_is_one_case(desk: Desk) -> None:
    values = {"content": "无证", "on": TODAY}
    made = [desk.do(register_complaint, "登记", values=values, token="t").id for _ in range(2)]
    assert made[0] == made[1]


def test_every_state_has_a_way_on() -> None:
    assert set(MAIN_MOVES.values()) <= set(WORKFLOW.moves)
    for state in (*MAIN_MOVES, State.CLOSED, State.REFUSED, State.TRANSFERRED):
        assert WORKFLOW.from_state(state)
