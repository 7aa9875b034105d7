"""The short form of killing the switch of encryption."""

import pytest

from tests.torture.encrypting import rounds


@pytest.mark.timeout(300)
def test_a_killed_switch_leaves_the_data_whole() -> None:
    assert rounds(4, seed=20230925) == []
