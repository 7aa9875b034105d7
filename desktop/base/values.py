"""Frozen data classes whose methods are written when the first object is made: a start declares more than a
hundred and makes objects of a few.

`@value_class` stands for `@dataclass(frozen=True)`, which takes 0.3 ms a class; `fields`, `replace` and their
like work at any time.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field, fields
from threading import RLock
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T", bound=type)
_FIELDS = "__dataclass_fields__"
_LOCK = RLock()


class _Fields:
    """In place of the fields that `dataclasses` looks for on a class and on those made from it."""

    def __get__(self, held: object | None, owner: type) -> dict[str, Field[Any]]:
        for kind in owner.__mro__:
            _finish(kind)
        found: dict[str, Field[Any]] = getattr(owner, _FIELDS)
        return found


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_class(kind: T) -> T:
    """The class as a frozen data class."""
    def first(self: Any, *given: Any, **named: Any) -> None:
        _finish(kind)
        vars(kind)["__init__"](self, *given, **named)

    type.__setattr__(kind, "__init__", first)
    type.__setattr__(kind, _FIELDS, _Fields())
    return kind


def _finish(kind: type) -> None:
    with _LOCK:
        if isinstance(vars(kind).get(_FIELDS), _Fields):
            dataclass(frozen=True, init=False)(kind)
            # Last: until now other threads come here by the first way.
            type.__setattr__(kind, "__init__", _init(kind))


def _init(kind: type) -> Callable[..., None]:
    """As `dataclass` writes it; written here, since it would not take the place of a method that is there."""
    known: dict[str, Any] = {"put": object.__setattr__}
    heads, lines = ["self"], []
    for item in fields(kind):
        head = item.name
        if item.default is not MISSING:
            known[f"usual_{item.name}"] = item.default
            head += f"=usual_{item.name}"
        elif item.default_factory is not MISSING:
            known[f"made_{item.name}"], known["absent"] = item.default_factory, MISSING
            head += "=absent"
            lines.append(f" if {item.name} is absent: {item.name} = made_{item.name}()")
        heads.append(head)
        lines.append(f" put(self, {item.name!r}, {item.name})")
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    made: dict[str, Callable[..., None]] = {}
    exec("\n".join([f"def __init__({', '.join(heads)}):", *(lines or [" pass"])]), known, made)
    return made["__init__"]
