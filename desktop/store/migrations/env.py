"""Alembic's entry: uses the connection and transaction it is given, asks for no settings file."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from desktop.base.records import Base


def plain_type(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Types of the house as SQLite stores them: an old script does not depend on today's code."""
    return f"sa.{thing.impl!r}" if kind == "type" and isinstance(thing, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.late.schema(),
    render_as_batch=True,
    render_item=plain_type,
    transaction_per_migration=False,
)
context.run_migrations()
