"""Visits for tests: two people with cards, an institution, visits of every state."""

from datetime import date
from typing import Any

from desktop.features.inspections.operations.entry import plan_visit, record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.operations.people import save_inspector
from desktop.features.inspections.records.visits import Inspector, Outcome, Visit, VisitKind
from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Category, Institution
from desktop.store.desk import Desk

EVENING = date(2023, 9, 21)
"""A Thursday."""
NAME = "晋江市启衡文化教育培训中心"
BUREAU = "晋江市教育局"


def inspector(desk: Desk, name: str, card: str | None = None) -> Inspector:
    """A person; without a card when none is given."""
    values = {"name": name, "card_no": card, "department": BUREAU}
    return desk.do(save_inspector, "登记检查人员", values=values)


def pair(desk: Desk) -> list[int]:
    """Ids of two people with cards."""
    return [inspector(desk, "林晓燕", "35058201").id, inspector(desk, "陈志远", "35058202").id]


def institution(desk: Desk, name: str = NAME, **values: Any) -> Institution:
    """An institution of the ledger."""
    given = {"name": name, "category": Category.ACADEMIC, "town": "梅岭街道", "community": "竹园社区",
             "address": "晋江市梅岭街道泉安路88号", "keeper": "庄志强", "grid_person": "李阿妹"}
    return desk.do(save_institution, "登记机构", values={**given, **values})


def plan(desk: Desk, **values: Any) -> Visit:
    """A planned evening visit to a site."""
    given = {"way": VisitKind.EVENING, "on": EVENING, "starts": "19:30", "subject": "泉安路12号501室"}
    return desk.do(plan_visit, "登记检查计划", **{**given, **values})


def visited(desk: Desk, people: list[int], *failed: str, **values: Any) -> Visit:
    """A visit that counts; `failed` are keys of items with something wrong."""
    given: dict[str, Any] = {"way": VisitKind.EVENING, "on": EVENING, "starts": "19:30", "ends": "20:40",
                             "subject": "泉安路12号501室", "town": "梅岭街道"}
    found = [Found(key, Outcome.FAILED) for key in failed] or [Found("zz-1")]
    return desk.do(record_visit, "登记检查", inspectors=people, findings=found, **{**given, **values})


def reread(desk: Desk, visit: Visit) -> Visit:
    """The visit as stored."""
    with desk.store.reading() as session:
        return session.get_one(Visit, visit.id)


