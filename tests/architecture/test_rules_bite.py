"""Each rule finds the violation it is there for, and lets the lawful neighbour pass."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.source import Source, read_tree
from tests.architecture.street import street_of

Rule = Callable[[Sequence[Source]], list[str]]
DOC = '"""What it is."""\n'


def room(name: str, text: str = "", feature: str = "problems") -> Source:
    """A module of a subject."""
    return Source(f"desktop.features.{feature}.{name}", DOC + text)


BITES: list[tuple[Rule, Source, Source]] = [
    (rules.rooms, room("helpers"), room("rules")),
    (
        rules.rooms,
        Source("desktop.features.lists", DOC),
        Source("desktop.features.lists", DOC, is_package=True),
    ),
    (rules.rooms, Source("desktop.features.lists.page.table.cells", DOC), room("page")),
    (rules.rooms, Source("desktop.features.lists.tables.rows", DOC), room("page")),
    (
        rules.qt_rooms,
        room("rules", "from PySide6.QtCore import QDate\n"),
        room("page", "import PySide6.QtCore\n"),
    ),
    (
        rules.qt_rooms,
        room("operations", "from desktop.ui import form\n"),
        room("form", "import desktop.ui.form\n"),
    ),
    (
        rules.qt_rooms,
        room("queries", "from desktop.features.office import page\n"),
        room("queries", "from desktop.features.office import rules\n"),
    ),
    (
        rules.qt_rooms,
        Source("desktop.output.mail", DOC + "import shiboken6\n"),
        Source("desktop.ui.mail", DOC + "import shiboken6\n"),
    ),
    (
        rules.imports_at_top,
        room("rules", "def f():\n    import json\n"),
        room("rules", "def f():\n    import json  # heavy: 0.4 s at start\n"),
    ),
    (
        rules.imports_at_top,
        room("rules", "def f():\n    import json  # noqa: PLC0415\n"),
        room("rules", "def f():\n    # heavy: 0.4 s at start\n    import json\n"),
    ),
    (rules.relative_imports, room("rules", "from . import records\n"), room("rules", "import json\n")),
    (
        rules.empty_packages,
        Source("desktop.ui", DOC + "import desktop.ui.page\n", is_package=True),
        Source("desktop.ui", DOC, is_package=True),
    ),
    (rules.empty_packages, Source("desktop.ui", "", is_package=True), Source("desktop.ui.page", "")),
    (rules.docstrings, Source("desktop.ui.page", "x = 1\n"), Source("desktop.ui.page", DOC + "x = 1\n")),
    (rules.small, room("page", "x = 1\n" * 400), room("page", "x = 1\n" * 399)),
    (
        rules.small,
        room("page", "class A:\n    def f(self):\n" + "        g()\n" * 60),
        room("page", "class A:\n    def f(self):\n" + "        g()\n" * 59),
    ),
    (rules.colours, room("page", "RED = '#AE2119'\n"), Source("desktop.ui.theme", DOC + "RED = '#AE2119'\n")),
    (
        rules.colours,
        room("page", "style = f'color: #fff; width: {w}px'\n"),
        room("page", "label = '第#1234号'\n"),
    ),
    (
        rules.trade_words,
        Source("desktop.ui.page", DOC + "class InstitutionPage: ...\n"),
        room("page", "class InstitutionPage: ...\n"),
    ),
    (
        rules.trade_words,
        Source("desktop.store.journal", DOC + "TITLE = '整改台账'\n"),
        Source("desktop.store.journal", '"""The journal of 整改."""\nTITLE = "台账"\n'),
    ),
    (rules.mutable_globals, room("rules", "def f():\n    global x\n    x = 1\n"), room("rules", "x = 1\n")),
]


@pytest.mark.parametrize(
    ("rule", "unlawful", "lawful"), BITES, ids=lambda value: getattr(value, "__name__", "")
)
def test_rule_bites(rule: Rule, unlawful: Source, lawful: Source) -> None:
    assert len(rule([unlawful])) == 1
    assert rule([lawful]) == []


STREET = """
from desktop.features.office.feature import OFFICE
from desktop.features.problems.feature import FEATURE as PROBLEMS
from desktop.features.filings import feature as filings

STREET: tuple[object, ...] = (OFFICE, PROBLEMS, filings.FEATURE)
"""


def subjects(*features: str) -> list[Source]:
    """The bare packages of subjects."""
    return [Source(f"desktop.features.{name}", DOC, is_package=True) for name in features]


def test_street_is_read_from_its_literal() -> None:
    assert street_of(Source("desktop.app.features", STREET)) == ["office", "problems", "filings"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "STREET = build()\n",
        "from desktop.ui.page import OFFICE\nSTREET = (OFFICE,)\n",
        "STREET = ('office',)\n",
    ],
)
def test_street_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="STREET"):
        street_of(Source("desktop.app.features", text))


def test_street_lists_every_subject_once() -> None:
    known = subjects("office", "problems")
    assert rules.street_order(known, ["office", "problems"]) == []
    assert len(rules.street_order(known, ["office"])) == 1
    assert len(rules.street_order(known, ["office", "problems", "lists"])) == 1
    assert len(rules.street_order(known, ["office", "problems", "office"])) == 1


@pytest.mark.parametrize(
    "line",
    [
        "from desktop.features.problems.records import Problem\n",
        "from desktop.features.problems import records\n",
        "import desktop.features.problems.records\n",
        "def f():\n    from desktop.features import problems  # why\n",
    ],
)
def test_street_is_one_way(line: str) -> None:
    street = ["office", "problems"]
    everyone = subjects(*street)
    assert len(rules.street_order([*everyone, room("queries", line, feature="office")], street)) == 1
    assert rules.street_order([*everyone, room("queries", line, feature="problems")], street) == []


def test_a_tree_is_read_with_its_module_names(tmp_path: Path) -> None:
    for name in ("desktop/__init__.py", "desktop/features/office/rules.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(DOC, encoding="utf-8")
    package, rules_room = read_tree(tmp_path, "desktop")
    assert (package.module, package.is_package, package.feature) == ("desktop", True, None)
    assert (rules_room.feature, rules_room.room, rules_room.is_package) == ("office", "rules", False)
