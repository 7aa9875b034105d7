"""A clerk who does everything to the two lists in any order; what must hold is asked of the file itself."""

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop.base.clock import FixedClock
from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.institutions.excel import save as import_row
from desktop.features.institutions.operations import (
    merge_institutions,
    restore_institution,
    save_institution,
    void_institution,
)
from desktop.features.institutions.records import Institution, ListState
from desktop.features.lists.operations.black import approve_black, list_black, propose_black, remove_black
from desktop.features.lists.operations.merging import MERGES
from desktop.features.lists.operations.white import (
    create_batch,
    drop_proposed,
    propose_white,
    publish_batch,
    remove_white,
)
from desktop.features.lists.records import ListEntry, ListKind, Removal, Standing, SubjectKind
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.lists import facts, institution, made_code

OWN = 5
CODES = [None, *(made_code(number) for number in range(1, 4)), made_code(1, "52")]
numbers = st.integers(0, 50)
codes = st.sampled_from(CODES)
days = st.integers(0, 40).map(lambda past: TODAY - timedelta(days=past))

STANDING = """
SELECT e.id, e.listing, e.institution_id, e.code, i.code, i.voided_at,
       (SELECT group_concat(a.value) FROM institution_alias a
         WHERE a.institution_id = e.institution_id AND a.kind = '旧代码' AND a.voided_at IS NULL)
  FROM list_entry e LEFT JOIN institution i ON i.id = e.institution_id
 WHERE e.standing = '在册' AND e.voided_at IS NULL
"""


def on_both(file: Path) -> list[str]:
    """Faults of the lists, read by plain SQL: a subject on both, twice on one, or of a void institution."""
    connection = sqlite3.connect(file)
    try:
        rows = connection.execute(STANDING).fetchall()
    finally:
        connection.close()
    faults, lists, owners = [], {}, set()
    for row, listing, owner, listed, code, voided, old in rows:
        for name in {listed, code, *(old or "").split(",")} - {None, ""}:
            if lists.setdefault(name, listing) != listing:
                faults.append(f"{name} 在两个名单上")
        if owner is not None and owner in owners:
            faults.append(f"机构 {owner} 有两条在册")
        owners.add(owner)
        if voided is not None:
            faults.append(f"第 {row} 条的机构已作废")
    return faults


