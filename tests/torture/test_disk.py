"""The short forms of the full disk, the power cut and the killed migration."""

import sys

import pytest

from desktop.store.keys import new_key
from tests.torture import full_disk, migrating, power_cut


@pytest.mark.timeout(300)
def test_a_killed_migration_leaves_the_old_or_the_new_whole() -> None:
    assert migrating.rounds(3, seed=20230925) == []


@pytest.mark.timeout(300)
def test_a_full_disk_leaves_nothing_half_done() -> None:
    if sys.platform == "linux":
        assert full_disk.rounds(4, seed=20230925) == []


@pytest.mark.timeout(300)
def test_a_power_cut_takes_nothing_that_was_committed() -> None:
    if sys.platform == "linux":
        assert power_cut.rounds(4, seed=20230925) == []


@pytest.mark.timeout(300)
def test_a_power_cut_takes_nothing_of_encrypted_data() -> None:
    if sys.platform == "linux":
        assert power_cut.rounds(3, seed=20230926, key=new_key()) == []


def test_the_last_commit_of_a_log_is_found() -> None:
    size, salts = 512, b"saltsalt"
    head = b"\x37\x7f\x06\x82" + b"\0\0\0\0" + size.to_bytes(4, "big") + b"\0\0\0\1" + salts + b"\0" * 8

    def frame(page: int, after: int, salt: bytes = salts) -> bytes:
        return page.to_bytes(4, "big") + after.to_bytes(4, "big") + salt + b"\0" * 8 + b"x" * size

    log = head + frame(2, 0) + frame(3, 9) + frame(4, 0)
    assert power_cut.committed(log) == (32 + 2 * (24 + size), {2, 3}, size)
    assert power_cut.committed(log + frame(5, 9, b"othersal"))[1] == {2, 3}
    assert power_cut.committed(b"") == (0, set(), 0)
