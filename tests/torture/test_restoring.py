"""The short form of killing backups and restores (peers.md, pains 22 and 23)."""

import pytest

from tests.torture.restoring import rounds


@pytest.mark.timeout(300)
def test_a_killed_restore_leaves_the_old_or_the_new_whole() -> None:
    assert rounds(6, seed=20230925) == []
