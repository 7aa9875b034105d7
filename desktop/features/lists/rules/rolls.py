"""A roll as it is printed: title, columns, rows, what stands around them; one for paper and for .xlsx."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RollColumn:
    """Head, width in mm (0: a share of the rest), whether short words stand in the middle."""

    head: str
    mm: float = 0.0
    centred: bool = False


@dataclass(frozen=True)
class Roll:
    """`made_on` is the day that stands in the file itself, so that a reprint is the same to the byte."""

    title: str
    columns: tuple[RollColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    left: str
    right: str
    notes: tuple[str, ...]
    feet: tuple[str, ...]
    author: str
    made_on: date

    def __post_init__(self) -> None:
        assert all(len(row) == len(self.columns) for row in self.rows), self.title
