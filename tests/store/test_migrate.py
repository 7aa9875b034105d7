"""Migrations: a copy first, one transaction, nothing left of a failed one, the schema equals the records."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from desktop.base.records import Base
from desktop.store.migrate import upgrade
from desktop.store.revisions import heads
from desktop.store.store import Store

GOOD = f'''"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{heads().pop()}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("toy", sa.Column("id", sa.Integer, primary_key=True))
'''
BAD = GOOD.replace(
    "primary_key=True))", 'primary_key=True))\n    op.execute("INSERT INTO nowhere VALUES (1)")'
)


def script(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "m9001.py").write_text(text, encoding="utf-8")
    return folder


def tables(file: Path) -> set[str]:
    connection = sqlite3.connect(file)
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()


def test_an_upgrade_copies_the_file_first(store: Store, tmp_path: Path) -> None:
    store.close()
    upgrade(store.file, store.clock.now(), [script(tmp_path / "m", GOOD)])
    assert "toy" in tables(store.file)
    copies = list((store.folder / "备份").glob("*升级前.db"))
    assert len(copies) == 1
    assert "toy" not in tables(copies[0])


def test_a_failed_upgrade_leaves_nothing(store: Store, tmp_path: Path) -> None:
    store.close()
    before = tables(store.file)
    with pytest.raises(Exception, match="nowhere"):
        upgrade(store.file, store.clock.now(), [script(tmp_path / "m", BAD)])
    assert tables(store.file) == before
    Store(store.folder, store.clock).close()


def of_program(thing: Any, name: str, kind: str, *_: object) -> bool:
    """Tables of the program's own records; other tests declare toys."""
    own = {
        kind.__tablename__
        for kind in Base.late.kinds()
        if kind.__module__.startswith("desktop.")
    }
    return kind != "table" or name in own | {"act", "journal", "journal_head"}


def test_the_migrated_schema_equals_the_declared_records(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": False, "include_object": of_program}
        )
        different = compare_metadata(context, Base.late.schema())
    assert different == []
