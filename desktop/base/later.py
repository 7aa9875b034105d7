"""What the start of the program does not need: named where it belongs, loaded when it is first asked for.

A `load` function imports and returns the thing; the import stands in its body, where type checker, import
rules and packager see it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar, cast, overload

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", covariant=True)
V = TypeVar("V", covariant=True)


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


class LaterMap(Mapping[str, V]):
    """Things by their words in place of those that `load` gives: loaded when first looked at."""

    def __init__(self, load: Callable[[], Mapping[str, V]]) -> None:
        self._load = load
        self._held: Mapping[str, V] | None = None

    def _items(self) -> Mapping[str, V]:
        if self._held is None:
            self._held = self._load()
        return self._held

    def __getitem__(self, key: str) -> V:
        return self._items()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())


class _LaterPattern:
    def __init__(self, words: str) -> None:
        self._words = words

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._words), name)
        setattr(self, name, found)
        return found


def later_pattern(words: str) -> re.Pattern[str]:
    """A regular expression compiled with its first use: one about Chinese signs takes some milliseconds."""
    return cast(re.Pattern[str], _LaterPattern(words))