class Lists(RuleBasedStateMachine):
    """Five institutions, four codes that some of them share, and firms and persons besides."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = make_desk(Path(self.folder.name), FixedClock.on(TODAY))
        for number in range(OWN):
            institution(self.desk, f"机构{number}", code=CODES[number % 3], address=f"福兴路{number + 1}号")
        self.first = self.last()
        self.batches = 0

    def last(self) -> int:
        with self.desk.store.reading() as session:
            return session.query(Act.id).order_by(Act.id.desc()).limit(1).scalar() or 0

    def attempt(self, operation: Callable[..., Any], **given: Any) -> Any:
        Lists.steps += 1
        try:
            return self.desk.do_confirmed(operation, "试", lambda words: True, **given)
        except (UserError, NeedsConfirmation):
            return None

    def lines(self, *, kind: ListKind | None = None, standing: Standing | None = None) -> list[int]:
        with self.desk.store.reading() as session:
            query = session.query(ListEntry.id)
            if kind is not None:
                query = query.where(ListEntry.listing == kind)
            if standing is not None:
                query = query.where(ListEntry.standing == standing)
            return [row for (row,) in query.order_by(ListEntry.id)]

    def pick(self, rows: list[int], number: int) -> int:
        return rows[number % len(rows)] if rows else 0

    @rule(rows=st.lists(st.integers(1, OWN), min_size=1, max_size=3), day=days, publishing=st.booleans())
    def white(self, rows: list[int], day: date, publishing: bool) -> None:
        self.batches += 1
        batch = self.attempt(create_batch, name=f"第{self.batches}批")
        if self.attempt(propose_white, batch=batch.id, institutions=rows) and publishing:
            self.attempt(publish_batch, row=batch.id, published_on=day, approval="批", approved_by="甲")

    @rule(number=numbers, day=days)
    def publish_a_batch(self, number: int, day: date) -> None:
        if self.batches:
            self.attempt(publish_batch, row=1 + number % self.batches, published_on=day, approval="批",
                         approved_by="甲")

    @rule(number=numbers, removal=st.sampled_from(list(Removal)), day=days)
    def leave_white(self, number: int, removal: Removal, day: date) -> None:
        row = self.pick(self.lines(kind=ListKind.WHITE), number)
        self.attempt(remove_white, row=row, removal=removal, removed_on=day, removal_note="说明")

    @rule(row=st.integers(1, OWN))
    def prepare(self, row: int) -> None:
        self.attempt(propose_black, values=facts(institution_id=row, found_on=None, told_on=None))

    @rule(row=st.integers(1, OWN), day=days)
    def at_once(self, row: int, day: date) -> None:
        self.attempt(list_black, values=facts(institution_id=row, found_on=None, told_on=None),
                     listed_on=day, approved_by="甲")

    @rule(kind=st.sampled_from([SubjectKind.FIRM, SubjectKind.PERSON]), code=codes, day=days)
    def unlicensed(self, kind: SubjectKind, code: str | None, day: date) -> None:
        given = facts(name=f"无证{code}", subject_kind=kind, item="N01", code=code, found_on=None,
                      told_on=None)
        self.attempt(list_black, values=given, listed_on=day, approved_by="甲")

    @rule(number=numbers, day=days)
    def approve(self, number: int, day: date) -> None:
        row = self.pick(self.lines(kind=ListKind.BLACK), number)
        self.attempt(approve_black, row=row, listed_on=day, approved_by="甲")

    @rule(number=numbers, removal=st.sampled_from(list(Removal)), day=days)
    def leave_black(self, number: int, removal: Removal, day: date) -> None:
        row = self.pick(self.lines(kind=ListKind.BLACK), number)
        self.attempt(remove_black, row=row, removal=removal, removed_on=day, removal_note="说明")

    @rule(number=numbers)
    def drop(self, number: int) -> None:
        self.attempt(drop_proposed, rows=[self.pick(self.lines(standing=Standing.PROPOSED), number)])

    @rule(number=numbers, back=st.booleans())
    def void_a_line(self, number: int, back: bool) -> None:
        row = self.pick(self.lines(), number)
        if back:
            self.attempt(restore_record, record=ListEntry, row=row)
        else:
            self.attempt(void_record, record=ListEntry, row=row, reason="错")

    @rule(number=numbers, owner=st.integers(1, OWN), standing=st.sampled_from(list(Standing)), code=codes)
    def type_it_in(self, number: int, owner: int, standing: Standing, code: str | None) -> None:
        values = {"institution_id": owner, "standing": standing, "code": code}
        row = self.pick(self.lines(), number)
        for key, value in values.items():
            self.attempt(save_record, record=ListEntry, row=row, values={key: value})

    @rule(row=st.integers(1, OWN), code=codes)
    def another_code(self, row: int, code: str | None) -> None:
        self.attempt(save_institution, row=row, values={"code": code})

    @rule(row=st.integers(1, OWN), back=st.booleans())
    def void_an_institution(self, row: int, back: bool) -> None:
        if back:
            self.attempt(restore_institution, row=row)
        else:
            self.attempt(void_institution, row=row, reason="错")

    @rule(kept=st.integers(1, OWN), gone=st.integers(1, OWN))
    def merge(self, kept: int, gone: int) -> None:
        self.attempt(merge_institutions, kept=kept, gone=gone, sources={}, merges=MERGES)

    @rule(row=st.integers(1, OWN), code=codes, state=st.sampled_from(list(ListState)))
    def import_one(self, row: int, code: str | None, state: ListState) -> None:
        def read(session: Any, *, by: str, today: date, confirmed: bool = False) -> Any:
            values = {"name": f"机构{row}", "code": code, "list_state": state}
            return import_row(session, session.get(Institution, row), values, by, today)

        self.attempt(read)

    @rule(back=numbers)
    def undo_one(self, back: int) -> None:
        span = self.last() - self.first
        if span:
            self.attempt(undo, act=self.last() - back % span)

    @invariant()
    def nobody_is_on_both(self) -> None:
        assert on_both(self.desk.store.file) == []

    def teardown(self) -> None:
        self.desk.store.close()
        self.folder.cleanup()
