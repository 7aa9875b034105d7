"""The rules of the house that import-linter cannot say; each gives one sentence a violation.

Every rule takes sources and gives a list, so that the same function is tried on the program (test_house) and
on small deliberate violations (test_rules_bite).
"""

import ast
import re
from collections.abc import Sequence

from tests.architecture.source import (
    FEATURES,
    Source,
    feature_of,
    functions,
    imports,
    names,
    room_of,
    texts,
    words,
)

ROOMS = (
    "feature",
    "page",
    "panels",
    "form",
    "notices",
    "excel",
    "operations",
    "listing",
    "queries",
    "rules",
    "records",
)
QT_ROOMS = frozenset({"feature", "page", "panels", "form"})
QT = ("PySide6", "shiboken6")
DEEPEST_ROOM = 4
MIGRATIONS = "desktop.store.migrations.versions"
LOWER_FLOORS = ("desktop.ui", "desktop.output", "desktop.store", "desktop.base")
TRADE_IDENTIFIERS = re.compile(
    r"institutions?|rectify|rectification|filings?|complaints?|statutes?|inspections?|campaigns?|clerk|township"
)
TRADE_WORDS = ("机构", "培训", "整改", "销号", "挂账", "督办", "回头看", "法规", "镇街", "教育局")
HEX_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")
MAX_FILE = 400
MAX_FUNCTION = 60


def inside(module: str, package: str) -> bool:
    """True when `module` is the package or lies in it."""
    return module == package or module.startswith(f"{package}.")


def street_order(sources: Sequence[Source], street: Sequence[str]) -> list[str]:
    """The street lists every subject once, and an earlier subject never imports a later one."""
    found = sorted({source.feature for source in sources if source.feature})
    wrong = [f"{name} 不在 app/features.py 的 STREET 里" for name in found if name not in street]
    wrong += [f"STREET 里的 {name} 没有对应的文件夹" for name in street if name not in found]
    wrong += [f"STREET 里 {name} 出现多次" for name in sorted(set(street)) if list(street).count(name) > 1]
    place = {name: index for index, name in enumerate(street)}
    for source in sources:
        own = place.get(source.feature or "", len(street))
        for line, target in imports(source.tree):
            if place.get(feature_of(target) or "", -1) > own:
                wrong.append(f"{source.module}:{line} imports {target}, which comes later in the street")
    return wrong


def rooms(sources: Sequence[Source]) -> list[str]:
    """A subject is a folder of known rooms; a room that has outgrown one file is a folder of files."""
    wrong = []
    for source in sources:
        if source.feature is None:
            continue
        if source.room is None and not source.is_package:
            wrong.append(f"{source.module}: a subject is a folder, not a file")
        elif source.room and (source.room not in ROOMS or source.module.count(".") > DEEPEST_ROOM):
            wrong.append(f"{source.module}: no such room; rooms are {', '.join(ROOMS)}")
    return wrong


def qt_rooms(sources: Sequence[Source]) -> list[str]:
    """Qt, the ui floor and other subjects' screens only in ui, app and the rooms that face the screen."""
    facing = ("desktop.ui", "desktop.app", "desktop.__main__")
    wrong = []
    for source in sources:
        if source.room in QT_ROOMS or any(inside(source.module, place) for place in facing):
            continue
        for line, target in imports(source.tree):
            faces_screen = target.split(".")[0] in QT or inside(target, "desktop.ui")
            if faces_screen or room_of(target) in QT_ROOMS:
                wrong.append(f"{source.module}:{line} imports {target}: this room does not know the screen")
    return wrong


def imports_at_top(sources: Sequence[Source]) -> list[str]:
    """No import inside a function, save with the reason in a comment on its line or the line above."""
    wrong = []
    for source in sources:
        for function in functions(source.tree):
            for line in sorted({line for line, _ in imports(function)}):
                own, above = source.lines[line - 1], source.lines[line - 2].strip()
                if not re.search(r"#\s*(?!noqa|type:)\w", own) and not above.startswith("#"):
                    wrong.append(
                        f"{source.module}:{line} {function.name}() imports without giving the reason"
                    )
    return wrong


def relative_imports(sources: Sequence[Source]) -> list[str]:
    """Modules are named in full: every other rule reads full names."""
    return [
        f"{source.module}:{line} imports {target}: write the full name"
        for source in sources
        for line, target in imports(source.tree)
        if target.startswith(".")
    ]


def empty_packages(sources: Sequence[Source]) -> list[str]:
    """A package's __init__ holds a docstring and nothing else."""
    return [
        f"{source.module}.__init__ holds more than a docstring"
        for source in sources
        if source.is_package and len(source.tree.body) != 1
    ]


def docstrings(sources: Sequence[Source]) -> list[str]:
    """Every module says what it is."""
    return [f"{source.module} has no docstring" for source in sources if not ast.get_docstring(source.tree)]


def small(sources: Sequence[Source]) -> list[str]:
    """No file above MAX_FILE lines, no function above MAX_FUNCTION; a migration is written once by a tool."""
    sources = [source for source in sources if not inside(source.module, MIGRATIONS)]
    wrong = [
        f"{source.module} has {len(source.lines)} lines, {MAX_FILE} are allowed"
        for source in sources
        if len(source.lines) > MAX_FILE
    ]
    for source in sources:
        for function in functions(source.tree):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            if length > MAX_FUNCTION:
                wrong.append(f"{source.module}:{function.lineno} {function.name}() has {length} lines")
    return wrong


def colours(sources: Sequence[Source]) -> list[str]:
    """Colours of the screen stand in ui/theme.py alone."""
    floors = ("desktop.ui", "desktop.app", FEATURES)
    return [
        f"{source.module}:{line} holds the colour {hit.group()}: take a token of ui/theme"
        for source in sources
        if source.module != "desktop.ui.theme" and any(inside(source.module, floor) for floor in floors)
        for line, text in texts(source.tree)
        for hit in HEX_COLOUR.finditer(text)
    ]


def trade_words(sources: Sequence[Source]) -> list[str]:
    """The kit below the features does not know what the regulator does."""
    wrong = []
    for source in sources:
        if not any(inside(source.module, floor) for floor in LOWER_FLOORS):
            continue
        for line, name in names(source.tree):
            wrong += [
                f"{source.module}:{line} {name}" for word in words(name) if TRADE_IDENTIFIERS.fullmatch(word)
            ]
        for line, text in texts(source.tree):
            wrong += [f"{source.module}:{line} “{text}”" for word in TRADE_WORDS if word in text]
    return wrong


def mutable_globals(sources: Sequence[Source]) -> list[str]:
    """No function changes a module's state by `global`."""
    return [
        f"{source.module}:{node.lineno} global {', '.join(node.names)}"
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Global)
    ]
