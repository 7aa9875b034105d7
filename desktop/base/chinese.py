"""Chinese text: cleaning what was typed or pasted, pinyin for search and order, dates and sums in words.

`initials` gives the form stored beside a name for search by 拼音首字母: lower-case ASCII letters and digits,
one letter a character; where a character has two usual readings, every spelling is given, at most 16,
separated by one space: "曾巩路" -> "cgl zgl". Search it with LIKE '%' || typed || '%'; what is typed holds
no space, so a hit never crosses two spellings. Punctuation and characters unknown to pypinyin are dropped.

`pinyin_key` gives a sort key that code-point comparison (SQLite's BINARY) orders as a Chinese reader does: a
syllable with its tone digit, then the character, each followed by a space: "李四" -> "li3李 si4四".
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain, product
from typing import Any

from desktop.base.later import later_pattern

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FULL_WIDTH_ALNUM = {code: half for code, half in _FULL_WIDTH.items() if chr(half).isalnum()}
_WIDE = re.compile("[\uff01-\uff5e\u3000]")
_SPACES = re.compile(r"\s+")
_WIDE_OR_SPACE = re.compile("[\uff01-\uff5e\u3000\\s]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DROPPED_CATEGORIES = {"Cc", "Cf", "Cs"}
_CHINESE = "[⺀-鿿豈-﫿︰-﹏！-｠𠀀-\U0003ffff]"
_BESIDE_CHINESE = later_pattern(f"(?<={_CHINESE}) +| +(?={_CHINESE})")

_ASCII_RUNS = re.compile(r"([\x00-\x7f]+)")
_CACHED = 1 << 16
_SHORT = 8
_MOST_SPELLINGS = 16
_SECOND_INITIALS = {
    "曾": "cz", "仇": "cq", "单": "ds", "解": "jx", "区": "oq", "查": "cz", "乐": "ly", "翟": "dz",
    "种": "cz", "覃": "qt", "长": "cz", "重": "cz", "行": "hx", "校": "jx", "厦": "sx", "朝": "cz",
    "盛": "cs", "省": "sx", "调": "dt", "降": "jx", "巷": "hx", "会": "hk", "藏": "cz", "传": "cz",
    "弹": "dt", "贾": "gj", "尉": "wy", "折": "sz", "召": "sz", "圩": "wx", "埔": "bp", "番": "fp",
    "隗": "kw", "繁": "fp", "秘": "bm", "宿": "sx",
}  # fmt: skip
_SURNAMES = {
    "万俟": "mo4 qi2", "尉迟": "yu4 chi2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2", "单于": "chan2 yu2",
    "鲜于": "xian1 yu2", "令狐": "ling2 hu2", "皇甫": "huang2 fu3", "夏侯": "xia4 hou2", "呼延": "hu1 yan2",
    "曾": "zeng1", "仇": "qiu2", "单": "shan4", "解": "xie4", "朴": "piao2", "区": "ou1", "任": "ren2",
    "华": "hua4", "查": "zha1", "盖": "ge3", "乐": "yue4", "翟": "zhai2", "尉": "wei4", "种": "chong2",
    "缪": "miao4", "覃": "qin2", "宿": "su4", "折": "she2", "召": "shao4", "燕": "yan1", "应": "ying1",
    "宁": "ning4", "秘": "bi4", "繁": "po2", "黑": "he4", "员": "yun4", "贠": "yun4", "隗": "kui2",
    "过": "guo1", "冼": "xian3", "洗": "xian3", "谌": "chen2", "那": "na1", "撒": "sa4", "葛": "ge3",
    "曲": "qu1", "哈": "ha3", "祭": "zhai4", "石": "shi2", "车": "che1", "贾": "jia3", "沈": "shen3",
    "於": "yu1", "牟": "mou2", "訾": "zi1",
}  # fmt: skip

_DIGITS = "〇一二三四五六七八九"
_COUNT_DIGITS = "零一二三四五六七八九"
_MONEY_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_MONEY_GROUPS = ("", "万", "亿", "万亿")
_MONEY_LIMIT = Decimal(10) ** 16


def half_width(text: str) -> str:
    """Full-width letters, digits, punctuation and space in their ASCII form: （Ａ１） -> (A1)."""
    return text.translate(_FULL_WIDTH) if _WIDE.search(text) else text


def half_width_alnum(text: str) -> str:
    """Only full-width letters and digits in ASCII form; Chinese punctuation stays: （Ａ１） -> （A1）."""
    return text.translate(_FULL_WIDTH_ALNUM)


def strip_controls(text: str, keep: str = "\n\t") -> str:
    """Without control, zero-width, direction and broken surrogate characters; all line ends become LF.

    A line end or tab that is not in `keep` becomes a space, so that words do not run together.
    """
    if text.isprintable():
        return text
    unified = _LINE_ENDS.sub("\n", text)
    return "".join(_kept(character, keep) for character in unified)


def one_line(text: str) -> str:
    """One clean line: no control characters, no space beside a Chinese character, single spaces elsewhere."""
    if text.isprintable() and " " not in text:
        return text
    return _BESIDE_CHINESE.sub("", " ".join(strip_controls(text, keep="").split()))


def compare_key(text: str) -> str:
    """A text as it is compared with another: width, case and spaces do not matter."""
    return (_SPACES.sub("", half_width(text)) if _WIDE_OR_SPACE.search(text) else text).lower()


def initials(text: str) -> str:
    """The search form described above; '' when nothing in `text` can be spelled."""
    return _kept_initials(text) if len(text) <= _SHORT else _initials(text)


def _initials(text: str) -> str:
    if text.isascii():
        return "".join(filter(str.isalnum, text)).lower()
    runs = _ASCII_RUNS.split(text)
    try:
        return "".join(map(_run_spelling, runs))
    except _SeveralSpellings:
        spelled = list(chain.from_iterable(map(_run_choices, runs)))
    while _count(spelled) > _MOST_SPELLINGS:
        last = max(index for index, choice in enumerate(spelled) if len(choice) > 1)
        spelled[last] = spelled[last][:1]
    return " ".join(dict.fromkeys("".join(letters) for letters in product(*spelled)))


@lru_cache(_CACHED)
def _kept_initials(text: str) -> str:
    """Those of towns and persons, who stand in many records."""
    return _initials(text)


def pinyin_key(text: str, person: bool = False) -> str:
    """The sort key described above; with `person` the text begins with a surname and is read as one."""
    small = text.lower()
    if person:
        return _keyed(small, _person_readings(small)).strip()
    return "".join(map(_run_key, _ASCII_RUNS.split(small))).strip()


def date_cn(day: date) -> str:
    """2023年9月25日: no padding zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def numeral(number: int) -> str:
    """0 to 9999 as spoken: 10 -> 十, 21 -> 二十一, 105 -> 一百零五; others raise ValueError."""
    if not 0 <= number <= 9999:
        raise ValueError(f"numeral takes 0 to 9999, not {number}")
    spoken = _four_digits(number, _COUNT_DIGITS, ("千", "百", "十", "")) or _COUNT_DIGITS[0]
    return spoken.removeprefix("一") if spoken.startswith("一十") else spoken


