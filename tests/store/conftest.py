"""A store with one toy record type."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.base.clock import FixedClock
from desktop.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh store on 2023-09-25."""
    opened = Store(tmp_path / "数据", FixedClock.on(date(2023, 9, 25)))
    yield opened
    opened.close()
