"""Records are mapped when first looked at, whichever way the look goes, and come out as SQLAlchemy's own."""

from collections.abc import Callable
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import ForeignKey, Index, Integer, MetaData, String, create_engine, inspect, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, validates
from sqlalchemy.orm.exc import StaleDataError

from desktop.base.late_mapping import LateMapping, MappedLate, RecordType, late_column


def _school() -> Any:
    """Records in tables of their own: a town, and a school in it with a mixin's column."""
    class Base(MappedLate, DeclarativeBase, metaclass=RecordType):
        late = LateMapping(MetaData())
        registry = late.registry
        metadata = late.registry.metadata
        __table_args__: Any = {}  # noqa: RUF012 - read by SQLAlchemy

    class Versioned:
        version: Mapped[int] = mapped_column(Integer, sort_order=9)

    class Town(Base):
        __tablename__ = "town"
        id: Mapped[int] = mapped_column(Integer, primary_key=True)
        name: Mapped[str] = mapped_column(String(9), active_history=True)

    class School(Versioned, Base):
        __tablename__ = "school"
        __table_args__: Any = (Index("ix_school_name", "name"), {"sqlite_autoincrement": True})
        id: Mapped[int] = mapped_column(Integer, primary_key=True, sort_order=-1)
        name: Mapped[str] = mapped_column(String(9), default="无名")
        phone: Mapped[str | None] = late_column(lambda: mapped_column(String(9)))
        town_id: Mapped[int | None] = mapped_column(ForeignKey("town.id"))

        @validates("phone")
        def _digits(self, key: str, value: str | None) -> str | None:
            if value is not None and not value.isdigit():
                raise ValueError(value)
            return value

    return SimpleNamespace(base=Base, town=Town, school=School)


def _mapped(record: type) -> bool:
    return "__mapper__" in vars(record)


LOOKS: dict[str, Callable[[Any], object]] = {
    "a column": lambda record: record.name,
    "the mixin's column": lambda record: record.version,
    "an object": lambda record: record(name="启明"),
    "the mapper": lambda record: record.__mapper__,
    "a question": select,
    "an alias": aliased,
    "inspect": inspect,
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_the_first_look_maps(look: Callable[[Any], object]) -> None:
    held = _school()
    assert not _mapped(held.school)
    look(held.school)
    assert _mapped(held.school)
    assert not _mapped(held.town), "others are left for later"


def test_an_object_can_be_asked_for_first() -> None:
    held = _school()
    engine = create_engine("sqlite://")
    held.base.late.schema().create_all(engine)
    with Session(engine) as session:
        assert session.get(held.school, 1) is None
    assert _mapped(held.school)


def test_a_table_alone_maps_nothing_and_brings_what_it_refers_to() -> None:
    held = _school()
    table = held.school.__table__
    assert list(table.c.keys()) == ["id", "name", "phone", "town_id", "version"]
    assert {column.name for column in table.c if column.nullable} == {"phone", "town_id"}
    assert isinstance(table.c.town_id.type, Integer)
    assert {index.name for index in table.indexes} == {"ix_school_name"}
    assert set(held.base.metadata.tables) == {"school", "town"}
    assert not _mapped(held.school)


def test_bare_columns_make_neither_table_nor_mapping() -> None:
    held = _school()
    own = held.base.late.columns(held.school)
    asked = select(own.name, own.version).where(own.phone.is_(None), own.town_id == 3)
    assert str(asked) == ("SELECT school.name, school.version \nFROM school \n"
                          "WHERE school.phone IS NULL AND school.town_id = :town_id_1")
    assert not held.base.metadata.tables
    assert not _mapped(held.school)
    for column in held.school.__table__.c:
        assert type(getattr(own, column.name).type) is type(column.type)
    with pytest.raises(AttributeError):
        own.nothing  # noqa: B018 - looked at on purpose


def test_bare_columns_give_what_the_record_gives() -> None:
    held = _school()
    engine = create_engine("sqlite://")
    held.base.late.schema().create_all(engine)
    own = held.base.late.columns(held.school)
    with Session(engine) as session:
        session.add_all([held.school(name=name, phone="82000") for name in ("启明", "博雅")])
        session.commit()
        bare = session.execute(select(own.id, own.name, own.version).order_by(own.id)).all()
        mapped = select(held.school.id, held.school.name, held.school.version).order_by(held.school.id)
        assert bare == session.execute(mapped).all()


def test_the_schema_is_all_tables_in_the_order_declared() -> None:
    held = _school()
    assert not held.base.metadata.tables
    assert held.base.late.kinds() == [held.town, held.school]
    assert set(held.base.late.schema().tables) == {"town", "school"}


def test_a_record_mapped_late_is_kept_counted_and_checked() -> None:
    held = _school()
    engine = create_engine("sqlite://")
    held.base.late.schema().create_all(engine)
    with Session(engine) as session:
        session.add(held.school(phone="82000"))
        session.commit()
        found = session.scalars(select(held.school)).one()
        assert (found.name, found.phone, found.version) == ("无名", "82000", 1)
        found.name = "博雅"
        session.commit()
        assert found.version == 2
        with pytest.raises(ValueError, match="八"):
            found.phone = "八"
        session.connection().execute(held.school.__table__.update().values(version=7))
        found.name = "育才"
        with pytest.raises(StaleDataError):
            session.commit()


def test_the_value_before_is_known_where_it_was_asked_for() -> None:
    held = _school()
    assert held.town.name.property.active_history
    assert not held.school.name.property.active_history


def test_an_unknown_name_is_no_field() -> None:
    held = _school()
    with pytest.raises(AttributeError):
        held.school.nothing  # noqa: B018 - looked at on purpose
    with pytest.raises(AttributeError):
        held.base.__mapper__  # noqa: B018 - as above


def test_two_threads_look_at_once() -> None:
    for _ in range(20):
        held, both, seen = _school(), Barrier(2), []

        def look(held: Any = held, both: Barrier = both, seen: list[Any] = seen) -> None:
            both.wait()
            seen.append((held.school.name, held.school.version, str(select(held.school.phone))))

        threads = [Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 2
        assert seen[0][0] is seen[1][0]
        assert seen[0][2] == seen[1][2] == "SELECT school.phone \nFROM school"
