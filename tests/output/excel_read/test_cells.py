"""Cells as values: what is understood, what is only marked, what fails its row."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from desktop.base.clock import CHINA
from desktop.base.fields import Field, Kind
from desktop.base.social_code import check_character
from desktop.features.institutions.excel import INSTITUTION_IMPORT
from desktop.output.excel_read.cells import as_words, reader
from desktop.output.excel_read.opening import open_workbook
from desktop.output.excel_read.reading import lay_out, rows_of
from tests.helpers.books import xlsx


class Sort(StrEnum):
    """A value set for these tests."""

    ARTS = "文化艺术"
    SCIENCE = "科技类"
    NONE = "无"


DAY = date(2026, 3, 5)
GOOD = "913505829XY9P5DJ8D"
SORT = Field("类别", Kind.CHOICE, choices=Sort, spellings={"艺术": Sort.ARTS})

UNDERSTOOD: list[tuple[Kind, Any, Any]] = [
    (Kind.TEXT, " 晋江市䶮墨𬭎中心 ", "晋江市䶮墨𬭎中心"),
    (Kind.TEXT, '=HYPERLINK("x")', '=HYPERLINK("x")'),
    (Kind.TEXT, "+86", "+86"),
    (Kind.TEXT, "@SUM(A1)", "@SUM(A1)"),
    (Kind.TEXT, "镇\n（街道）", "镇（街道）"),
    (Kind.TEXT, "a\x00b\u200bc", "abc"),
    (Kind.TEXT, 235.0, "235"),
    (Kind.TEXT, 0.5, "0.5"),
    (Kind.TEXT, "——", None),
    (Kind.LONG, "一\n二", "一\n二"),
    (Kind.CODE, " ９１３５０５８２９ｘｙ９ｐ５ｄｊ８ｄ ", GOOD),
    (Kind.CODE, "91350582-9XY9P5DJ8-D", GOOD),
    (Kind.CODE, "无", None),
    (Kind.PHONE, 13805191731.0, "13805191731"),
    (Kind.PHONE, "０５９５－８２２７６２６１", "0595-82276261"),
    (Kind.PHONE, "138 0519 1731", "13805191731"),
    (Kind.PHONE, "暂无", None),
    (Kind.CHOICE, "文化艺术类", Sort.ARTS),
    (Kind.CHOICE, " 文化 艺术 ", Sort.ARTS),
    (Kind.CHOICE, "科技", Sort.SCIENCE),
    (Kind.CHOICE, "艺术", Sort.ARTS),
    (Kind.CHOICE, "无", Sort.NONE),
    (Kind.CHOICE, "-", None),
    (Kind.FLAG, "√", True),
    (Kind.FLAG, "已纳入", True),
    (Kind.FLAG, "未纳入", False),
    (Kind.FLAG, "尚未纳入平台", False),
    (Kind.FLAG, "无", False),
    (Kind.FLAG, True, True),
    (Kind.FLAG, "/", None),
    *[(Kind.DATE, cell, DAY) for cell in (
        "2026-03-05", "2026.3.5", "2026/3/5", "20260305", 20260305.0, "2026年3月5日", "２０２６．３．５",
        "2026-03-05 00:00:00", "2026/3/5 14:30", "2026. 3. 5",
        "二〇二六年三月五日", "2026年三月五日", "2026、3、5",
        46086.0, "46086", DAY, datetime(2026, 3, 5, 8, 30, tzinfo=CHINA))],
    (Kind.DATE, "—", None),
    (Kind.MOMENT, "2026-03-05 14:30", datetime(2026, 3, 5, 14, 30, tzinfo=CHINA)),
    (Kind.INTEGER, 235.0, 235),
    (Kind.INTEGER, "235人", 235),
    (Kind.INTEGER, "１，１３６", 1136),
    (Kind.INTEGER, "约120㎡", 120),
    (Kind.MONEY, "1.2万元", Decimal("12000.00")),
    (Kind.MONEY, "￥1,200.50", Decimal("1200.50")),
    (Kind.MONEY, 0.1 + 0.2, Decimal("0.30")),
    (Kind.MONEY, "无", None),
]  # fmt: skip

REFUSED: list[tuple[Kind, Any, str]] = [
    (Kind.TEXT, "长" * 101, "太长：101 字，最多 100 字"),
    (Kind.TEXT, 1.35058283393425e17, "末几位已丢"),
    (Kind.CODE, 9.13505821234568e17, "请对照证照填 18 位"),
    (Kind.CODE, "9.13505E+17", "存成了数字"),
    (Kind.CHOICE, "水上", "没有此类别，可填：文化艺术、科技类、无"),
    (Kind.FLAG, "有待核实", "只能填 是 或 否"),
    (Kind.DATE, "2026-02-30", "没有这一天"),
    (Kind.DATE, "2026-13-01", "没有 13 月"),
    (Kind.DATE, "3月5日", "没有写年份"),
    (Kind.DATE, "八月一日", "没有写年份"),
    (Kind.DATE, "26.3.5", "年份要写四位"),
    (Kind.DATE, "2026年3月", "日期不完整"),
    (Kind.DATE, "1026-03-05", "年份 1026 不对"),
    (Kind.DATE, "2023.1.1-2026.1.1", "两个日期"),
    (Kind.DATE, "去年", "看不出"),
    (Kind.DATE, 12.0, "看不出"),
    (Kind.INTEGER, -3.0, "负数"),
    (Kind.INTEGER, 3.5, "要填整数"),
    (Kind.INTEGER, "很多", "要填数字"),
    (Kind.MONEY, "一千", "要填金额"),
    (Kind.MONEY, "1.234", "最多两位小数"),
    (Kind.MONEY, -1.0, "负数"),
]

MARKED: list[tuple[Kind, Any, Any, str]] = [
    (Kind.CODE, "913505829XY9P5DJ8C", "913505829XY9P5DJ8C", "校验位不对"),
    (Kind.CODE, "913505829XY9P5DJ8", "913505829XY9P5DJ8", "有 17 位"),
    (Kind.CODE, "913505829XY9P5DJOI", "913505829XY9P5DJOI", "不会有 I、O"),
    (Kind.CODE, "350582100012345", "350582100012345", "旧注册号"),
    (Kind.CODE, 350582100012345.0, "350582100012345", "旧注册号"),
    (Kind.CODE, "正在办理", None, "不是代码"),
    (Kind.PHONE, 59584468285.0, "59584468285", "0 可能丢了"),
    (Kind.PHONE, "12345678901", "12345678901", "手机号段"),
    (Kind.PHONE, "139****6120", "139****6120", "星号"),
    (Kind.DATE, "长期", None, "长期"),
]


def field(kind: Kind) -> Field:
    return SORT if kind is Kind.CHOICE else Field("栏", kind, length=100)


@pytest.mark.parametrize(("kind", "cell", "value"), UNDERSTOOD)
def test_understood(kind: Kind, cell: Any, value: Any) -> None:
    found = reader(field(kind))(cell)
    assert (found.value, found.message) == (value, "")
    assert type(found.value) is type(value)


@pytest.mark.parametrize(("kind", "cell", "words"), REFUSED)
def test_refused_with_the_reason(kind: Kind, cell: Any, words: str) -> None:
    found = reader(field(kind))(cell)
    assert found.blocks
    assert found.value is None
    assert words in found.message


@pytest.mark.parametrize(("kind", "cell", "value", "words"), MARKED)
def test_kept_and_marked(kind: Kind, cell: Any, value: Any, words: str) -> None:
    found = reader(field(kind))(cell)
    assert not found.blocks
    assert found.value == value
    assert words in found.message


def dated(*dates: Any) -> list[list[Any]]:
    return [["机构名称", "类别", "许可证到期", "设立时间"],
            *[[f"琴行{place}", "科技", *pair] for place, pair in enumerate(dates)]]


def read_dates(rows: list[list[Any]], key: str, today: date | None = None) -> list[tuple[Any, str]]:
    """Value and message of a column, row by row."""
    layout = lay_out(INSTITUTION_IMPORT, open_workbook(xlsx(rows), "台账.xlsx"))
    return [(row.values.get(key), "；".join(fault.message for fault in row.faults if fault.column == key))
            for row in rows_of(INSTITUTION_IMPORT, layout, today=today)]


def test_date_without_a_year_gets_that_of_its_column_and_is_marked() -> None:
    rows = dated(("2024-01-01", "2019-5-1"), ("2024-06-30", "2019-6-1"), ("2025-06-30", "2019-6-1"),
                 ("3月5日", "八月一日"))
    assert read_dates(rows, "licence_until")[-1] == (date(2024, 3, 5), "没有写年份，按 2024 年算")
    assert read_dates(rows, "founded_on")[-1] == (date(2019, 8, 1), "没有写年份，按 2019 年算")


def test_date_without_a_year_gets_that_of_the_other_columns_or_of_today() -> None:
    rows = dated(("3月5号", "2019-5-1"))
    assert read_dates(rows, "licence_until") == [(date(2019, 3, 5), "没有写年份，按 2019 年算")]
    alone = dated(("3月5日", None))
    assert read_dates(alone, "licence_until", DAY) == [(DAY, "没有写年份，按 2026 年算")]
    [(value, words)] = read_dates(alone, "licence_until")
    assert (value, "没有写年份" in words) == (None, True)


def test_day_that_year_does_not_have_fails_its_row() -> None:
    rows = dated(("2023-01-01", None), ("2月29日", None), ("3-5", None))
    assert read_dates(rows, "licence_until")[1:] == [
        (None, "没有这一天"), (None, "没有写年份，例如 2026-03-05")]


def test_check_digit_of_the_standard() -> None:
    assert check_character("91110000600037341") == "L"
    for code in ("91350524MA31ABCD0M", "52350582MJB123456X", "92350582MA8T000167"):
        assert check_character(code) == code[17]


def test_words_of_a_cell() -> None:
    assert as_words(9.13505821234568e17) == "9.13506E+17"
    assert as_words(45061.0) == "45061"
    assert as_words(datetime(2026, 3, 5)) == "2026-03-05"  # noqa: DTZ001 - cells have no zone
