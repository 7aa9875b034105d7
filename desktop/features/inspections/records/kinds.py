"""The words of 二级类别: the code is kept, what the shipped tree calls it is shown."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from desktop.base.resources import resource


@cache
def kinds() -> Mapping[str, Mapping[str, str]]:
    """Second levels, code to words, under the words of their 类别; those of old records too."""
    return {entry["label"]: {item["key"]: item["label"] for item in entry.get("items", ())}
            for entry in _tree()}


def kinds_in_use() -> list[str]:
    """The 类别 that may be chosen now."""
    return [entry["label"] for entry in _tree() if entry["enabled"]]


@cache
def _tree() -> tuple[dict[str, Any], ...]:
    text = resource("problems", "categories.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["category"])


def kind_words(code: str) -> str:
    """无照无证 for A1; what is no code stays as it is."""
    return next((second[code] for second in kinds().values() if code in second), code)
