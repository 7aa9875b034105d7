"""What the screen asks of paper and sheets, without knowing how they are made; the app gives it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.base.errors import UserError
from desktop.base.listing import Listing, Question
from desktop.base.progress import Progress
from desktop.base.records import Record
from desktop.base.values import value_class

HISTORY = "变更记录"


@value_class
class Changes:
    """Which changes are asked for: those found by `search`, of a `month` (2023-09), or of one record, whose
    `title` stands in the heading."""

    search: str = ""
    month: str | None = None
    record: type[Record] | None = None
    row: int = 0
    title: str = ""

    @property
    def heading(self) -> str:
        """What stands above them."""
        about = self.title or self.month or (f"查找“{self.search}”" if self.search else "")
        return f"{HISTORY}（{about}）" if about else HISTORY


Paper = Callable[[Listing, Question, str, Progress, str], bytes]


def no_paper(listing: Listing, question: Question, title: str, progress: Progress, purpose: str) -> bytes:
    """Where nothing can be printed."""
    raise UserError(f"这里不能打印{listing.title}。", "请先导出表格，在 Excel 或 WPS 里打印。")


def no_history(asked: Changes, *_: object) -> Any:
    """Where no history can be taken out."""
    raise UserError(f"这里不能导出{asked.heading}。", "请用命令行 export history。")


@value_class
class Outputs:
    """`export(listing, question, path, progress, purpose)` writes the asked rows as .xlsx: their number.

    `paper(listing, question, title, progress, purpose)` lays the shown columns of the asked rows out as PDF.
    Personal data is masked where `purpose` is empty. `history_sheet(changes, path, progress)` writes the
    asked changes as .xlsx and gives their number, `history_paper(changes, progress)` lays them out as PDF.
    """

    export: Callable[[Listing, Question, Path, Progress, str], int]
    paper: Paper = no_paper
    history_sheet: Callable[[Changes, Path, Progress], int] = no_history
    history_paper: Callable[[Changes, Progress], bytes] = no_history
