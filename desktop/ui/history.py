"""谁、何时、改了什么, for one record: the journal in the words of the declared fields."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.fields import Field, Kind, field_of
from desktop.base.masks import masked
from desktop.base.records import Record, attributes
from desktop.store.journal import Entry
from desktop.ui.sections import Fact, Section

MOST, MOST_PARTS, LONGEST = 20, 3, 30
EMPTY = "空"
NOTHING: Mapping[str, str] = {}


def history_section(session: Session, record: type[Record], row: int) -> Section:
    """The newest changes of a record first."""
    entries = session.scalars(
        select(Entry)
        .where(Entry.record == record.__tablename__, Entry.record_id == row)
        .order_by(Entry.seq.desc())
        .limit(MOST)
    ).all()
    facts = tuple(
        Fact(entry.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"), _words(entry, record))
        for entry in entries
    )
    return Section("history", "历史", rows=facts, count=len(facts), empty="还没有变更。")


def _words(entry: Entry, record: type[Record]) -> str:
    parts = changed_words(entry, record)[:MOST_PARTS]
    return f"{entry.by}：{entry.title}" + (f"，{'，'.join(parts)}" if parts else "")


def changed_words(entry: Entry, record: type[Record], labels: Mapping[str, str] = NOTHING) -> list[str]:
    """“镇街”由 空 改为 安海镇, one for each declared field a change touched; personal values masked.

    `labels` names the facts and values inside a setting; facts without a name are left out.
    """
    if entry.action != "修改":
        return []
    facts = {attribute.key: field_of(attribute) for attribute in attributes(record)}
    told: list[str] = []
    for key, (old, new) in json.loads(entry.changes).items():
        before, after = _inside(old), _inside(new)
        if key not in facts:
            continue
        if before is None or after is None:
            if (before_words := _shown(facts[key], old)) != (after_words := _shown(facts[key], new)) or (
                    before_words != EMPTY and old != new):
                told.append(_told(facts[key].label, before_words, after_words))
            continue
        told += [_told(labels[name], _short(labels, before.get(name)), _short(labels, after.get(name)))
                 for name in labels if before.get(name) != after.get(name)]
    return told


def _told(name: str, old: str, new: str) -> str:
    return f"“{name}”由 {old} 改为 {new}"


def _inside(value: Any) -> dict[str, Any] | None:
    """The facts of a setting that holds several; None for anything else."""
    if not isinstance(value, str) or not value.startswith("{"):
        return None
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _short(labels: Mapping[str, str], value: Any) -> str:
    words = labels.get(str(value), str(value)) if value not in (None, "") else EMPTY
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def change_words(entry: Entry, record: type[Record], title: str, labels: Mapping[str, str] = NOTHING) -> str:
    """One change of an act: the record and what became of it."""
    if entry.action == "修改":
        parts = changed_words(entry, record, labels)
        voided = json.loads(entry.changes).get("voided_at")
        if voided is not None:
            parts.append("作废" if voided[1] else "恢复")
        return f"{title}：{'，'.join(parts)}" if parts else title
    return f"{entry.action} {title}"


def _shown(facts: Field, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if facts.kind is Kind.MOMENT:
        return f"{datetime.fromisoformat(str(value)).astimezone(CHINA):%Y-%m-%d %H:%M}"
    told = facts.meaning(str(value)) if facts.meaning is not None else str(value)
    words = masked(told) if facts.personal else told
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
