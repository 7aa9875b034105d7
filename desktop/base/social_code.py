"""统一社会信用代码: the alphabet and the check character of GB 32100-2015."""

import re
from operator import mul

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WHOLE = re.compile(f"[{ALPHABET}]{{18}}")
_AS_BYTES = bytes(max(ALPHABET.find(chr(code)), 0) for code in range(256))
_ALL_WEIGHTS = (*_WEIGHTS, 1)


def check_character(code: str) -> str:
    """The 18th character that belongs to the first 17; ValueError for a foreign character."""
    try:
        total = sum(map(mul, map(_VALUES.__getitem__, code[:17]), _WEIGHTS))
    except KeyError as error:
        raise ValueError(f"{error} is no character of a code") from error
    return ALPHABET[-total % 31]


def agrees(code: str) -> bool:
    """True when 18 characters are all a code's and the last one belongs to those before it."""
    if _WHOLE.fullmatch(code) is None:
        return False
    total: int = sum(map(mul, code.encode("ascii").translate(_AS_BYTES), _ALL_WEIGHTS))
    return total % 31 == 0


def foreign_characters(code: str) -> list[str]:
    """Characters no code has, each once, in order."""
    return sorted(set(code) - set(ALPHABET))
