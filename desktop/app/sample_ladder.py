"""The sample county's escalation: overdue problems supervised, one interviewed, two referred."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.features.problems.operations.ladder import climb, record_reply
from desktop.features.problems.queries import bodies
from desktop.features.problems.records import Category, Problem, Rung
from desktop.features.problems.rules.moves import OPEN

LEADER = "黄国梁"
SUPERVISED = 4


def tell_ladder(session: Session, *, by: str, today: date) -> int:
    """Steps for the longest overdue problems, one of them further up; a referral answered and one not."""
    late = list(session.scalars(select(Problem).where(
        Problem.state.in_(OPEN), Problem.limit < today, Problem.voided_at.is_(None))
        .order_by(Problem.limit, Problem.id).limit(SUPERVISED)))
    made = 0
    for place, found in enumerate(late):
        on = max(found.found_on, today - timedelta(days=4))
        climb(session, by=by, today=today, problem=found.id, rung=Rung.SUPERVISE, on=on, decided_by=LEADER,
              target=found.duty_department or found.town or found.subject, reason="到期没有整改到位",
              reply_by=today + timedelta(days=place - 1))
        made += 1
    if late:
        for rung, reason in ((Rung.LOOK_BACK, "查看整改情况"), (Rung.INTERVIEW, "督办以后仍未整改")):
            climb(session, by=by, today=today, problem=late[0].id, rung=rung, on=today, decided_by=LEADER,
                  target=late[0].subject, reason=reason)
            made += 1
    return made + _refer(session, by=by, today=today)


def _refer(session: Session, *, by: str, today: date) -> int:
    """To the market regulator, answered; to the fire brigade, the answer late."""
    names = bodies(session)
    wanted = ((Category.ADVERTISING, names[2], "涉嫌违法发布培训广告", "已受理，正在核查"),
              (Category.SAFETY, names[3], "消防通道和器材存在隐患", ""))
    made = 0
    for category, body, reason, reply in wanted:
        found = session.scalar(select(Problem).where(
            Problem.state.in_(OPEN), Problem.category == category, Problem.voided_at.is_(None),
            Problem.found_on < today - timedelta(days=10)).order_by(Problem.id).limit(1))
        if found is None:
            continue
        step = climb(session, by=by, today=today, problem=found.id, rung=Rung.REFER, decided_by=LEADER,
                     on=today - timedelta(days=10), target=body, reason=reason,
                     reply_by=today - timedelta(days=3))
        made += 1
        if reply:
            record_reply(session, by=by, today=today, step=step.id, replied_on=today - timedelta(days=2),
                         reply=reply)
    return made
