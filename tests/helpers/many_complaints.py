"""Many complaints at once, written straight into the tables: for measuring and for random comparisons."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from desktop.features.complaints.records import (
    Caller,
    Channel,
    Complaint,
    ComplaintKind,
    OrderCaller,
    Satisfaction,
    Sector,
    State,
    Tier,
    Verdict,
    WorkOrder,
    phone_key,
)
from desktop.features.complaints.rules.words import projects
from desktop.store.store import Store
from tests.helpers.desk import TOWNS

_NOW = datetime(2023, 9, 25, tzinfo=UTC)
_BASE = {"version": 1, "created_at": _NOW, "updated_at": _NOW}
_PORTION = 2000


def pour(store: Store, count: int, seed: int, first: date = date(2023, 1, 1), days: int = 365) -> None:
    """`count` cases in random states with one to four calls each, from about 0.6 * `count` callers."""
    dice = random.Random(seed)
    people = max(1, count * 3 // 5)
    with store.engine.execution_options(writing=True).begin() as connection:
        for record, rows in (
            (Caller, _callers(people)),
            (Complaint, _cases(dice, count, first, days)),
            (WorkOrder, _orders(dice, count, first, days)),
        ):
            for part in _parts(rows):
                connection.execute(insert(record), part)
        orders = [(row.id, row.complaint_id) for row in connection.execute(
            select(WorkOrder.id, WorkOrder.complaint_id).order_by(WorkOrder.id))]  # fmt: skip
        for part in _parts(_links(dice, orders, people)):
            connection.execute(insert(OrderCaller), part)
        connection.exec_driver_sql(
            "UPDATE complaint SET calls = (SELECT count(*) FROM complaint_order o WHERE o.complaint_id = "
            "complaint.id), callers = (SELECT count(DISTINCT caller_id) FROM complaint_order_caller k "
            "WHERE k.complaint_id = complaint.id)")


def _parts(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _PORTION:
            yield part
            part = []
    if part:
        yield part


def _callers(people: int) -> Iterator[dict[str, Any]]:
    for row in range(1, people + 1):
        phone = f"139{row:08d}"
        yield {"id": row, "name": f"陈{row}", "phone": phone, "phone_key": phone_key(phone), **_BASE}


def _cases(dice: random.Random, count: int, first: date, days: int) -> Iterator[dict[str, Any]]:
    names = [project.name for project in projects()]
    for row in range(1, count + 1):
        on = first + timedelta(days=dice.randrange(days)) if dice.random() > 0.01 else None
        state = dice.choice([*State, *([State.CLOSED] * 6)])
        done = on + timedelta(days=dice.randrange(20)) if on and state is State.CLOSED else None
        platform = on + timedelta(days=dice.randrange(20)) if on and dice.random() > 0.5 else None
        subject = f"机构{dice.randrange(300)}" if dice.random() > 0.3 else None
        yield {
            "id": row, "number": f"投2023-{row:06d}", "received_on": on, "state": state,
            "kind": dice.choice(list(ComplaintKind)), "channel": dice.choice(list(Channel)),
            "tier": dice.choice([None, *Tier]), "subject": subject, "town": dice.choice([None, *TOWNS]),
            "sector": dice.choice([None, *Sector]), "project": dice.choice(names),
            "summary": f"反映第 {row} 件事", "due_on": on + timedelta(days=9) if on else None,
            "conclusion": "查过", "checkers": "王志远", "checked_on": on or first,
            "verdict": dice.choice(list(Verdict)), "closed_on": done, "unchecked": None,
            "platform_closed_on": platform, "satisfaction": dice.choice([None, None, *Satisfaction]),
            "round": 1, "calls": 1, "callers": 1, "search_text": subject or "", "initials": "",
            "sort_key": subject or "", "voided_at": _NOW if dice.random() < 0.02 else None, **_BASE,
        }  # fmt: skip


def _orders(dice: random.Random, count: int, first: date, days: int) -> Iterator[dict[str, Any]]:
    row = 0
    for case in range(1, count + 1):
        for _ in range(dice.choice([1, 1, 1, 1, 1, 1, 2, 3])):
            row += 1
            on = first + timedelta(days=dice.randrange(days)) if dice.random() > 0.01 else None
            yield {"id": row, "complaint_id": case, "number": f"W{row:08d}", "on": on,
                   "channel": Channel.HOTLINE, "kind": ComplaintKind.COMPLAINT, "content": "来电",
                   **_BASE}  # fmt: skip


def _links(dice: random.Random, orders: list[tuple[int, int]], people: int) -> Iterator[dict[str, Any]]:
    row = 0
    for order, case in orders:
        for _ in range(dice.choice([0, 1, 1, 1, 1, 1, 1, 2])):
            row += 1
            yield {"id": row, "complaint_id": case, "order_id": order, "caller_id": dice.randint(1, people),
                   **_BASE}  # fmt: skip
