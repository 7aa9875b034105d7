"""State machines: all moves of a record type in one literal, each with guards that answer in Chinese."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from desktop.base.errors import UserError
from desktop.base.values import value_class

S = TypeVar("S", bound=StrEnum)
C = TypeVar("C")

Guard = Callable[[C], str | None]
"""Looks at the case (the record with what it needs) and returns None or the reason in Chinese."""


@value_class
class Move(Generic[S, C]):
    """One way from `sources` to `target`; `label` is the word on the button."""

    label: str
    sources: frozenset[S]
    target: S
    guards: tuple[Guard[C], ...] = ()


class Workflow(Generic[S, C]):
    """Moves by key. A forbidden move is refused with its reasons, never skipped."""

    def __init__(self, moves: Mapping[str, Move[S, C]]) -> None:
        self.moves = dict(moves)

    def from_state(self, state: S) -> dict[str, Move[S, C]]:
        """Moves that start in this state, guards not asked."""
        return {key: move for key, move in self.moves.items() if state in move.sources}

    def obstacles(self, key: str, state: S, case: C) -> list[str]:
        """Why the move cannot be made now; empty when it can."""
        move = self.moves[key]
        if state not in move.sources:
            allowed = "、".join(source.value for source in move.sources)
            return [f"现在是“{state.value}”，“{move.label}”只能从“{allowed}”办理"]
        return [reason for guard in move.guards if (reason := guard(case)) is not None]

    def target(self, key: str, state: S, case: C) -> S:
        """The state after the move; UserError with every reason when it is forbidden."""
        reasons = self.obstacles(key, state, case)
        if reasons:
            raise UserError(f"不能{self.moves[key].label}：{'；'.join(reasons)}。", "补齐后再办。")
        return self.moves[key].target
