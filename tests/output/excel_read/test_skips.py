"""Totals, notes, repeated heads and bare serials are left out with a reason; a nameless row is not."""

import pytest

from desktop.features.institutions.excel import INSTITUTION_IMPORT
from tests.helpers.books import read, xlsx

HEADS = ["序号", "机构名称", "类别", "镇街", "地址", "电话"]
GOOD = ["1", "甲", "科技", "安海镇", "路1号", "0595-82000000"]

SKIPPED = [
    (["合计", "共60家"], "合计"),
    ([None, "小 计", None, "7 家"], "合计"),
    (["总计：", None, 3, 4, 5, 6], "合计"),
    (["共45家"], "合计"),
    (["安海镇小计", "7家"], "合计"),
    ([None, "青阳街道 合计", None, 9], "合计"),
    (["本表于每月25日前报送教育局校外培训监管科。"], "说明文字"),
    (["2.停业机构也应填报，并在备注栏注明"], "说明文字"),
    (["注：本表每月25日前报。填表人：      审核人："], "说明文字"),
    (["填表人：张三", None, "审核人：李四", None, "填表日期：2023年8月"], "说明文字"),
    (["备注：以上为初步数据"], "说明文字"),
    (["单位负责人（签字）：", None, None, "联系电话：0595"], "说明文字"),
    (HEADS, "重复的表头"),
    ([1, 2, 3, 4, 5, 6], "列号"),
    (["（1）", "（2）", "（3）", "（4）"], "列号"),
    (["18"], "只有序号"),
    ([None] * 7 + ["旁边的字"], "表头范围以外"),
]  # fmt: skip
TAKEN = [
    ["2", None, "科技", "安海镇"],
    ["3", "合计琴行", "科技"],
    [None, "乙"],
    ["4", "说明白书法", "科技"],
    ["5", "注音学堂"],
    ["5", "3.5度空间美术培训中心"],
    ["6", "小计算机合计", "科技"],
]


@pytest.mark.parametrize(("row", "reason"), SKIPPED)
def test_left_out_with_the_reason(row: list[object], reason: str) -> None:
    rows = read(INSTITUTION_IMPORT, xlsx([HEADS, GOOD, row, GOOD]))[1]
    assert [bool(found.skip) for found in rows] == [False, True, False]
    assert reason in rows[1].skip
    assert rows[1].number == 3


@pytest.mark.parametrize("row", TAKEN)
def test_taken(row: list[object]) -> None:
    rows = read(INSTITUTION_IMPORT, xlsx([HEADS, GOOD, row]))[1]
    assert [found.skip for found in rows] == ["", ""]


def test_merged_section_line_is_left_out() -> None:
    rows = read(INSTITUTION_IMPORT, xlsx([HEADS, ["一、学科类"], GOOD], [(1, 0, 1, 5)]))[1]
    assert [found.skip for found in rows] == ["整行合并的说明文字", ""]


def test_blank_rows_are_not_read() -> None:
    rows = read(INSTITUTION_IMPORT, xlsx([HEADS, [None], GOOD, ["  ", "\n"], GOOD]))[1]
    assert [found.number for found in rows] == [3, 5]