def money_cn(yuan: Decimal) -> str:
    """人民币大写: Decimal("1409.50") -> 人民币壹仟肆佰零玖元伍角整.

    ValueError when negative, from 1e16 on, or finer than 分.
    """
    cents = yuan * 100
    if not 0 <= yuan < _MONEY_LIMIT or cents != cents.to_integral_value():
        raise ValueError(f"money_cn takes 0 to 1e16 yuan in whole fen, not {yuan}")
    whole, rest = divmod(int(cents), 100)
    tenths, hundredths = divmod(rest, 10)
    parts = [f"{_money_whole(whole)}元"] if whole or not rest else []
    if tenths:
        parts.append(f"{_MONEY_DIGITS[tenths]}角")
    elif hundredths and whole:
        parts.append("零")
    parts.append(f"{_MONEY_DIGITS[hundredths]}分" if hundredths else "整")
    return "人民币" + "".join(parts)


def _kept(character: str, keep: str) -> str:
    if character in keep:
        return character
    if character in "\n\t":
        return " "
    return "" if unicodedata.category(character) in _DROPPED_CATEGORIES else character


def _readings(text: str) -> tuple[str, ...]:
    """One reading per character, like zhong4; '' for characters without one."""
    if text.isascii():
        return ("",) * len(text)
    return tuple(chain.from_iterable(map(_run_readings, _ASCII_RUNS.split(text))))


