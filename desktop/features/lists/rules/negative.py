"""负面清单 items as data: what puts one on the black list, and which removals answer to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.features.lists.records import ListKind, Removal, SubjectKind

WHITE_REMOVALS = (Removal.LICENCE_ENDED, Removal.CLOSED, Removal.REVOKED, Removal.MISTAKE)
"""Leaving the white list for the black one is a move of its own (`Removal.TO_BLACK`)."""


@dataclass(frozen=True, slots=True)
class NegativeItem:
    """One kind of conduct; `statutes` are keys of articles, `categories` the problems it comes from."""

    key: str
    label: str
    subjects: tuple[SubjectKind, ...]
    statutes: tuple[str, ...]
    categories: tuple[str, ...]
    removals: tuple[Removal, ...]


@dataclass(frozen=True, slots=True)
class NegativeList:
    """All items; `checked` is False while the county's own printed list was not compared.

    `delisting_basis`: by scheme, on what a white line ends for a 负面清单 fact.
    """

    items: tuple[NegativeItem, ...]
    checked: bool
    source: str
    delisting_basis: Mapping[str, str]

    def item(self, key: str | None) -> NegativeItem | None:
        """The item of that key or label."""
        return next((item for item in self.items if key in (item.key, item.label)), None)

    def for_category(self, category: str) -> NegativeItem | None:
        """The item a problem of that first-level category usually means."""
        return next((item for item in self.items if category in item.categories), None)

def read_negative(content: Mapping[str, Any]) -> NegativeList:
    """The items of resources/lists/negative.toml."""
    items = tuple(
        NegativeItem(item["key"], item["label"], tuple(map(SubjectKind, item["subjects"])),
                     tuple(item["statutes"]), tuple(item["categories"]),
                     tuple(map(Removal, item["removals"])))
        for item in content["item"])
    return NegativeList(items, content["checked"], content["source"], content["delisting_basis"])


def removals_for(listing: ListKind, item: NegativeItem | None) -> tuple[Removal, ...]:
    """Reasons by which a line may leave its list; on the black list they answer to why it was listed."""
    if listing is ListKind.WHITE:
        return WHITE_REMOVALS
    return item.removals if item is not None else (Removal.REVOKED, Removal.MISTAKE)
