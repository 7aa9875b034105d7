"""A headless command a subject offers: `python -m desktop --data DIR NAME …`."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import field
from typing import Any

from desktop.base.values import value_class


@value_class
class Answer:
    """Result of a command: `data` is the one JSON object of --json, `lines` the words without it.

    `faults` True gives exit code 1: done, but with failed rows or failed checks.
    """

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    faults: bool = False


@value_class
class Command:
    """`words` such as ("notice", "rectification"); `arguments` adds its arguments to the parser;
    `run(desk, namespace)` answers, raising `Trouble` for what the clerk can mend."""

    words: tuple[str, ...]
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Any, Namespace], Answer]
