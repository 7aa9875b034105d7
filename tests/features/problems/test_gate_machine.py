"""No path of clicks, in any order, reaches 已销号 without evidence, checkers, result and signatures.

Whatever the ladder of escalation does meanwhile.
"""

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop.base.errors import UserError
from desktop.features.problems.operations.entry import edit_problem
from desktop.features.problems.operations.evidence import add_evidence, void_evidence
from desktop.features.problems.operations.ladder import record_reply, void_step
from desktop.features.problems.operations.moves import record_check
from desktop.features.problems.queries import case_of, evidence_files, ladder, steps_of, steps_up
from desktop.features.problems.records import (
    Category,
    Conclusion,
    EvidenceKind,
    Level,
    Problem,
    Rung,
    State,
)
from desktop.features.problems.rules.gate import distinct, missing
from desktop.features.problems.rules.moves import CLOSED, MAIN_MOVES, WORKFLOW
from desktop.store.editing import save_record
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import TODAY, make_desk
from tests.helpers.problems import climbed, fill_gate, move, register, reread

KINDS = (EvidenceKind.REPORT, EvidenceKind.CONTRACT, EvidenceKind.CHECK)


class Desk(RuleBasedStateMachine):
    """One problem (合同: 整改报告 and 合同 are asked for) handled in every order the clerk could think of."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.desk = make_desk(Path(self.folder.name))
        self.first = self.last()
        self.problem = register(self.desk, category=Category.CONTRACT, subcategory="F1", refunds=None)

    def last(self) -> int:
        with self.desk.store.reading() as session:
            return max(number for (number,) in session.query(Act.id).all())

    def attempt(self, *act: object, **given: object) -> None:
        try:
            self.desk.do(*act, **given)  # type: ignore[arg-type]
        except UserError:
            return

    @rule(key=st.sampled_from(sorted(WORKFLOW.moves)))
    def make_move(self, key: str) -> None:
        try:
            move(self.desk, self.problem, key)
        except UserError:
            return

    @rule(filled=st.booleans())
    def go_on(self, filled: bool) -> None:
        state = reread(self.desk, self.problem).state
        if filled and state is State.CHECKING:
            fill_gate(self.desk, self.problem)
        if state in MAIN_MOVES:
            self.make_move(MAIN_MOVES[state])

    @rule(kind=st.sampled_from(KINDS))
    def evidence(self, kind: EvidenceKind) -> None:
        self.attempt(
            add_evidence, "佐证", problem=self.problem.id, evidence_kind=kind, data=b"x", name="x.pdf"
        )

    @rule(second=st.sampled_from([None, "陈志远"]), conclusion=st.sampled_from([None, *Conclusion]))
    def check(self, second: str | None, conclusion: Conclusion | None) -> None:
        self.attempt(
            record_check,
            "核查",
            problem=self.problem.id,
            first_checker="林晓燕",
            second_checker=second,
            conclusion=conclusion,
        )

    @rule()
    def take_evidence_off(self) -> None:
        with self.desk.store.reading() as session:
            files = evidence_files(session, reread(self.desk, self.problem))
        if files:
            self.attempt(void_evidence, "作废佐证", evidence=files[0][0].id, reason="传错")

    @rule(state=st.sampled_from(list(State)))
    def type_the_state_in(self, state: State) -> None:
        self.attempt(save_record, "修改", record=Problem, row=self.problem.id, values={"state": state})

    @rule(result=st.sampled_from([None, "已改"]))
    def edit(self, result: str | None) -> None:
        self.attempt(edit_problem, "修改", problem=self.problem.id, result=result)

    @rule(rung=st.sampled_from(list(Rung)), body=st.sampled_from(["梅岭街道办", "晋江市公安局"]))
    def climb(self, rung: Rung, body: str) -> None:
        with contextlib.suppress(UserError):
            climbed(self.desk, self.problem, rung, target=body, skipped="省厅点名")

    @rule(answer=st.booleans())
    def answer_or_void_a_step(self, answer: bool) -> None:
        with self.desk.store.reading() as session:
            steps = steps_up(session, self.problem.id)
        if steps and answer:
            self.attempt(record_reply, "登记回复", step=steps[-1].id, replied_on=TODAY, reply="已整改到位")
        elif steps:
            self.attempt(void_step, "作废", step=steps[-1].id, reason="登记错了")

    @rule(level=st.sampled_from(list(Level)))
    def type_the_level_in(self, level: Level) -> None:
        self.attempt(save_record, "修改", record=Problem, row=self.problem.id, values={"level": level})

    @rule(back=st.integers(0, 3))
    def take_back(self, back: int) -> None:
        self.attempt(undo, "撤销", act=max(self.first + 1, self.last() - back))

    @invariant()
    def closed_only_through_the_gate(self) -> None:
        with self.desk.store.reading() as session:
            found = session.get_one(Problem, self.problem.id)
            if found.state not in CLOSED:
                return
            case = case_of(session, found)
            assert missing(case, signatures=(State.REVIEWING, State.APPROVING)) == []
            assert found.closed_on is not None
            assert found.approved_by
            assert any(step.to_state is State.CLOSED for step in steps_of(session, found))

    @invariant()
    def the_level_is_that_of_the_steps(self) -> None:
        with self.desk.store.reading() as session:
            found = session.get_one(Problem, self.problem.id)
            assert found.level is ladder().level(step.rung for step in steps_up(session, found.id))

    def teardown(self) -> None:
        self.desk.store.close()
        self.folder.cleanup()


Desk.TestCase.settings = settings(
    phases=(Phase.explicit, Phase.generate),
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
)
TestNothingClosesWithoutTheGate = Desk.TestCase


@pytest.mark.parametrize(("first", "second", "two"), [
    ("林晓燕", "陈志远", True), ("林晓燕", "林晓燕（股长）", False), ("林晓燕(经办)", "林 晓燕", False),
    ("林晓燕（代陈志远）", "陈志远", True), ("林晓燕", "（股长）", False), ("", "陈志远", False)])
def test_one_person_with_and_without_a_post_is_one_checker(first: str, second: str, two: bool) -> None:
    assert distinct(first, second) is two
