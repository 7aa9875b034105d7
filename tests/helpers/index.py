"""The search index held against the records it was made of."""

from typing import Any

from sqlalchemy import select, text

from desktop.base.searching import index_name, tokens
from desktop.store.store import Store


def index_faults(store: Store, record: type[Any]) -> set[tuple[int, str, int]]:
    """Tokens that stand in the index or should, but not both: (row, token, place)."""
    name = index_name(record)
    with store.reading() as session:
        rows = session.scalars(select(record)).all()
        wanted = {
            (row.id, token, place)
            for row in rows
            for place, token in enumerate(tokens(row.search_text, row.initials, row.voided).split(" "))
        }
        session.execute(text(f"CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, {name}, instance)"))
        instances = session.execute(text("SELECT term, doc, offset FROM temp.seen"))
        seen = {(row, token, place) for token, row, place in instances}
        session.execute(text("DROP TABLE temp.seen"))
    return wanted ^ seen
