"""Typed or pasted words to values, by kind of field; the faults are sentences."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from desktop.base.chinese import half_width, half_width_alnum, strip_controls
from desktop.base.fields import Field, Kind

_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_value(facts: Field, text: str) -> Any:
    """The value of the words; ValueError with a Chinese sentence when they cannot be one."""
    cleaned = strip_controls(text).strip()
    if not cleaned:
        return None
    match facts.kind:
        case Kind.DATE:
            return read_date(cleaned)
        case Kind.INTEGER:
            return _integer(facts, cleaned)
        case Kind.MONEY:
            return _decimal(facts, cleaned, "金额（元）")
        case Kind.NUMBER:
            return _decimal(facts, cleaned, "数字")
        case Kind.CHOICE:
            return _choice(facts, cleaned)
        case Kind.CODE:
            return half_width(cleaned).replace(" ", "").upper()
        case Kind.PHONE:
            return half_width(cleaned)
        case _:
            return half_width_alnum(cleaned) if facts.kind is Kind.TEXT else cleaned


def read_date(text: str) -> date:
    """A date written 2024-03-05, 2024.3.5, 2024年3月5日 or 20240305."""
    plain = half_width(text)
    found = _DATE.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        raise ValueError("请写成 2024-03-05 这样的日期")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise ValueError(f"没有这一天：{text}") from error


def _integer(facts: Field, text: str) -> int:
    plain = half_width(text).replace(",", "")
    if not re.fullmatch(r"-?\d{1,9}", plain):
        raise ValueError(f"{facts.label}请填整数")
    return int(plain)


def _decimal(facts: Field, text: str, what: str) -> Decimal:
    try:
        amount = Decimal(half_width(text).replace(",", "").removesuffix("元"))
    except InvalidOperation as error:
        raise ValueError(f"{facts.label}请填{what}") from error
    if not amount.is_finite() or amount != round(amount, 2) or abs(amount) > Decimal(10) ** 12:
        raise ValueError(f"{facts.label}最多两位小数")
    return amount


def _choice(facts: Field, text: str) -> StrEnum:
    assert facts.choices is not None
    try:
        return facts.choices(text)
    except ValueError as error:
        words = "、".join(word.value for word in facts.choices)
        raise ValueError(f"没有“{text}”，可选：{words}") from error


def edit_text(value: Any) -> str:
    """A value as an editor shows it."""
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}".removesuffix(".00")
        case _:
            return str(value)
