"""One cell as the kind of value a field declares, or a fault that says what is wrong with it.

Every reader gives a `Read`: the value (None for an empty cell), and a message that either blocks the row or
only marks the cell. Nothing is guessed: a number whose digits Excel has dropped blocks its row.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, NamedTuple

from desktop.base.chinese import half_width, one_line, strip_controls
from desktop.base.clock import CHINA
from desktop.base.fields import Field, Kind
from desktop.base.masks import is_masked
from desktop.output.excel_read.codes import (
    EXACT,
    clean_code,
    clean_phone,
    code_doubt,
    is_mobile,
    is_sound,
    looks_like_code,
    phone_doubt,
    scientific,
)
from desktop.output.excel_read.dates import OPEN_ENDED, NoDate, read_date
from desktop.output.excel_read.opening import Cell

NOTHING = frozenset(
    {"", "无", "-", "--", "—", "——", "/", "//", "\\", "暂无", "空", "没有", "n/a", "N/A", "null", "NULL"}
)
"""Words that stand for an empty cell."""
_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "y", "yes", "true", "对", "已", "1"})
_NO = frozenset({"否", "无", "×", "✗", "✘", "x", "n", "no", "false", "未", "没有", "不是", "0"})
_DONE = re.compile(
    r"(?:(尚未|还未|没有|未|没|不|无)|已经?|是|有)?(?:被|全部)?(?:纳入|接入|录入|入驻|上线|办理|安装|签订|公示|备案|托管|监管)(?:平台|监管)?"
)
_AMOUNT = re.compile(r"[¥￥]?\s*(-?[\d,]*\.?\d+)\s*(万元|万|元整|元|圆)?")
_COUNT = re.compile(
    r"[约共计]?\s*(-?[\d,]+(?:\.\d+)?)\s*(?:[余多])?(?:平方米|平米|课时|个月|m2|㎡|[人名个家所间位平年月日天元层次份])?"
)
_LARGEST = 10**15
VEILED = "是遮住的个人信息，台账里已有的不改"
_MOST_SEEN = 5000


class Read(NamedTuple):
    """What a cell says; `message` is the fault, `blocks` True when the row fails by it."""

    value: Any = None
    message: str = ""
    blocks: bool = False


Reader = Callable[[Cell], Read]
EMPTY = Read()


def fault(message: str) -> Read:
    """A reading that fails the row."""
    return Read(None, message, True)


def reader(field: Field) -> Reader:
    """The reader of a field's cells; masked personal data is marked."""
    read = _reader(field)
    if not field.personal:
        return read

    def veiled(cell: Cell) -> Read:
        found = read(cell)
        hidden = not found.blocks and isinstance(cell, str) and is_masked(cell)
        return Read(found.value, VEILED) if hidden else found

    return veiled


def _reader(field: Field) -> Reader:
    match field.kind:
        case Kind.CODE:
            return _fitting(field, read_code)
        case Kind.PHONE:
            return _fitting(field, read_phone)
        case Kind.CHOICE:
            return _remembering(choice_reader(field))
        case Kind.FLAG:
            return _remembering(flag_reader(field))
        case Kind.DATE:
            return _remembering(read_day)
        case Kind.MOMENT:
            return read_moment
        case Kind.INTEGER:
            return read_integer
        case Kind.NUMBER:
            return read_number
        case Kind.MONEY:
            return read_money
        case Kind.LONG:
            return _fitting(field, partial(read_text, long=True))
        case _:
            return _fitting(field, read_text)


def as_words(cell: Cell) -> str:
    """The cell as she sees it in the sheet, near enough: no .0, dates 2026-03-05."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            return (
                f"{cell:.5E}" if abs(cell) >= EXACT else str(int(cell)) if cell == int(cell) else repr(cell)
            )
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M") if cell.time() != time() else cell.date().isoformat()
        case date():
            return cell.isoformat()
        case time() | timedelta():
            return str(cell)
        case _:
            return cell


def read_text(cell: Cell, *, long: bool = False) -> Read:
    """Text; line ends are kept in long text only."""
    if isinstance(cell, str):
        text = cell
    elif isinstance(cell, int | float) and abs(cell) >= EXACT:
        return fault(f"存成了数字（{cell:.5E}），末几位已丢，请对照原件填写")
    else:
        text = as_words(cell)
    if not text.isprintable():
        text = strip_controls(text, keep="\n") if long else one_line(text)
    text = text.strip()
    return EMPTY if text in NOTHING else Read(text)


def read_code(cell: Cell) -> Read:
    """A code of 18 characters; what is doubtful is kept and marked."""
    if isinstance(cell, str) and is_sound(cell):
        return Read(cell)
    if isinstance(cell, int | float) and abs(cell) >= EXACT:
        return fault(f"存成了数字（{cell:.5E}），末几位已丢，请对照证照填 18 位")
    text = as_words(cell)
    if scientific(text):
        return fault(f"存成了数字（{text.strip()}），末几位已丢，请对照证照填 18 位")
    if text.strip() in NOTHING:
        return EMPTY
    code = clean_code(text)
    if not looks_like_code(code):
        return Read(None, f"“{one_line(text)[:20]}”不是代码，没有导入这一格")
    return Read(code, code_doubt(code))


def read_phone(cell: Cell) -> Read:
    """One or more telephone numbers as text."""
    if isinstance(cell, str) and is_mobile(cell):
        return Read(cell)
    from_number = isinstance(cell, int | float)
    if isinstance(cell, int | float) and abs(cell) >= EXACT:
        return fault(f"存成了数字（{cell:.5E}），末几位已丢，请重填电话")
    text = clean_phone(as_words(cell))
    return EMPTY if text in NOTHING else Read(text, phone_doubt(text, from_number=from_number))


def read_day(cell: Cell) -> Read:
    """A date; 长期 leaves it empty with a mark."""
    text = half_width(cell).strip() if isinstance(cell, str) else ""
    if isinstance(cell, str) and text in NOTHING:
        return EMPTY
    if text in OPEN_ENDED:
        return Read(None, f"写的是“{text}”，日期留空")
    try:
        return Read(read_date(cell))
    except NoDate as error:
        return fault(str(error))


def read_moment(cell: Cell) -> Read:
    """A moment in China's time; a cell without a time is midnight."""
    if isinstance(cell, datetime):
        return Read(cell.replace(tzinfo=CHINA))
    day = read_day(cell)
    if day.value is None:
        return day
    clock = re.search(r"(\d{1,2})[:时：](\d{1,2})", cell) if isinstance(cell, str) else None
    hour, minute = (int(clock.group(1)), int(clock.group(2))) if clock else _serial_time(cell)
    if hour > 23 or minute > 59:
        return fault("没有这个时刻")
    return Read(datetime.combine(day.value, time(hour, minute), CHINA))


