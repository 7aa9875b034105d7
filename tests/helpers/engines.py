"""One memory of compiled statements for the stores of all tests.

SQLAlchemy keeps what it compiled by the dialect, and every engine brings a dialect of its own: a mapper then
holds the statements of a hundred stores long closed (half a megabyte a test), and each store compiles anew.
"""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from desktop.store import store
from desktop.store.engine import open_engine


def share_statements(patch: pytest.MonkeyPatch) -> None:
    """Every store opened from now on takes the dialect and the compiled statements of one first engine."""
    first = open_engine(Path(":memory:"))

    def sharing(file: Path) -> Engine:
        engine = open_engine(file)
        engine.dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
        return engine

    first.connect().close()
    first.dispose()
    patch.setattr(store, "open_engine", sharing)
