"""Who called: told by initial and last digits alone, found by the whole telephone number."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from desktop.base.chinese import half_width
from desktop.features.complaints.records import Caller, Complaint, OrderCaller, State, phone_key

_NUMBER = re.compile(r"(?:\+?86)?([\d\s()（）-]+)")


def who() -> Any:
    """陈** 尾号0215."""
    name = case((Caller.name.is_(None), "未留姓名"), else_=func.substr(Caller.name, 1, 1) + "**")
    tail = case((Caller.phone_key.is_(None), ""), else_="　尾号" + func.substr(Caller.phone_key, -4))
    return name + tail


def cases_of_callers() -> Select[int, str, str]:
    """Case, who called, and what the case is about, the newest first: for the search box."""
    words = Complaint.number + " " + func.coalesce(Complaint.subject, "") + "（" + Complaint.state + "）"
    return (select(Complaint.id, who(), words).select_from(OrderCaller)
            .join(Caller, Caller.id == OrderCaller.caller_id)
            .join(Complaint, Complaint.id == OrderCaller.complaint_id)
            .where(OrderCaller.voided_at.is_(None), Complaint.voided_at.is_(None),
                   Complaint.state != State.MERGED)
            .distinct().order_by(Complaint.received_on.desc(), Complaint.id.desc()))


def by_phone(words: str) -> ColumnElement[bool] | None:
    """The callers with exactly this telephone number; None for words that are no whole number.

    Fragments find nobody: callers are not to be guessed from a list of numbers.
    """
    number = _NUMBER.fullmatch(half_width(words).strip())
    key = phone_key(re.sub(r"\D", "", number.group(1))) if number else None
    return None if key is None else Caller.phone_key == key
