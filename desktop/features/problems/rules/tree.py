"""The category tree: what each branch is called, asks for as evidence and cites."""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.base.errors import UserError
from desktop.base.values import value_class
from desktop.features.problems.records import Category, EvidenceKind

PER_REFUND = "×退费人数"


@value_class
class Requirement:
    """So many papers of a kind; `per_refund`: one for every student to be refunded, at least one."""

    kind: EvidenceKind
    count: int = 1
    per_refund: bool = False

    def needed(self, refunds: int | None) -> int:
        """How many papers this problem must show."""
        return max(1, refunds or 0) if self.per_refund else self.count


@value_class
class Branch:
    """One second-level category, or a first-level one on its own (`key` is then its letter)."""

    key: str
    category: Category
    label: str
    shown: str
    text: str
    enabled: bool
    evidence: tuple[Requirement, ...]
    statutes: tuple[str, ...]
    look_back: int | None = None


def read_tree(content: Mapping[str, Any]) -> tuple[Branch, ...]:
    """Branches of resources/problems/categories.toml in order; a first-level entry before its items."""
    found: list[Branch] = []
    for entry in content["category"]:
        top = _branch(entry, entry, Category(entry["label"]), entry["label"])
        found.append(top)
        found += [_branch(item, entry, top.category, item.get("shown", f"{top.label}・{item['label']}"))
                  for item in entry.get("items", ())]
    return tuple(found)


def _branch(item: Mapping[str, Any], parent: Mapping[str, Any], category: Category, shown: str) -> Branch:
    evidence = item.get("evidence", parent["evidence"])
    return Branch(item["key"], category, item["label"], shown, item.get("text", ""), parent["enabled"],
                  tuple(_requirement(words) for words in evidence),
                  tuple(item.get("statutes", parent["statutes"])),
                  item.get("look_back", parent.get("look_back")))


def _requirement(words: str) -> Requirement:
    if words.endswith(PER_REFUND):
        return Requirement(EvidenceKind(words.removesuffix(PER_REFUND)), per_refund=True)
    kind, _, count = words.partition("×")
    return Requirement(EvidenceKind(kind), int(count or 1))


def branch_of(tree: Sequence[Branch], category: Category, kind: str | None) -> Branch:
    """The branch of a problem; UserError when the second level does not belong to the first."""
    for branch in tree:
        if branch.category is category and (branch.key == kind if kind else branch.shown == category.value):
            return branch
    raise UserError(f"“{category.value}”下没有“{kind}”这个二级类别。", "请重新选择类别。",
                    {"subcategory": "请重新选择"})
