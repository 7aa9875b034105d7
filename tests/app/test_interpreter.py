"""Python interrupts the window for short times only: garbage is looked for in small portions."""

import gc
import sys
from collections.abc import Iterator

import pytest

from desktop.__main__ import collect_garbage

MOST_AT_ONCE = 150_000
"""Objects looked through while every thread stands still: some 40 ms."""


@pytest.fixture
def settings() -> Iterator[None]:
    """As they are, afterwards too."""
    threshold, turn, enabled = gc.get_threshold(), sys.getswitchinterval(), gc.isenabled()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    sys.setswitchinterval(turn)
    (gc.enable if enabled else gc.disable)()


@pytest.mark.usefixtures("settings")
def test_what_is_looked_through_at_once_is_little_and_no_thread_waits_long() -> None:
    gc.disable()
    collect_garbage()
    young, portions, _ = gc.get_threshold()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 50_000
    assert young * (portions + 1) <= MOST_AT_ONCE
    assert sys.getswitchinterval() <= 0.001
