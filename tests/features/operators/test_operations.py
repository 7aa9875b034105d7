"""Operators: registered, changed, 离岗, passwords, 替班; the last 经办 stays."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.base.errors import UserError
from desktop.features.operators.operations import (
    come_back,
    drop_password,
    end_stand_in,
    leave_desk,
    recover_password,
    save_operator,
    seed_operator,
    set_idle,
    set_password,
    stand_in,
)
from desktop.features.operators.queries import idle_minutes, seat_named, seats
from desktop.store.desk import Desk
from desktop.store.journal import Act, Entry
from desktop.store.operators import Operator, Role
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk

GOOD = "小鸟飞过2023山"


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = make_desk(tmp_path)
    made.do(seed_operator, "载入操作员")
    yield made
    made.store.close()


def add(desk: Desk, name: str, role: Role = Role.WORKER) -> int:
    made: Operator = desk.do(save_operator, f"登记{name}", name=name, role=role)
    return made.id


def names(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        return [seat.by for seat in seats(session, TODAY)]


def test_the_first_operator_is_the_offices(desk: Desk) -> None:
    assert names(desk) == ["林晓燕"]
    assert desk.do(seed_operator, "再载入") is None
    assert names(desk) == ["林晓燕"]


def test_adding_one_to_an_old_folder_registers_the_usual_one_too(tmp_path: Path) -> None:
    old = make_desk(tmp_path / "旧")
    add(old, "王芳")
    assert names(old) == ["林晓燕", "王芳"]
    old.store.close()


@pytest.mark.parametrize("name", ["", "  ", "名" * 19, "王（芳）"])
def test_bad_names_are_refused(desk: Desk, name: str) -> None:
    with pytest.raises(UserError) as caught:
        add(desk, name)
    assert "name" in caught.value.fields


def test_a_name_is_taken_once(desk: Desk) -> None:
    with pytest.raises(UserError, match="已经有叫“林晓燕”"):
        add(desk, "林 晓燕")


def test_the_last_worker_neither_leaves_nor_changes_his_role(desk: Desk) -> None:
    add(desk, "陈局", Role.VIEWER)
    with pytest.raises(UserError, match="最后一名经办"):
        desk.do(leave_desk, "离岗", row=1)
    for role in (Role.VIEWER, Role.REVIEWER):
        with pytest.raises(UserError, match="最后一名经办"):
            desk.do(save_operator, "改", row=1, name="林晓燕", role=role)
    add(desk, "王芳")
    desk.do(leave_desk, "离岗", row=1)
    assert names(desk) == ["王芳", "陈局"]
    with pytest.raises(UserError, match="已经离岗"):
        desk.do(save_operator, "登记", name="再来", role=Role.WORKER)
    wang = Desk(desk.store, "王芳")
    wang.do(come_back, "回岗", row=1)
    assert "林晓燕" in names(desk)


def test_only_reviewers_touch_reviewers_once_there_is_one(desk: Desk) -> None:
    row = add(desk, "吴志坚", Role.REVIEWER)
    with pytest.raises(UserError, match="只能由“审核”"):
        desk.do(set_password, "设密码", row=row, words=GOOD)
    with pytest.raises(UserError, match="只能由“审核”"):
        add(desk, "自己人", Role.REVIEWER)
    with pytest.raises(UserError, match="只能由“审核”"):
        desk.do(save_operator, "升", row=1, name="林晓燕", role=Role.REVIEWER)
    Desk(desk.store, "吴志坚").do(set_password, "设密码", row=row, words=GOOD)


@pytest.mark.parametrize("words", ["短", "1234567", "11111111", " 12345678", "林晓燕林晓燕"])
def test_poor_passwords_are_refused(desk: Desk, words: str) -> None:
    with pytest.raises(UserError) as caught:
        desk.do(set_password, "设密码", row=1, words=words)
    assert "words" in caught.value.fields


def test_a_password_its_change_and_its_recovery(desk: Desk) -> None:
    code = desk.do(set_password, "设密码", row=1, words=GOOD)
    with pytest.raises(UserError, match="原密码不对"):
        desk.do(set_password, "改密码", row=1, words="另一个密码123", old="猜的")
    second = desk.do(set_password, "改密码", row=1, words="另一个密码123", old=GOOD)
    assert second != code
    for wrong in ("", code):
        with pytest.raises(UserError, match="恢复码不对"):
            desk.do(recover_password, "恢复", name="林晓燕", code=wrong, words="第三个密码123")
    third = desk.do(recover_password, "恢复", name="林晓燕", code=second.lower(), words="第三个密码123")
    with pytest.raises(UserError, match="恢复码不对"):
        desk.do(recover_password, "恢复", name="林晓燕", code=second, words="第四个密码123")
    assert third
    with pytest.raises(UserError, match="原密码不对"):
        desk.do(drop_password, "取消", row=1, old="猜的")
    desk.do(drop_password, "取消", row=1, old="第三个密码123")
    with desk.store.reading() as session:
        assert not seat_named(session, "林晓燕", TODAY).locked


def test_no_password_and_no_code_stands_in_the_file(desk: Desk) -> None:
    code = desk.do(set_password, "设密码", row=1, words=GOOD)
    desk.store.close()
    kept = desk.store.file.read_bytes()
    assert GOOD.encode() not in kept
    assert code.encode() not in kept


def test_a_stand_in_signs_with_both_names_on_its_days_only(desk: Desk) -> None:
    row = add(desk, "王芳")
    given = {"operator": row, "stands_for": 1, "reason": "年休假"}
    with pytest.raises(UserError) as caught:
        desk.do(stand_in, "替班", first=TODAY, last=date(2023, 9, 1), **{**given, "reason": " "})
    assert set(caught.value.fields) == {"last", "reason"}
    made = desk.do(stand_in, "替班", first=TODAY, last=date(2023, 9, 30), **given)
    with pytest.raises(UserError, match="已经替别人"):
        desk.do(stand_in, "替班", first=date(2023, 9, 30), last=date(2023, 10, 2), **given)
    assert names(desk) == ["林晓燕", "王芳（替林晓燕）"]
    with desk.store.reading() as session:
        assert seat_named(session, "王芳", date(2023, 10, 1)).by == "王芳"
    Desk(desk.store, "王芳（替林晓燕）").do(set_idle, "锁屏", minutes=5)
    with desk.store.reading() as session:
        assert session.scalars(select(Entry.by).order_by(Entry.seq.desc())).first() == "王芳（替林晓燕）"
        assert idle_minutes(session) == 5
    desk.do(end_stand_in, "结束", row=made.id)
    assert names(desk) == ["林晓燕", "王芳"]


def test_viewers_stand_in_for_nobody(desk: Desk) -> None:
    row = add(desk, "陈局", Role.VIEWER)
    with pytest.raises(UserError, match="不能替班"):
        desk.do(stand_in, "替班", operator=row, stands_for=1, first=TODAY, last=TODAY, reason="休假")


@pytest.mark.parametrize("minutes", [-1, 121])
def test_the_minutes_of_the_lock_have_bounds(desk: Desk, minutes: int) -> None:
    with pytest.raises(UserError, match="分钟数"):
        desk.do(set_idle, "锁屏", minutes=minutes)


def test_changes_are_journaled_and_stay(desk: Desk) -> None:
    add(desk, "王芳")
    with desk.store.reading() as session:
        entry = session.scalars(select(Entry).order_by(Entry.seq.desc())).first()
        last = session.scalar(select(func.max(Act.id)))
    assert entry is not None
    assert (entry.by, entry.title, entry.record) == ("林晓燕", "登记王芳", "operator")
    with pytest.raises(UserError, match="不能撤销"):
        desk.do(undo, "撤销", act=last)
