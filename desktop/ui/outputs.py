"""What the screen asks of paper and sheets, without knowing how they are made; the app gives it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.base.listing import Listing, Question
from desktop.base.progress import Progress


@dataclass(frozen=True)
class Outputs:
    """`export(listing, question, path, progress)` writes the asked rows as .xlsx and returns their number."""

    export: Callable[[Listing, Question, Path, Progress], int]
