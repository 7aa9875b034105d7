"""A forbidden move is refused with every reason, never skipped."""

from enum import StrEnum

import pytest

from desktop.base.errors import UserError
from desktop.base.workflow import Move, Workflow


class Stage(StrEnum):
    """Two stages."""

    OPEN = "开着"
    DONE = "办结"


FLOW: Workflow[Stage, int] = Workflow({
    "finish": Move("办结", frozenset({Stage.OPEN}), Stage.DONE, (
        lambda papers: None if papers else "还缺材料", lambda papers: None if papers < 9 else "材料太多")),
})


def test_an_open_case_with_papers_is_finished() -> None:
    assert FLOW.obstacles("finish", Stage.OPEN, 1) == []
    assert FLOW.target("finish", Stage.OPEN, 1) is Stage.DONE


def test_reasons_are_told() -> None:
    assert FLOW.obstacles("finish", Stage.OPEN, 0) == ["还缺材料"]
    with pytest.raises(UserError, match="不能办结：材料太多"):
        FLOW.target("finish", Stage.OPEN, 9)


def test_a_move_from_the_wrong_state_names_the_right_one() -> None:
    assert FLOW.obstacles("finish", Stage.DONE, 1) == ["现在是“办结”，“办结”只能从“开着”办理"]
    assert FLOW.from_state(Stage.DONE) == {}
