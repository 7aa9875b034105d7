"""One measured figure with the floor of the same run, and the table of them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Scale:
    """How much is measured: rows of each kind. `repeats` of what is short; the best of them counts."""

    institutions: int = 20_000
    problems: int = 100_000
    imported: int = 100_000
    exported: int = 100_000
    ledger: int = 1_000_000
    searched: int = 200_000
    notices: int = 500
    pasted: int = 10_000
    changed: int = 5_000
    repeats: int = 5


SMALL = Scale(200, 400, 60, 60, 300, 200, 4, 60, 50, 1)
"""Enough to see that the machinery works; its numbers mean nothing."""


@dataclass(frozen=True)
class Figure:
    """`value` and `floor` in `unit` (s, ms, MB). `most`: the greatest ratio to the floor that is allowed, or,
    when `absolute`, the greatest value itself."""

    key: str
    title: str
    unit: str
    value: float
    floor: float
    floor_title: str
    most: float
    absolute: bool = False

    @property
    def ratio(self) -> float:
        """Value by floor; 0 when the floor is too small to divide by."""
        return self.value / self.floor if self.floor > 0 else 0.0

    @property
    def kept(self) -> bool:
        """True when the figure is within what is allowed."""
        return (self.value if self.absolute else self.ratio) <= self.most

    @property
    def allowed(self) -> str:
        """What is allowed, in words: ≤ 2 × or ≤ 0.5 s."""
        return f"≤ {self.most:g} {self.unit}" if self.absolute else f"≤ {self.most:g} ×"


Bench = Callable[[Path, Scale], list[Figure]]
"""Measures below an empty folder."""

HEADS = ("量的是什么", "本程序", "底线", "底线是什么", "倍数", "要求", "")


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [HEADS, *(_cells(figure) for figure in figures)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---|---:|---:|---|---:|---|---|", *lines[1:]])


def as_json(figures: Sequence[Figure]) -> str:
    """The figures as one JSON list."""
    found = [{**asdict(figure), "ratio": round(figure.ratio, 3), "kept": figure.kept} for figure in figures]
    return json.dumps(found, ensure_ascii=False, indent=1)


def _cells(figure: Figure) -> tuple[str, ...]:
    return (
        figure.title,
        f"{figure.value:.3g} {figure.unit}" if figure.value < 1000 else f"{figure.value:.0f} {figure.unit}",
        f"{figure.floor:.3g} {figure.unit}" if figure.floor < 1000 else f"{figure.floor:.0f} {figure.unit}",
        figure.floor_title,
        f"{figure.ratio:.2f}",
        figure.allowed,
        "达到" if figure.kept else "未达到",
    )
