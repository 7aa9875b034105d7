"""A blank filled for a month: the file as it came with the mapped cells in it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.features.blanks.queries import Filled, blank_bytes, filled
from desktop.features.blanks.records import Blank
from desktop.output.excel_fill.filling import fill_blank
from desktop.output.excel_fill.places import place_of


@dataclass(frozen=True)
class Refill:
    """The file's bytes, its cells, and those that stay empty."""

    data: bytes
    name: str
    cells: tuple[Filled, ...]

    @property
    def empty(self) -> tuple[Filled, ...]:
        """Cells without a value, with the reason."""
        return tuple(item for item in self.cells if item.value is None)


def refill(session: Session, blank: Blank, month: str, today: date) -> Refill:
    """The blank filled for a month; UserError when no cell is mapped."""
    found = filled(session, blank, month, today)
    if not found:
        raise UserError(f"“{blank.name}”还没有对应任何单元格。", "请在窗口的“临时表”里逐个点选单元格。")
    values = {place_of(item.cell.sheet, item.cell.cell): item.value for item in found
              if item.value is not None}
    data = fill_blank(blank_bytes(session, blank), values, blank.file_name)
    stem, _, ending = blank.file_name.rpartition(".")
    return Refill(data, f"{stem}_{month}.{ending}", tuple(found))
