"""Rows written straight into a table by the thousand, with the types the ORM would give their values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Table
from sqlalchemy.orm import Session

_MOST_VALUES = 3000
"""Of a statement: with more, what SQLite makes of it no longer fits the processor's cache (at 30,000 it took
half as long again), with fewer there are more statements."""
MOST_VALUES = 30_000
"""SQLite takes 32,766 values a statement."""
_MOST_KEPT = 5000


class Kept(dict[Any, Any]):
    """What a function makes of each value, the first few thousand different ones kept; None stays None."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__({None: None})
        self._make = make

    @property
    def full(self) -> bool:
        """True when most values are new, so that keeping them was in vain."""
        return len(self) >= _MOST_KEPT

    def __missing__(self, value: Any) -> Any:
        made = self._make(value)
        if len(self) < _MOST_KEPT:
            self[value] = made
        return made


class Portion(NamedTuple):
    """Rows for `write_rows`: `into` a table with its columns, of which the first hold `always` the same."""

    into: str
    rows: Sequence[tuple[Any, ...]]
    always: tuple[Any, ...] = ()


class TableWriter:
    """Inserts into one table inside the session's transaction; a column not given is NULL."""

    def __init__(self, session: Session, table: Table) -> None:
        self._connection = session.connection()
        dialect = self._connection.dialect
        processors = (
            (column.key, column.type.dialect_impl(dialect).bind_processor(dialect))
            for column in table.columns
        )
        self._bound = {key: None if bound is None else Kept(bound) for key, bound in processors}
        named = dialect.identifier_preparer
        self._table = named.format_table(table)
        self._names = {column.key: named.format_column(column) for column in table.columns}

    def stored(self, key: str, values: list[Any]) -> list[Any]:
        """Values of one column as the driver takes them."""
        bound = self._bound[key]
        return values if bound is None else [bound[value] for value in values]

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert the rows."""
        self.write_columns(columns_of(list(rows), self._bound))

    def write_columns(self, columns: Mapping[str, list[Any]]) -> None:
        """Insert rows given as whole columns of the same length."""
        self.write_stored(self.stored_rows(columns), list(columns))

    def portion(self, columns: Mapping[str, list[Any]]) -> Portion:
        """Rows given as whole columns of the same length, for `write_rows`."""
        stored = {key: self.stored(key, values) for key, values in columns.items()}
        always = {key: values[0] for key, values in stored.items() if _same(values)}
        if len(always) == len(stored):
            always = {}
        own = {key: values for key, values in stored.items() if key not in always}
        rows = list(zip(*own.values(), strict=True))
        return Portion(self.into([*always, *own]), rows, tuple(always.values()))

    def stored_rows(self, columns: Mapping[str, list[Any]]) -> list[tuple[Any, ...]]:
        """The rows of whole columns as the driver takes them."""
        stored = [self.stored(key, values) for key, values in columns.items()]
        return list(zip(*stored, strict=True))

    def write_stored(self, rows: Sequence[tuple[Any, ...]], keys: Sequence[str] = ()) -> None:
        """Insert rows that hold what `stored` has made, for these keys or for every column of the table."""
        write_rows(self._connection.exec_driver_sql, self.into(keys), rows)

    def into(self, keys: Sequence[str] = ()) -> str:
        """The table with these columns, or all, as a statement names them."""
        return f"{self._table} ({', '.join(self._names[key] for key in keys or self._names)})"


def columns_of(rows: Sequence[Mapping[str, Any]], keys: Iterable[str]) -> dict[str, list[Any]]:
    """The rows as whole columns in the order of `keys`; those that hold nothing are left out."""
    told = _columns_of_alike(rows)
    if told is None:
        told = {key: [row.get(key) for row in rows] for key in set(chain.from_iterable(rows))}
    columns = {key: told[key] for key in keys if key in told}
    return {key: values for key, values in columns.items() if values.count(None) < len(values)}


def _columns_of_alike(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]] | None:
    """None when some rows have other keys than the first."""
    if len(set(map(len, rows))) != 1:
        return None
    try:
        return {key: list(map(itemgetter(key), rows)) for key in rows[0]}
    except KeyError:
        return None


def _same(values: Sequence[Any]) -> bool:
    first = values[0]
    return bool(first == values[-1] == values[len(values) // 2]) and values.count(first) == len(values)


Execute = Callable[[str, tuple[Any, ...]], Any]


def write_rows(execute: Execute, into: str, rows: Sequence[tuple[Any, ...]], most: int = _MOST_VALUES,
               always: Sequence[Any] = ()) -> None:
    """Insert rows in the driver's types into a table with its columns, `most` values a statement; `always`
    are the values of the first columns where these are the same in all of them."""
    if not rows:
        return
    places = f"({', '.join('?' * len(rows[0]))})"
    at_once = max(1, most // len(rows[0]))
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        given = f"VALUES {', '.join([places] * len(part))}"
        if always:
            given = f"SELECT {'?, ' * len(always)}* FROM ({given})"
        execute(f"INSERT INTO {into} {given}", (*always, *chain.from_iterable(part)))
