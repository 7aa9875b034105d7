"""Checklists as data: the shipped ones with her edition over them; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.features.inspections.records.checklists import ChecklistItem


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item as it is asked now: `finding` is the sentence put in when it fails; `own`: she changed it."""

    key: str
    checklist: str
    wording: str
    finding: str = ""
    statutes: tuple[str, ...] = ()
    category: str = ""
    subcategory: str | None = None
    measures: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """One checklist with its items in order."""

    title: str
    items: tuple[CheckItem, ...]


def read_checklists(contents: Iterable[Mapping[str, Any]]) -> tuple[Checklist, ...]:
    """The shipped checklists out of the parsed files, in their order."""
    ordered = sorted(contents, key=lambda content: content["position"])
    return tuple(Checklist(content["checklist"], tuple(
        CheckItem(item["key"], content["checklist"], item["wording"], item["finding"],
                  tuple(item["statutes"]), item["category"], item.get("subcategory"), item["measures"])
        for item in content["items"])) for content in ordered)


def edition(shipped: Sequence[Checklist], rows: Sequence[ChecklistItem]) -> tuple[Checklist, ...]:
    """The shipped checklists with her rows over them: changed in place, taken away, or added at the end."""
    own = {row.key: row for row in rows if not row.voided}
    lists = {found.title: [_kept(item, own) for item in found.items] for found in shipped}
    known = {item.key for found in shipped for item in found.items}
    for row in sorted(own.values(), key=lambda row: (row.position, row.id or 0)):
        if row.key not in known and not row.removed:
            lists.setdefault(row.checklist, []).append(item_of(row))
    return tuple(Checklist(title, tuple(item for item in items if item is not None))
                 for title, items in lists.items())


def _kept(item: CheckItem, own: Mapping[str, ChecklistItem]) -> CheckItem | None:
    row = own.get(item.key)
    if row is None:
        return item
    return None if row.removed else item_of(row)


def item_of(row: ChecklistItem) -> CheckItem:
    """Her row as an item."""
    return CheckItem(row.key, row.checklist, row.wording, row.finding or "", keys_of(row.statute_keys),
                     row.category or "", row.subcategory, row.measures or "", own=True)


def keys_of(words: str | None) -> tuple[str, ...]:
    """Keys of articles out of one field, where blanks part them."""
    return tuple((words or "").split())
