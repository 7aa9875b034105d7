"""What the screen asks of paper and sheets, without knowing how they are made; the app gives it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.base.errors import UserError
from desktop.base.listing import Listing, Question
from desktop.base.progress import Progress

Paper = Callable[[Listing, Question, str, Progress, str], bytes]


def no_paper(listing: Listing, question: Question, title: str, progress: Progress, purpose: str) -> bytes:
    """Where nothing can be printed."""
    raise UserError(f"这里不能打印{listing.title}。", "请先导出表格，在 Excel 或 WPS 里打印。")


@dataclass(frozen=True)
class Outputs:
    """`export(listing, question, path, progress, purpose)` writes the asked rows as .xlsx: their number.

    `paper(listing, question, title, progress, purpose)` lays the shown columns of the asked rows out as PDF.
    Personal data is masked where `purpose` is empty.
    """

    export: Callable[[Listing, Question, Path, Progress, str], int]
    paper: Paper = no_paper
