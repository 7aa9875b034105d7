"""Reads the order of the subjects from the literal tuple STREET of app/features.py, without importing it."""

import ast

from tests.architecture.source import Source, feature_of


def street_of(source: Source) -> list[str]:
    """Subjects' folder names in order; raises ValueError when STREET is no literal tuple of imports."""
    origin = _imported_from(source.tree)
    order = []
    for element in _street_tuple(source.tree).elts:
        name = element
        while isinstance(name, ast.Attribute):
            name = name.value
        if not isinstance(name, ast.Name) or name.id not in origin:
            raise ValueError(f"STREET, line {element.lineno}: {ast.unparse(element)} comes from no subject")
        order.append(origin[name.id])
    return order


def _imported_from(tree: ast.Module) -> dict[str, str]:
    """Local name -> subject, for everything imported from desktop.features."""
    origin = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                subject = feature_of(f"{node.module}.{alias.name}")
                if subject:
                    origin[alias.asname or alias.name] = subject
    return origin


def _street_tuple(tree: ast.Module) -> ast.Tuple:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        named = any(isinstance(target, ast.Name) and target.id == "STREET" for target in targets)
        if named and isinstance(getattr(node, "value", None), ast.Tuple):
            return node.value
    raise ValueError("app/features.py has no literal tuple STREET")
