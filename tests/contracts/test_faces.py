"""Rooms and wings have faces: what others may use stands in ``__all__`` of their ``__init__``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from .templates import PACKAGE, sources

FREE = ("digitool.words", "digitool.cli")
"""Without a face: the catalogue, whose modules are read by name, and the top floor, which nobody imports."""


def _name(parts: tuple[str, ...]) -> str:
    named = ".".join(("digitool", *parts)).removesuffix(".py")
    return named.removesuffix(".__init__")


TREES = {_name(file.relative_to(PACKAGE).parts): (file, tree) for file, tree in sources().items()}
PACKAGES = sorted(
    name
    for name, (file, _) in TREES.items()
    if file.name == "__init__.py" and name != "digitool" and not name.startswith(FREE)
)


def face(package: str) -> list[str]:
    """The names in a package's ``__all__``; none where it has no face."""
    for node in TREES[package][1].body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def _arrows() -> Iterator[tuple[str, str]]:
    """(who, what) for every import of ours: modules, and names of modules."""
    for name, (_, tree) in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("digitool"):
                yield from ((name, f"{node.module}.{alias.name}") for alias in node.names)


ARROWS = sorted(set(_arrows()))


def uses(package: str) -> set[tuple[str, str]]:
    """(who, what) for every part of a package that a module outside of it imports."""
    inside = f"{package}."
    return {
        (who, what.removeprefix(inside).split(".")[0])
        for who, what in ARROWS
        if what.startswith(inside) and who != package and not who.startswith(inside)
    }


def bound(node: ast.AST) -> list[str]:
    """Names that an import or a definition binds."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [one.asname or one.name for one in node.names]
    return [node.name] if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []


@pytest.mark.parametrize("package", PACKAGES)
def test_nobody_imports_past_a_face(package: str) -> None:
    """What modules outside a room or wing import of it is named by its ``__all__``, and nothing else is."""
    used = {what for _, what in uses(package)}
    inner = {name.removeprefix(f"{package}.") for name in TREES if name.startswith(f"{package}.")}
    past = sorted((who, what) for who, what in uses(package) if what not in face(package))
    assert past == [], f"name it in {package}.__init__.__all__, or use what is named there"
    known = {one for node in ast.walk(TREES[package][1]) for one in bound(node)}
    assert set(face(package)) - inner - known == set(), "no such name"
    unused = {what for what in face(package) if what in inner} - used
    assert unused == set(), f"nobody outside uses these of {package}: take them out of __all__"


def test_wings_of_a_room_stand_in_a_row() -> None:
    """Wings of one room use each other in one direction: no circle among them."""
    for room in {name.split(".")[1] for name in PACKAGES}:
        wings = [name for name in PACKAGES if name.startswith(f"digitool.{room}.") and name.count(".") == 2]
        arrows = {
            wing: {other for other in wings if any(who.startswith(f"{wing}.") for who, _ in uses(other))}
            for wing in wings
        }
        while arrows:
            leaves = [wing for wing, others in arrows.items() if not others & arrows.keys()]
            assert leaves, f"a circle among {sorted(arrows)}"
            for wing in leaves:
                del arrows[wing]
