"""Facts of a field, declared once on its SQLAlchemy column.

Editor, label, required mark, table column, Excel column, import column and journal wording all read
`Field` here. *Required* is not a fact of its own: it comes from the annotation (`Mapped[str]` or
`Mapped[str | None]`). A fact that depends on other fields is code and belongs in a `rules` room.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String
from sqlalchemy.orm import InstrumentedAttribute, MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

from desktop.base.late_mapping import late_column
from desktop.base.types import ChoiceType, MomentType, MoneyType
from desktop.base.values import value_class


class Kind(StrEnum):
    """What sort of value a field holds; each kind has one editor and one reading from Excel."""

    TEXT = "文本"
    LONG = "长文本"
    CODE = "统一社会信用代码"
    PHONE = "电话"
    CHOICE = "选项"
    DATE = "日期"
    MOMENT = "时间"
    INTEGER = "整数"
    NUMBER = "数值"
    MONEY = "金额"
    FLAG = "是否"
    LINK = "关联"


@value_class
class Field:
    """Facts of one field: `length` in characters, `width` in full-width characters of a list column.

    `synonyms`: other head texts seen in received workbooks. `spellings`: other words seen for a value
    of a CHOICE or FLAG field, mapped to the value. `personal`: masked unless unmasked on purpose. `meaning`
    gives the words of a stored code: those are shown, the code is kept.
    """

    label: str
    kind: Kind
    width: int = 8
    length: int | None = None
    choices: type[StrEnum] | None = None
    help: str = ""
    personal: bool = False
    synonyms: Sequence[str] = ()
    spellings: Mapping[str, object] = field(default_factory=dict)
    meaning: Callable[[str], str] | None = None


def text(label: str, *, length: int = 100, width: int = 10, kind: Kind = Kind.TEXT, unique: bool = False,
         index: bool = False, default: str | None = None, **facts: Any) -> MappedColumn[Any]:
    """One line of text (also CODE and PHONE)."""
    return late_column(lambda: mapped_column(
        String(length), info={"field": Field(label, kind, width=width, length=length, **facts)},
        unique=unique or None, index=index or None, active_history=True, **_default(default)))


def long_text(label: str, *, length: int = 2000, width: int = 24, default: str | None = None,
              **facts: Any) -> MappedColumn[Any]:
    """Several lines of text."""
    return late_column(lambda: mapped_column(
        String(length), info={"field": Field(label, Kind.LONG, width=width, length=length, **facts)},
        active_history=True, **_default(default)))


def choice(label: str, choices: type[StrEnum], *, width: int = 6, default: StrEnum | None = None,
           index: bool = False, **facts: Any) -> MappedColumn[Any]:
    """One of the words of a StrEnum; the word itself is stored."""
    return late_column(lambda: mapped_column(
        ChoiceType(choices), info={"field": Field(label, Kind.CHOICE, width=width, choices=choices, **facts)},
        index=index or None, active_history=True, **_default(default)))


def day(label: str, *, width: int = 6, index: bool = False, **facts: Any) -> MappedColumn[Any]:
    """A calendar date."""
    return late_column(lambda: mapped_column(
        Date(), info={"field": Field(label, Kind.DATE, width=width, **facts)}, index=index or None,
        active_history=True))


def moment(label: str, *, width: int = 9, **facts: Any) -> MappedColumn[Any]:
    """A moment, aware, stored in UTC."""
    return _plain(MomentType(), label, Kind.MOMENT, width, facts)


def integer(label: str, *, width: int = 4, default: int | None = None, **facts: Any) -> MappedColumn[Any]:
    """A whole number."""
    return _plain(Integer(), label, Kind.INTEGER, width, facts, default)


def number(label: str, *, width: int = 5, **facts: Any) -> MappedColumn[Any]:
    """A measure such as 平方米 (Decimal, two places)."""
    return _plain(MoneyType(), label, Kind.NUMBER, width, facts)


def money(label: str, *, width: int = 7, **facts: Any) -> MappedColumn[Any]:
    """An amount in yuan (Decimal, two places), stored in 分."""
    return _plain(MoneyType(), label, Kind.MONEY, width, facts)


def flag(label: str, *, width: int = 4, default: bool | None = None, **facts: Any) -> MappedColumn[Any]:
    """是 or 否."""
    return _plain(Boolean(), label, Kind.FLAG, width, facts, default)


def link(label: str, target: str, *, width: int = 12, index: bool = True,
         **facts: Any) -> MappedColumn[Any]:
    """A reference to another table's row; `target` such as `institution.id`."""
    return late_column(lambda: mapped_column(
        ForeignKey(target), info={"field": Field(label, Kind.LINK, width=width, **facts)},
        index=index or None, active_history=True))


def _plain(type_: TypeEngine[Any], label: str, kind: Kind, width: int, facts: Mapping[str, Any],
           default: object = None) -> MappedColumn[Any]:
    return late_column(lambda: mapped_column(
        type_, info={"field": Field(label, kind, width=width, **facts)}, active_history=True,
        **_default(default)))


def _default(value: object) -> dict[str, Any]:
    return {} if value is None else {"insert_default": value}


Attribute = InstrumentedAttribute[Any]
"""A mapped attribute such as `Institution.name`: how a field is referred to, never by a string."""


def field_of(attribute: Attribute) -> Field:
    """The declared facts of a mapped attribute; KeyError when it was declared without."""
    found = attribute.property.columns[0].info["field"]
    assert isinstance(found, Field)
    return found


def required(attribute: Attribute) -> bool:
    """True when the annotation does not allow None and no default fills it."""
    column = attribute.property.columns[0]
    return not column.nullable and column.default is None
