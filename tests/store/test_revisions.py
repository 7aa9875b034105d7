"""The short question whether a file has this program's schema agrees with the migration library."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from desktop.base.clock import FixedClock
from desktop.store.migrate import configuration
from desktop.store.revisions import heads, is_current
from desktop.store.store import FILE_NAME, Store
from tests.helpers.desk import TODAY


@pytest.fixture
def file(tmp_path: Path) -> Path:
    Store(tmp_path / "数据 1%#", FixedClock.on(TODAY)).close()
    return tmp_path / "数据 1%#" / FILE_NAME


def test_same_heads_as_the_library() -> None:
    assert heads() == set(ScriptDirectory.from_config(configuration()).get_heads())


def test_one_more_script_is_a_newer_head(file: Path, tmp_path: Path) -> None:
    (tmp_path / "more.py").write_text(f'revision: str = "9001"\ndown_revision = {sorted(heads())[-1]!r}\n')
    assert heads([tmp_path]) == {"9001"}
    assert is_current(file)
    assert not is_current(file, [tmp_path])


@pytest.mark.parametrize(
    "change", ["UPDATE alembic_version SET version_num = '9'", "DROP TABLE alembic_version"]
)
def test_newer_or_foreign_file_is_not_current(file: Path, change: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(change)
        connection.commit()
    assert not is_current(file)


def test_missing_or_damaged_file_is_not_current(tmp_path: Path) -> None:
    damaged = tmp_path / FILE_NAME
    assert not is_current(damaged)
    damaged.write_bytes(b"no database at all" * 100)
    assert not is_current(damaged)
