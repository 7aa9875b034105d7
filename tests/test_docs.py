"""The written plans say what is there: the plan of the house, and the commands of the README."""

import re
from pathlib import Path

import dev
import pytest

from tests.architecture.rules import ROOMS
from tests.architecture.source import Source, read, read_tree
from tests.architecture.street import street_of

ROOT = Path(__file__).parents[1]
FLOORS = ("app", "features", "ui", "output", "store", "base")


def tokens(text: str) -> list[str]:
    """The identifiers of a text, in order."""
    return re.findall(r"[A-Za-z_][A-Za-z_0-9]*", text)


def places(sources: list[Source]) -> set[str]:
    """What a plan of the house must name: floors, packages, their modules; no single migration."""
    named = [source.module for source in sources if not source.module.startswith("desktop.store.migrations.")]
    return {part for module in named for part in module.split(".")[1:]}


def unnamed(plan: str, sources: list[Source]) -> list[str]:
    """Places that the plan does not name."""
    return sorted(places(sources) - set(tokens(plan)))


def walks(plan: str, street: list[str]) -> bool:
    """True when the plan names the subjects one after the other in the order of the street."""
    order = [token for token in tokens(plan) if token in street]
    return any(order[start : start + len(street)] == street for start in range(len(order)))


@pytest.fixture(scope="module")
def plan() -> str:
    return (ROOT / "desktop/README.md").read_text(encoding="utf-8")


def test_plan_names_every_place(plan: str) -> None:
    assert unnamed(plan, read_tree(ROOT, "desktop")) == []


def test_plan_names_every_room(plan: str) -> None:
    assert [room for room in ROOMS if room not in tokens(plan)] == []


def test_plan_walks_the_street(plan: str) -> None:
    street = street_of(read(ROOT, ROOT / "desktop/app/features.py"))
    assert walks(plan, street), street


def test_plan_names_no_folder_that_is_gone(plan: str) -> None:
    named = set(re.findall(r"(?:├─|└─|│)\s*([a-z_]+)/", plan))
    assert sorted(name for name in named if not list((ROOT / "desktop").rglob(name))) == []


def test_readme_commands_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"python3 installer/dev\.py (\w+)", readme)
    assert {"run", "test"} <= set(named) <= set(dev.COMMANDS)


def test_the_checks_themselves_bite() -> None:
    house = [Source("desktop.base.fields", ""), Source("desktop.features.office.rules", "")]
    whole = "base/ fields · features/ office 本单位: rules"
    assert unnamed(whole, house) == []
    assert unnamed(whole.replace("fields", ""), house) == ["fields"]
    assert walks("office 本单位 · problems 问题 · filings 报送", ["office", "problems", "filings"])
    assert not walks("problems 问题 · office 本单位 · filings 报送", ["office", "problems", "filings"])
