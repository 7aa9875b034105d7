"""Things named at the start are loaded once they are asked for, and not before."""

from desktop.base.later import Later, later


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
