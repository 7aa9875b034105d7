"""The index follows every change in the same transaction: act, undo, import, bulk statement, refusal."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.base.searching import found_ids, tokens
from desktop.store.attachments import Attachment
from desktop.store.backup import copy_database
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.journal import Act
from desktop.store.search_index import FUNCTION, settle
from desktop.store.store import Store
from desktop.store.undo import undo
from tests.helpers.index import index_faults

NAMES = ("整改前照片.jpg", "退费凭证 3.pdf", "IMG_20230925.jpg", "曾巩路现场.png")


def add(store: Store, name: str) -> int:
    values = {"name": name, "sha256": "0" * 64, "size": 1}
    made = store.perform(save_record, title="添加", by="林", record=Attachment, values=values)
    return made.id


def found(store: Store, wanted: str, void: bool | None = False) -> list[int]:
    with store.reading() as session:
        return sorted(found_ids(session, Attachment, wanted, void=void))


def last_act(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.max(Act.id))) or 0


def test_a_kept_name_is_found_changed_voided_restored_and_undone(store: Store) -> None:
    row = add(store, "整改前照片.jpg")
    assert found(store, "照片") == found(store, "zgqzp") == found(store, ".JPG") == [row]
    store.perform(save_record, title="改", by="林", record=Attachment, values={"name": "报告.pdf"}, row=row)
    assert found(store, "照片") == []
    assert found(store, "bg") == [row]
    store.perform(undo, title="撤销", by="林", act=last_act(store))
    assert found(store, "照片") == [row]
    assert found(store, "报告") == []
    store.perform(void_record, title="作废", by="林", record=Attachment, row=row, reason="重复")
    assert found(store, "照片") == []
    assert found(store, "照片", void=True) == [row]
    store.perform(restore_record, title="恢复", by="林", record=Attachment, row=row)
    assert found(store, "照片") == [row]
    assert index_faults(store, Attachment) == set()


def test_an_undone_entry_leaves_the_index(store: Store) -> None:
    add(store, "整改前照片.jpg")
    store.perform(undo, title="撤销", by="林", act=last_act(store))
    assert found(store, "照片", void=None) == []
    assert index_faults(store, Attachment) == set()


def test_a_refused_act_leaves_the_index_as_it_was(store: Store) -> None:
    def half(session: Session, *, by: str, today: date) -> None:
        session.add(Attachment(name="半途.jpg", sha256="1" * 64, size=1))
        session.flush()
        settle(session.connection(), [Attachment.__tablename__])
        assert found_ids(session, Attachment, "半途")
        raise UserError("不行。")

    with pytest.raises(UserError):
        store.perform(half, title="半途", by="林")
    assert found(store, "半途") == []
    assert index_faults(store, Attachment) == set()


def test_bulk_statements_are_followed_too(store: Store) -> None:
    row = add(store, "整改前照片.jpg")
    with store.engine.begin() as connection:
        connection.execute(update(Attachment).values(search_text="凭证", initials="pz"))
        connection.execute(update(Attachment).values(search_text="再改", initials="zg"))
        settle(connection, [Attachment.__tablename__])
    assert found(store, "再改") == found(store, "zg") == [row]
    assert found(store, "照片") == found(store, "凭证") == []
    assert index_faults(store, Attachment) == set()


def test_changes_beside_the_door_are_settled_with_the_next_act_or_at_opening(store: Store) -> None:
    row = add(store, "整改前照片.jpg")
    with store.engine.begin() as connection:
        connection.execute(update(Attachment).values(search_text="凭证", initials="pz"))
    second = add(store, "报告.pdf")
    assert found(store, "凭证") == [row]
    with store.engine.begin() as connection:
        connection.execute(delete(Attachment).where(Attachment.id == second))
    store.close()
    again = Store(store.folder, store.clock)
    assert found(again, "报告") == []
    assert index_faults(again, Attachment) == set()
    again.close()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["add", "save", "void", "restore", "undo"]), st.integers(0, 9)), max_size=12
    )
)
def test_the_index_equals_the_records_after_any_acts(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    store = Store(tmp_path_factory.mktemp("数据"), FixedClock.on(date(2023, 9, 25)))
    rows = [add(store, NAMES[0])]
    for verb, number in steps:
        row, name = rows[number % len(rows)], NAMES[number % len(NAMES)]
        given_to = {"title": verb, "by": "林"}
        try:
            if verb == "add":
                rows.append(add(store, name))
            elif verb == "save":
                store.perform(save_record, **given_to, record=Attachment, values={"name": name}, row=row)
            elif verb == "void":
                store.perform(void_record, **given_to, record=Attachment, row=row, reason="重复")
            elif verb == "restore":
                store.perform(restore_record, **given_to, record=Attachment, row=row)
            else:
                store.perform(undo, **given_to, act=max(last_act(store) - number, 1))
        except UserError:
            continue
    left = index_faults(store, Attachment)
    store.close()
    assert left == set()


@pytest.mark.parametrize("damage", [
    "DROP TABLE search_attachment", "DROP TABLE search_attachment_notes",
    "DROP TRIGGER search_attachment_new", "DROP TRIGGER search_attachment_gone",
])  # fmt: skip
def test_a_missing_index_is_made_again_when_the_store_opens(store: Store, damage: str) -> None:
    row = add(store, "整改前照片.jpg")
    store.close()
    connection = sqlite3.connect(store.file)
    connection.create_function(FUNCTION, 3, tokens, deterministic=True)
    connection.execute(damage)
    if "TRIGGER" in damage:
        connection.execute("UPDATE attachment SET search_text = '', initials = ''")
    connection.commit()
    connection.close()
    again = Store(store.folder, store.clock)
    assert found(again, "照片") == found(again, "zgqzp") == [row]
    assert index_faults(again, Attachment) == set()
    again.close()


def test_a_copy_of_the_data_is_equal_and_searchable(store: Store, tmp_path: Path) -> None:
    row = add(store, "整改前照片.jpg")
    copy_database(store.file, tmp_path / "另" / "台账.db")
    copied = Store(tmp_path / "另", store.clock)
    assert found(copied, "照片") == [row]
    assert copied.integrity() == []
    copied.close()
