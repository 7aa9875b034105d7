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
from desktop.base.asking import other_ways
from desktop.base.listing import Listing, Question
from desktop.base.records import Searchable
from desktop.base.searching import fold, found_ids, same_numbers, search_condition, wanted_words
from desktop.features.office.queries import towns
from desktop.ui.feature import Feature
from desktop.ui.search_box import Hit

EACH = 5
"""Hits shown of one kind."""
MOST = 200
MOST_SUGGESTED = 4
GROUPS = ("台账", "工作", "依据")
NO_HINT = "没有找到。可试试代码、曾用名或拼音首字母，或少写几个字。"
LEAST_OF_TOWN = 2
"""Characters of a town's name that mean the town."""
_KEY = re.compile(r"(\w+)([:?!#])(.*)", re.DOTALL)


@dataclass(frozen=True)
class Target:
    """Where a hit leads: a row of a subject's page, or its list with `words`, void ones or living, or with a
    chip chosen."""

    feature: str
    row: int | None = None
    words: str = ""
    void: bool = False
    chip: str = ""

    @property
    def question(self) -> Question:
        """What is asked of the list."""
        return Question(self.words, frozenset({self.chip} if self.chip else ()), voided=self.void)


def answer(session: Session, features: Sequence[Feature], words: str, today: date) -> list[Hit]:
    """What the box shows: the hits, else a sentence with what may have been meant."""
    return search_hits(session, features, words, today) or suggestions(session, features, words)


def search_hits(session: Session, features: Sequence[Feature], words: str, today: date) -> list[Hit]:
    """The first hits of every list by how well they match; the last lines of a group open the whole list."""
    asked = wanted_words(words)
    if not asked:
        return []
    hits: list[Hit] = []
    town = _town(session, asked)
    for feature, listing in _lists(features):
        hits += _hits_of(session, feature, listing, words, asked)
        hits += _hits_at(session, feature, listing, town, today) if town else ()
    for feature in _in_order(features):
        hits += _reached(session, feature, words)
    return hits


def suggestions(session: Session, features: Sequence[Feature], words: str) -> list[Hit]:
    """Other words that do find something, each with how much; empty when there are none."""
    kind = f"没有找到“{_short(words)}”，可以试试"
    hits: list[Hit] = []
    for other, why in dict(other_ways(words)).items():
        total = sum(len(_ids(session, listing.record, other, void=False)) for _, listing in _lists(features))
        if total:
            hits.append(Hit(kind, "", other, f"{why}，{_count(total)} 条", instead=other))
        if len(hits) == MOST_SUGGESTED:
            break
    return hits


def zero_words(session: Session, features: Sequence[Feature], words: str, listing: Listing, today: date
               ) -> list[str]:
    """What to say of a list in which nothing was found: where else it is, or what else to ask."""
    if hits := search_hits(session, features, words, today):
        others = "、".join(dict.fromkeys(hit.kind for hit in hits if hit.kind != listing.title))
        void = any(hit.kind == listing.title and target(hit.key).void for hit in hits)
        return [*([f"{listing.title}里有已作废的：{_short(words)}。"] if void else []),
                *([f"别处有“{_short(words)}”：{others}。"] if others else [])] or [NO_HINT]
    found = suggestions(session, features, words)
    asked = "；".join(f"{hit.instead}（{hit.hint}）" for hit in found)
    return [f"没有找到“{_short(words)}”，可以试试：{asked}。" if found else NO_HINT]


def target(key: str) -> Target:
    """The place a hit's key names."""
    found = _KEY.fullmatch(key)
    assert found is not None, key
    feature, mark, rest = found.groups()
    if mark == ":":
        return Target(feature, int(rest))
    return Target(feature, chip=rest) if mark == "#" else Target(feature, None, rest, mark == "!")


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


def _town(session: Session, asked: Sequence[str]) -> str:
    """The town of the office whose name begins with the only word asked; "" when it means none."""
    if len(asked) != 1 or len(asked[0]) < LEAST_OF_TOWN:
        return ""
    return next((town for town in towns(session) if fold(town).startswith(asked[0])), "")


def _hits_at(session: Session, feature: Feature, listing: Listing, town: str, today: date) -> list[Hit]:
    """The list narrowed to a town, where it has a chip for it: an address may name another."""
    whole = listing.with_data(session)
    chip = next((item for item in whole.filters if item.label == town and "town:" in item.key), None)
    if chip is None:
        return []
    total = session.scalar(whole.count(Question(filters=frozenset({chip.key})), today)) or 0
    return [Hit(listing.title, f"{feature.key}#{chip.key}", f"{town}的 {total} {listing.unit}", "打开列表")
            ] if total else []


def _found(session: Session, record: Any, words: str, asked: Sequence[str]) -> tuple[list[Any], list[Any]]:
    """Living and void rows found, of each at most a few more than `MOST`; of many, those named so first."""
    rows = _ids(session, record, words)
    if len(rows) > MOST:
        rows = {*_ids(session, record, words, void=False, names=True),
                *_ids(session, record, words, void=False),
                *(_ids(session, record, words, void=True) if _any_void(session, record) else ())}
    columns = (record.id, record.search_text, record.initials, record.sort_key, record.voided_at)
    read = session.execute(select(*columns).where(record.id.in_(rows))).all() if rows else []
    return [row for row in read if row.voided_at is None], [row for row in read if row.voided_at is not None]


def _ids(session: Session, record: Any, words: str, *, void: bool | None = None, names: bool = False
         ) -> set[int]:
    if not wanted_words(words):
        return set()
    return found_ids(session, record, words, void=void, names=names, most=MOST + 1)


def _any_void(session: Session, record: Any) -> bool:
    return bool(found_ids(session, record, "", void=True, most=1))


def _rank(row: Any, asked: Sequence[str]) -> tuple[int, str, int]:
    """The name itself, names that begin so, names that hold it, the rest; then by pinyin."""
    name = row.search_text.partition("\n")[0]
    spelled = row.initials.partition("\n")[0]
    if not all(word in name or word in spelled or any(one in name for one in same_numbers(word)[1:])
               for word in asked):
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


def _count(total: int) -> str:
    return str(total) if total <= MOST else f"{MOST} 多"


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 12 else f"{plain[:11]}…"
