"""12345 exports: one row is one work order; its number stands once, whatever Excel made of it.

An order that is known changes by what the platform says since (结案, 满意度, 答复); every other one opens a
case. Words of 渠道, 类型, 满意度 that nobody has seen are kept and shown as 其他.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from desktop.base.chinese import compare_key
from desktop.base.fields import Field, Kind
from desktop.base.records import Record
from desktop.base.sheets import Fault, ImportColumn, ImportSpec, Values, plain_differs
from desktop.features.complaints.operations.intake import cleaned_order, order_values, receive, update_order
from desktop.features.complaints.records import Complaint, WorkOrder
from desktop.features.complaints.rules.words import heads, verdict_of
from desktop.output.excel_read.codes import scientific

_CHUNK = 500
_LABELS: Mapping[str, tuple[str, Kind, int | None]] = {
    "number": ("工单编号", Kind.TEXT, 60), "on": ("来电时间", Kind.MOMENT, None),
    "channel": ("渠道", Kind.TEXT, 40), "name": ("反映人", Kind.LONG, 200),
    "phone": ("来电号码", Kind.LONG, 200), "place": ("诉求地址", Kind.TEXT, 200),
    "town": ("镇街", Kind.TEXT, 40), "kind": ("业务类型", Kind.TEXT, 40),
    "project": ("项目", Kind.TEXT, 100), "title": ("诉求标题", Kind.TEXT, 300),
    "content": ("问题描述", Kind.LONG, 7000), "subject": ("被投诉对象", Kind.TEXT, 100),
    "department": ("主办单位", Kind.TEXT, 100), "due_on": ("截止时间", Kind.DATE, None),
    "closed_on": ("结案时间", Kind.DATE, None), "resolved": ("是否解决", Kind.TEXT, 40),
    "satisfaction": ("满意度", Kind.TEXT, 60), "answer": ("答复要点", Kind.LONG, 2000),
    "verdict": ("核查结果", Kind.TEXT, 40), "conclusion": ("核查结论", Kind.LONG, 2000),
    "checkers": ("核查人", Kind.TEXT, 80), "checked_on": ("核查日期", Kind.DATE, None),
}
_PERSONAL = frozenset({"name", "phone", "content"})


def columns() -> tuple[ImportColumn, ...]:
    """The columns of an order; none is required by itself, `check` wants number or content."""
    return tuple(ImportColumn(key, Field(label, kind, length=length, personal=key in _PERSONAL,
                                         synonyms=heads().get(key, ())))
                 for key, (label, kind, length) in _LABELS.items())


def match(session: Session, rows: Sequence[Values]) -> list[Record | None]:
    """The order of each row by its number; without one, by day and words."""
    cleaned = [cleaned_order(row) for row in rows]
    known = _by_number(session, [row["number"] for row in cleaned if row.get("number")])
    return [known.get(row["number"]) if row.get("number") else _alike(session, row) for row in cleaned]


def _by_number(session: Session, numbers: Sequence[str]) -> dict[str, WorkOrder]:
    found: dict[str, WorkOrder] = {}
    wanted = list(dict.fromkeys(numbers))
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start:start + _CHUNK]
        found |= {str(order.number): order for order in session.scalars(
            select(WorkOrder).where(WorkOrder.number.in_(part)))}
    return found


def _alike(session: Session, row: Mapping[str, Any]) -> WorkOrder | None:
    stored = order_values(row)
    query = select(WorkOrder).where(WorkOrder.number.is_(None), WorkOrder.content == stored.get("content"))
    same = [order for order in session.scalars(query) if order.on == stored.get("on")
            and (order.at == stored.get("at") or order.at is None)]
    return same[0] if same else None


def business_key(values: Values) -> object | None:
    """What makes two rows of one file the same order."""
    row = cleaned_order(values)
    if row.get("number"):
        return ("number", row["number"])
    stored = order_values(row)
    return ("words", stored.get("on"), stored.get("at"), compare_key(stored.get("content") or ""),
            row.get("name"), row.get("phone"))


def check(session: Session, values: Values) -> list[Fault]:
    """A number whose digits Excel dropped fails the row; a missing day is only said."""
    row = cleaned_order(values)
    faults = []
    if row.get("number") and scientific(row["number"]):
        faults.append(Fault("number", f"存成了数字（{row['number']}），末几位已丢，请对照原单填写"))
    if not row.get("content") and not row.get("title"):
        faults.append(Fault("content", "没有诉求内容", blocks=not row.get("number")))
    if row.get("on") is None:
        faults.append(Fault("on", "没有来电时间，不计入按时间的统计，标为待核对", blocks=False))
    if row.get("verdict") and verdict_of(row["verdict"]) is None:
        faults.append(Fault("verdict", f"“{row['verdict'][:20]}”不是核查结果，没有导入这一格", blocks=False))
    return faults


def save(session: Session, record: Record | None, values: Values, by: str, today: date) -> Record:
    """A new case with this call, or what the platform changed since."""
    given = cleaned_order({key: value for key, value in values.items() if value is not None})
    if record is None:
        return receive(session, by=by, today=today, values=given)
    assert isinstance(record, WorkOrder)
    stored = order_values(given)
    update_order(session, record, {key: stored[key] for key in _changed(record, stored)}, by=by, today=today)
    return record


def differs(record: Record, values: Values) -> list[str]:
    """Keys the row would change; an order whose case is void stays as it is."""
    assert isinstance(record, WorkOrder)
    session = object_session(record)
    case = session.get(Complaint, record.complaint_id) if session is not None else None
    if record.voided or case is None or case.voided:
        return []
    return _changed(record, order_values(cleaned_order(values)))


def _changed(record: WorkOrder, stored: Mapping[str, Any]) -> list[str]:
    found = plain_differs(record, stored)
    return [key for key in found if not (key == "original" or (key == "content" and compare_key(
        record.content or "") == compare_key(stored["content"])))]


ORDER_IMPORT = ImportSpec(
    key="complaints", title="12345 工单", unit="件", record=WorkOrder, columns=columns(), match=match,
    business_key=business_key, check=check, save=save, differs=differs)
