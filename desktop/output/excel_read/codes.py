"""统一社会信用代码 of GB 32100-2015 and telephone numbers as sheets hold them."""

import re

from desktop.base.chinese import half_width, strip_controls
from desktop.base.social_code import agrees, check_character, foreign_characters

_NOISE = re.compile(r"[\s\-—–－_·•'‘’`]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,3}")
_OLD_NUMBER = re.compile(r"\d{13}(?:\d{2})?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PHONE_PARTS = re.compile(r"[、,;/|\n ]+")
EXACT = 1e15
"""From here on Excel has replaced the last digits of a number by zeros."""


def clean_code(text: str) -> str:
    """Half-width capitals without spaces and hyphens."""
    plain = text if text.isascii() and text.isprintable() else half_width(strip_controls(text))
    return _NOISE.sub("", plain).upper()


def scientific(text: str) -> bool:
    """True for 9.13505E+17 written as text: the digits are gone."""
    return _SCIENTIFIC.fullmatch(half_width(text).strip()) is not None


def code_doubt(code: str) -> str:
    """What is doubtful about a cleaned code; '' when nothing is. Doubtful codes are kept and marked."""
    if _OLD_NUMBER.fullmatch(code):
        return f"{len(code)} 位是旧注册号，请补 18 位代码"
    if len(code) != 18:
        return f"有 {len(code)} 位，应为 18 位，标为待核对"
    strange = foreign_characters(code)
    if strange:
        return f"代码里不会有 {'、'.join(strange)}，标为待核对"
    return "" if check_character(code) == code[17] else "校验位不对，标为待核对"


def is_sound(text: str) -> bool:
    """True for 18 characters that need no cleaning and agree with their last one, as nearly all do."""
    return len(text) == 18 and agrees(text)


def looks_like_code(code: str) -> bool:
    """False for words such as 正在办理 in the place of a code."""
    return len(code) >= 8 and code.isascii() and code.isalnum() and any(letter.isdigit() for letter in code)


def is_mobile(text: str) -> bool:
    """True for a mobile number that needs no cleaning."""
    return len(text) == 11 and text.isascii() and _MOBILE.fullmatch(text) is not None


def clean_phone(text: str) -> str:
    """Half-width, without control characters and spaces inside a number."""
    if text.isascii() and text.isprintable():
        cleaned = text.strip()
    else:
        cleaned = half_width(strip_controls(text, keep="")).strip()
    return re.sub(r"(?<=\d) (?=\d{4}(?:\D|$))", "", cleaned)


def phone_doubt(text: str, *, from_number: bool) -> str:
    """What is doubtful about a telephone number; '' when nothing is."""
    if "*" in text:
        return "电话带星号，不是完整号码"
    digits = re.sub(r"\D", "", text)
    if from_number and not _MOBILE.fullmatch(digits):
        return "存成了数字，区号前面的 0 可能丢了"
    for part in _PHONE_PARTS.split(text):
        number = re.sub(r"\D", "", part)
        if len(number) == 11 and number.startswith("1") and not _MOBILE.fullmatch(number):
            return "不是有效的手机号段，标为待核对"
        if number and not 5 <= len(number) <= 16:
            return "电话位数不对，标为待核对"
    return "" if digits else "没有电话号码，标为待核对"
