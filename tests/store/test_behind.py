"""Calls run in their order beside the caller; the first fault comes back, and nothing runs on afterwards."""

import threading

import pytest

from desktop.store.behind import Behind


def test_calls_keep_their_order_on_one_other_thread() -> None:
    done: list[tuple[int, int]] = []
    with Behind() as behind:
        for number in range(20):
            behind.call(lambda n=number: done.append((n, threading.get_ident())))
    assert [number for number, _ in done] == list(range(20))
    assert len({thread for _, thread in done} | {threading.get_ident()}) == 2


def test_a_fault_comes_back_and_later_calls_are_not_begun() -> None:
    done: list[int] = []

    def fail() -> None:
        raise ValueError("full")

    def work() -> None:
        with Behind() as behind:
            behind.call(fail)
            for number in range(10):
                behind.call(done.append, number)

    with pytest.raises(ValueError, match="full"):
        work()
    assert len(done) < 10


def test_a_fault_of_the_caller_waits_for_what_is_running() -> None:
    begun, may_end, done = threading.Event(), threading.Event(), list[str]()

    def slow() -> None:
        begun.set()
        assert may_end.wait(5)
        done.append("written")

    def work() -> None:
        with Behind() as behind:
            behind.call(slow)
            assert begun.wait(5)
            threading.Timer(0.05, may_end.set).start()
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert done == ["written"]
