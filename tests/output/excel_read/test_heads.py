"""Heads under titles, merged over two and three rows, wrapped, numbered, starred, in any order."""

import pytest

from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.output.excel_read.heads import find_heads, head_block, letters
from desktop.output.excel_read.opening import open_workbook
from desktop.output.excel_read.reading import lay_out, lay_out_block, rows_of
from tests.helpers.books import Merge, read, xls, xlsx

ROW = ["1", "安海琴行", "91350524MA31ABCD0M", "文化艺术", "安海镇", "2026-03-05", "是"]
PLAIN = [
    "序号",
    "★机构名称",
    "统一社会\n信用代码",
    "3.培训类别",
    "镇 （街道）",
    "许可证有效期至*",
    "纳入平台监管（是/否）",
]
KEYS = {"name", "code", "category", "town", "licence_until", "platform_included"}
THREE = [
    ["晋江市台账", None, None, None, None, None, None],
    ["单位：", None, None, None, None, None, "2023年8月"],
    ["序号", "基本情况", None, None, None, "证照和监管", None],
    [None, "机构", None, None, "镇（街道）", "许可证", "监管"],
    [None, "机构名称", "信用代码", "类别", None, "有效期至", "全国平台"],
    ROW,
    ["合计", "共1家", None, None, None, None, None],
]
MERGES: list[Merge] = [
    (0, 0, 0, 6), (2, 0, 4, 0), (2, 1, 2, 4), (2, 5, 2, 6), (3, 1, 3, 3), (3, 4, 4, 4)]  # fmt: skip


def keys(data: bytes) -> set[str]:
    return {key for column in read(INSTITUTION_IMPORT, data)[0].mapping for key in column.keys}


@pytest.mark.parametrize("titles", [0, 1, 4])
def test_heads_under_titles_and_in_any_order(titles: int) -> None:
    above = [["某某台账（一）"], ["填表单位：", None, "2023年8月25日"], [None], ["制表"]][:titles]
    data = xlsx([*above, PLAIN[::-1], ROW[::-1]])
    layout, rows = read(INSTITUTION_IMPORT, data)
    assert (layout.block.top, layout.block.depth) == (titles, 1)
    assert {key for column in layout.mapping for key in column.keys} == KEYS
    assert [row.number for row in rows] == [titles + 2]


@pytest.mark.parametrize("make", [xlsx, xls])
def test_three_merged_rows(make: object) -> None:
    layout, rows = read(INSTITUTION_IMPORT, make(THREE, MERGES))  # type: ignore[operator]
    assert (layout.block.top, layout.block.depth, layout.block.words) == (2, 3, "表头在第 3—5 行")
    assert layout.block.paths[5] == "证照和监管/许可证/有效期至"
    assert layout.block.paths[4] == "基本情况/镇（街道）"
    assert {key for column in layout.mapping for key in column.keys} == KEYS
    assert [(row.number, bool(row.skip)) for row in rows] == [(6, False), (7, True)]


def test_two_rows_whose_merging_was_lost() -> None:
    rows = [
        ["序号", "机构名称", "办学许可证", None, "监管情况", None],
        [None, None, "编号", "有效期至", "全国平台", "预收费监管"],
        ["1", "甲", "教民1", "2026-01-01", "是", "银行托管"],
    ]
    layout, found = read(INSTITUTION_IMPORT, xlsx(rows))
    assert layout.block.depth == 2
    assert layout.block.paths[2:] == (
        "办学许可证/编号",
        "办学许可证/有效期至",
        "监管情况/全国平台",
        "监管情况/预收费监管",
    )
    assert {"licence_until", "platform_included", "prepaid", "name"} <= set(layout.heads)
    assert len(found) == 1


def test_no_heads_gives_columns_by_letter() -> None:
    layout, rows = read(INSTITUTION_IMPORT, xlsx([["甲", "1"], ["乙", "2"]]))
    assert not layout.found
    assert layout.block.paths == ("A 列", "B 列")
    assert [row.raw for row in rows] == [{"A 列": "甲", "B 列": "1"}, {"A 列": "乙", "B 列": "2"}]


def test_clerk_chooses_another_row() -> None:
    sheet = open_workbook(xlsx([["标题"], PLAIN, ROW]), "x").sheets[0]
    chosen = lay_out_block(INSTITUTION_IMPORT, sheet, head_block(sheet, 1, 1))
    assert len(rows_of(INSTITUTION_IMPORT, chosen)) == 1
    assert find_heads(sheet, INSTITUTION_IMPORT.columns)[0].top == 1


def test_sheet_that_fits_best_is_taken() -> None:
    import_sheet = xlsx([PLAIN, ROW], title="台账")
    assert lay_out(INSTITUTION_IMPORT, open_workbook(import_sheet, "x")).sheet.name == "台账"
    assert keys(import_sheet) == KEYS


def test_letters_of_columns() -> None:
    assert [letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize("make", [xlsx, xls])
def test_heads_repeated_without_their_merging_never_win(make: object) -> None:
    """The copy at a page break scores a little better: every row above it would be lost."""
    blank: list[object] = [None] * 7
    rows = [*THREE[:5], *[ROW] * 3, blank, *THREE[2:5], *[ROW] * 2]
    layout, found = read(INSTITUTION_IMPORT, make(rows, MERGES))  # type: ignore[operator]
    assert layout.block.top == 2
    assert [row.number for row in found if not row.skip] == [6, 7, 8, 13, 14]
