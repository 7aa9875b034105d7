"""A record is mapped when it is first looked at: a start asks half of the tables, and a column costs 0.15 ms.

A class that is declared gives its columns away, recipes of columns as yet, and holds stand-ins in their
place. The first look at one of them, at the class as SQLAlchemy inspects it, or at its first object makes the
table and maps the class. Bare `columns` of the same names and types are enough where no objects are wanted.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from time import sleep
from types import NoneType, UnionType
from typing import Any, ClassVar, cast

from sqlalchemy import ColumnClause, Integer, MetaData, Table, column, inspect
from sqlalchemy import table as bare_table
from sqlalchemy.orm import DeclarativeBase, MappedColumn, column_property, registry
from sqlalchemy.orm.decl_api import DeclarativeAttributeIntercept
from sqlalchemy.types import NullType, TypeEngine

LONGEST_S = 5.0
"""Seconds after which Python lets another thread run all the same; a class takes some thousandths."""



class Recipe:
    """A column that is made when it is needed."""

    def __init__(self, make: Callable[[], MappedColumn[Any]]) -> None:
        self.make = make


def late_column(make: Callable[[], MappedColumn[Any]]) -> MappedColumn[Any]:
    """For the type checker the column itself."""
    return cast(MappedColumn[Any], Recipe(make))


class StandIn:
    """In place of an attribute of a class that is not mapped yet: has it mapped and gives the real one."""

    def __init__(self, late: "LateMapping", name: str) -> None:
        self.late, self.name = late, name

    def __get__(self, held: object | None, owner: type) -> Any:
        if not self.late.map_now(owner):
            raise AttributeError(f"{owner.__name__}.{self.name}")
        return getattr(owner if held is None else held, self.name)


class LateMapping:
    """The record classes of one base, the columns each declares, and which of them are not mapped yet."""

    def __init__(self, metadata: MetaData) -> None:
        self.registry = registry(metadata=metadata)
        self._given: dict[type, dict[str, Recipe | MappedColumn[Any]]] = {}
        self._waiting: set[type] = set()
        self._bare: dict[type, Bare] = {}
        self._lock = RLock()

    def declare(self, kind: Any) -> None:
        """Take the columns of a new class, and of what it is made of, to be mapped later."""
        for part in kind.__mro__:
            if part not in self._given:
                self._given[part] = self._taken(part)
        if _has_table(kind):
            self._waiting.add(kind)

    def _taken(self, kind: type) -> dict[str, Recipe | MappedColumn[Any]]:
        found = {name: value for name, value in vars(kind).items()
                 if isinstance(value, Recipe | MappedColumn)}
        for name in found:
            type.__setattr__(kind, name, StandIn(self, name))
        return found

    def _column(self, part: type, name: str) -> MappedColumn[Any]:
        with self._lock:
            value = self._given[part][name]
            if isinstance(value, Recipe):
                value = self._given[part][name] = value.make()
            if value.column.name is None:
                value.column.name = value.column.key = name
                value.column.nullable = _may_be_none(part.__annotations__[name])
            return value

    def map_now(self, kind: Any) -> bool:
        """Map the class if it waits for it; False for one without a table, or just being mapped."""
        with self._lock:
            if kind in self._waiting:
                self._waiting.remove(kind)
                table = self.table(kind)
                given: dict[str, Any] = {"properties": self._properties(kind, table)}
                if "version" in table.c:
                    given["version_id_col"] = table.c.version
                with _alone():
                    self.registry.map_imperatively(kind, table, **given)
            return "__mapper__" in vars(kind)

    def _properties(self, kind: type, table: Table) -> dict[str, Any]:
        return {name: column_property(table.c[name], active_history=True) if value.active_history
                else table.c[name] for _, name, value in self._columns(kind)}

    def _columns(self, kind: type) -> Iterator[tuple[type, str, MappedColumn[Any]]]:
        """(class that declares it, name, column) of everything a record has."""
        return ((part, name, self._column(part, name)) for part in kind.__mro__ for name in self._given[part])

    def table(self, kind: Any) -> Table:
        """The table of a class, and those it refers to, made when first asked for."""
        with self._lock:
            held = self.registry.metadata.tables.get(kind.__tablename__)
            return self._make_table(kind) if held is None else held

    def _make_table(self, kind: Any) -> Table:
        found = sorted(self._columns(kind), key=lambda item: item[2].columns_to_assign[0][1])
        columns = [value.column if part is kind else value.column._copy() for part, _, value in found]
        given = kind.__table_args__
        *parts, options = given if isinstance(given, tuple) else (given,)
        table = Table(kind.__tablename__, self.registry.metadata, *columns, *parts, **options)
        # What refers to a record is of the type of its id.
        named = {other.__tablename__: other for other in self.kinds()}
        for name in {key.target_fullname.partition(".")[0] for key in table.foreign_keys} & named.keys():
            self.table(named[name])
        return table

    def columns(self, kind: Any) -> "Bare":
        """Bare columns of a class by name; not for one question together with the class itself."""
        with self._lock:
            if kind not in self._bare:
                self._bare[kind] = Bare(self, kind)
            return self._bare[kind]

    def type_of(self, kind: type, name: str) -> TypeEngine[Any]:
        """What the column holds; AttributeError when there is none of that name."""
        for part in kind.__mro__:
            if name in self._given[part]:
                found = self._column(part, name).column.type
                # A reference, to an id, does not tell its type.
                return Integer() if isinstance(found, NullType) else found
        raise AttributeError(f"{kind.__name__}.{name}")

    def kinds(self) -> list[type[Any]]:
        """Every class with a table, mapped or not, in the order declared."""
        return [kind for kind in self._given if _has_table(kind)]

    def schema(self) -> MetaData:
        """The tables of all classes."""
        for kind in self.kinds():
            self.table(kind)
        return self.registry.metadata


class Bare:
    """The columns of a class that were asked for, in a table of nothing else."""

    def __init__(self, late: LateMapping, kind: Any) -> None:
        self._late, self._kind = late, kind
        self._table = bare_table(kind.__tablename__)

    def __getattr__(self, name: str) -> ColumnClause[Any]:
        made: ColumnClause[Any] = column(name, self._late.type_of(self._kind, name))
        self._table.append_column(made)
        setattr(self, name, made)
        return made


@contextmanager
def _alone() -> Iterator[None]:
    """No other thread runs meanwhile: SQLAlchemy gives a class its attributes before they can be used."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(LONGEST_S)
    try:
        sleep(0)  # threads that wait already do so for the usual time
        yield
    finally:
        sys.setswitchinterval(usual)


