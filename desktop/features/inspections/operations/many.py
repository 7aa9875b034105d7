"""Ten clean visits in one act: the day and the people once, one line for each object."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.inspections.operations.entry import record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.queries.checklists import checklists
from desktop.features.inspections.records.visits import Visit, VisitResult


@dataclass(frozen=True)
class CleanVisit:
    """One line of the grid: an institution of the ledger, or the name of a site; hours may differ."""

    institution_id: int | None = None
    subject: str | None = None
    town: str | None = None
    starts: str | None = None
    ends: str | None = None
    site_person: str | None = None
    record: str | None = None


def record_clean_visits(session: Session, *, by: str, today: date, visits: Sequence[CleanVisit],
                        inspectors: Sequence[int], lists: Sequence[str] = (), confirmed: bool = False,
                        token: str | None = None, **common: Any) -> list[Visit]:
    """Visits without anything wrong: `common` holds way, day, departments …; `lists` are the checklists that
    were gone through. UserError naming the line; nothing is kept unless every line stands."""
    if not visits:
        raise UserError("没有要登记的检查。", "请至少填一行。")
    items = [Found(item.key) for found in checklists(session) if found.title in lists for item in found.items]
    made: list[Visit] = []
    doubts: list[str] = []
    for place, line in enumerate(visits, 1):
        given = {**common, **_given(line), "result": VisitResult.CLEAN}
        try:
            made.append(record_visit(session, by=by, today=today, confirmed=True, inspectors=inspectors,
                                     token=f"{token}-{place}" if token else None, findings=items, **given))
        except UserError as error:
            raise UserError(f"第 {place} 行：{error.what}", error.advice, error.fields) from error
        doubts += [note for note in (made[-1].slot_note,) if note]
    if doubts and not confirmed:
        raise NeedsConfirmation(f"{'；'.join(dict.fromkeys(doubts))}。仍然登记？")
    _not_twice(made)
    return made


def _given(line: CleanVisit) -> dict[str, Any]:
    keys = ("institution_id", "subject", "town", "starts", "ends", "site_person", "record")
    return {key: getattr(line, key) for key in keys if getattr(line, key) is not None}


def _not_twice(made: Sequence[Visit]) -> None:
    seen: dict[tuple[str, str | None], int] = {}
    for place, one in enumerate(made, 1):
        first = seen.setdefault((one.object_key, one.starts), place)
        if first != place:
            raise UserError(f"第 {place} 行和第 {first} 行是同一个对象：{one.subject}。", "请去掉一行。")
