"""What a credit platform takes, as .xlsx: Chinese heads, below them the codes where the platform has some."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from desktop.base.chinese import strip_controls
from desktop.features.lists.rules.standard import Facts, Field, SheetPlan, row_faults

LONGEST = 32_000
WIDTH, WIDE = 16, 30


@dataclass(frozen=True)
class CreditSheet:
    """One sheet: its plan and a row of facts for each matter."""

    plan: SheetPlan
    rows: Sequence[Facts]

    @property
    def faults(self) -> list[str]:
        """What the platform would refuse, a line each."""
        return [f"{self.plan.name}第 {place} 行（{row.get('name') or '没有名称'}）：{words}"
                for place, row in enumerate(self.rows, 1) for words in row_faults(self.plan.fields, row)]


def credit_xlsx(sheets: Sequence[CreditSheet]) -> bytes:
    """The workbook; every cell is text, so that codes keep their zeros and sums their decimals."""
    # Loaded with the first sheet that is written, not with the window.
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter",
                            "align": "center", "num_format": "@"})
    text = book.add_format({"num_format": "@", "valign": "vcenter"})
    for sheet in sheets:
        _write(book.add_worksheet(sheet.plan.name), sheet, head, text)
    book.close()
    return buffer.getvalue()


def _write(page: Any, sheet: CreditSheet, head: Any, text: Any) -> None:
    fields = sheet.plan.fields
    coded = any(field.code for field in fields)
    for place, field in enumerate(fields):
        page.set_column(place, place, WIDE if field.longest > 200 else WIDTH, text)
        page.write_string(0, place, field.head, head)
        if coded:
            page.write_string(1, place, field.code, head)
    first = 2 if coded else 1
    for number, row in enumerate(sheet.rows, first):
        for place, field in enumerate(fields):
            if words := _words(row, field):
                page.write_string(number, place, words, text)
    page.freeze_panes(first, 1)


def _words(row: Facts, field: Field) -> str:
    return strip_controls(row.get(field.key, "") if field.key else "")[:LONGEST]
