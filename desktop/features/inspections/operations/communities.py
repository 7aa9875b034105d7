"""After how many days without a visit a community is named."""

from datetime import date

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.inspections.queries.months import keep_unvisited_days

MOST = 366


def set_unvisited_days(session: Session, *, by: str, today: date, days: int | None) -> int:
    """Set the period; UserError for anything but 1 to 366 days."""
    if days is None or not 1 <= days <= MOST:
        raise UserError("没有保存：天数不对。", f"请填 1 到 {MOST} 之间的整数。", {"days": f"1 到 {MOST}"})
    keep_unvisited_days(session, days)
    return days
