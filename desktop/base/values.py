"""Frozen data classes whose methods are written when they are first called: a start declares more than a
hundred and makes objects of some.

`@value_class` stands for `@dataclass(frozen=True)`, which takes 0.3 ms a class; `fields`, `replace` and their
like work at any time. A value goes on from a value only.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from threading import RLock
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T", bound=type)
_FIELDS = "__dataclass_fields__"
_LOCK = RLock()


class _Fields:
    """In place of the fields that `dataclasses` looks for on a class and on those made from it."""

    def __get__(self, held: object | None, owner: type) -> dict[str, Field[Any]]:
        with _LOCK:
            for kind in owner.__mro__:
                if vars(kind).get(_FIELDS) is self:
                    dataclass(init=False, repr=False, eq=False)(kind)
            found: dict[str, Field[Any]] = getattr(owner, _FIELDS)
        return found


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_class(kind: T) -> T:
    """The class as a frozen data class."""
    type.__setattr__(kind, _FIELDS, _Fields())
    for name, write in _WRITERS.items():
        type.__setattr__(kind, name, _first(kind, name, write))
    for name, method in (("__setattr__", _refuse), ("__delattr__", _refuse), ("__repr__", _words)):
        type.__setattr__(kind, name, method)
    return kind


def _first(kind: type, name: str, write: Callable[[type], str]) -> Callable[..., Any]:
    """The method that writes itself with its first call; several threads may."""
    def first(self: Any, *given: Any, **named: Any) -> Any:
        made: dict[str, Callable[..., Any]] = {}
        exec(write(kind), _known(kind), made)
        type.__setattr__(kind, name, made[name])
        return made[name](self, *given, **named)

    return first


def _known(kind: type) -> dict[str, Any]:
    """What the written methods call by name."""
    usual = {f"usual_{item.name}": item.default for item in fields(kind)}
    made = {f"made_{item.name}": item.default_factory for item in fields(kind)}
    return {"put": object.__setattr__, "absent": MISSING, **usual, **made}


def _init(kind: type) -> str:
    heads, lines = ["self"], []
    for item in fields(kind):
        name = item.name
        if item.default is not MISSING:
            heads.append(f"{name}=usual_{name}")
        elif item.default_factory is not MISSING:
            heads.append(f"{name}=absent")
            lines.append(f" if {name} is absent: {name} = made_{name}()")
        else:
            heads.append(name)
        lines.append(f" put(self, {name!r}, {name})")
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    return "\n".join([f"def __init__({', '.join(heads)}):", *lines, " return None"])


def _of(kind: type, held: str) -> str:
    return "(" + "".join(f"{held}.{item.name}, " for item in fields(kind)) + ")"


def _eq(kind: type) -> str:
    return ("def __eq__(self, other):\n if other.__class__ is not self.__class__: return NotImplemented\n"
            f" return {_of(kind, 'self')} == {_of(kind, 'other')}")


def _hash(kind: type) -> str:
    return f"def __hash__(self):\n return hash({_of(kind, 'self')})"


_WRITERS = {"__init__": _init, "__eq__": _eq, "__hash__": _hash}


def _refuse(self: Any, name: str, *_: Any) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to or delete {name!r}")


def _words(self: Any) -> str:
    told = ", ".join(f"{item.name}={getattr(self, item.name)!r}" for item in fields(self))
    return f"{type(self).__qualname__}({told})"
