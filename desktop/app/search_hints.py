"""Why a record was found: 曾用名 …, 统一社会信用代码 …, 拼音首字母; personal data masked."""

from collections.abc import Iterable, Sequence
from typing import Any

from desktop.base.fields import field_of
from desktop.base.masks import masked
from desktop.base.records import attributes
from desktop.base.searching import fold, same_numbers

AROUND = 10
"""Characters shown before and after the place in a long text."""


def hint_of(record: Any, asked: Sequence[str]) -> str:
    """Where the first word that the name does not hold was found; the name when the title lacks it."""
    values = [value for value in record.searched() if value]
    name = values[0] if values else ""
    named, *spelled = record.initials.split("\n")
    for typed in asked:
        word = _as_spelled(typed, values)
        if word in fold(name):
            continue
        if any(word in spelling for spelling in named.split()):
            return _told(record, name, word) if name not in record.title() else "拼音首字母"
        value = _holding(values[1:], word) or _spelled(record, spelled, name, word)
        if value is not None and value not in record.title():
            return _told(record, value, word)
    return "" if not name or name in record.title() else _told(record, name, "")


def _as_spelled(typed: str, values: Sequence[str]) -> str:
    """Of a number the spelling that the record has; any other word as typed."""
    ways = same_numbers(typed)
    return typed if len(ways) == 1 else next((one for one in ways if _holding(values, one)), typed)


def _holding(values: Iterable[str], word: str) -> str | None:
    return next((value for value in values if word in fold(value)), None)


def _spelled(record: Any, spellings: Iterable[str], name: str, word: str) -> str | None:
    """The value whose kept spellings hold the word; no need to spell anything anew."""
    values = [value for value in record.spelled() if value and value != name]
    return next((value for value, kept in zip(values, spellings, strict=False) if word in kept), None)


def _told(record: Any, value: str, word: str) -> str:
    label, personal = record.search_labels().get(value, ""), False
    for attribute in attributes(type(record)):
        if not label and getattr(record, attribute.key) == value:
            facts = field_of(attribute)
            label, personal = facts.label, facts.personal
    return f"{label} {masked(value) if personal else _excerpt(value, word)}".strip()


def _excerpt(value: str, word: str) -> str:
    """The value, or of a long one the part around the word."""
    plain = " ".join(value.split())
    place = fold(plain).find(word) if word else 0
    if len(plain) <= 2 * AROUND + len(word) or place < 0:
        return plain
    first, last = max(place - AROUND, 0), place + len(word) + AROUND
    return f"{'…' if first else ''}{plain[first:last]}{'…' if last < len(plain) else ''}"
