"""One declaration of a list's columns and filters, for screen, search, print and Excel alike."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select

from desktop.base.clock import CHINA
from desktop.base.fields import Attribute, Field, Kind, field_of
from desktop.base.marks import Mark
from desktop.base.records import Record, Searchable
from desktop.base.searching import search_condition
from desktop.base.values import value_class

Sql = Callable[[date], Any]
"""Today -> SQL expression; most columns ignore today, deadlines and licences need it."""

_MOST_APART = 500

Where = Callable[[date], ColumnElement[bool]]


@value_class
class Column:
    """One column of a list. `shown`: visible at first; `exported`: part of the Excel export."""

    key: str
    field: Field
    sql: Sql
    order: Sql | None = None
    show: Callable[[Any, date], str] | None = None
    mark: Callable[[Any, date], Mark | None] | None = None
    shown: bool = True
    exported: bool = True

    @property
    def label(self) -> str:
        return self.field.label

    def text(self, value: Any, today: date) -> str:
        """The words of a value; empty for None."""
        return self.show(value, today) if self.show else words_of(self.field, value)


@value_class
class Filter:
    """A chip: filters of one group add up (or), groups narrow each other (and)."""

    key: str
    label: str
    where: Where
    group: str = ""
    mark: Mark | None = None


@value_class
class Question:
    """What is asked of a listing: the same question gives the same rows on page, print and export."""

    search: str = ""
    filters: frozenset[str] = frozenset()
    order: str | None = None
    descending: bool = False
    voided: bool = False
    only: frozenset[int] | None = None


@value_class
class Holders:
    """Whom rows belong to, where several belong to one: `sql` tells them apart, `unit` counts them."""

    sql: Sql
    unit: str


@value_class
class Listing:
    """Columns and filters over one record type; `joins` adds the tables that columns refer to.

    `base`: which of the records it lists at all, where several lists share one table.
    `holders`: rows and their owners are counted both (33 条 / 28 家). `more_filters(session)`: chips that
    depend on the data, such as the towns of the office. `named_by`: key of the column whose words name a row.
    """

    key: str
    title: str
    unit: str
    record: type[Record]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    joins: Callable[[Select[Any]], Select[Any]] | None = None
    order: tuple[Sql, ...] = ()
    holders: Holders | None = None
    more_filters: Callable[[Any], tuple[Filter, ...]] | None = None
    named_by: str = "name"
    base: Where | None = None

    def with_data(self, session: Any) -> "Listing":
        """The listing with the chips that depend on the data, each once."""
        if self.more_filters is None:
            return self
        known = {chip.key for chip in self.filters}
        more = tuple(chip for chip in self.more_filters(session) if chip.key not in known)
        return replace(self, filters=(*self.filters, *more))

    def showing(self, keys: Sequence[str]) -> "Listing":
        """The listing with these columns shown and exported, in this order; the others stay for sorting."""
        first = [self.column(key) for key in keys]
        rest = [column for column in self.columns if column.key not in set(keys)]
        return replace(self, columns=(
            *(replace(column, shown=True, exported=True) for column in first),
            *(replace(column, shown=False, exported=False) for column in rest)))

    def unknown(self, question: Question) -> list[str]:
        """Filter and order keys of the question this listing does not have (any more)."""
        known = {chip.key for chip in self.filters}
        lost = sorted(key for key in question.filters if key not in known)
        if question.order is not None and question.order not in {column.key for column in self.columns}:
            lost.append(question.order)
        return lost

    def words(self, question: Question) -> str:
        """The question in the clerk's words; empty when everything is asked for."""
        chips = [chip.label for chip in self.filters if chip.key in question.filters]
        parts = [f"筛选：{'、'.join(chips)}"] if chips else []
        if question.search.strip():
            parts.append(f"查找“{question.search.strip()}”")
        if question.voided:
            parts.append("已作废的")
        if question.only is not None:
            parts.append("挑出的几条")
        return "；".join(parts)

    def column(self, key: str) -> Column:
        """The column of that key; KeyError when there is none."""
        return next(column for column in self.columns if column.key == key)

    def condition(self, question: Question, today: date) -> ColumnElement[bool]:
        """The one WHERE of a question."""
        parts: list[ColumnElement[bool]] = [
            self.record.voided_at.is_not(None) if question.voided else self.record.voided_at.is_(None)
        ]
        if self.base is not None:
            parts.append(self.base(today))
        if question.only is not None:
            parts.append(among(self.record.id, question.only))
        groups: dict[str, list[ColumnElement[bool]]] = {}
        for chip in self.filters:
            if chip.key in question.filters:
                groups.setdefault(chip.group, []).append(chip.where(today))
        parts += [or_(*group) for group in groups.values()]
        if question.search.strip() and issubclass(self.record, Searchable):
            parts.append(search_condition(self.record, question.search))
        return and_(*parts)

    def ids(self, question: Question, today: date) -> Select[int]:
        """Ids of the asked rows in the asked order."""
        query: Select[int] = self._joined(select(self.record.id)).where(self.condition(question, today))
        return query.order_by(*self._order(question, today))

    def count(self, question: Question, today: date) -> Select[int]:
        """Number of the asked rows."""
        query: Select[int] = self._joined(select(func.count(self.record.id)))
        return query.where(self.condition(question, today))

    def count_holders(self, question: Question, today: date) -> Select[int]:
        """Number of different owners of the asked rows; the listing must have `holders`."""
        assert self.holders is not None, self.key
        query: Select[int] = self._joined(select(func.count(self.holders.sql(today).distinct())))
        return query.where(self.condition(question, today))

    def rows(self, ids: Sequence[int], today: date, columns: Iterable[Column] | None = None) -> Select[Any]:
        """Rows (id first, then the columns' values) of these ids, in no order."""
        wanted = [column.sql(today).label(column.key) for column in columns or self.columns]
        query: Select[Any] = self._joined(select(self.record.id, *wanted))
        return query.where(self.record.id.in_(ids))

    def _joined(self, query: Any) -> Any:
        return self.joins(query.select_from(self.record)) if self.joins else query

    def _order(self, question: Question, today: date) -> list[ColumnElement[Any]]:
        chosen: list[ColumnElement[Any]] = []
        if question.order is not None:
            column = self.column(question.order)
            sql = column.order(today) if column.order else in_order(column.field, column.sql(today))
            chosen = [sql.desc().nulls_last() if question.descending else sql.asc().nulls_last()]
        else:
            chosen = [sql(today) for sql in self.order]
        return [*chosen, self.record.id.asc()]


