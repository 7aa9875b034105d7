"""Personal data as shown, and known again."""

import pytest

from desktop.base.masks import is_masked, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("13800000215", "138****0215"), ("0595-82080000", "059******0000"), ("张三", "张*"),
     ("张", "张*"), ("350582199001011234", "350***********1234"), ("欧阳小明", "欧***"),
     ("9" * 50, "9" + "*" * 12), ("工单原文" * 100 + "13800000215", "工" + "*" * 12)],
)
def test_the_middle_is_hidden(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert is_masked(masked(text)) == bool(text)
    assert len(text) < 2 or text not in masked(text) or not text


@pytest.mark.parametrize("text", ["13800000215", "张三", "0595-82080000", ""])
def test_whole_words_are_not_taken_for_masked(text: str) -> None:
    assert not is_masked(text)
