"""Writing a listing as .xlsx: the same question as on the page, rows read in portions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.base.listing import Listing, Question
from desktop.base.progress import Progress
from desktop.store.desk import Desk

PORTION = 500


def export_listing(desk: Desk, listing: Listing, question: Question, path: Path, progress: Progress) -> int:
    """The asked rows in the asked order; returns how many. Heads are the fields' labels."""
    columns = [column for column in listing.columns if column.exported]
    with desk.store.reading() as session:
        ids = list(session.scalars(listing.ids(question, desk.today)))

        def rows() -> Iterator[tuple[Any, ...]]:
            for start in range(0, len(ids), PORTION):
                part = ids[start:start + PORTION]
                found = {row[0]: row[1:] for row in session.execute(listing.rows(part, desk.today, columns))}
                for number in part:
                    yield tuple(found[number])
                progress.step(min(start + PORTION, len(ids)), len(ids), "导出表格")

        # XlsxWriter takes 0.03 s to import: only when something is exported.
        from desktop.output.excel_write import write_listing

        write_listing([column.field for column in columns], rows(), listing.title, path)
    return len(ids)
