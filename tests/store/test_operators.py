"""The writing door asks who signs: who may only look, has left or is unknown changes nothing."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.base.errors import UserError
from desktop.store import settings
from desktop.store.desk import Desk
from desktop.store.disclosure import KIND, note_disclosure
from desktop.store.journal import Act, Entry
from desktop.store.operators import Disclosure, Operator, Role, Way, own_name, signature
from desktop.store.passwords import fits, hashed, new_code, plain_code
from desktop.store.store import Store
from desktop.store.undo import undo

TODAY = date(2023, 9, 25)


def put(session: Session, *, by: str, today: date, value: int) -> int:
    """Some change."""
    settings.put(session, "toy", value)
    return value


def add(store: Store, name: str, role: Role, left_on: date | None = None) -> None:
    with store.writing("登记", "林晓燕") as session:
        session.add(Operator(name=name, role=role, left_on=left_on))


def acts(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count(Act.id))) or 0


@pytest.fixture
def manned(store: Store) -> Store:
    add(store, "林晓燕", Role.WORKER)
    add(store, "陈看", Role.VIEWER)
    add(store, "旧人", Role.WORKER, left_on=TODAY)
    return store


def test_anybody_writes_while_nobody_is_registered(store: Store) -> None:
    assert store.perform(put, title="记", by="谁都行", value=1) == 1


@pytest.mark.parametrize(
    ("by", "words"),
    [("陈看", "只能看"), ("陈看（替林晓燕）", "只能看"), ("旧人", "已经离岗"), ("生人", "没有“生人”"),
     ("", "没有“”")],
)
def test_the_door_refuses_and_keeps_nothing(manned: Store, by: str, words: str) -> None:
    before = acts(manned)
    with pytest.raises(UserError, match=words):
        manned.perform(put, title="记", by=by, value=1)
    with pytest.raises(UserError, match=words), manned.rehearsing(by):
        pass
    assert acts(manned) == before
    with manned.reading() as session:
        assert settings.get(session, "toy") is None


def test_workers_and_stand_ins_write_under_their_signature(manned: Store) -> None:
    manned.perform(put, title="记", by=signature("林晓燕", "旧人"), value=2)
    with manned.reading() as session:
        assert session.scalars(select(Entry.by).order_by(Entry.seq.desc())).first() == "林晓燕（替旧人）"
    assert own_name("林晓燕（替旧人）") == "林晓燕"


def test_a_desk_says_why_it_is_closed(manned: Store) -> None:
    assert Desk(manned, "林晓燕").closed == ""
    looking = Desk(manned, "陈看", Role.VIEWER)
    assert "陈看的角色是“查看”" in looking.closed
    with pytest.raises(UserError, match="只能看"):
        looking.need_open()


def test_a_disclosure_needs_a_purpose_and_cannot_be_undone(manned: Store) -> None:
    desk = Desk(manned, "林晓燕")
    given = {"way": Way.EXPORT, "what": "机构台账：联系电话", "rows": 86}
    with pytest.raises(UserError, match="用途"):
        desk.do(note_disclosure, "导出", kind=KIND, purpose="  ", **given)
    desk.do(note_disclosure, "导出", kind=KIND, purpose="通知 开会", **given)
    with manned.reading() as session:
        kept = session.scalars(select(Disclosure)).one()
        act = session.scalar(select(func.max(Act.id)))
    assert (kept.by, kept.rows, kept.purpose, kept.on) == ("林晓燕", 86, "通知 开会", TODAY)
    with pytest.raises(UserError, match="不能撤销"):
        desk.do(undo, "撤销", act=act)


def test_passwords_are_kept_as_hashes_only() -> None:
    kept = hashed("青阳街道2023")
    assert "青阳" not in kept
    assert kept.startswith("$argon2")
    assert fits("青阳街道2023", kept)
    assert not fits("青阳街道2024", kept)
    assert not fits("", None)
    assert not fits("x", "不是散列")


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    assert len({new_code() for _ in range(20)}) == 20
    kept = hashed(code)
    typed: list[Callable[[str], str]] = [str.lower, lambda words: words.replace("-", ""),
                                         lambda words: f" {words.replace('-', ' ')} "]
    assert all(fits(plain_code(write(code)), kept) for write in typed)
