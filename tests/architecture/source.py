"""Reads the program's source as trees, for the rules; nothing is imported or run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FEATURES = "desktop.features"


@dataclass(frozen=True)
class Source:
    """One Python file: its dotted module name, its text, its tree."""

    module: str
    text: str
    is_package: bool = False
    tree: ast.Module = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tree", ast.parse(self.text))

    @property
    def lines(self) -> list[str]:
        """The text, line by line."""
        return self.text.splitlines()

    @property
    def feature(self) -> str | None:
        """The subject this module belongs to, None outside desktop/features."""
        return feature_of(self.module)

    @property
    def room(self) -> str | None:
        """The room inside the subject, None outside desktop/features and for the package itself."""
        return room_of(self.module)


def feature_of(module: str) -> str | None:
    """`institutions` for desktop.features.institutions.rules."""
    parts = module.split(".")
    return parts[2] if module.startswith(f"{FEATURES}.") else None


def room_of(module: str) -> str | None:
    """`rules` for desktop.features.institutions.rules."""
    parts = module.split(".")
    return parts[3] if module.startswith(f"{FEATURES}.") and len(parts) > 3 else None


def read_tree(root: Path, *folders: str) -> list[Source]:
    """Every Python file below the folders of `root`, in order of path."""
    return [read(root, path) for folder in folders for path in sorted((root / folder).rglob("*.py"))]


def read(root: Path, path: Path) -> Source:
    """One file; its module name comes from its path relative to `root`."""
    parts = list(path.relative_to(root).with_suffix("").parts)
    is_package = parts[-1] == "__init__"
    return Source(".".join(parts[:-1] if is_package else parts), path.read_text(encoding="utf-8"), is_package)


def imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything imported below a node; `from a import b` gives a.b."""
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            yield from ((child.lineno, alias.name) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            yield from ((child.lineno, f"{base}.{alias.name}") for alias in child.names)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and value of every string that is no docstring."""
    docstrings = {id(body[0].value) for body in _bodies(tree) if body and isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and spelling of every identifier that is defined, read or imported."""
    for node in ast.walk(tree):
        for attribute in ("id", "attr", "arg", "name"):
            value = getattr(node, attribute, None)
            if isinstance(value, str):
                yield getattr(node, "lineno", 0), value


def words(identifier: str) -> list[str]:
    """The lower-case words of an identifier: `InstitutionPage` gives institution, page."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier)
    return spaced.lower().split("_")


def _bodies(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.body
