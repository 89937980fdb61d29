"""Nothing stands in the package for its own sake, and nothing leans on what a library keeps to itself."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Union

from .templates import PACKAGE, nodes

Definition = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef]

CALLED_FROM_OUTSIDE = {
    "coerce": "typer asks an option's reader for values",
    "format_help": "typer writes help pages with it",
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


def test_a_choice_that_is_offered_is_taken_by_somebody() -> None:
    """Every parameter with a default is given by some call, a test's too: else it is a constant."""
    offered = {(node.name, name) for _, node in definitions() for name in defaults(node)}
    texts = [ast.parse(file.read_text("utf-8")) for file in sorted(Path(__file__).parents[1].rglob("*.py"))]
    inside = list(chain(chain.from_iterable(nodes().values()), *(ast.walk(tree) for tree in texts)))
    assert sorted(offered - taken(inside)) == []


def defaults(node: Definition) -> list[str]:
    """The parameters of a function that may be left out; none of a class, a command or a special method."""
    if isinstance(node, ast.ClassDef) or is_command(node) or node.name.startswith("__"):
        return []
    places = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    named = [one.arg for one, given in zip(node.args.kwonlyargs, node.args.kw_defaults) if given is not None]
    return places[len(places) - len(node.args.defaults) :] + named


def taken(inside: list[ast.AST]) -> set[tuple[str, str]]:
    """Functions and the parameters that some call gives them; all of one that is handed on as a value."""
    signatures = [(node.name, node.args) for _, node in definitions() if not isinstance(node, ast.ClassDef)]
    places = {(name, place, one.arg) for name, args in signatures for place, one in numbered(args)}
    every = {(name, one.arg) for name, args in signatures for one in (*args.args, *args.kwonlyargs)}
    renamed: dict[str, set[str]] = defaultdict(set)
    for node in inside:
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                renamed[one.asname or one.name].add(one.name)
    called = {node.func for node in inside if isinstance(node, ast.Call)}
    most: dict[str, int] = defaultdict(int)
    whole: set[str] = set()
    found: set[tuple[str, str]] = set()
    for node in inside:
        said = called_as(node.func if isinstance(node, ast.Call) else node)
        for name in {said} | renamed[said]:
            if isinstance(node, ast.Call):
                most[name] = max(most[name], len(node.args))
                found |= {(name, one.arg) for one in node.keywords if one.arg}
                if any(isinstance(one, ast.Starred) for one in node.args) or None in {
                    one.arg for one in node.keywords
                }:
                    whole.add(name)
            elif name and node not in called:
                whole.add(name)
    found |= {(name, one) for name, place, one in places if place < most[name]}
    return found | {(name, one) for name, one in every if name in whole}


def numbered(args: ast.arguments) -> list[tuple[int, ast.arg]]:
    """Parameters by their place in a call, where an object comes first without being written."""
    own = [*args.posonlyargs, *args.args]
    return list(enumerate(own[1:] if own and own[0].arg in ("self", "cls") else own))


def called_as(node: ast.AST) -> str:
    """The last part of a dotted name, empty for anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
