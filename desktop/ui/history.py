"""谁、何时、改了什么, for one record: the journal in the words of the declared fields."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.clock import CHINA
from desktop.base.fields import field_of
from desktop.base.records import Record, attributes
from desktop.store.journal import Entry
from desktop.ui.sections import Fact, Section

MOST = 20


def history_section(session: Session, record: type[Record], row: int) -> Section:
    """The newest changes of a record first."""
    entries = session.scalars(
        select(Entry)
        .where(Entry.record == record.__tablename__, Entry.record_id == row)
        .order_by(Entry.seq.desc())
        .limit(MOST)
    ).all()
    labels = {attribute.key: field_of(attribute).label for attribute in attributes(record)}
    facts = tuple(
        Fact(entry.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"), _words(entry, labels))
        for entry in entries
    )
    return Section("history", "历史", rows=facts, count=len(facts), empty="还没有变更。")


def _words(entry: Entry, labels: dict[str, str]) -> str:
    if entry.action != "修改":
        return f"{entry.by}：{entry.title}"
    parts = [
        f"“{labels[key]}”由 {_shown(old)} 改为 {_shown(new)}"
        for key, (old, new) in json.loads(entry.changes).items()
        if key in labels
    ]
    return f"{entry.by}：{entry.title}" + (f"，{'，'.join(parts[:3])}" if parts else "")


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    words = str(value)
    return words if len(words) <= 30 else f"{words[:30]}…"
