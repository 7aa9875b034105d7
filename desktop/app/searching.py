"""The one search box: every searchable list asked, hits grouped by kind, never a silent zero."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.listing import Question
from desktop.base.records import Searchable
from desktop.ui.feature import Feature, composed
from desktop.ui.search_box import Hit

EACH = 6


def search_hits(session: Session, features: Sequence[Feature], words: str, today: date) -> list[Hit]:
    """The first hits of every list; the last line of a long group opens the whole list."""
    hits: list[Hit] = []
    for feature in features:
        listing = next((item for item in feature.listings if issubclass(item.record, Searchable)), None)
        if listing is None or not feature.searchable:
            continue
        listing = composed(listing, tuple(features))
        asked = Question(words)
        total = session.scalar(listing.count(asked, today)) or 0
        ids = list(session.scalars(listing.ids(asked, today).limit(EACH)))
        found = {
            row.id: row for row in session.scalars(select(listing.record).where(listing.record.id.in_(ids)))
        }
        hits += [Hit(listing.title, f"{feature.key}:{number}", found[number].title()) for number in ids]
        if total > len(ids):
            hits.append(
                Hit(listing.title, f"{feature.key}?{words}", f"全部 {total} {listing.unit}", "打开列表")
            )
    return hits
