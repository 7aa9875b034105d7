"""Cleaning, search initials, pinyin order, and dates and money in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from desktop.base.chinese import (
    date_cn,
    half_width,
    half_width_alnum,
    initials,
    money_cn,
    numeral,
    one_line,
    pinyin_key,
    strip_controls,
)


def test_full_width_becomes_half_width() -> None:
    assert half_width("９１３５０５８２ＭＡ　（ａ）") == "91350582MA (a)"
    assert half_width_alnum("ＡＢＣ１２（晋江）：５") == "ABC12（晋江）：5"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("甲\x00乙\x07丙", "甲乙丙"),
        ("甲\r\n乙\r丙\u2028丁", "甲\n乙\n丙\n丁"),
        ("甲\u200b乙\ufeff丙\u202e", "甲乙丙"),
        ("甲\ud800乙", "甲乙"),
        ("甲\t乙", "甲\t乙"),
        ("王𬭎、龙䶮", "王𬭎、龙䶮"),
    ],
)
def test_controls_go_and_text_stays(dirty: str, clean: str) -> None:
    assert strip_controls(dirty) == clean


def test_line_ends_not_kept_become_spaces() -> None:
    assert strip_controls("a\r\nb\tc", keep="") == "a b c"


def test_one_line_closes_gaps_between_characters_only() -> None:
    assert one_line(" 晋 江 市\n梅岭街道（ 一 ） ABC  Kids\t中心 ") == "晋江市梅岭街道（一）ABC Kids中心"


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("晋江市青阳", {"jjsqy"}),
        ("曾巩路", {"cgl", "zgl"}),
        ("仇某", {"cm", "qm"}),
        ("ＡＢ（１）班·甲", {"ab1bj"}),
        ("王𬭎", {"wh"}),
        ("龙䶮", {"ly"}),
        ("——", {""}),
    ],
)
def test_initials_hold_every_usual_spelling(text: str, spellings: set[str]) -> None:
    assert set(initials(text).split(" ")) == spellings


def test_initials_stay_short_for_a_name_full_of_second_readings() -> None:
    found = initials("长乐重行单解区校厦曾仇").split(" ")
    assert len(found) == 16
    assert len(set(found)) == 16
    assert {len(spelling) for spelling in found} == {11}
    assert any(spelling.startswith("zy") for spelling in found)


def test_names_sort_by_the_surname_reading() -> None:
    names = ["张三", "曾乙", "单甲", "欧阳丙", "区丁", "艾戊", "仇己", "章一"]
    order = sorted(names, key=lambda name: pinyin_key(name, person=True))
    assert order == ["艾戊", "区丁", "欧阳丙", "仇己", "单甲", "曾乙", "张三", "章一"]
    assert pinyin_key("尉迟恭", person=True) == "yu4尉 chi2迟 gong1恭"
    assert pinyin_key("重庆路") < pinyin_key("重阳路") < pinyin_key("重量路")


def test_dates_in_words() -> None:
    assert date_cn(date(2023, 9, 5)) == "2023年9月5日"


@pytest.mark.parametrize(
    ("number", "spoken"),
    [(0, "零"), (10, "十"), (12, "十二"), (20, "二十"), (101, "一百零一"), (110, "一百一十")],
)
def test_numerals(number: int, spoken: str) -> None:
    assert numeral(number) == spoken


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("5000", "人民币伍仟元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("100000001", "人民币壹亿零壹元整"),
        ("4910000", "人民币肆佰玖拾壹万元整"),
    ],
)
def test_money(yuan: str, words: str) -> None:
    assert money_cn(Decimal(yuan)) == words


@pytest.mark.parametrize("yuan", ["-1", "0.005", "10000000000000000"])
def test_money_that_cannot_be_written_is_refused(yuan: str) -> None:
    with pytest.raises(ValueError, match="yuan"):
        money_cn(Decimal(yuan))


@given(st.text("重庆长乐银行校厦曾仇朝阳单行道的了着一不〇Ａ（、 a1-é𬭎䶮㐀中心朋友看好觉得", max_size=14))
def test_readings_kept_by_word_are_those_of_the_whole_text(text: str) -> None:
    style: Any = {"style": Style.TONE3, "neutral_tone_with_five": True, "errors": lambda run: [""] * len(run)}
    pairs = zip(lazy_pinyin(text, **style), text.lower(), strict=True)
    keyed = [f"{reading}{letter} " if reading and reading.isascii() else letter for reading, letter in pairs]
    assert pinyin_key(text) == "".join(keyed).strip()


@pytest.mark.parametrize("text", ["İ校", "校İ1", "İ"])
def test_a_letter_whose_small_form_is_two_letters_still_has_a_key(text: str) -> None:
    assert pinyin_key(text) == pinyin_key(text.lower())
    assert pinyin_key(text, person=True)
