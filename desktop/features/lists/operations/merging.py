"""Two institutions become one: their lines too, never onto both lists."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.errors import UserError
from desktop.base.merging import Merge, merge_rows
from desktop.features.institutions.records import Institution
from desktop.features.lists.operations.white import take_off
from desktop.features.lists.records import Decision, ListEntry, Removal, Standing


def _count(session: Session, row: int) -> int:
    query = select(func.count(ListEntry.id)).where(ListEntry.institution_id == row,
                                                   ListEntry.voided_at.is_(None))
    return session.scalar(query) or 0


def give_lines(session: Session, gone: int, kept: int) -> None:
    """Lines of the one that goes belong to the one that stays; UserError when they stand on both lists.

    Where both stand on the same list, or wait for it, the line of the one that goes ends.
    """
    lines = session.scalars(select(ListEntry).where(
        ListEntry.institution_id.in_((gone, kept)), ListEntry.voided_at.is_(None))).all()
    own = [line for line in lines if line.institution_id == kept]
    other = [line for line in lines if line.institution_id == gone]
    stands = {line.listing for line in lines if line.standing is Standing.LISTED}
    if len(stands) > 1:
        words = "、".join(f"{line.name}在{line.listing.value}上" for line in lines
                         if line.standing is Standing.LISTED)
        raise UserError(f"不能合并：{words}。", "一家不能同时在两个名单上，请先把其中一家移出名单，再合并。")
    at = session.info["act"].at
    for line in other:
        if line.standing is not Standing.REMOVED and any(
                mine.standing is line.standing and mine.listing is line.listing for mine in own):
            if line.standing is Standing.LISTED:
                take_off(line, Removal.MERGED, max(at.astimezone(CHINA).date(), line.listed_on or at.date()),
                         "并入同在名单上的另一家")
            else:
                line.voided_at, line.void_reason = at, "机构合并，另一家已在拟列入之列"
    session.flush()
    for line in session.scalars(select(ListEntry).where(ListEntry.institution_id == gone)):
        with line.moving():
            line.institution_id = kept
    session.flush()


MERGES = (
    Merge(Institution, "名单条目", "条", _count, give_lines),
    merge_rows(Institution, Decision.institution_id, "处罚决定", "件"),
)
