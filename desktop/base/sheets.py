"""What an Excel import is made of: columns by declaration, a business key, checks, one operation.

A subject's `excel` room builds an `ImportSpec`; the reader turns a file into typed `SheetRow`s, the store
plans (new, updated, same, skipped, failed) and commits them as one act. Row numbers are the sheet's own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from desktop.base.fields import Attribute, Field, field_of, required
from desktop.base.masks import is_masked
from desktop.base.records import Record
from desktop.base.values import value_class


@value_class
class Fault:
    """Something said about one cell: `blocks` fails the row, otherwise the cell is only marked 待核对."""

    column: str
    message: str
    blocks: bool = True


@value_class
class ImportColumn:
    """One importable column. `key` names the value; `field` its facts; `required` fails an empty cell."""

    key: str
    field: Field
    required: bool = False


@dataclass(slots=True)
class SheetRow:
    """One data row: `number` is the sheet's row number; `values` typed by key (absent = no such
    column, None = empty cell); `raw` the cells' words; `skip` the reason for leaving the row out."""

    number: int
    raw: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    skip: str = ""


Values = Mapping[str, Any]


@value_class
class ImportSpec:
    """How a kind of workbook becomes records.

    `tidy(values)`: a row's values in the form they are stored in; all others are given tidy values.
    `match(session, rows)`: for every row's values the existing record or None, by the business key.
    `check(session, values)`: cross-field faults and marks. `business_key(values)`: what makes two rows of one
    file the same (None: no key). `save(session, record, values, by, today)`: creates (record None) or changes
    a record and returns it. `differs(record, values)`: keys whose value would change; empty means the row is
    the same. `fresh(session, values, sound)`: a dict of its own with the stored values of the record that
    `save` would create, `sound` when nothing is said of the row; with it, new rows are written together.
    """

    key: str
    title: str
    unit: str
    record: type[Record]
    columns: tuple[ImportColumn, ...]
    match: Callable[[Session, Sequence[Values]], list[Record | None]]
    business_key: Callable[[Values], object | None]
    check: Callable[[Session, Values], list[Fault]]
    save: Callable[..., Record]
    differs: Callable[[Record, Values], list[str]]
    fresh: Callable[[Session, Values, bool], dict[str, Any]] | None = None
    tidy: Callable[[Values], Values] = dict

    @cached_property
    def needed(self) -> tuple[tuple[str, str], ...]:
        """(key, label) of the columns that no row may leave empty."""
        return tuple((column.key, column.field.label) for column in self.columns if column.required)

    def column(self, key: str) -> ImportColumn:
        """The column of that key; KeyError when there is none."""
        return next(column for column in self.columns if column.key == key)


def import_column(attribute: Attribute, *, needed: bool | None = None) -> ImportColumn:
    """An import column with the facts of a declared field."""
    return ImportColumn(attribute.key, field_of(attribute), required(attribute) if needed is None else needed)


def plain_differs(record: Record, values: Values) -> list[str]:
    """Keys whose given value is not None and differs from the record's: an empty cell changes nothing, nor
    does masked personal data where the record has some."""
    return [key for key, value in values.items() if value is not None and getattr(record, key) != value
            and not (isinstance(value, str) and _veiled(record, key, value))]


def _veiled(record: Record, key: str, value: str) -> bool:
    if not is_masked(value) or getattr(record, key) is None:
        return False
    return field_of(getattr(type(record), key)).personal
