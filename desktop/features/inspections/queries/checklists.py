"""The checklists as they are asked now, and the words of items no longer asked."""

import tomllib
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.base.resources import resource
from desktop.features.inspections.records.checklists import ChecklistItem
from desktop.features.inspections.rules.checklists import (
    CheckItem,
    Checklist,
    edition,
    item_of,
    read_checklists,
)
from desktop.features.statutes.records import Statute


@cache
def shipped() -> tuple[Checklist, ...]:
    """The checklists of resources/checklists."""
    files = sorted(resource("checklists").glob("*.toml"))
    return read_checklists(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def rows(session: Session) -> list[ChecklistItem]:
    """Her edition, removed items too."""
    return list(session.scalars(select(ChecklistItem).where(ChecklistItem.voided_at.is_(None))
                                .order_by(ChecklistItem.id)))


def checklists(session: Session) -> tuple[Checklist, ...]:
    """What is asked on a visit now; a checklist without items is left out."""
    return tuple(found for found in edition(shipped(), rows(session)) if found.items)


def items(session: Session) -> dict[str, CheckItem]:
    """The items asked now by key."""
    return {item.key: item for found in checklists(session) for item in found.items}


def item(session: Session, key: str) -> CheckItem:
    """The item of that key, asked now or no longer; UserError when there never was one."""
    found = items(session).get(key)
    if found is None:
        own = next((item_of(row) for row in rows(session) if row.key == key), None)
        found = own or next((one for part in shipped() for one in part.items if one.key == key), None)
    if found is None:
        raise UserError(f"没有编号为“{key}”的检查项。", "请在“检查清单”里查看现有的检查项。")
    return found


def removed(session: Session) -> list[CheckItem]:
    """Items no longer asked, to be brought back."""
    return [item_of(row) for row in rows(session) if row.removed]


def citations(session: Session, keys: tuple[str, ...]) -> list[str]:
    """《…》第六十四条 for each article; 待核对 behind one that is not confirmed, an unknown key by itself."""
    if not keys:
        return []
    known = {found.key: found for found in session.scalars(select(Statute).where(Statute.key.in_(keys)))}
    return [_citation(known.get(key), key) for key in keys]


def _citation(found: Statute | None, key: str) -> str:
    if found is None:
        return f"{key}（条文库里没有，待核对）"
    return found.citation if found.pending is None else f"{found.citation}（待核对）"


def article_names(session: Session) -> dict[str, str]:
    """What she calls each article of the library, by its key: 民办教育促进法第六十四条."""
    living = select(Statute.key, Statute.short, Statute.article).where(Statute.voided_at.is_(None))
    return {key: f"{short}{article}" for key, short, article in session.execute(living)}
