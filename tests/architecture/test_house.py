"""The program keeps the rules of the house."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.source import Source, read, read_tree
from tests.architecture.street import street_of

ROOT = Path(__file__).parents[2]
Rule = Callable[[Sequence[Source]], list[str]]


@cache
def program() -> list[Source]:
    """Every module of the program."""
    return read_tree(ROOT, "desktop")


@pytest.mark.parametrize(
    "rule",
    [
        rules.rooms,
        rules.qt_rooms,
        rules.imports_at_top,
        rules.relative_imports,
        rules.empty_packages,
        rules.small,
        rules.colours,
        rules.trade_words,
        rules.mutable_globals,
    ],
    ids=lambda rule: rule.__name__,
)
def test_program_keeps(rule: Rule) -> None:
    assert rule(program()) == []


def test_street_is_walked_one_way() -> None:
    street = street_of(read(ROOT, ROOT / "desktop/app/features.py"))
    assert rules.street_order(program(), street) == []


@pytest.mark.parametrize("rule", [rules.imports_at_top, rules.small], ids=lambda rule: rule.__name__)
def test_installer_keeps(rule: Rule) -> None:
    assert rule(read_tree(ROOT, "installer")) == []


def test_every_module_says_what_it_is() -> None:
    assert rules.docstrings(read_tree(ROOT, "desktop", "installer", "tests")) == []


def test_styles_take_their_colours_from_the_theme() -> None:
    found = {
        path.name: rules.HEX_COLOUR.findall(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "resources/style").glob("*.qss"))
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_test_is_left_out() -> None:
    lazy = re.compile(r"pytest\.(?:skip|xfail|importorskip)\b|mark\.(?:skip|skipif|xfail)\b")
    found = [
        f"{source.module}:{number}"
        for source in read_tree(ROOT, "tests")
        if not source.module.startswith("tests.architecture")
        for number, line in enumerate(source.lines, 1)
        if lazy.search(line)
    ]
    assert found == []