class RecordType(DeclarativeAttributeIntercept):
    """The class of record classes: table and mapper are made when asked for."""

    late: "LateMapping"

    def __getattr__(cls, name: str) -> Any:  # noqa: N805 - a class of classes
        if name == "__table__":
            return cls.late.table(cls)
        if name == "__mapper__" and cls.late.map_now(cls):
            return vars(cls)[name]
        raise AttributeError(f"{cls.__name__}.{name}")


class MappedLate:
    """Mixin of a declarative base with a `late`: its classes are mapped when they are first looked at."""

    late: ClassVar[LateMapping]

    def __init_subclass__(cls, **given: Any) -> None:
        if DeclarativeBase in cls.__bases__:
            super().__init_subclass__(**given)
        else:
            cls.late.declare(cls)

    def __init__(self, **given: Any) -> None:
        """The fields as named; the first object of a class has it mapped."""
        kind = type(self)
        if "__mapper__" in vars(kind):
            self.late.registry.constructor(self, **given)
        else:
            self.late.map_now(kind)
            kind.__init__(self, **given)


def _look(kind: Any) -> None:
    """As in `select(Record)` or `session.get(Record, …)`; then SQLAlchemy looks at what is mapped."""
    kind.late.map_now(kind)


# The module where SQLAlchemy keeps how to look at a thing of some type.
sys.modules[inspect.__module__]._inspects(RecordType)(_look)


def _has_table(kind: type) -> bool:
    return "__tablename__" in vars(kind)


def _may_be_none(annotation: Any) -> bool:
    """Whether `Mapped[…]` allows None, written as `… | None`."""
    (wanted,) = annotation.__args__
    return isinstance(wanted, UnionType) and NoneType in wanted.__args__
