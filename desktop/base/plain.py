"""Values as JSON knows them."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any


def plain_value(value: Any) -> Any:
    """Dates and moments ISO, money as text, paths as text; the rest as it is."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | Path) else value
