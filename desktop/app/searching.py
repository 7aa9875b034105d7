"""The one search box: every searched list asked, hits grouped by kind, never a silent zero.

The question is the list's own (`base.searching`), so the box, the page, `list --search` and the export find
the same rows. What is counted beyond `MOST` is not counted on: the sentence says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.app.search_hints import hint_of
from desktop.base.chinese import initials
from desktop.base.listing import Listing
from desktop.base.records import Searchable
from desktop.base.searching import GONE, expression, found_ids, search_condition, wanted_words
from desktop.ui.feature import Feature
from desktop.ui.search_box import Hit

EACH = 5
"""Hits shown of one kind."""
MOST = 200
MOST_SUGGESTED = 4
GROUPS = ("台账", "工作", "依据")
_KEY = re.compile(r"(\w+)([:?!])(.*)", re.DOTALL)
_LIKE_DIGITS = str.maketrans("oilzs", "01125")


@dataclass(frozen=True)
class Target:
    """Where a hit leads: a row of a subject's page, or its list with `words`, void ones or living."""

    feature: str
    row: int | None = None
    words: str = ""
    void: bool = False


def answer(session: Session, features: Sequence[Feature], words: str, today: date) -> list[Hit]:
    """What the box shows: the hits, else a sentence with what may have been meant."""
    return search_hits(session, features, words, today) or suggestions(session, features, words)


def search_hits(session: Session, features: Sequence[Feature], words: str, today: date) -> list[Hit]:
    """The first hits of every list by how well they match; the last lines of a group open the whole list."""
    asked = wanted_words(words)
    if not asked:
        return []
    hits: list[Hit] = []
    for feature, listing in _lists(features):
        hits += _hits_of(session, feature, listing, words, asked)
    for feature in _in_order(features):
        hits += _reached(session, feature, words)
    return hits


def suggestions(session: Session, features: Sequence[Feature], words: str) -> list[Hit]:
    """Other words that do find something, each with how much; empty when there are none."""
    kind = f"没有找到“{_short(words)}”，可以试试"
    hits: list[Hit] = []
    for other, why in dict(_others(words)).items():
        asked = expression(other, void=False)
        total = sum(len(_ids(session, listing.record, asked)) for _, listing in _lists(features))
        if total:
            hits.append(Hit(kind, "", other, f"{why}，{_count(total)} 条", instead=other))
        if len(hits) == MOST_SUGGESTED:
            break
    return hits


def target(key: str) -> Target:
    """The place a hit's key names."""
    found = _KEY.fullmatch(key)
    assert found is not None, key
    feature, mark, rest = found.groups()
    return Target(feature, int(rest)) if mark == ":" else Target(feature, None, rest, mark == "!")


def _lists(features: Sequence[Feature]) -> Iterator[tuple[Feature, Listing]]:
    for feature in _in_order(features):
        for listing in feature.listings:
            if feature.searchable and issubclass(listing.record, Searchable):
                yield feature, listing
                break


def _in_order(features: Sequence[Feature]) -> list[Feature]:
    places = {group: place for place, group in enumerate(GROUPS)}
    return sorted(features, key=lambda feature: places.get(feature.group, len(places)))


def _hits_of(
    session: Session, feature: Feature, listing: Listing, words: str, asked: Sequence[str]
) -> list[Hit]:
    living, void = _found(session, listing.record, words, asked)
    best = [row.id for row in sorted(living, key=lambda row: _rank(row, asked))[:EACH]]
    query = select(listing.record).where(listing.record.id.in_(best))
    found = {record.id: record for record in session.scalars(query)}
    hits = [
        Hit(listing.title, f"{feature.key}:{row}", found[row].title(), hint_of(found[row], asked))
        for row in best
    ]
    if len(living) > len(best):
        total = f"全部 {_count(len(living))} {listing.unit}"
        hits.append(Hit(listing.title, f"{feature.key}?{words}", total, "打开列表"))
    if void:
        total = f"已作废 {_count(len(void))} {listing.unit}"
        hits.append(Hit(listing.title, f"{feature.key}!{words}", total, "打开列表"))
    return hits


def _found(session: Session, record: Any, words: str, asked: Sequence[str]) -> tuple[list[Any], list[Any]]:
    """Living and void rows found, of each at most a few more than `MOST`; of many, those named so first."""
    rows = _ids(session, record, expression(words))
    if len(rows) > MOST:
        rows = {*_ids(session, record, expression(words, void=False, names=True)),
                *_ids(session, record, expression(words, void=False)),
                *(_ids(session, record, expression(words, void=True)) if _any_void(session, record) else ())}
    columns = (record.id, record.search_text, record.initials, record.sort_key, record.voided_at)
    read = session.execute(select(*columns).where(record.id.in_(rows))).all() if rows else []
    return [row for row in read if row.voided_at is None], [row for row in read if row.voided_at is not None]


def _ids(session: Session, record: Any, asked: str) -> set[int]:
    return set(session.scalars(found_ids(record, asked).limit(MOST + 1))) if asked else set()


def _any_void(session: Session, record: Any) -> bool:
    return session.scalar(found_ids(record, f'"{GONE}"').limit(1)) is not None


def _rank(row: Any, asked: Sequence[str]) -> tuple[int, str, int]:
    """The name itself, names that begin so, names that hold it, the rest; then by pinyin."""
    name = row.search_text.partition("\n")[0]
    spelled = row.initials.partition("\n")[0]
    if not all(word in name or word in spelled for word in asked):
        return 3, row.sort_key, row.id
    return (0 if name == asked[0] else 1 if name.startswith(asked[0]) else 2), row.sort_key, row.id


def _reached(session: Session, feature: Feature, words: str) -> list[Hit]:
    hits: list[Hit] = []
    for reach in feature.reaches:
        meant = search_condition(reach.record, words) if reach.asked is None else reach.asked(words)
        if meant is None:
            continue
        hits += [
            Hit(reach.record.called, f"{feature.key}:{row}", text, f"{feature.title} {owner}")
            for row, text, owner in session.execute(reach.rows().where(meant).limit(EACH))
        ]
    return hits


def _others(words: str) -> Iterator[tuple[str, str]]:
    """Other ways to ask, with the reason, the likelier ones first."""
    asked = wanted_words(words)
    if len(asked) > 1:
        yield from ((word, "只找这个词") for word in asked)
    whole = "".join(asked)
    digits = whole.translate(_LIKE_DIGITS)
    if digits != whole and whole.isascii() and any(letter.isdigit() for letter in whole):
        yield digits.upper(), "字母换成数字"
    heard = initials(whole).split()
    if not whole.isascii() and heard and len(heard[0]) > 1:
        yield heard[0], "读音相近"
    if len(asked) == 1 and len(whole) > 2:
        half = max(len(whole) // 2, 2)
        for part in (whole[:-1], whole[1:], whole[:half], whole[-half:]):
            yield part, "少几个字"


def _count(total: int) -> str:
    return str(total) if total <= MOST else f"{MOST} 多"


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 12 else f"{plain[:11]}…"