def _serial_time(cell: Cell) -> tuple[int, int]:
    """Hour and minute of a serial such as 45180.3639, stored as a number or as text; else midnight."""
    text = as_words(cell).strip() if isinstance(cell, str) else repr(cell)
    if not isinstance(cell, bool) and re.fullmatch(r"\d{5}\.\d+", text):
        return divmod(round(float(text) % 1 * 1440) % 1440, 60)
    return 0, 0


def read_integer(cell: Cell) -> Read:
    """A whole number, 0 or more; 235.0, 235人 and 1,136 are fine."""
    if isinstance(cell, float) and 0 <= cell < EXACT and cell.is_integer():
        return Read(int(cell))
    read = read_number(cell)
    if read.value is None:
        return read
    if read.value != read.value.to_integral_value():
        return fault("要填整数")
    return Read(int(read.value))


def read_number(cell: Cell) -> Read:
    """A measure with at most two places, 0 or more; 125.5㎡ is fine."""
    if isinstance(cell, str):
        text = half_width(cell).strip()
        if text in NOTHING:
            return EMPTY
        found = _COUNT.fullmatch(text)
        number = _decimal(found.group(1)) if found else None
    else:
        number = _decimal(as_words(cell)) if not isinstance(cell, bool) else None
    if number is None:
        return fault("要填数字")
    if number < 0:
        return fault("不能是负数")
    return Read(number.quantize(Decimal("0.01"))) if number < _LARGEST else fault("数字太大")


def read_money(cell: Cell) -> Read:
    """Yuan with at most two places; 万元 and thousands separators are understood."""
    if isinstance(cell, bool):
        return fault("要填金额")
    if isinstance(cell, str):
        text = half_width(cell).strip()
        if text in NOTHING:
            return EMPTY
        found = _AMOUNT.fullmatch(text)
        number = _decimal(found.group(1)) if found else None
        if number is not None and found is not None and (found.group(2) or "").startswith("万"):
            number *= 10_000
    else:
        number = _decimal(repr(round(cell, 6))) if isinstance(cell, int | float) else None
    if number is None:
        return fault("要填金额，例如 1280.50")
    if number < 0:
        return fault("不能是负数")
    if number >= _LARGEST:
        return fault("数字太大")
    rounded = number.quantize(Decimal("0.01"))
    return Read(rounded) if abs(rounded - number) < Decimal("0.00001") else fault("最多两位小数")


def choice_reader(field: Field) -> Reader:
    """Words of a value set: its own, other spellings, with or without 类."""
    assert field.choices is not None, field.label
    known = {_choice_key(word.value): word for word in field.choices}
    known |= {_choice_key(words): field.choices(str(value)) for words, value in field.spellings.items()}
    offered = "、".join(word.value for word in field.choices)

    def read(cell: Cell) -> Read:
        text = one_line(as_words(cell))
        key = _choice_key(text)
        if key in known:
            return Read(known[key])
        bare = key.removesuffix("类型").removesuffix("类")
        for other in (bare, f"{bare}类"):
            if bare and other in known:
                return Read(known[other])
        if text in NOTHING:
            return EMPTY
        return fault(f"没有此{field.label}，可填：{offered}")

    return read


def flag_reader(field: Field) -> Reader:
    """是 or 否 in the ways people tick."""
    known: dict[str, Any] = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
    known |= {_choice_key(words): value for words, value in field.spellings.items()}

    def read(cell: Cell) -> Read:
        if isinstance(cell, bool):
            return Read(cell)
        text = one_line(as_words(cell))
        key = _choice_key(text)
        if key in known:
            return Read(known[key])
        if key in NOTHING:
            return EMPTY
        done = _DONE.fullmatch(key)
        return fault("只能填 是 或 否") if done is None else Read(done.group(1) is None)

    return read


def _remembering(read: Reader) -> Reader:
    """The same few words stand in most cells of such a column: each is read once."""
    seen: dict[str, Read] = {}

    def remembered(cell: Cell) -> Read:
        if not isinstance(cell, str):
            return read(cell)
        found = seen.get(cell)
        if found is None:
            found = read(cell)
            if len(seen) < _MOST_SEEN:
                seen[cell] = found
        return found

    return remembered


def _fitting(field: Field, read: Reader) -> Reader:
    """The reader, failing texts that are too long for the field."""
    most = field.length or _LARGEST

    def fitting(cell: Cell) -> Read:
        found = read(cell)
        text = found.value
        if text is not None and len(text) > most:
            return fault(f"太长：{len(text)} 字，最多 {most} 字")
        return found

    return fitting


def _choice_key(text: str) -> str:
    return half_width(text).replace(" ", "").lower()


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
