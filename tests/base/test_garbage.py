"""The search for garbage stops for many rows only, and goes on afterwards whatever happened."""

import gc

import pytest

from desktop.base.garbage import MANY, all_lasting


@pytest.fixture(autouse=True)
def searching() -> None:
    assert gc.isenabled()


def test_few_rows_change_nothing() -> None:
    frozen = gc.get_freeze_count()
    with all_lasting(MANY - 1):
        assert gc.isenabled()
    assert gc.get_freeze_count() == frozen


def test_many_rows_are_not_looked_through() -> None:
    with all_lasting(MANY):
        assert not gc.isenabled()
        with all_lasting(MANY):
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_fault_does_not_end_the_search_for_good() -> None:
    def work() -> None:
        with all_lasting(MANY):
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert gc.isenabled()