def among(number: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """That a number is one of these. Many go as one value: SQLite takes 32,766 of them at most."""
    found: ColumnElement[bool]
    if len(ids) <= _MOST_APART:
        found = number.in_(ids)
        return found
    listed = func.json_each(json.dumps(sorted(ids))).table_valued("value")
    found = number.in_(select(listed.c.value))
    return found


def in_order(facts: Field, sql: Any) -> Any:
    """What sorts a column: words of a value set in declared order, text by pinyin, the rest as it is."""
    if facts.kind is Kind.CHOICE and facts.choices is not None:
        places = {word.value: place for place, word in enumerate(facts.choices)}
        return case(places, value=cast(sql, String), else_=None)
    return func.pinyin(sql) if facts.kind is Kind.TEXT else sql


def column(attribute: Attribute, **overrides: Any) -> Column:
    """A list column that shows a declared field; its facts come from the declaration."""
    return Column(attribute.key, field_of(attribute), lambda today: attribute, **overrides)


def computed(
    key: str, label: str, sql: Sql, *, kind: Kind = Kind.TEXT, width: int = 8, **overrides: Any
) -> Column:
    """A list column that is worked out; it is exported only when asked for."""
    overrides.setdefault("exported", False)
    return Column(key, Field(label, kind, width=width), sql, **overrides)


def choices_filters(attribute: Attribute, group: str = "") -> tuple[Filter, ...]:
    """One chip per word of a CHOICE field."""
    words = field_of(attribute).choices
    assert words is not None, attribute.key
    return tuple(
        Filter(f"{attribute.key}:{word.value}", word.value, _equals(attribute, word), group or attribute.key)
        for word in words
    )


def _equals(attribute: Attribute, word: StrEnum) -> Where:
    return lambda today: attribute == word


def words_of(facts: Field, value: object) -> str:
    """A value of that field in the clerk's words; of a code what it means."""
    return facts.meaning(value) if facts.meaning is not None and isinstance(value, str) else shown(value)


def shown(value: object) -> str:
    """A value in the clerk's words: dates 2024-03-15, moments in the office's time, 是/否."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}".removesuffix(".00")
        case _:
            return str(value)
