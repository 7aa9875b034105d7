"""One memory of compiled statements for the stores of all tests.

SQLAlchemy keeps what it compiled by the dialect, and every engine brings a dialect of its own: a mapper then
holds the statements of a hundred stores long closed (half a megabyte a test), and each store compiles anew.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from desktop.store import store
from desktop.store.engine import open_engine


def share_statements(patch: pytest.MonkeyPatch) -> None:
    """Every store opened from now on takes the dialect and the compiled statements of one first engine.

    Not one whose file is encrypted: it speaks through another driver.
    """
    first = open_engine(Path(":memory:"))

    def sharing(*given: Any, **more: Any) -> Engine:
        engine = open_engine(*given, **more)
        if engine.dialect.dbapi is first.dialect.dbapi:
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        return engine

    first.connect().close()
    first.dispose()
    patch.setattr(store, "open_engine", sharing)