@lru_cache(_CACHED)
def _run_readings(run: str) -> tuple[str, ...]:
    """The readings of a stretch that is all ASCII or holds none; most words stand in many names."""
    if run.isascii():
        return ("",) * len(run)
    # pypinyin takes 0.13 s and 20 MB to import: only when a name is first stored or searched.
    from pypinyin.seg.simpleseg import seg

    return tuple(chain.from_iterable(map(_word_readings, seg(run))))


@lru_cache(_CACHED)
def _word_readings(word: str) -> tuple[str, ...]:
    """The readings of one word of pypinyin's own cutting, which decides how its characters are read."""
    # As above: only when a name is first stored or searched.
    from pypinyin import Style, lazy_pinyin

    found = lazy_pinyin([word], style=Style.TONE3, neutral_tone_with_five=True, errors=_no_readings)
    return tuple(reading if reading.isascii() else "" for reading in found)


def _no_readings(run: str) -> Any:
    """One '' per character: pypinyin spreads a list, which its type hints leave out."""
    return [""] * len(run)


def _person_readings(name: str) -> tuple[str, ...]:
    for length in (2, 1):
        known = _SURNAMES.get(name[:length])
        if known is not None:
            return (*known.split(), *_readings(name[length:]))
    return _readings(name)


def _run_choices(run: str) -> tuple[str, ...]:
    """The initials each character of a stretch may have; nothing for what has none."""
    return tuple(filter(str.isalnum, run.lower())) if run.isascii() else _chinese_choices(run)


class _SeveralSpellings(Exception):
    """A character of the stretch has two usual readings."""


def _run_spelling(run: str) -> str:
    """What a stretch adds to the one spelling there is; `_SeveralSpellings` where there are more."""
    if run.isascii():
        return run.lower() if run.isalnum() else "".join(_run_choices(run))
    spelling = _chinese_spelling(run)
    if spelling is None:
        raise _SeveralSpellings
    return spelling


@lru_cache(_CACHED)
def _chinese_spelling(run: str) -> str | None:
    choices = _chinese_choices(run)
    joined = "".join(choices)
    return joined if len(joined) == len(choices) else None


@lru_cache(_CACHED)
def _chinese_choices(run: str) -> tuple[str, ...]:
    choices = map(_initial_choices, run, _run_readings(run))
    return tuple(choice for choice in choices if choice)


def _run_key(run: str) -> str:
    """The part of a sort key that a stretch makes."""
    return run if run.isascii() else _chinese_key(run)


@lru_cache(_CACHED)
def _chinese_key(run: str) -> str:
    return _keyed(run, _run_readings(run))


def _keyed(text: str, readings: Sequence[str]) -> str:
    pairs = zip(text, readings, strict=True)
    return "".join(f"{reading}{character} " if reading else character for character, reading in pairs)


@lru_cache(_CACHED)
def _initial_choices(character: str, reading: str) -> str:
    plain = half_width_alnum(character).lower()
    if plain.isascii():
        return plain if plain.isalnum() else ""
    second = _SECOND_INITIALS.get(character, "")
    return reading[:1] + "".join(letter for letter in second if letter != reading[:1])


def _count(choices: Sequence[str]) -> int:
    total = 1
    for choice in choices:
        total *= len(choice)
    return total


def _four_digits(number: int, digits: str, units: Sequence[str]) -> str:
    """A number below 10000 without leading or trailing zeros and one zero for each inner gap."""
    spoken, gap = "", False
    for digit, unit in zip(f"{number:04d}", units, strict=True):
        if digit == "0":
            gap = bool(spoken)
            continue
        spoken += (digits[0] if gap else "") + digits[int(digit)] + unit
        gap = False
    return spoken


def _money_whole(number: int) -> str:
    spoken = ""
    for power in range(len(_MONEY_GROUPS) - 1, -1, -1):
        group = number // 10_000**power % 10_000
        if not group:
            continue
        zero = _MONEY_DIGITS[0] if spoken and group < 1_000 else ""
        spoken += zero + _four_digits(group, _MONEY_DIGITS, ("仟", "佰", "拾", "")) + _MONEY_GROUPS[power]
    return spoken or _MONEY_DIGITS[0]
