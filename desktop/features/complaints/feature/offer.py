"""投诉举报, as offered to the program."""

from desktop.features.complaints.excel.orders import ORDER_IMPORT
from desktop.features.complaints.feature.commands import COMMANDS
from desktop.features.complaints.listing.cases import COMPLAINTS as LEDGER
from desktop.features.complaints.records import (
    Caller,
    Complaint,
    ComplaintVisit,
    OrderCaller,
    Step,
    WorkOrder,
)
from desktop.ui.feature import Feature

COMPLAINTS = Feature(
    key=LEDGER.key, title="投诉举报", icon="chat", group="台账",
    records=(Complaint, Caller, WorkOrder, OrderCaller, ComplaintVisit, Step),
    listings=(LEDGER,), imports=(ORDER_IMPORT,), commands=COMMANDS)
