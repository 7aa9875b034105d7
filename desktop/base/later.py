"""What the start of the program does not need: named where it belongs, loaded when it is first asked for.

A `load` function imports and returns the thing; the import stands in its body, where type checker, import
rules and packager see it.
"""

from collections.abc import Callable, Sequence
from typing import ParamSpec, TypeVar, overload

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", covariant=True)


def later(load: Callable[[], Callable[P, R]]) -> Callable[P, R]:
    """A function in place of the one that `load` gives: loaded with its first call."""
    def run(*args: P.args, **given: P.kwargs) -> R:
        return load()(*args, **given)

    return run


class Later(Sequence[T]):
    """A row of things in place of the one that `load` gives: loaded when first looked at."""

    def __init__(self, load: Callable[[], Sequence[T]]) -> None:
        self._load = load
        self._held: Sequence[T] | None = None

    def _items(self) -> Sequence[T]:
        if self._held is None:
            self._held = self._load()
        return self._held

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._items()[place]

    def __len__(self) -> int:
        return len(self._items())
