"""What is kept while she works and is no record: half-filled forms, the columns of a list.

One row a key, no journal, no act: nothing here is undone or counted. A key begins with its kind
(`draft:`, `layout:`); values are JSON.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, String, Text, delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.base.records import Base, columns_of
from desktop.base.types import MomentType
from desktop.base.values import value_class

DRAFT = "draft:"
KIND = "草稿"
"""`Changes.kind` of what is kept here: Ctrl+Z passes over it."""

SHORT_MS, LONG_MS = 60, 4000


class Scrap(Base):
    """One kept value."""

    __tablename__ = "scratch"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[str] = mapped_column(Text())
    at: Mapped[datetime] = mapped_column(MomentType())


@value_class
class FormDraft:
    """A half-filled form: `texts` by field as typed; `record` and `row` say what it changes (None = new).

    `about` is the (table, id) of the record it belongs to when the form is not that of a record of its own.
    """

    key: str
    title: str
    record: str
    row: int | None
    texts: Mapping[str, str]
    about: tuple[str, int] | None = None
    at: datetime | None = None

    @property
    def filled(self) -> int:
        """Number of fields that were typed into."""
        return len(self.texts)


def keep(engine: Engine, key: str, value: Any, at: datetime, *, patient: bool = True) -> None:
    """Store a value, None takes it away. Not `patient`: gives up after 60 ms when a long act is writing."""
    with engine.execution_options(writing=True).connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA busy_timeout={LONG_MS if patient else SHORT_MS}")
        try:
            if value is None:
                connection.execute(delete(Scrap).where(Scrap.key == key))
            else:
                row = {"value": json.dumps(value, ensure_ascii=False), "at": at}
                connection.execute(insert(Scrap).values(key=key, **row)
                                   .on_conflict_do_update(index_elements=[Scrap.key], set_=row))
            connection.commit()
        finally:
            connection.rollback()
            raw.execute(f"PRAGMA busy_timeout={LONG_MS}")


def kept(session: Session, key: str) -> Any:
    """The value of a key, None without one."""
    own = columns_of(Scrap)
    found = session.scalar(select(own.value).where(own.key == key))
    return None if found is None else json.loads(found)


def draft_value(draft: FormDraft) -> dict[str, Any]:
    """A draft as plain data."""
    return {"title": draft.title, "record": draft.record, "row": draft.row, "texts": dict(draft.texts),
            "about": list(draft.about) if draft.about else None}


def drafts(session: Session) -> list[FormDraft]:
    """All half-filled forms, the latest first."""
    own = columns_of(Scrap)
    begun = select(own.key, own.value, own.at).where(own.key.startswith(DRAFT, autoescape=True))
    return [_draft(row) for row in session.execute(begun.order_by(own.at.desc(), own.key))]


def draft(session: Session, key: str) -> FormDraft | None:
    """The draft of a form."""
    row = session.get(Scrap, key)
    return None if row is None else _draft(row)


def _draft(row: Any) -> FormDraft:
    data = json.loads(row.value)
    about = data.get("about")
    return FormDraft(row.key, data["title"], data["record"], data["row"], data["texts"],
                     (str(about[0]), int(about[1])) if about else None, row.at)
