"""What every stored record has: an id never used twice, a version, times, and 作废 instead of delete."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import Index, Integer, MetaData, String, event
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    MappedColumn,
    Mapper,
    mapped_column,
    object_session,
)

from desktop.base.fields import Attribute, long_text, moment
from desktop.base.late_mapping import LateMapping, MappedLate, RecordType
from desktop.base.types import MomentType

R = TypeVar("R", bound="Base")
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(MappedLate, DeclarativeBase, metaclass=RecordType):
    """The one registry of tables; constraint names are fixed so that migrations can name them."""

    late = LateMapping(MetaData(naming_convention=_NAMES))
    registry = late.registry
    metadata = late.registry.metadata
    __table_args__: Any = {}  # noqa: RUF012 - read by SQLAlchemy, never changed


@event.listens_for(Mapper, "after_mapper_constructed")
def _dispatch(mapper: Mapper[Any], mapped: type[Any]) -> None:
    """Give every attribute its events at once: SQLAlchemy's own way looks for them where they cannot be,
    on the column behind (0.03 ms an attribute, of which a start has a thousand)."""
    kind: Any = InstrumentedAttribute
    for key in mapper.columns.keys():  # noqa: SIM118 - a collection of columns
        found: Any = vars(mapped).get(key)
        if isinstance(found, InstrumentedAttribute):
            found._slots_dispatch = kind.dispatch._for_instance(found)  # type: ignore[attr-defined]


class Record(Base):
    """A journaled row. Subclasses set `called` (Chinese name of one such record) and `title()`."""

    __abstract__ = True
    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012 - as above
    called: ClassVar[str] = "记录"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, sort_order=-10)
    version: Mapped[int] = mapped_column(Integer, sort_order=90)
    created_at: Mapped[datetime] = mapped_column(MomentType(), sort_order=91)
    updated_at: Mapped[datetime] = mapped_column(MomentType(), sort_order=92)
    voided_at: Mapped[datetime | None] = moment("作废时间")
    void_reason: Mapped[str | None] = long_text("作废原因", length=200)

    def title(self) -> str:
        """How a sentence names this row, such as 问题 2023-047."""
        return f"{self.called} {self.id}"

    def derive(self) -> None:
        """Set the `derived` columns from the others; called before each write, and after an undo."""

    def restore_obstacle(self) -> str | None:
        """Why a void row cannot be restored by itself; None when it can."""
        return None

    @classmethod
    def conflict(cls, session: Any, touched: frozenset[tuple[str, int]]) -> str | None:
        """Why what the running act touched (table, row) cannot stand beside this table's rows; asked of every
        table before each commit, an undo and an import included, so that no way leads around it."""
        return None

    @property
    def voided(self) -> bool:
        """True once 作废; the row stays and can be restored."""
        return self.voided_at is not None


class LimitBearer:
    """Mixin: a record with a limit that starts when a paper about it is delivered."""

    def start_limit(self, limit: date) -> bool:
        """Take the limit; False when the record keeps its own."""
        raise NotImplementedError(type(self).__name__)


class Guarded:
    """Mixin: a record with fields that only a move may set, inside `with record.moving():`."""

    _moving = False

    @contextmanager
    def moving(self) -> Iterator[None]:
        """The one place where a move may set the guarded fields."""
        self._moving = True
        try:
            yield
        finally:
            self._moving = False

    def may_move(self) -> bool:
        """Whether a move, or the undo of one, is setting fields now."""
        session = object_session(self)
        return self._moving or (session is not None and bool(session.info.get("undoing")))


class Searchable:
    """Mixin: text that search looks through, kept up to date by the writing door.

    `search_text` holds the searched values folded, one a line, `initials` the 拼音首字母 of those that are
    spelled, `sort_key` the pinyin order of the first searched value (SQLite itself sorts by code point).
    """

    search_text: Mapped[str] = mapped_column(String(4000), default="", sort_order=95)
    initials: Mapped[str] = mapped_column(String(2000), default="", sort_order=96)
    sort_key: Mapped[str] = mapped_column(String(400), default="", index=True, sort_order=97)

    def searched(self) -> Iterable[str | None]:
        """Values to search by, the one to sort by first; subclasses return their own."""
        raise NotImplementedError(type(self).__name__)

    def spelled(self) -> Iterable[str | None]:
        """The searched values that 拼音首字母 find too; subclasses leave out addresses and long texts."""
        return self.searched()

    def search_labels(self) -> Mapping[str, str]:
        """Labels of searched values that are no field's own value, such as a former name."""
        return {}


def living_orders(table: str, *keys: str) -> tuple[Any, ...]:
    """`__table_args__` with indexes that alone give the ids of the living rows in the order of each key."""
    indexes = (Index(f"ix_{table}_living_{key}", "voided_at", key) for key in keys)
    return (*indexes, {"sqlite_autoincrement": True})


def derived(length: int, *, index: bool = True) -> MappedColumn[Any]:
    """A text column that follows from the others (`Record.derive`): never journaled, never typed."""
    return mapped_column(String(length), info={"derived": True}, index=index or None)


def columns_of(record: type[R]) -> type[R]:
    """Bare columns under the names of a record's fields, had without mapping it.

    For questions of the start that give values; take `all()`, since rows fetched one by one are slow. Where
    objects are wanted, the record itself is asked for: not both in one question.
    """
    return cast(type[R], record.late.columns(record))


def attributes(record: type[Record]) -> list[Attribute]:
    """The declared fields of a record in the order of their declaration, 作废 facts left out."""
    found = [getattr(record, column.key) for column in record.__mapper__.column_attrs
             if "field" in column.columns[0].info]
    return [item for item in found if item.key not in ("voided_at", "void_reason")]
