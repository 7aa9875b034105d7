"""Her edition of the checklists: items changed, added, taken away and brought back."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.inspections.queries.checklists import checklists, item, items
from desktop.features.inspections.records.checklists import ChecklistItem
from desktop.features.inspections.rules.checklists import CheckItem
from desktop.features.statutes.queries import statutes
from desktop.store.editing import check_values, current

OWN = "own-"
"""How keys of items she added begin."""


def save_item(session: Session, *, by: str, today: date, checklist: str, wording: str, key: str | None = None,
              finding: str | None = None, statute_keys: str | None = None, category: str | None = None,
              subcategory: str | None = None, measures: str | None = None) -> ChecklistItem:
    """Change the item of `key`, or add one at the end of a checklist (key None).

    UserError for empty words, an unknown checklist or an article the library lacks.
    """
    title = checklist.strip()
    if title not in {found.title for found in checklists(session)}:
        raise UserError(f"没有“{title}”这个检查清单。", "请从现有的清单里选。", {"checklist": "没有这个清单"})
    statutes(session, (statute_keys or "").split())
    row = _row(session, key) if key is not None else None
    found = row or ChecklistItem(key=key or _next_key(session), removed=False, position=_last(session) + 1)
    if key is not None:
        item(session, key)
    values = {"checklist": title, "wording": wording.strip(), "finding": finding, "category": category,
              "statute_keys": statute_keys, "subcategory": subcategory, "measures": measures}
    for name, value in values.items():
        setattr(found, name, (value or "").strip() or None)
    check_values(ChecklistItem, current(found))
    session.add(found)
    session.flush()
    return found


def remove_item(session: Session, *, by: str, today: date, key: str) -> ChecklistItem:
    """Ask it no more; records that have it keep their words."""
    asked = items(session).get(key)
    if asked is None:
        raise UserError("这一项已经停用。", "请刷新检查清单。")
    found = _row(session, key) or _row_of(asked, _last(session) + 1)
    found.removed = True
    session.add(found)
    session.flush()
    return found


def restore_item(session: Session, *, by: str, today: date, key: str) -> ChecklistItem:
    """Ask it again."""
    found = _row(session, key)
    if found is None or not found.removed:
        raise UserError("这一项没有停用，不用恢复。", "请刷新检查清单。")
    found.removed = False
    session.flush()
    return found


def _row(session: Session, key: str) -> ChecklistItem | None:
    return session.scalar(select(ChecklistItem).where(ChecklistItem.key == key))


def _row_of(asked: CheckItem, position: int) -> ChecklistItem:
    return ChecklistItem(
        key=asked.key, checklist=asked.checklist, wording=asked.wording, finding=asked.finding or None,
        statute_keys=" ".join(asked.statutes) or None, category=asked.category or None,
        subcategory=asked.subcategory, measures=asked.measures or None, position=position, removed=False)


def _last(session: Session) -> int:
    return session.scalar(select(func.max(ChecklistItem.position))) or 0


def _next_key(session: Session) -> str:
    used = session.scalars(select(ChecklistItem.key).where(ChecklistItem.key.startswith(OWN)))
    return f"{OWN}{max((int(key.removeprefix(OWN)) for key in used), default=0) + 1}"
