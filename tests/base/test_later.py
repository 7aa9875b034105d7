"""Things named at the start are loaded once they are asked for, and not before."""

import re

from desktop.base.later import Later, LaterMap, later, later_pattern


def test_a_function_is_loaded_with_its_first_call() -> None:
    loaded = []

    def load():  # type: ignore[no-untyped-def]
        loaded.append(1)
        return lambda one, *, two: (one, two)

    run = later(load)
    assert loaded == []
    assert run("a", two="b") == ("a", "b")
    assert loaded == [1]


def test_a_row_is_loaded_when_looked_at_and_only_once() -> None:
    loaded = []

    def load() -> tuple[str, ...]:
        loaded.append(1)
        return "x", "y"

    row = Later(load)
    assert loaded == []
    assert (list(row), row[0], row[:1], len(row)) == (["x", "y"], "x", ("x",), 2)
    assert "y" in row
    assert row
    assert loaded == [1]
    assert not Later(tuple)


def test_a_map_is_loaded_when_looked_at_and_only_once() -> None:
    loaded = []

    def load() -> dict[str, int]:
        loaded.append(1)
        return {"x": 1, "y": 2}

    held = LaterMap(load)
    assert loaded == []
    assert (held["x"], list(held), len(held), held.get("z"), dict(held.items())) == (
        1, ["x", "y"], 2, None, {"x": 1, "y": 2})
    assert loaded == [1]


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    late, plain = later_pattern(r"(\d+)[天日]"), re.compile(r"(\d+)[天日]")
    words = "3天后、10日内"
    assert late.findall(words) == plain.findall(words) == ["3", "10"]
    assert late.sub("", words) == plain.sub("", words)
    assert late.split(words, maxsplit=1) == plain.split(words, maxsplit=1)
    assert late.fullmatch("3天") is not None
    assert late.pattern == plain.pattern
