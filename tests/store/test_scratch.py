"""What is kept while typing: outside the journal, quick to give up while another act writes."""

import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.base.errors import StoreTrouble
from desktop.store import scratch
from desktop.store.journal import Act, Entry
from desktop.store.store import Store

DRAFT = scratch.FormDraft("draft:toy:new", "新增玩具", "toy", None, {"name": "风"}, ("box", 3))


def test_a_draft_is_kept_without_act_or_journal_and_after_a_restart(store: Store) -> None:
    with store.reading() as session:
        before = session.scalar(select(func.count()).select_from(Act))
    store.keep(DRAFT.key, scratch.draft_value(DRAFT))
    again = Store(store.folder, store.clock)
    with again.reading() as session:
        found = scratch.drafts(session)
        assert session.scalar(select(func.count()).select_from(Act)) == before
        assert session.scalar(select(func.count()).select_from(Entry)) == 0
    again.close()
    assert [(item.key, item.title, dict(item.texts), item.about, item.filled) for item in found] == [
        ("draft:toy:new", "新增玩具", {"name": "风"}, ("box", 3), 1)]


def test_none_takes_it_away_and_told_is_announced(store: Store) -> None:
    heard: list[str] = []
    store.subscribe(lambda changes: heard.append(changes.kind))
    store.keep("layout:toys:", {"hidden": ["size"]})
    with store.reading() as session:
        assert scratch.kept(session, "layout:toys:") == {"hidden": ["size"]}
        assert scratch.drafts(session) == []
    store.keep("layout:toys:", None, told=True)
    with store.reading() as session:
        assert scratch.kept(session, "layout:toys:") is None
    assert heard == ["草稿"]


def test_keeping_never_waits_for_a_long_act(store: Store, tmp_path: Path) -> None:
    with store.writing("导入", "林晓燕"):
        started = time.monotonic()
        with pytest.raises(StoreTrouble, match="占用"):
            store.keep("draft:a", {}, patient=False)
        assert time.monotonic() - started < 1
    store.keep("draft:a", {}, patient=False)
