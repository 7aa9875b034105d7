"""What the screen asks of paper and sheets, without knowing how they are made; the app gives it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.base.changes import ChangesAsked
from desktop.base.errors import UserError
from desktop.base.listing import Listing, Question
from desktop.base.progress import Progress
from desktop.base.values import value_class

HISTORY = "变更记录"


def heading_of(asked: ChangesAsked) -> str:
    """What stands above asked changes."""
    return f"{HISTORY}（{asked.words}）" if asked.words else HISTORY


Paper = Callable[[Listing, Question, str, Progress, str], bytes]


def no_paper(listing: Listing, question: Question, title: str, progress: Progress, purpose: str) -> bytes:
    """Where nothing can be printed."""
    raise UserError(f"这里不能打印{listing.title}。", "请先导出表格，在 Excel 或 WPS 里打印。")


def no_history(asked: ChangesAsked, *_: object) -> Any:
    """Where no history can be taken out."""
    raise UserError(f"这里不能导出{heading_of(asked)}。", "请用命令行 export history。")


@value_class
class Outputs:
    """`export(listing, question, path, progress, purpose)` writes the asked rows as .xlsx: their number.

    `paper(listing, question, title, progress, purpose)` lays the shown columns of the asked rows out as PDF.
    Personal data is masked where `purpose` is empty. `history_sheet(changes, path, progress)` writes the
    asked changes as .xlsx and gives their number, `history_paper(changes, progress)` lays them out as PDF.
    """

    export: Callable[[Listing, Question, Path, Progress, str], int]
    paper: Paper = no_paper
    history_sheet: Callable[[ChangesAsked, Path, Progress], int] = no_history
    history_paper: Callable[[ChangesAsked, Progress], bytes] = no_history
