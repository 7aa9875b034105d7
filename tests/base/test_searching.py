"""Any substring of a searched value finds it, in any script and width, and nothing else does."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.base.chinese import initials
from desktop.base.searching import (
    MOST_WORDS,
    TOKEN_SIGNS,
    expression,
    fold,
    search_text,
    spellings,
    tokens,
    tokens_of_many,
    wanted_words,
)

ALPHABET = "晋江市启明培训曾仇行重长乐䶮𬭎𠮷神Ａb３9x0-－()（）〔〕[]“”·• 、。'\"`\\*:^{}|~é①\t\u3000"
VALUES = st.lists(st.text(ALPHABET, min_size=1, max_size=24), min_size=1, max_size=4)


def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE s USING fts5(words, content='', "
        f"tokenize=\"ascii tokenchars '{TOKEN_SIGNS}'\")"
    )
    return connection


@pytest.fixture
def searched() -> Iterator[sqlite3.Connection]:
    connection = index()
    yield connection
    connection.close()


def enter(connection: sqlite3.Connection, row: int, values: list[str], void: bool = False) -> None:
    made = tokens(search_text(values), spellings(values, values), void)
    connection.execute("INSERT INTO s(rowid, words) VALUES (?, ?)", (row, made))


def found(connection: sqlite3.Connection, asked: str) -> list[int]:
    return [row for (row,) in connection.execute("SELECT rowid FROM s WHERE s MATCH ?", (asked,))]


def words_of_many(records: list[tuple[str, str, bool]]) -> list[list[str]]:
    """The tokens of each record; between them any number of spaces."""
    return [[word for word in text.split(" ") if word] for text in tokens_of_many(records)]


ANY = st.text(f"{ALPHABET}\n\x1e\x00\ud800\ufdd3", max_size=16)


@given(records=st.lists(st.tuples(ANY, ANY, st.booleans()), max_size=5))
def test_the_words_of_many_records_are_those_of_each(records: list[tuple[str, str, bool]]) -> None:
    assert words_of_many(records) == [tokens(*record).split(" ") for record in records]


def test_the_words_of_many_records_are_cut_without_asking_each() -> None:
    records = [("启明培训a1\n91350582ma0030001c", "qmpxa1", False), ("育才\n", "yc", True)]
    assert words_of_many(records) == [tokens(*record).split(" ") for record in records]
    assert "\ufdd0培 \ufdd0训 \ufdd0a1 \ufdd01" in " ".join(words_of_many(records)[0])


@given(values=st.lists(st.text(f"{ALPHABET}\n\u0301ßﬁΣ각", max_size=12), max_size=4))
def test_the_values_of_a_record_are_folded_as_each_by_itself(values: list[str]) -> None:
    assert search_text(values) == "\n".join(fold(value) for value in values)


@given(values=VALUES, data=st.data())
def test_every_substring_of_a_value_finds_it(values: list[str], data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(values))
    first = data.draw(st.integers(0, len(value) - 1))
    part = value[first : data.draw(st.integers(first + 1, len(value)))]
    asked = expression(part)
    connection = index()
    try:
        enter(connection, 1, values)
        assert (found(connection, asked) == [1]) if asked else not wanted_words(part)
    finally:
        connection.close()


@given(values=VALUES, wanted=st.text("晋江市启明Ａa3903xqmjs-（[ ", min_size=1, max_size=6))
def test_what_is_found_is_what_holds_every_word(values: list[str], wanted: str) -> None:
    places = [fold(value) for value in values]
    places += [spelling for value in values for spelling in initials(value).split()]
    words = wanted_words(wanted)
    if not words:
        assert expression(wanted) == ""
        return
    expected = all(any(word in place for place in places) for word in words)
    name = [fold(values[0]), *initials(values[0]).split()]
    in_name = all(any(word in place for place in name) for word in words)
    connection = index()
    try:
        enter(connection, 1, values)
        assert (found(connection, expression(wanted)) == [1]) == expected
        assert (found(connection, expression(wanted, names=True)) == [1]) == in_name
    finally:
        connection.close()


@pytest.mark.parametrize("wanted", [
    "教", "启明", "qmx", "0215", "MA31", "ｍａ３１ 0215", "９１３５", "晋教责改[2023]3", "晋教责改(2023)3号",
    "〔２０２３〕", "cgl", "zgl", "曾", "䶮", "𬭎", "启 9135 cgl", "教育", "MA31-ABCD", "ma31—abcd",
])  # fmt: skip
def test_ways_to_ask(searched: sqlite3.Connection, wanted: str) -> None:
    values = ["启明星教育中心", "91350582MA31ABCD0215", "曾巩路", "王䶮𬭎", "晋教责改〔2023〕3号"]
    enter(searched, 1, [*values, "MA31-ABCD"])
    enter(searched, 2, ["别的"])
    assert found(searched, expression(wanted)) == [1]


@pytest.mark.parametrize("wanted", [
    "晋教责改2023年3号", "责改〔2023〕第003号", "2023-3", "2023/03", "２０２３．３", "【2023】 3 号",
    "2023年 第 3 号", "晋教责改 （2023） 3 号", "启明 2023-3",
])  # fmt: skip
def test_a_number_is_found_however_it_is_spelled(searched: sqlite3.Connection, wanted: str) -> None:
    enter(searched, 1, ["启明星教育中心", "晋教责改〔2023〕3号"])
    enter(searched, 2, ["启明星教育中心", "晋教责改〔2023〕30号", "2023年内", "3号楼"])
    assert found(searched, expression(wanted)) == [1]


@pytest.mark.parametrize("wanted", ["教启", "21502", "qx", "明9135", "心91", "2023 4号", "b", "6"])
def test_what_is_not_there_is_not_found(searched: sqlite3.Connection, wanted: str) -> None:
    enter(searched, 1, ["启明星教育中心", "91350582MA310215", "晋教责改〔2023〕3号"])
    assert found(searched, expression(wanted)) == []


def test_void_and_living_are_asked_apart(searched: sqlite3.Connection) -> None:
    enter(searched, 1, ["启明"])
    enter(searched, 2, ["启明"], void=True)
    assert found(searched, expression("启")) == [1, 2]
    assert found(searched, expression("启", void=False)) == [1]
    assert found(searched, expression("启 明", void=True)) == [2]


def test_nothing_wanted_and_far_too_much(searched: sqlite3.Connection) -> None:
    enter(searched, 1, ["启明"])
    assert expression(" \u3000\t\u200b") == ""
    assert len(wanted_words("启 " * 900)) == MOST_WORDS
    assert found(searched, expression("启 " * 900)) == [1]
    assert found(searched, expression("明" * 100_000)) == []


def test_folding_unites_what_looks_alike() -> None:
    assert fold("（Ａ１）　启\u200b明\ufe00") == "(a1)启明"
    assert fold("［２０２３］〔2023〕") == "(2023)(2023)"
    assert fold("0595－8208—1") == "0595-8208-1"
    assert fold("\uf90a") == "金"
