"""Writing a listing as .xlsx: the same question as on the page, rows read in portions.

Personal columns are masked unless a purpose is given, which is written down first.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from desktop.base.listing import Column, Listing, Question
from desktop.base.masks import masked
from desktop.base.progress import Progress
from desktop.store.desk import Desk
from desktop.store.disclosure import KIND, note_disclosure
from desktop.store.operators import Way

PORTION = 500


def export_listing(desk: Desk, listing: Listing, question: Question, path: Path, progress: Progress,
                   purpose: str = "") -> int:
    """The asked rows in the asked order; returns how many. Heads are the fields' labels."""
    columns = [column for column in listing.columns if column.exported]
    full = disclosed(desk, listing, question, columns, purpose, Way.EXPORT)
    hidden = [] if full else [place for place, column in enumerate(columns) if column.field.personal]
    with desk.store.reading() as session:
        ids = list(session.scalars(listing.ids(question, desk.today)))

        def rows() -> Iterator[tuple[Any, ...]]:
            for start in range(0, len(ids), PORTION):
                part = ids[start:start + PORTION]
                found = {row[0]: row[1:] for row in session.execute(listing.rows(part, desk.today, columns))}
                for number in part:
                    yield veiled(found[number], hidden)
                progress.step(min(start + PORTION, len(ids)), len(ids), "导出表格")

        # XlsxWriter takes 0.03 s to import: only when something is exported.
        from desktop.output.excel_write import write_listing

        write_listing([column.field for column in columns], rows(), listing.title, path)
    return len(ids)


def veiled(row: Sequence[Any], hidden: Sequence[int]) -> tuple[Any, ...]:
    """The row with its personal values masked; `hidden` are their places."""
    if not hidden:
        return tuple(row)
    values = list(row)
    for place in hidden:
        values[place] = masked(str(values[place])) if values[place] is not None else None
    return tuple(values)


def disclosed(desk: Desk, listing: Listing, question: Question, columns: Sequence[Column], purpose: str,
              way: Way) -> bool:
    """Whether these columns are given in full: only where some are personal, and with a purpose.

    What is given is written down first; UserError when this desk may not have it.
    """
    labels = [column.label for column in columns if column.field.personal]
    if not labels or not purpose.strip():
        return False
    with desk.store.reading() as session:
        rows = session.scalar(listing.count(question, desk.today)) or 0
    asked = f"（{listing.words(question)}）" if listing.words(question) else ""
    what = f"{listing.title}{asked}：{'、'.join(labels)}"
    desk.do(note_disclosure, f"{way.value}含个人信息的{listing.title}", kind=KIND, way=way, what=what,
            rows=rows, purpose=purpose)
    return True
