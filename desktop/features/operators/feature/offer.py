"""操作员, as offered to the program; loaded later: its page, lists, form and commands."""

from collections.abc import Callable, Sequence
from typing import Any

from desktop.base.command import Command
from desktop.base.later import Later, later
from desktop.base.listing import Listing
from desktop.store.operators import Disclosure, Operator, StandIn
from desktop.ui.feature import Feature, FormOpener, PageMaker


def _page() -> PageMaker:
    # Loaded when first opened.
    from desktop.features.operators.page import OperatorsPage

    return OperatorsPage


def _form() -> FormOpener:
    # Loaded when first opened.
    from desktop.features.operators.form import open_operator

    return open_operator


def _listings() -> Sequence[Listing]:
    # Loaded with the first list.
    from desktop.features.operators.listing import DISCLOSURES, OPERATORS

    return (OPERATORS, DISCLOSURES)


def _commands() -> Sequence[Command]:
    # Loaded for the command line alone.
    from desktop.features.operators.feature.commands import COMMANDS

    return COMMANDS


def _seed() -> Callable[..., Any]:
    # Loaded for a new data folder alone.
    from desktop.features.operators.operations import seed_operator

    return seed_operator


OPERATORS = Feature(
    key="operators", title="操作员", icon="people", group="依据", records=(Operator, StandIn, Disclosure),
    listings=Later(_listings), page=later(_page), form=later(_form), seed=later(_seed), searchable=False,
    commands=Later(_commands))
