"""A desk with the office set up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.desk import Desk
from tests.helpers.desk import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()
