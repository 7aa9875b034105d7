"""投诉人: how often somebody called, and about how many cases; never named in full."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from desktop.base.fields import Kind
from desktop.base.listing import Filter, Listing, computed
from desktop.features.complaints.queries.callers import who
from desktop.features.complaints.records import Caller, Complaint, OrderCaller, WorkOrder
from desktop.features.complaints.rules.figures import NOT_TAKEN


def _counted(what: Any) -> Any:
    """Of the living cases that were taken."""
    return select(what).select_from(OrderCaller).join(
        Complaint, Complaint.id == OrderCaller.complaint_id).join(
            WorkOrder, WorkOrder.id == OrderCaller.order_id).where(
                OrderCaller.caller_id == Caller.id, OrderCaller.voided_at.is_(None),
                Complaint.voided_at.is_(None), Complaint.state.not_in(NOT_TAKEN)).correlate(
                    Caller).scalar_subquery()


def calls(today: date) -> Any:
    """How often somebody called."""
    return _counted(func.count())


CALLERS = Listing(
    key="callers", title="投诉人", unit="人", record=Caller, named_by="caller",
    columns=(
        computed("caller", "投诉人", lambda today: who(), width=8, exported=True),
        computed("calls", "来电次数", calls, kind=Kind.INTEGER, width=5, exported=True),
        computed("cases", "涉及件数", lambda today: _counted(func.count(Complaint.id.distinct())),
                 kind=Kind.INTEGER, width=5, exported=True),
        computed("last", "最近来电", lambda today: _counted(func.max(WorkOrder.on)), kind=Kind.DATE, width=6,
                 exported=True),
    ),
    filters=(Filter("repeated", "重复投诉", lambda today: calls(today) > 1, "次数"),),
    order=(lambda today: calls(today).desc(),),
)
