"""Other ways to ask what found nothing, the likelier ones first, each with its reason."""

import re
from collections.abc import Iterator

from desktop.base.chinese import initials
from desktop.base.searching import same_numbers, wanted_words

_LIKE_DIGITS = str.maketrans("oilzs", "01125")
_SIGNS = re.compile(r"[^0-9a-z\u3400-\U0003ffff]+")
_CHINESE = re.compile(r"[^0-9a-z]+")
_YEAR = re.compile(r"((?:19|20)\d\d)年?(?=\d)")
_PARTS = re.compile(r"\d+|[a-z]+|[^0-9a-z]+")
_SYLLABLE = re.compile(
    "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|ve|er"
    "|a|o|e|i|u|v)")
_LEAST_SPELLED, _LEAST_SIGNS, _MOST_SIGNS = 4, 3, 12
_BETWEEN = frozenset("年第号字之")


def other_ways(words: str) -> Iterator[tuple[str, str]]:
    """What may be asked instead: (words, why)."""
    asked = wanted_words(words)
    whole = "".join(asked)
    bare = _SIGNS.sub("", whole)
    parts = _SIGNS.sub(" ", " ".join(asked)).split()
    if bare != whole and bare.isascii() and bare:
        yield bare.upper(), "去掉符号"
    elif parts and parts != asked:
        yield " ".join(parts), "去掉标点"
    if len(same := same_numbers("-".join(asked))) > 1:
        yield same[1].replace("(", "〔").replace(")", "〕"), "照文号的写法"
    if (numbered := _numbered(whole)) is not None:
        yield numbered, "名称和号分开找"
    yield from _digits(whole)
    if len(asked) > 1:
        yield from ((word, "只找这个词") for word in asked)
    heard = initials(whole).split()
    if not whole.isascii() and heard and len(heard[0]) > 1:
        yield heard[0], "读音相近"
    if (spelled := _spelled(bare)) is not None:
        yield spelled, "拼音首字母"
    if _CHINESE.fullmatch(bare) and _LEAST_SIGNS <= len(bare) <= _MOST_SIGNS:
        yield " ".join(dict.fromkeys(bare)), "含有这些字"
    yield from _shorter(asked, whole)


def _digits(whole: str) -> Iterator[tuple[str, str]]:
    digits = whole.translate(_LIKE_DIGITS)
    if digits != whole and whole.isascii() and any(letter.isdigit() for letter in whole):
        yield digits.upper(), "字母换成数字"


def _shorter(asked: list[str], whole: str) -> Iterator[tuple[str, str]]:
    if len(asked) == 1 and len(whole) > 2:
        half = max(len(whole) // 2, 2)
        for part in (whole[:-1], whole[1:], whole[:half], whole[-half:]):
            yield part, "少几个字"


def _numbered(whole: str) -> str | None:
    """责改2023年016号 -> 责改 2023 16, 2023047 -> 2023 47; None where there is no number to part."""
    if whole.isascii() and not _YEAR.search(whole):
        return None
    spaced = _YEAR.sub(r"\1 ", whole)
    parts = [part for run in _SIGNS.sub(" ", spaced).split() for part in _PARTS.findall(run)]
    parted = [part.lstrip("0") or "0" if part.isdecimal() else part for part in parts if part not in _BETWEEN]
    return " ".join(parted) if len(parted) > 1 and any(part.isdecimal() for part in parted) else None


def _spelled(letters: str) -> str | None:
    """qimingxing -> qmx; None for letters that are no pinyin."""
    if len(letters) < _LEAST_SPELLED or not (letters.isascii() and letters.isalpha()):
        return None
    syllables = _SYLLABLE.findall(letters)
    return "".join(part[0] for part in syllables) if "".join(syllables) == letters and syllables[1:] else None
