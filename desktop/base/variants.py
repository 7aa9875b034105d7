"""Short patterns for the many ways a text is written: "(在读|)学员数" -> 在读学员数, 学员数.

Only ASCII parentheses with `|` are special; groups do not nest. Full-width brackets are text.
"""

import re
from itertools import product

_GROUP = re.compile(r"\(([^()]*\|[^()]*)\)")


def variants(patterns: str) -> tuple[str, ...]:
    """Every text that the space-parted patterns spell, in order, each once."""
    return tuple(dict.fromkeys(text for pattern in patterns.split() for text in _spelled(pattern) if text))


def _spelled(pattern: str) -> list[str]:
    parts = _GROUP.split(pattern)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    return ["".join(chosen) for chosen in product(*choices)]
