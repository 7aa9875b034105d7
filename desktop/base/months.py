"""Months written as 2023-09: reading, first and last days, counting on, words."""

import re
from datetime import date, timedelta

from desktop.base.errors import UserError


def month_of(words: str) -> str:
    """2023-09 from 2023-09, 2023-9 or 2023年9月; UserError for anything else."""
    found = re.fullmatch(r"(\d{4})(?:-|年)(\d{1,2})月?", words.strip())
    if found is None or not 1 <= int(found.group(2)) <= 12 or int(found.group(1)) < 1:
        raise UserError(f"月份“{words}”看不懂。", "请写成 2023-09 这样。")
    return f"{found.group(1)}-{int(found.group(2)):02d}"


def first_day(month: str) -> date:
    """The month's first day."""
    year, number = month.split("-")
    return date(int(year), int(number), 1)


def last_day(month: str) -> date:
    """The month's last day."""
    return (first_day(month) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def shifted(month: str, count: int) -> str:
    """The month `count` months later; earlier when negative."""
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_words(month: str) -> str:
    """2023年9月."""
    return f"{int(month[:4])}年{int(month[5:])}月"


def short_month(month: str) -> str:
    """9月."""
    return f"{int(month[5:])}月"
