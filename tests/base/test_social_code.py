"""The check character of a 统一社会信用代码."""

import pytest

from desktop.base.social_code import ALPHABET, check_character, foreign_characters


@pytest.mark.parametrize("code", ["91350524MA31ABCD0M", "52350524MJB123456X", "91350100M000100Y43"])
def test_the_last_character_follows_from_the_first_seventeen(code: str) -> None:
    """The third code is the worked example of GB 32100-2015."""
    assert check_character(code) == code[17]
    wrong = ALPHABET[(ALPHABET.index(code[5]) + 1) % len(ALPHABET)]
    assert check_character(code[:5] + wrong + code[6:]) != code[17]


def test_letters_no_code_has_are_told() -> None:
    assert foreign_characters("9I3O") == ["I", "O"]
    with pytest.raises(ValueError, match="no character"):
        check_character("9135052IMA31ABCD0")
