"""A value is a frozen data class in every respect; only its methods come with its first object."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from threading import Barrier, Thread
from typing import Any

import pytest

from desktop.base.values import value_class


def _kinds() -> tuple[Any, Any]:
    """A value and one that goes on from it, never made before."""
    @value_class
    class Place:
        """A place."""

        town: str
        street: str = "崇德路"
        facts: Mapping[str, int] = field(default_factory=dict)

        @property
        def words(self) -> str:
            return self.town + self.street

    @value_class
    class School(Place):
        """A place with a name."""

        name: str = ""

        def __post_init__(self) -> None:
            if not self.town:
                raise ValueError("town")

    return Place, School


def test_an_object_is_that_of_a_frozen_data_class() -> None:
    place, school = _kinds()
    made = school("青阳街道", name="启明")
    assert (made.town, made.street, made.facts, made.name, made.words) == (
        "青阳街道", "崇德路", {}, "启明", "青阳街道崇德路")
    assert repr(made).endswith("School(town='青阳街道', street='崇德路', facts={}, name='启明')")
    assert made == school("青阳街道", name="启明") != school("陈埭镇", name="启明")
    assert place("青阳街道", "x", ()) == place("青阳街道", "x", ())
    assert len({place("青阳街道", "x", ()), place("青阳街道", "x", ())}) == 1
    assert made.facts is not school("青阳街道").facts
    with pytest.raises(FrozenInstanceError):
        made.town = "陈埭镇"
    with pytest.raises(FrozenInstanceError):
        made.other = 1
    with pytest.raises(FrozenInstanceError):
        del made.town


def test_the_same_calls_are_refused() -> None:
    place, school = _kinds()
    for wrong in ({}, {"town": "a", "city": "b"}):
        with pytest.raises(TypeError, match="argument"):
            place(**wrong)
    with pytest.raises(TypeError, match="argument"):
        place("a", "b", {}, "c")
    with pytest.raises(ValueError, match="town"):
        school("")


@pytest.mark.parametrize("first", ["fields", "is_dataclass", "the one made from it", "replace"])
def test_its_fields_are_there_before_any_object(first: str) -> None:
    place, school = _kinds()
    match first:
        case "fields":
            assert [item.name for item in fields(place)] == ["town", "street", "facts"]
        case "is_dataclass":
            assert is_dataclass(place)
        case "the one made from it":
            assert [item.name for item in fields(school)] == ["town", "street", "facts", "name"]
        case _:
            assert replace(place("a"), town="b") == place("b")
    assert asdict(place("a")) == {"town": "a", "street": "崇德路", "facts": {}}


def test_it_is_matched_by_place() -> None:
    place, _ = _kinds()
    match place("青阳街道"):
        case place(town, street):
            assert (town, street) == ("青阳街道", "崇德路")
        case _:
            pytest.fail("not matched")


def test_an_object_without_the_decorator_below_a_value() -> None:
    place, _ = _kinds()

    class Named(place):  # type: ignore[misc, valid-type]
        pass

    assert Named("a").town == "a"
    assert fields(Named) == fields(place)


def test_two_threads_make_the_first() -> None:
    for _ in range(50):
        place, both, made = _kinds()[0], Barrier(2), []

        def make(place: Any = place, both: Barrier = both, made: list[Any] = made) -> None:
            both.wait()
            made.append(place("青阳街道"))

        threads = [Thread(target=make) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 2
        assert made[0] == made[1]
