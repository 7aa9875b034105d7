"""Undo puts every row of every table back as it was, column by column, after a restart too (peers.md 8.2).

Only a record's version goes on counting, and the journal keeps what was done and undone.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.app.features import STREET
from desktop.app.importing import spec_of
from desktop.app.sample_workbook import township_workbook
from desktop.base.errors import UserError
from desktop.base.fields import Field, Kind, field_of
from desktop.base.listing import Listing
from desktop.base.records import attributes
from desktop.features.institutions.operations import merge_institutions, save_institution
from desktop.features.institutions.records import Institution
from desktop.features.lists.records import ListEntry
from desktop.features.problems.operations.many import assigning, postponing
from desktop.features.problems.records import Problem, State
from desktop.output.excel_read.opening import open_workbook
from desktop.output.excel_read.reading import lay_out, rows_of
from desktop.store import importing
from desktop.store.bulk import Wanted, change_many, rehearse
from desktop.store.desk import Desk
from desktop.store.editing import restore_record, void_record
from desktop.store.journal import Act, verify
from desktop.store.undo import undo
from desktop.ui.feature import Feature
from tests.helpers.county import county_copy, reopened
from tests.helpers.rows import differences, indexed, stored

CHANGED = [(feature, listing) for feature in STREET for listing in feature.listings
           if feature.changes(listing.record) is not None]
MERGES = [merge for feature in STREET for merge in feature.merges if merge.on is Institution]
ROWS = 6
LATER = date(2023, 12, 8)


@pytest.fixture
def desk(county: Path, tmp_path: Path) -> Iterator[Desk]:
    with county_copy(county, tmp_path) as opened:
        yield opened


def undone_exactly(desk: Desk, *acts: Callable[[Desk], Any]) -> None:
    """After these acts something differs; after a restart and their undoing nothing does."""
    before, words, first = stored(desk.store), indexed(desk.store), newest(desk)
    assert all(words.values()), words.keys()
    for act in acts:
        act(desk)
    assert differences(before, stored(desk.store)), "the act changed nothing: the test would prove nothing"
    again = reopened(desk)
    try:
        for number in range(newest(again), first, -1):
            again.do(undo, "撤销", act=number)
        assert differences(before, stored(again.store)) == []
        with again.store.reading() as session:
            assert verify(session) == []
        assert again.store.integrity() == []
        assert indexed(again.store) == words
    finally:
        again.store.close()


def newest(desk: Desk) -> int:
    with desk.store.reading() as session:
        return session.scalar(select(func.max(Act.id))) or 0


def ids(desk: Desk, listing: Listing, count: int = ROWS) -> list[int]:
    with desk.store.reading() as session:
        return list(session.scalars(select(listing.record.id).where(
            listing.record.voided_at.is_(None)).order_by(listing.record.id.desc()).limit(count)))


def fresh_value(facts: Field, old: Sequence[Any]) -> Any:
    """A value of that kind which at least one row does not have."""
    match facts.kind:
        case Kind.CHOICE:
            assert facts.choices is not None
            return next((word for word in facts.choices if word not in old), next(iter(facts.choices)))
        case Kind.FLAG:
            return not old[0]
        case Kind.DATE:
            return LATER
        case Kind.INTEGER | Kind.NUMBER | Kind.MONEY:
            return 7
        case Kind.CODE:
            return None
        case _:
            return "改过的"


def bulk_wanted(desk: Desk, feature: Feature, listing: Listing) -> list[list[Wanted]]:
    """For every field the list may change: one value for some rows, refused rows left out."""
    change, rows = feature.changes(listing.record), ids(desk, listing)
    assert change is not None
    with desk.store.reading() as session:
        records = [session.get_one(listing.record, row) for row in rows]
        values = {item.key: [getattr(record, item.key) for record in records]
                  for item in attributes(listing.record) if feature.may_edit(item)}
    found = []
    for item in attributes(listing.record):
        if item.key not in values or not rows:
            continue
        value = fresh_value(field_of(item), values[item.key])
        tried = rehearse(desk, listing.record, change, [Wanted(row, {item.key: value}) for row in rows])
        possible = [Wanted(done.row, {item.key: value}) for done in tried
                    if done.changes and not done.refused]
        if possible:
            found.append(possible)
    return found


@pytest.mark.parametrize("place", range(len(CHANGED)), ids=[listing.key for _, listing in CHANGED])
def test_pain_2_every_field_changed_in_bulk_is_undone_exactly(desk: Desk, place: int) -> None:
    feature, listing = CHANGED[place]
    change, wanted = feature.changes(listing.record), bulk_wanted(desk, feature, listing)
    offered = [item.key for item in attributes(listing.record) if feature.may_edit(item)]
    if not ids(desk, listing) or not offered:
        assert listing.key not in ("institutions", "problems", "rectification"), "the sample county has these"
        return
    assert len(wanted) * 2 > len(offered), f"only {len(wanted)} of {len(offered)} fields could be tried"

    def act(part: list[Wanted]) -> Callable[[Desk], Any]:
        return lambda at: at.do(change_many, "批量修改", record=listing.record, change=change, wanted=part)

    undone_exactly(desk, *(act(part) for part in wanted))


def test_pain_2_a_paste_over_several_columns_is_undone_exactly(desk: Desk) -> None:
    feature, listing = next(item for item in CHANGED if item[1].key == "institutions")
    wanted = [Wanted(row, {"principal": f"张{place}", "phone": "0595-82001234", "notes": "粘贴\n来的"})
              for place, row in enumerate(ids(desk, listing, 40))]
    undone_exactly(desk, lambda at: at.do(change_many, "粘贴", record=listing.record,
                                          change=feature.changes(listing.record), wanted=wanted))


@pytest.mark.parametrize("state", [State.REGISTERED, State.RECTIFYING])
def test_pain_2_bulk_assign_and_postpone_are_undone_exactly(desk: Desk, state: State) -> None:
    with desk.store.reading() as session:
        rows = session.scalars(select(Problem.id).where(Problem.state == state)).all()
    assert rows
    values: dict[str, Any] = {"limit": LATER}
    change = postponing("名单未核完", "王志远", desk.today)
    if state is State.REGISTERED:
        change = assigning(desk.today)
        values |= {"measures": "退还超出部分", "duty_department": "梅岭街道办", "duty_person": "吴志坚"}
    tried = rehearse(desk, Problem, change, [Wanted(row, values) for row in rows])
    wanted = [Wanted(item.row, values) for item in tried if not item.refused]
    undone_exactly(desk, lambda at: at.do(change_many, "批量", record=Problem, change=change, wanted=wanted))


def test_pain_2_a_merge_is_undone_exactly(desk: Desk) -> None:
    with desk.store.reading() as session:
        busy = session.scalars(select(Problem.institution_id).where(Problem.institution_id.is_not(None))
                               .distinct().order_by(Problem.institution_id)).all()
    kept, gone = (int(row or 0) for row in busy[:2])
    undone_exactly(desk, lambda at: at.do(merge_institutions, "合并", kept=kept, gone=gone, sources={},
                                          merges=MERGES))


def test_pain_2_an_import_that_adds_and_changes_is_undone_exactly(desk: Desk) -> None:
    spec = spec_of("institutions")

    def bring_in(at: Desk, seed: int) -> None:
        layout = lay_out(spec, open_workbook(township_workbook(seed), "安海镇.xlsx"))
        rows = rows_of(spec, layout)
        with at.store.reading() as session:
            plan = importing.plan(session, spec, rows, layout.heads)
        at.do(importing.commit, "导入", kind=importing.IMPORT, spec=spec, plan=plan)

    undone_exactly(desk, lambda at: bring_in(at, 7), lambda at: bring_in(at, 8))


@pytest.mark.parametrize("record", [Institution, Problem])
def test_pain_2_void_and_restore_are_undone_exactly(desk: Desk, record: Any) -> None:
    if record is Institution:
        desk.do(save_institution, "登记", values={"name": "晋江市听潮古筝培训中心", "town": "安海镇"})
    with desk.store.reading() as session:
        listed = select(ListEntry.active_institution).where(ListEntry.active_institution.is_not(None))
        free = record.id.not_in(listed) if record is Institution else True
        row = session.scalar(select(record.id).where(record.voided_at.is_(None), free)
                             .order_by(record.id.desc()))
    undone_exactly(desk, lambda at: at.do(void_record, "作废", record=record, row=row, reason="重复登记"))
    again = reopened(desk)
    again.do(void_record, "作废", record=record, row=row, reason="重复登记")
    undone_exactly(again, lambda at: at.do(restore_record, "恢复", record=record, row=row))


def test_pain_2_acts_on_the_same_rows_taken_back_in_any_order_leave_nothing(desk: Desk) -> None:
    """One that others came after is refused until those are taken back; then everything is as it was."""
    feature, listing = next(item for item in CHANGED if item[1].key == "institutions")
    change, pick = feature.changes(listing.record), Random(3)
    before, words, first = stored(desk.store), indexed(desk.store), newest(desk)
    rows = ids(desk, listing, 20)
    kept, gone = rows[:2]
    for place in range(6):
        wanted = [Wanted(row, {pick.choice(("principal", "notes", "phone", "town")): f"第{place}次{row}"})
                  for row in pick.sample(rows, 8) if place < 4 or row != gone]
        desk.do(change_many, "批量", record=listing.record, change=change, wanted=wanted)
        if place == 3:
            desk.do(merge_institutions, "合并", kept=kept, gone=gone, sources={}, merges=MERGES)
    left, refused, again = list(range(first + 1, newest(desk) + 1)), list[str](), reopened(desk)
    try:
        while left:
            act = pick.choice(left)
            try:
                again.do(undo, "撤销", act=act)
            except UserError as trouble:
                refused.append(trouble.what if act < max(left) else f"the last one: {trouble.what}")
            else:
                left.remove(act)
        assert refused
        assert all(told.startswith("第") and "之后又改过" in told for told in refused)
        assert differences(before, stored(again.store)) == []
        assert indexed(again.store) == words
    finally:
        again.store.close()
