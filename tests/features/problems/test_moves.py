"""Moves: each reachable, forbidden ones refused with the reason, what each leaves behind."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.base.clock import FixedClock
from desktop.base.errors import UserError
from desktop.features.problems.operations.evidence import add_evidence
from desktop.features.problems.operations.moves import move_problem
from desktop.features.problems.queries import case_of, extensions_of, steps_of
from desktop.features.problems.records import EvidenceKind, LookBack, Problem, State
from desktop.features.problems.rules.moves import FACTS, MAIN_MOVES, WORKFLOW
from desktop.store.desk import Desk
from desktop.store.journal import Act
from desktop.store.undo import undo
from tests.helpers.desk import make_desk
from tests.helpers.problems import FACTS as GIVEN
from tests.helpers.problems import bring_to, fill_gate, move, register, reread


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def test_every_move_declares_its_facts_and_every_state_is_reached() -> None:
    assert FACTS.keys() == WORKFLOW.moves.keys() == GIVEN.keys()
    assert {item.target for item in WORKFLOW.moves.values()} == set(State) - {State.REGISTERED}
    assert all(state in WORKFLOW.moves[key].sources for state, key in MAIN_MOVES.items())


def test_main_way_to_the_archive(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.ARCHIVED)
    assert (made.approved_by, made.closed_on) == ("许文彬", date(2023, 9, 25))
    assert made.lookback_due == date(2023, 10, 25)
    assert made.lookback_result is LookBack.HELD
    with desk.store.reading() as session:
        words = [(step.to_state, step.signer) for step in steps_of(session, made)]
    assert words == [
        (State.REGISTERED, None),
        (State.ASSIGNED, None),
        (State.RECTIFYING, None),
        (State.APPLIED, "王铉"),
        (State.CHECKING, None),
        (State.REVIEWING, None),
        (State.APPROVING, "陈志远"),
        (State.CLOSED, "许文彬"),
        (State.LOOK_BACK, None),
        (State.ARCHIVED, "林晓燕"),
    ]


def enter(desk: Desk, state: State) -> Problem:
    """A fresh problem in `state`, side exits included."""
    made = register(desk)
    if state is State.MERGED:
        return move(desk, made, "merge", into=register(desk).number)
    if state is State.REFERRED:
        return move(desk, made, "refer")
    if state is State.SHUT:
        add_check_record(desk, made)
        return move(desk, made, "shut")
    return bring_to(desk, made, state)


def add_check_record(desk: Desk, made: Problem) -> None:
    desk.do(
        add_evidence,
        "添加佐证",
        problem=made.id,
        evidence_kind=EvidenceKind.CHECK,
        data=b"record",
        name="核查记录.pdf",
    )


@pytest.mark.parametrize("state", list(State))
def test_each_move_is_made_or_refused_with_the_reason(desk: Desk, state: State) -> None:
    for key, item in WORKFLOW.moves.items():
        made = enter(desk, state)
        more = {"into": register(desk).number} if key == "merge" else {}
        if key == "shut" and state in item.sources:
            add_check_record(desk, made)
        if key == "pass" and state is State.CHECKING:
            fill_gate(desk, made)
        if state in item.sources:
            assert move(desk, made, key, **more).state is item.target
        else:
            with pytest.raises(UserError, match=f"现在是“{state.value}”"):
                move(desk, made, key, **more)
            assert reread(desk, made).state is state


@pytest.mark.parametrize("key", [key for key, facts in FACTS.items() if any(fact.required for fact in facts)])
def test_missing_facts_are_named(desk: Desk, key: str) -> None:
    source = min(WORKFLOW.moves[key].sources, key=list(State).index)
    made = bring_to(desk, register(desk), source)
    if key == "shut":
        add_check_record(desk, made)
    with pytest.raises(UserError) as caught:
        desk.do(move_problem, key, problem=made.id, move=key)
    assert set(caught.value.fields) == {fact.key for fact in FACTS[key] if fact.required}
    assert reread(desk, made).state is source


def test_unknown_facts_and_moves_are_refused(desk: Desk) -> None:
    made = register(desk)
    with pytest.raises(UserError, match="用不到"):
        move(desk, made, "assign", closed_on=date(2023, 9, 25))
    with pytest.raises(UserError, match="没有“close”这种办理"):
        desk.do(move_problem, "x", problem=made.id, move="close")


@pytest.mark.parametrize(
    ("key", "facts", "field"),
    [
        ("assign", {"limit": date(2023, 9, 24)}, "limit"),
        ("extend", {"new_limit": date(2023, 9, 26)}, "new_limit"),
        ("apply", {"on": date(2023, 9, 26)}, "on"),
        ("apply", {"finished_on": date(2023, 9, 11)}, "finished_on"),
        ("apply", {"on": "昨天"}, "on"),
        ("apply", {"signer": "长" * 41}, "signer"),
    ],
)
def test_impossible_dates_and_words_are_refused(
    desk: Desk, key: str, facts: dict[str, object], field: str
) -> None:
    made = bring_to(desk, register(desk), next(iter(WORKFLOW.moves[key].sources)))
    with pytest.raises(UserError) as caught:
        move(desk, made, key, **facts)
    assert field in caught.value.fields


def test_a_backlog_problem_may_be_overdue_when_entered(desk: Desk) -> None:
    made = move(desk, register(desk), "assign", on=date(2023, 9, 13), limit=date(2023, 9, 20))
    assert made.limit == date(2023, 9, 20)


def test_signatures_follow_the_check_in_time(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.REVIEWING)
    with pytest.raises(UserError, match="不能早于 2023年9月25日"):
        move(desk, made, "review", on=date(2023, 9, 20))


def test_extension_keeps_its_history(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)
    move(desk, made, "extend", new_limit=date(2023, 10, 12))
    made = move(desk, made, "extend", new_limit=date(2023, 10, 20), reason="再次核对")
    with desk.store.reading() as session:
        history = [
            (item.old_limit, item.new_limit, item.reason, item.approved_by)
            for item in extensions_of(session, made)
        ]
    assert history == [
        (date(2023, 9, 26), date(2023, 10, 12), "退费名单未核完", "王志远"),
        (date(2023, 10, 12), date(2023, 10, 20), "再次核对", "王志远"),
    ]
    assert (made.original_limit, made.limit, made.extensions) == (date(2023, 9, 26), date(2023, 10, 20), 2)


def test_sent_back_needs_a_new_check(desk: Desk) -> None:
    made = move(desk, bring_to(desk, register(desk), State.REVIEWING), "send_back")
    assert (made.state, made.limit, made.checkers) == (State.RECTIFYING, date(2023, 10, 9), None)
    made = move(desk, move(desk, made, "apply"), "check")
    with pytest.raises(UserError, match="还缺核查人"):
        move(desk, made, "pass")


def test_rebound_keeps_the_number_and_counts(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.LOOK_BACK)
    number, made = made.number, move(desk, made, "rebound")
    assert (made.number, made.round, made.state) == (number, 2, State.RECTIFYING)
    assert (made.closed_on, made.evidence_count, made.lookback_result) == (None, 0, LookBack.RELAPSED)
    with desk.store.reading() as session:
        assert case_of(session, made).evidence == ()
    again = bring_to(desk, made, State.CLOSED)
    assert (again.number, again.round) == (number, 2)


def test_merging(desk: Desk) -> None:
    first, second = register(desk), register(desk)
    closed = bring_to(desk, register(desk), State.CLOSED)
    for into, words in (
        (first.number, "不能并入自己"),
        (closed.number, "它现在是“已销号”"),
        ("2023-999", "没有编号"),
    ):
        with pytest.raises(UserError, match=words):
            move(desk, first, "merge", into=into)
    made = move(desk, first, "merge", into=second.number)
    assert (made.state, made.merged_into) == (State.MERGED, second.id)


def test_shutting_asks_for_the_record_of_the_visit(desk: Desk) -> None:
    made = register(desk)
    with pytest.raises(UserError, match="还缺核查记录"):
        move(desk, made, "shut")


def test_reopened_has_to_be_checked_and_signed_again(desk: Desk) -> None:
    made = move(desk, bring_to(desk, register(desk), State.ARCHIVED), "reopen")
    assert (made.state, made.round, made.closed_on, made.approved_by) == (State.RECTIFYING, 1, None, None)
    made = move(desk, move(desk, made, "apply"), "check")
    with pytest.raises(UserError, match="还缺核查人"):
        move(desk, made, "pass")


@pytest.mark.parametrize("last", ["approve", "reopen", "rebound"])
def test_closing_and_reopening_cannot_be_undone(desk: Desk, last: str) -> None:
    made = bring_to(desk, register(desk), State.CLOSED)
    if last != "approve":
        move(desk, made, last)
    with pytest.raises(UserError, match="不能撤销"):
        desk.do(undo, "撤销", act=last_act(desk))


def test_evidence_of_a_closed_problem_cannot_be_undone_away(desk: Desk) -> None:
    before = last_act(desk)
    made = bring_to(desk, register(desk), State.CHECKING)
    fill_gate(desk, made)
    acts = range(before + 1, last_act(desk) + 1)
    bring_to(desk, reread(desk, made), State.CLOSED)
    for act in reversed(acts):
        with pytest.raises(UserError):
            desk.do(undo, "撤销", act=act)
    with desk.store.reading() as session:
        assert len(case_of(session, session.get_one(Problem, made.id)).evidence) == 7


def test_a_plain_move_is_undone(desk: Desk) -> None:
    made = move(desk, register(desk), "assign")
    desk.do(undo, "撤销", act=last_act(desk))
    assert (reread(desk, made).state, reread(desk, made).limit) == (State.REGISTERED, None)


def test_twenty_clicks_on_a_move_make_it_once(desk: Desk) -> None:
    made = bring_to(desk, register(desk), State.RECTIFYING)

    def refused() -> bool:
        try:
            move(desk, made, "extend")
        except UserError:
            return True
        return False

    assert [refused() for _ in range(20)].count(False) == 1
    assert reread(desk, made).extensions == 1


def test_look_back_lies_thirty_days_after_closing(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, FixedClock.on(date(2024, 2, 8)))
    made = bring_to_closed_later(desk)
    assert made.lookback_due == date(2024, 2, 8) + timedelta(days=30)


def bring_to_closed_later(desk: Desk) -> Problem:
    day = desk.today
    made = register(desk)
    steps: list[Callable[[], object]] = [
        lambda: move(desk, made, "assign", limit=day),
        lambda: move(desk, made, "start"),
        lambda: move(desk, made, "apply", on=day, finished_on=day),
        lambda: move(desk, made, "check"),
        lambda: fill_gate(desk, made),
        lambda: move(desk, made, "pass"),
        lambda: move(desk, made, "review", on=day),
        lambda: move(desk, made, "approve", on=day),
    ]
    for step in steps:
        step()
    return reread(desk, made)


def last_act(desk: Desk) -> int:
    with desk.store.reading() as session:
        return max(session.query(Act.id).all())[0]
