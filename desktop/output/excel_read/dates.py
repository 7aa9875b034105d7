"""Dates as people write them in sheets: 2026.3.5, 20260305, 2026年3月5日, 二〇二六年三月五日, serials."""

import re
from datetime import date, datetime, timedelta

from desktop.base.chinese import half_width

FIRST_YEAR, LAST_YEAR = 1950, 2100
OPEN_ENDED = frozenset({"长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限"})
_EPOCH = date(1899, 12, 30)
_SERIALS = (date(FIRST_YEAR, 1, 1) - _EPOCH).days, (date(LAST_YEAR, 12, 31) - _EPOCH).days
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TIME = r"(?:[T ]*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?)?"
_YMD = re.compile(rf"(\d{{4}})\s*[-./年\\,、]\s*(\d{{1,2}})\s*[-./月\\,、]\s*(\d{{1,2}})\s*[日号.]?{_TIME}")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_NO_YEAR = re.compile(r"\d{1,2}[-./月]\d{1,2}[日号]?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_NO_DAY = re.compile(r"\d{4}[-./年]?\d{1,2}月?")
_ONLY_YEAR = re.compile(r"\d{4}年?")
_TWO_DATES = re.compile(r"\d{4}\D+\d{1,2}\D+\d{1,2}\D*(?:-|至|到|~|—).*\d{4}\D+\d{1,2}")
NO_YEAR = "没有写年份，例如 2026-03-05"
"""Why 3月5日 alone is no date; a sheet whose other dates tell the year may still give it one."""


class NoDate(Exception):
    """The reason in Chinese why a cell is no date."""


def read_date(cell: object) -> date:
    """The date of a cell; `NoDate` with the reason for what is none."""
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(float(cell))
    return _from_text(half_width(str(cell)).strip())


def read_month_day(text: str, year: int) -> date:
    """3月5日 and 三月五日 as a day of `year`; `NoDate` for anything else, 2月29日 of a common year too."""
    found = _MONTH_DAY.fullmatch(_digits(half_width(text).strip()))
    if found is None:
        raise NoDate(NO_YEAR)
    return _day(year, int(found.group(1)), int(found.group(2)))


def _from_number(number: float) -> date:
    if _SERIALS[0] <= number < _SERIALS[1] + 1:
        return _EPOCH + timedelta(days=int(number))
    if number == int(number) and 19_000_000 < number < 22_000_000:
        return _from_text(str(int(number)))
    raise NoDate("看不出是哪一天，请写成 2026-03-05")


def _from_text(text: str) -> date:
    found = _YMD.fullmatch(text) or _PACKED.fullmatch(text)
    if found is not None:
        return _day(*(int(part) for part in found.groups()[:3]))
    if text.isascii() and text.replace(".", "", 1).isdigit() and len(text.split(".")[0]) == 5:
        return _from_number(float(text))
    digits = _digits(text)
    if digits != text:
        return _from_text(digits)
    raise NoDate(_why(text))


def _why(text: str) -> str:
    if _TWO_DATES.search(text):
        return "这里有两个日期，请只填一个"
    if _SHORT_YEAR.fullmatch(text):
        return "年份要写四位，例如 2026-03-05"
    if _NO_YEAR.fullmatch(text):
        return NO_YEAR
    if _ONLY_YEAR.fullmatch(text) or _NO_DAY.fullmatch(text):
        return "日期不完整，要写到日，例如 2026-03-05"
    return "看不出是哪一天，请写成 2026-03-05"


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise NoDate(f"没有 {month} 月这个月份")
    try:
        return _in_range(date(year, month, day))
    except ValueError as error:
        raise NoDate("没有这一天") from error


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NoDate(f"年份 {day.year} 不对，应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    return day


def _digits(text: str) -> str:
    """八月十五日 -> 8月15日, 二〇二六年 -> 2026年: only where Chinese numerals stand before 年, 月, 日."""
    return re.sub(r"[〇○零一二三四五六七八九十]+(?=[年月日号])", lambda hit: _numeral(hit.group()), text)


def _numeral(words: str) -> str:
    if "十" not in words:
        return words.translate(_NUMERALS)
    tens, _, ones = words.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return words
    return f"{tens.translate(_NUMERALS) or '1'}{ones.translate(_NUMERALS) or '0'}"
