"""Rows of a sheet are as high as their wrapped words."""

from io import BytesIO
from math import inf

import openpyxl
import pytest

from desktop.base.fields import Field, Kind
from desktop.output.excel_rows import HIGHEST, LOWEST, lines_of, row_height
from desktop.output.excel_write import write_listing


def test_a_short_word_takes_a_line_and_a_long_one_breaks() -> None:
    assert lines_of("整改", 8, 10) == 1
    assert lines_of("整改报告和整改前后照片", 8, 10) == 3
    assert lines_of("第一行\n第二行", 40, 10) == 2
    assert lines_of("", 8, 10) == 1


def test_the_highest_cell_makes_the_row() -> None:
    low = row_height(["一", "二"], [10, 10], 10)
    assert low == pytest.approx(17, abs=1)
    assert row_height(["一", "二" * 40], [10, 10], 10) > 5 * low - 20
    assert row_height([], [], 10) >= LOWEST
    assert row_height(["长" * 9000], [4], 10) == HIGHEST < inf


@pytest.mark.parametrize(("columns", "paper", "pages"), [(6, "9", 1), (14, "8", 1), (60, "8", 4)])
def test_many_columns_are_printed_on_pages_that_can_be_read(columns: int, paper: str, pages: int) -> None:
    target = BytesIO()
    fields = [Field(f"栏{number}", Kind.TEXT, width=10) for number in range(columns)]
    write_listing(fields, [], "台账", target)
    page = openpyxl.load_workbook(target).active
    assert page is not None
    assert (str(page.page_setup.paperSize), int(page.page_setup.fitToWidth or 1)) == (paper, pages)
    assert page.page_setup.fitToHeight == 0
