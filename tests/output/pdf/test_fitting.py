"""Widths of printed tables: nothing is broken where an empty column has room to spare."""

from desktop.output.pdf.canvas import MM
from desktop.output.pdf.fitting import fitted_widths
from desktop.output.pdf.fonts import font_book
from desktop.output.pdf.sheet import Column, HeadCell, TableSheet
from desktop.output.pdf.tables import TablePress

HEADS = ("编号", "机构", "镇街", "作废原因")
ROW = ("2023-008", "晋江市青阳听潮舞蹈培训中心", "青阳街道", "")


def sheet(*rows: tuple[str, ...], fitted: bool = True) -> TableSheet:
    heads = tuple(HeadCell(0, place, words) for place, words in enumerate(HEADS))
    return TableSheet("登记簿", tuple(Column() for _ in HEADS), heads, rows, fitted=fitted)


def lines(page: TableSheet) -> list[int]:
    """How many lines each cell of the first row takes."""
    press = TablePress(page, font_book())
    return [len(press.setter.set(words, width, page.size, page.body_role, column.align).lines)
            for words, width, column in zip(page.rows[0], press.widths, page.columns, strict=True)]


def test_room_of_an_empty_column_goes_to_words_that_lack_it() -> None:
    page = sheet(ROW)
    narrow = [18 * MM, 30 * MM, 12 * MM, 80 * MM]
    widths = fitted_widths(page, narrow, font_book())
    assert abs(sum(widths) - sum(narrow)) < 0.01
    assert widths[3] < narrow[3]
    assert widths[1] > narrow[1]
    assert lines(page) == [1, 1, 1, 0]


def test_an_empty_column_stays_wide_enough_to_be_filled_in_by_hand() -> None:
    widths = fitted_widths(sheet(ROW), [18 * MM, 30 * MM, 12 * MM, 80 * MM], font_book())
    assert widths[3] >= 0.6 * 80 * MM - 0.01


def test_a_form_with_proportions_of_its_own_keeps_them() -> None:
    press = TablePress(sheet(ROW, fitted=False), font_book())
    assert len({round(width, 3) for width in press.widths}) == 1


def test_where_nothing_fits_the_declared_widths_stand() -> None:
    page = sheet(("9" * 60,) * 4)
    assert fitted_widths(page, [10.0] * 4, font_book()) == [10.0] * 4


def test_a_long_text_leaves_short_words_whole() -> None:
    page = sheet(("2023-008", "经查存在以个人收款码收取课时费的行为，" * 20, "青阳街道", "当事人名称写错"))
    found = lines(page)
    assert (found[0], found[2], found[3]) == (1, 1, 1)
    assert found[1] > 1
