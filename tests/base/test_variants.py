"""Patterns of head texts spell out every way of writing them."""

from desktop.base.variants import variants


def test_groups_are_spelled_out_in_order_each_once() -> None:
    assert variants("(在读|)学员(数|人数) 学员数 面积（㎡）") == (
        "在读学员数", "在读学员人数", "学员数", "学员人数", "面积（㎡）")  # fmt: skip


def test_a_bracket_without_a_choice_is_text() -> None:
    assert variants("USCC(18) (|)") == ("USCC(18)",)
