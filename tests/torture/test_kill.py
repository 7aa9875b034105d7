"""The short form: a few kills; `python3 installer/dev.py torture` kills hundreds of times."""

import pytest

from tests.torture.kill import rounds


@pytest.mark.timeout(300)
def test_nothing_is_lost_or_half_done() -> None:
    assert rounds(5, seed=20230925) == []
