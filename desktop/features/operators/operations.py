"""Registering operators, their passwords, 替班 and the lock; noting what was shown in full.

None of these can be taken back by 撤销: who may sit at the desk is changed on purpose or not at all.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.office.queries import office
from desktop.features.operators.rules import (
    IDLE,
    idle_fault,
    may_change,
    name_fault,
    password_fault,
    stand_in_faults,
)
from desktop.store import settings
from desktop.store.editing import living
from desktop.store.operators import (
    Operator,
    Role,
    StandIn,
    active_count,
    find_operator,
    own_name,
    registered,
)
from desktop.store.passwords import fits, hashed, new_code, plain_code
from desktop.store.store import final

FIXED = "操作员的改动不能撤销，请再改一次"
FORGOTTEN = "忘了原密码，请锁屏后点“忘记密码”，用恢复单上的恢复码。"


def seed_operator(session: Session, *, by: str, today: date) -> Operator | None:
    """The office's 经办人 as the first operator, without a password; None when there are some."""
    if registered(session):
        return None
    first = Operator(name=own_name(office(session).operator.strip())[:18], role=Role.WORKER)
    session.add(first)
    session.flush()
    final(session, FIXED)
    return first


def save_operator(session: Session, *, by: str, today: date, name: str, role: Role,
                  row: int | None = None) -> Operator:
    """Register an operator, or change name and role; UserError when the last 经办 would be gone."""
    seed_operator(session, by=by, today=today)
    clean = "".join(name.split())
    if fault := name_fault(clean):
        raise UserError(f"没有保存：{fault}。", "改好后再保存。", {"name": fault})
    twin = session.scalar(select(Operator).where(Operator.name == clean))
    if twin is not None and twin.id != row:
        raise UserError(f"没有保存：已经有叫“{clean}”的操作员。", "同名的请加字区别，例如 大王芳、小王芳。",
                        {"name": "已有同名的操作员"})
    found = Operator(name=clean, role=role) if row is None else _changing(session, by, row)
    _need_right(session, by, role)
    if row is not None and found.role is Role.WORKER and role is not Role.WORKER:
        _need_another_clerk(session, found)
    found.name, found.role = clean, role
    return _kept(session, found)


def leave_desk(session: Session, *, by: str, today: date, row: int) -> Operator:
    """离岗: the operator may no longer sit down; what he did keeps his name."""
    found = _changing(session, by, row)
    if found.left_on is not None:
        raise UserError(f"{found.name}已经离岗。")
    _need_another_clerk(session, found)
    found.left_on = today
    return _kept(session, found)


def come_back(session: Session, *, by: str, today: date, row: int) -> Operator:
    """回岗 after 离岗."""
    found = _changing(session, by, row)
    if found.left_on is None:
        raise UserError(f"{found.name}在岗，不用回岗。")
    found.left_on = None
    return _kept(session, found)


def set_password(session: Session, *, by: str, today: date, row: int, words: str,
                 old: str | None = None) -> str:
    """Set or change a password: the new recovery code, told this once.

    The old one is asked for when an operator changes his own.
    """
    found = _changing(session, by, row)
    if found.password is not None and found.name == own_name(by) and not fits(old or "", found.password):
        raise UserError("没有改密码：原密码不对。", FORGOTTEN, {"old": "原密码不对"})
    return _new_password(session, found, words, today)


def drop_password(session: Session, *, by: str, today: date, row: int, old: str) -> Operator:
    """Do without a password; the old one is asked for."""
    found = _changing(session, by, row)
    if not fits(old, found.password):
        raise UserError("没有取消密码：原密码不对。", FORGOTTEN, {"old": "原密码不对"})
    found.password = found.recovery = found.password_on = None
    return _kept(session, found)


def recover_password(session: Session, *, by: str, today: date, name: str, code: str, words: str) -> str:
    """A new password by the code of the recovery sheet: the next code, told this once."""
    found = find_operator(session, name)
    if found is None or found.left_on is not None or not fits(plain_code(code), found.recovery):
        raise UserError("恢复码不对。", "请照恢复单重新输入，横线可以不写；新设密码后旧的恢复单作废。",
                        {"code": "恢复码不对"})
    return _new_password(session, found, words, today)


def stand_in(session: Session, *, by: str, today: date, operator: int, stands_for: int, first: date,
             last: date, reason: str) -> StandIn:
    """替班: from `first` to `last` the operator signs as 王芳（替林晓燕）."""
    found, other = _changing(session, by, operator), _changing(session, by, stands_for)
    if faults := stand_in_faults(operator, stands_for, first, last, reason):
        raise UserError(f"没有保存：{'；'.join(faults.values())}。", "改好后再保存。", faults)
    if found.left_on is not None or other.voided or found.role is Role.VIEWER:
        raise UserError(f"没有保存：{found.name}不能替班。", "替班人要在岗，角色是经办或审核。")
    clash = session.scalar(select(StandIn).where(
        StandIn.operator_id == operator, StandIn.voided_at.is_(None), StandIn.first <= last,
        StandIn.last >= first))
    if clash is not None:
        raise UserError(f"没有保存：{found.name}在{clash.title()}里已经替别人。",
                        "请错开日期，或先结束那一次。", {"first": "与另一次替班重叠"})
    made = StandIn(operator_id=operator, for_id=stands_for, first=first, last=last, reason=reason.strip())
    session.add(made)
    session.flush()
    final(session, FIXED)
    return made


def end_stand_in(session: Session, *, by: str, today: date, row: int) -> StandIn:
    """End a 替班: from today on the operator signs for himself."""
    found: StandIn = living(session, StandIn, row)
    found.voided_at, found.void_reason = session.info["act"].at, f"{today.isoformat()} 结束"
    final(session, FIXED)
    return found


def set_idle(session: Session, *, by: str, today: date, minutes: int) -> int:
    """Minutes after which the screen is covered by itself; 0 never."""
    if fault := idle_fault(minutes):
        raise UserError(f"没有保存：{fault}。", "例如 10。", {"minutes": fault})
    settings.put(session, IDLE, minutes)
    return minutes


def _new_password(session: Session, found: Operator, words: str, today: date) -> str:
    if fault := password_fault(words, found.name):
        raise UserError(f"没有设密码：{fault}。", "数字、字母、汉字都可以用。", {"words": fault})
    code = new_code()
    found.password, found.recovery, found.password_on = hashed(words), hashed(code), today
    _kept(session, found)
    return code


def _changing(session: Session, by: str, row: int) -> Operator:
    found: Operator = living(session, Operator, row)
    if own_name(by) != found.name:
        _need_right(session, by, found.role)
    return found


def _need_right(session: Session, by: str, role: Role) -> None:
    reviewers = active_count(session, Role.REVIEWER)
    if reason := may_change(find_operator(session, by), role, reviewers):
        raise UserError(f"没有保存：{reason}。", "请由审核的操作员办理。")


def _need_another_clerk(session: Session, found: Operator) -> None:
    if found.role is Role.WORKER and found.left_on is None and active_count(session, Role.WORKER) < 2:
        raise UserError(f"没有保存：{found.name}是最后一名经办。", "请先登记另一名经办，再让他离岗或改角色。",
                        {"role": "最后一名经办"})


def _kept(session: Session, found: Operator) -> Operator:
    session.add(found)
    session.flush()
    final(session, FIXED)
    return found
