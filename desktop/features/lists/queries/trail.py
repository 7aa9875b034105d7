"""What the two lists tell of an institution's story."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.trail import Moment
from desktop.features.lists.records import CreditReport, ListBatch, ListEntry, Standing


def moments(session: Session, institution: int) -> Iterator[Moment]:
    """On a list and off it, and what was handed to the credit platforms about it."""
    query = (select(ListEntry, ListBatch.name).outerjoin(ListBatch, ListBatch.id == ListEntry.batch_id)
             .where(ListEntry.institution_id == institution, ListEntry.voided_at.is_(None),
                    ListEntry.standing != Standing.PROPOSED).order_by(ListEntry.id))
    for line, batch in session.execute(query):
        link = f"lists:{line.id}"
        if line.listed_on is not None:
            why = batch or line.item_label or ""
            yield Moment(line.listed_on, f"列入{line.listing.value}" + (f"（{why}）" if why else ""), link)
        if line.removed_on is not None:
            yield Moment(line.removed_on, f"移出{line.listing.value}（{line.removal.value}）"
                         if line.removal else f"移出{line.listing.value}", link)
        told = select(CreditReport).where(CreditReport.about == ListEntry.__tablename__,
                                          CreditReport.about_id == line.id,
                                          CreditReport.voided_at.is_(None))
        for report in session.scalars(told):
            yield Moment(report.reported_on, f"归集到{report.platform.value}", link)
