"""What every record has from the start: its attributes' events, at hand before anything asks for them."""

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, Mapper, mapped_column

from desktop.base import records


def _mapped() -> Any:
    """A record in tables of its own, so that the program's stay as they are."""
    class Base(DeclarativeBase):
        pass

    class Sample(Base):
        __tablename__ = "sample"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]

    return Sample


def _held(attribute: object) -> object:
    """What stands in the slot, without asking anything that would fill it."""
    kind: Any = InstrumentedAttribute
    return kind._slots_dispatch.__get__(attribute)


def test_an_attribute_has_its_events_when_its_record_is_mapped() -> None:
    assert event.contains(Mapper, "after_mapper_constructed", records._dispatch)
    record = _mapped()
    assert _held(vars(record)["name"]) is vars(record)["name"].dispatch


def test_what_listens_to_an_attribute_hears_it() -> None:
    record, heard = _mapped(), []
    event.listen(record.name, "set", lambda target, value, old, initiator: heard.append(value))
    record(name="启明")
    assert heard == ["启明"]
