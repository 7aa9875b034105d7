"""Search conditions in SQL: substrings of any length, 拼音首字母, never a silent zero for two characters."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from desktop.base.chinese import half_width


def search_condition(
    record: Any, wanted: str, more: Sequence[ColumnElement[Any]] = ()
) -> ColumnElement[bool]:
    """Every word of `wanted` (split at spaces) is found in the text, the initials, or `more` columns.

    `record` is a Searchable record class. LIKE is used over one text column: FTS trigram indexes
    find nothing for the one- and two-character words that Chinese names consist of.
    """
    words = half_width(wanted).lower().split()
    return and_(*(_word(record, word, more) for word in words))


def _word(record: Any, word: str, more: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    found = [record.search_text.contains(word, autoescape=True)]
    found += [column.contains(word, autoescape=True) for column in more]
    if word.isascii() and word.isalnum():
        found.append(record.initials.contains(word, autoescape=True))
    return or_(*found)
