"""A desk with the office set up, and short ways to enter institutions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from desktop.features.institutions.operations import save_institution
from desktop.features.institutions.records import Category, Institution
from desktop.store.desk import Desk
from tests.helpers.desk import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.store.close()


class Enter(Protocol):
    """Enters one institution and gives its id."""

    def __call__(self, name: str, **values: Any) -> int: ...


@pytest.fixture
def enter(desk: Desk) -> Enter:
    def entered(name: str, **values: Any) -> int:
        given = {"name": name, "category": Category.ART, **values}
        found: Institution = desk.do(save_institution, "新增机构", values=given, confirmed=True)
        return found.id

    return entered
