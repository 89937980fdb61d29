"""Nothing stands in the package for its own sake, and nothing leans on what a library keeps to itself."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Union

from .templates import PACKAGE, nodes

Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef]

CALLED_FROM_OUTSIDE = {
    "coerce": "typer asks an option's reader for values",
    "format_help": "typer writes help pages with it",
    "recognise": "the face of `sources` for who has a file and no workspace",
    "TargetMissedError": "exit code 11 is promised to scripts",
    "postgresql_statements": "the schema of PostgreSQL, which tests put to a server",
}
"""Public names that no module of the package uses, and who does."""

PUBLIC_ALL_THE_SAME = {"_replace", "_asdict", "_fields", "_make", "_exit"}
"""Names of the standard library that begin like private ones and are documented."""


@cache
def definitions() -> list[tuple[Path, Definition]]:
    """Functions and classes that a module or a class holds, at any depth of classes, and their files."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [
        (file, child)
        for file, inside in nodes().items()
        for node in inside
        if isinstance(node, (ast.Module, ast.ClassDef))
        for child in node.body
        if isinstance(child, kinds)
    ]


@cache
def used() -> frozenset[str]:
    """Names that the package reads, calls, or imports under another name."""
    found = set()
    for node in chain.from_iterable(nodes().values()):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found.update(one.name for one in node.names if one.asname)
    return frozenset(found)


def is_command(node: Definition) -> bool:
    """Whether a decorator makes it a command."""
    return any("command" in ast.unparse(one) for one in node.decorator_list)


def test_every_public_name_is_used() -> None:
    """What only tests call is in the tests; tables are known by the schema that follows from them."""
    known = used() | CALLED_FROM_OUTSIDE.keys()
    idle = [
        f"{place(file)}:{node.lineno} {node.name}"
        for file, node in definitions()
        if file.name != "tables.py"
        and not node.name.startswith("_")
        and node.name not in known
        and not is_command(node)
    ]
    assert idle == []


def test_what_is_called_from_outside_is_there_and_unused_here() -> None:
    """The list of exceptions has no name too many."""
    assert CALLED_FROM_OUTSIDE.keys() <= {node.name for _, node in definitions()} - used()


def test_no_private_name_of_a_library() -> None:
    """A private name that is read of anything is one that the package itself has given."""
    own = {node.name for _, node in definitions()} | PUBLIC_ALL_THE_SAME
    for node in chain.from_iterable(nodes().values()):
        if isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Store):
            own.add(node.attr if isinstance(node, ast.Attribute) else node.id)
    found = [
        f"{place(file)}:{node.lineno} {node.attr}"
        for file, inside in nodes().items()
        for node in inside
        if isinstance(node, ast.Attribute) and re.match(r"_[^_]", node.attr) and node.attr not in own
    ]
    assert found == []


def place(file: Path) -> str:
    """A module as messages name it."""
    return str(file.relative_to(PACKAGE.parent))
