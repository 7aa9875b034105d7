"""What may go into a cell besides figures and counts: facts of the office, and words of the month; pure."""

from collections.abc import Mapping
from datetime import date

from desktop.base.chinese import date_cn
from desktop.base.months import last_day, month_words

OFFICE_FACTS = ("bureau", "county", "section", "operator", "contact_person", "contact_phone", "address",
                "postcode")
DATES = {
    "month": "填报月份（2023年10月）", "year": "年（2023）", "number": "月（10）", "until": "数据截止日期",
    "today": "填表日期",
}


def date_value(key: str, month: str, today: date) -> int | str:
    """Words or number of the month; the cutoff is the month's last day, or today while it runs."""
    values: Mapping[str, int | str] = {
        "month": month_words(month), "year": int(month[:4]), "number": int(month[5:]),
        "until": date_cn(min(today, last_day(month))), "today": date_cn(today),
    }
    return values[key]
