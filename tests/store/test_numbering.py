"""Numbers: no gap, no reuse, void ones stay; 20 fast clicks and a restart repeat none."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.store.numbering import Number, NumberState, take, void
from desktop.store.store import Store
from desktop.store.undo import undo


def taken(session: Session, *, by: str, today: date) -> int:
    return take(session, series="责改", year=today.year, by=by, today=today).number


def failing(session: Session, *, by: str, today: date) -> None:
    take(session, series="责改", year=today.year, by=by, today=today)
    raise UserError("没有签发。")


def voided(session: Session, *, by: str, today: date, number: int, reason: str) -> None:
    found = session.scalars(select(Number).where(Number.number == number)).one()
    void(session, found, reason=reason)


def test_twenty_at_once_get_twenty_numbers_in_a_row(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: store.perform(taken, title="取号", by="林"), range(20)))
    assert sorted(numbers) == list(range(1, 21))


def test_a_failed_issue_uses_no_number(store: Store) -> None:
    with pytest.raises(UserError):
        store.perform(failing, title="签发", by="林")
    assert store.perform(taken, title="取号", by="林") == 1


def test_a_void_number_is_not_given_again_after_a_restart(store: Store) -> None:
    store.perform(taken, title="取号", by="林")
    store.perform(voided, title="作废", by="林", number=1, reason="写错")
    store.close()
    again = Store(store.folder, store.clock)
    assert again.perform(taken, title="取号", by="林") == 2
    with again.reading() as session:
        first = session.scalars(select(Number).where(Number.number == 1)).one()
        assert (first.state, first.reason) == (NumberState.VOID, "写错")
    again.close()


def test_voiding_needs_a_reason_and_happens_once(store: Store) -> None:
    store.perform(taken, title="取号", by="林")
    with pytest.raises(UserError, match="作废原因"):
        store.perform(voided, title="作废", by="林", number=1, reason=" ")
    store.perform(voided, title="作废", by="林", number=1, reason="写错")
    with pytest.raises(UserError, match="已经作废"):
        store.perform(voided, title="作废", by="林", number=1, reason="再写")


def test_taking_a_number_cannot_be_undone(store: Store) -> None:
    store.perform(taken, title="取号", by="林")
    with pytest.raises(UserError, match="不能撤销"):
        store.perform(undo, title="撤销", by="林", act=1)
    assert store.perform(taken, title="取号", by="林") == 2
