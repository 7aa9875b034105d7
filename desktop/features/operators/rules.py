"""What an operator and a password must be, who may change whom, and how long the desk stays open."""

from datetime import date

from desktop.base.values import value_class
from desktop.store.operators import LONGEST_NAME, Operator, Role
from desktop.store.passwords import LEAST

IDLE = "idle_minutes"
"""Setting: minutes without a key after which the screen is covered; 0 never."""

USUAL_IDLE = 10
MOST_IDLE = 120
SIGNS = "（）()"


@value_class
class Seat:
    """Someone who may sit at the desk today: `by` is the signature, with the one he stands in for."""

    name: str
    role: Role
    by: str
    locked: bool
    """Whether a password is asked for."""


def name_fault(name: str) -> str:
    """What is wrong with a new operator's name; "" when nothing."""
    if not name:
        return "请填写姓名"
    if len(name) > LONGEST_NAME:
        return f"姓名最多 {LONGEST_NAME} 字"
    return "姓名里不能有括号" if any(sign in name for sign in SIGNS) else ""


def password_fault(words: str, name: str) -> str:
    """What is wrong with a new password; "" when nothing."""
    if len(words) < LEAST:
        return f"密码至少 {LEAST} 位"
    if words.strip() != words:
        return "密码两端不能有空格"
    if len(set(words)) < 4 or words in (name, name * 2):
        return "这个密码太容易猜，请换一个"
    return ""


def idle_fault(minutes: int) -> str:
    """What is wrong with the minutes of the lock; "" when nothing."""
    return "" if 0 <= minutes <= MOST_IDLE else f"分钟数在 0 到 {MOST_IDLE} 之间，0 是不自动锁屏"


def may_change(actor: Operator | None, target_role: Role, reviewers: int) -> str:
    """Why `actor` may not change an operator of this role; "" when he may.

    Once somebody reviews, only a reviewer makes, unmakes or unlocks reviewers: otherwise the one who does the
    work could approve it under another name.
    """
    if target_role is Role.REVIEWER and reviewers and (actor is None or actor.role is not Role.REVIEWER):
        return "“审核”的操作员只能由“审核”的操作员来改"
    return ""


def stand_in_faults(operator: int, stands_for: int, first: date, last: date, reason: str) -> dict[str, str]:
    """What is wrong with a 替班, by field."""
    faults: dict[str, str] = {}
    if operator == stands_for:
        faults["for_id"] = "不能替自己"
    if last < first:
        faults["last"] = "“到”不能早于“从”"
    if not reason.strip():
        faults["reason"] = "请填写原因，例如：年休假"
    return faults
