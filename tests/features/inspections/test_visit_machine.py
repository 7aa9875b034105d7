"""No order of acts makes a visit count without two cards, a day that has come and a fitting result."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import func, select

from desktop.base.errors import NeedsConfirmation, UserError
from desktop.features.inspections.operations.entry import change_visit, edit_visit, record_visit
from desktop.features.inspections.operations.findings import Found
from desktop.features.inspections.operations.moves import move_visit
from desktop.features.inspections.queries.visits import crew_of, findings_of
from desktop.features.inspections.records.visits import (
    Outcome,
    Visit,
    VisitKind,
    VisitResult,
    VisitState,
)
from desktop.features.inspections.rules.visits import WORKFLOW, carded
from desktop.store.desk import Desk
from desktop.store.editing import restore_record, save_record, void_record
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.visits import inspector, plan

DAYS = st.sampled_from([date(2023, 9, 20), TODAY, date(2023, 9, 26)])
KEYS = ("zz-1", "sf-3")


class Visiting(RuleBasedStateMachine):
    """One visit handled in every order; three people, of whom one has no card."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk: Desk = make_desk(Path(self.folder.name))
        self.people = [inspector(self.desk, name, card).id
                       for name, card in (("林晓燕", "1"), ("陈志远", "2"), ("吴志坚", None))]
        self.first = self.last()
        self.visit = plan(self.desk, on=date(2023, 9, 20))

    def last(self) -> int:
        with self.desk.store.reading() as session:
            return session.scalar(select(func.max(Act.id))) or 0

    def attempt(self, operation: Any, **given: Any) -> None:
        try:
            self.desk.do(operation, "办理", **given)
        except (UserError, NeedsConfirmation):
            return

    @rule(crew=st.sets(st.integers(0, 2)), failed=st.lists(st.sampled_from(KEYS), unique=True), on=DAYS,
          confirmed=st.booleans())
    def record(self, crew: set[int], failed: list[str], on: date, confirmed: bool) -> None:
        found = [Found(key, Outcome.FAILED if key in failed else Outcome.CLEAN) for key in KEYS]
        self.attempt(record_visit, visit=self.visit.id, inspectors=[self.people[place] for place in crew],
                     findings=found, on=on, confirmed=confirmed)

    @rule(move=st.sampled_from(sorted(WORKFLOW.moves)), reason=st.sampled_from([None, "关门"]),
          result=st.sampled_from([None, *VisitResult]))
    def make_move(self, move: str, reason: str | None, result: VisitResult | None) -> None:
        self.attempt(move_visit, visit=self.visit.id, move=move, reason=reason, result=result, confirmed=True)

    @rule(crew=st.sets(st.integers(0, 2)))
    def change_people(self, crew: set[int]) -> None:
        self.attempt(edit_visit, visit=self.visit.id, inspectors=[self.people[place] for place in crew])

    @rule(result=st.sampled_from([None, *VisitResult]), on=DAYS, way=st.sampled_from(
        [VisitKind.EVENING, VisitKind.PATROL]), record=st.sampled_from([None, "见到学生"]))
    def edit(self, result: VisitResult | None, on: date, way: VisitKind, record: str | None) -> None:
        self.attempt(edit_visit, visit=self.visit.id, result=result, on=on, way=way, record=record,
                     confirmed=True)

    @rule(key=st.sampled_from(["grid_person", "state", "result", "on"]), person=st.sampled_from([None, "李"]))
    def type_into_the_list(self, key: str, person: str | None) -> None:
        values = {"grid_person": person, "state": VisitState.DONE, "result": VisitResult.CLEAN, "on": TODAY}
        self.attempt(change_visit, row=self.visit.id, values={key: values[key]})

    @rule(state=st.sampled_from(list(VisitState)))
    def type_the_state_in(self, state: VisitState) -> None:
        self.attempt(save_record, record=Visit, row=self.visit.id, values={"state": state})

    @rule()
    def void_and_restore(self) -> None:
        self.attempt(void_record, record=Visit, row=self.visit.id, reason="错")
        self.attempt(restore_record, record=Visit, row=self.visit.id)

    @rule(back=st.integers(0, 3))
    def take_back(self, back: int) -> None:
        self.attempt(undo, act=max(self.first + 2, self.last() - back))

    @invariant()
    def what_counts_stands(self) -> None:
        with self.desk.store.reading() as session:
            found = session.get_one(Visit, self.visit.id)
            crew, findings = crew_of(session, found.id), findings_of(session, found.id)
            failed = sum(one.outcome is Outcome.FAILED for one in findings)
            assert (found.inspector_count, found.failed_items) == (len(crew), failed)
            assert found.checked_items == len(findings)
            if found.state is not VisitState.DONE:
                return
            assert carded(crew) >= 2 or (found.way is VisitKind.PATROL and found.grid_person)
            assert found.on <= TODAY
            assert found.result is not None
            assert not (found.result is VisitResult.CLEAN and failed)

    def teardown(self) -> None:
        self.desk.store.close()
        self.folder.cleanup()


Visiting.TestCase.settings = settings(phases=(Phase.explicit, Phase.generate), max_examples=25,
                                      stateful_step_count=30, deadline=None, derandomize=True)
TestNothingCountsWithoutTwoCards = Visiting.TestCase
