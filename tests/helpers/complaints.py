"""Complaints as the tests enter them, and workbooks of work orders with any heads."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from desktop.app.importing import run_import
from desktop.base.command import Answer
from desktop.features.complaints.operations.intake import add_call, register_complaint
from desktop.features.complaints.operations.moves import move_complaint
from desktop.features.complaints.records import Complaint, Satisfaction, Verdict, WorkOrder
from desktop.store.desk import Desk
from tests.helpers.desk import TODAY

FACTS: Mapping[str, Mapping[str, Any]] = {
    "assign": {"department": "晋江市教育局", "handler": "王志远"},
    "check": {},
    "conclude": {
        "verdict": Verdict.TRUE,
        "conclusion": "确有其事",
        "checkers": "王志远、陈明",
        "checked_on": TODAY,
    },
    "reply": {"disposal": "责令退费", "reply": "已处理", "replied_on": TODAY},
    "revisit": {"satisfaction": Satisfaction.CONTENT, "revisited_on": TODAY},
    "close": {"reason": "匿名，无法联系"},
    "again": {"reason": "另有情况"},
    "refuse": {"reason": "不属校外培训"},
    "transfer": {"exit_to": "晋江市文化和旅游局", "reason": "舞蹈机构"},
}
WAY = ("assign", "check", "conclude", "reply", "revisit")


def register(desk: Desk, **values: Any) -> Complaint:
    """A case with one call; `values` change the usual ones."""
    given = {
        "content": "机构拒绝退费",
        "on": date(2023, 9, 20),
        "name": "王女士",
        "phone": "13900000001",
        **values,
    }
    return desk.do(register_complaint, "登记投诉", values=given)


def call(desk: Desk, case: Complaint, **values: Any) -> WorkOrder:
    """A further call of the case."""
    given = {"content": "又来电", "on": date(2023, 9, 21), "name": "李先生", "phone": "13900000002", **values}
    return desk.do(add_call, "并入来电", complaint=case.id, values=given)


def move(desk: Desk, case: Complaint, key: str, **changes: Any) -> Complaint:
    """One move with facts that will do, unless changed."""
    return desk.do(move_complaint, key, complaint=case.id, move=key, **{**FACTS[key], **changes})


def close(desk: Desk, case: Complaint) -> Complaint:
    """The whole way to 办结."""
    for key in WAY:
        case = move(desk, case, key)
    return case


def reread(desk: Desk, case: Complaint) -> Complaint:
    """The case as it is stored now."""
    with desk.store.reading() as session:
        return session.get_one(Complaint, case.id)


def workbook(path: Path, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    """A sheet with these heads and rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def bring(desk: Desk, path: Path, *, check_only: bool = False) -> Answer:
    """Import a file of work orders."""
    return run_import(desk, "complaints", path, check_only=check_only, sheet=None)
