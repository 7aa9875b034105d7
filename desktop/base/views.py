"""A saved view: what is asked of a list and which columns show it; the same for page, print and export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.base.listing import Question


@dataclass(frozen=True)
class View:
    """`columns`: keys of the shown columns in their order, empty for the list's own."""

    name: str
    question: Question = field(default_factory=Question)
    columns: tuple[str, ...] = ()


def definition(view: View) -> dict[str, Any]:
    """The view as plain data, without its name; rows picked by a number (`only`) are no part of a view."""
    asked = view.question
    return {
        "search": asked.search,
        "filters": sorted(asked.filters),
        "order": asked.order,
        "descending": asked.descending,
        "voided": asked.voided,
        "columns": list(view.columns),
    }


def view_of(name: str, data: Mapping[str, Any]) -> View:
    """The view that `definition` wrote."""
    question = Question(
        str(data.get("search", "")),
        frozenset(str(key) for key in data.get("filters", ())),
        data.get("order"),
        bool(data.get("descending", False)),
        bool(data.get("voided", False)),
    )
    return View(name, question, tuple(str(key) for key in data.get("columns", ())))
