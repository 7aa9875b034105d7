"""The version: three numbers, in one place, compared as numbers."""

import pytest

from desktop.base.version import VERSION, parts


def test_three_numbers() -> None:
    assert len(parts(VERSION)) == 3


def test_compared_as_numbers() -> None:
    assert parts("0.10.0") > parts("0.9.9")
    assert parts("1.0.0") > parts("0.99.99")


@pytest.mark.parametrize("kept", ["", "1.x", "one"])
def test_what_is_no_version(kept: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        parts(kept)
