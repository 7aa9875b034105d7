"""A desk for the visits of a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.features.statutes.operations import seed_statutes
from desktop.store.desk import Desk
from tests.helpers.desk import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.do(seed_statutes, "录入法规")
    yield made
    made.store.close()
