"""户数 and 条数 of a list over a span, and the sums that must agree before anything is printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.base.errors import UserError
from desktop.features.lists.records import ListKind


@dataclass(frozen=True)
class Figures:
    """Of one list: lines on it before `first`, listed and removed from `first` to `last`, lines on it then.

    `subjects` are 户数 at the end. `towns`, `categories`, `batches` are lines at the end by each.
    """

    listing: ListKind
    first: date
    last: date
    opening: int
    joined: int
    left: int
    closing: int
    subjects: int
    ever_subjects: int
    ever_lines: int
    towns: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """在册 12 户 12 条；历次列入 15 条，涉及 14 户."""
        return (f"在册 {self.subjects} 户 {self.closing} 条；历次列入 {self.ever_lines} 条，"
                f"涉及 {self.ever_subjects} 户")


def disagreements(found: Figures) -> list[str]:
    """Sums that do not agree, in words; empty when all do."""
    name, faults = found.listing.value, []
    if found.opening + found.joined - found.left != found.closing:
        faults.append(f"{name}期初 {found.opening} 条，列入 {found.joined} 条，移出 {found.left} 条，"
                      f"应为 {found.opening + found.joined - found.left} 条，在册却是 {found.closing} 条")
    if found.subjects != found.closing:
        faults.append(f"{name}在册 {found.closing} 条、{found.subjects} 户，一户只能有一条")
    for what, parts in (("各镇街", found.towns), ("各类别", found.categories)):
        if sum(parts.values()) != found.closing:
            faults.append(f"{name}{what}合计 {sum(parts.values())} 条，在册却是 {found.closing} 条")
    if found.ever_subjects > found.ever_lines:
        faults.append(f"{name}历次 {found.ever_lines} 条，户数却有 {found.ever_subjects} 户")
    return faults


def need_agreeing(faults: list[str]) -> None:
    """UserError with every sum that does not agree."""
    if faults:
        raise UserError(f"没有打印：数对不上，{'；'.join(faults)}。", "先按提示改好名单，再打印。")
