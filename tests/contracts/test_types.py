"""Gates of types: a parameter says what it is, and a name of the house means one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from .templates import PACKAGE, sources

UNFORMATTED = 120
"""Statements that stand as they were written (``# fmt: skip``). Never more; take it down with them."""

COMMON_NAMES = 2
"""Names in three or more modules besides `INTERFACES`: ``fit`` and ``log_likelihood`` of the models."""

INTERFACES = {
    "sources.formats.messages": {"read", "sniff"},
    "sources.formats.tables": {"read", "sniff"},
    "render.formats": {"render"},
    "ingest": {"take"},
    "referral.mechanics": {"Terms", "State", "opening", "glance", "step", "least_budget", "promises"},
}
"""Names under which every module of a folder answers, for who looks it up by its name."""


def module_of(file: Path) -> str:
    """The dotted name of a module of the package."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_packed(annotation: ast.expr, packed_names: Collection[str] = ()) -> bool:
    """Whether a type is, or may be, an anonymous tuple of a fixed number of values."""
    if isinstance(annotation, ast.Constant) and "tuple" in str(annotation.value):
        return is_packed(ast.parse(str(annotation.value), mode="eval").body, packed_names)
    if isinstance(annotation, ast.Name):
        return annotation.id in packed_names
    if isinstance(annotation, ast.BinOp):
        return is_packed(annotation.left, packed_names) or is_packed(annotation.right, packed_names)
    if not isinstance(annotation, ast.Subscript):
        return False
    name, inner = ast.unparse(annotation.value), annotation.slice
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name in ("Optional", "Union"):
        return any(is_packed(one, packed_names) for one in parts)
    return name == "tuple" and ast.unparse(parts[-1]) != "..."


def packed_names() -> dict[str, set[str]]:
    """By module, the names there that stand for an anonymous tuple of a fixed number of values."""
    found: dict[str, set[str]] = defaultdict(set)
    for file, tree in sources().items():
        for node in tree.body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.targets[0], ast.Name)
                and is_packed(node.value)
            ):
                found[module_of(file)].add(node.targets[0].id)
    for file, tree in sources().items():
        for part in ast.walk(tree):
            if isinstance(part, ast.ImportFrom) and part.module in found:
                names = [one for one in part.names if one.name in found[part.module]]
                found[module_of(file)] |= {one.asname or one.name for one in names}
    return found


def parameters() -> Iterator[tuple[Path, str, ast.arg]]:
    """Every parameter of every function of the package: its file, its function's name, itself."""
    for file, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                args = node.args
                stars = [star for star in (args.vararg, args.kwarg) if star]
                for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs, *stars):
                    yield file, node.name, arg


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        ("tuple[int, str]", True),
        ("tuple[int, int] | None", True),
        ("Optional[tuple[int, int]]", True),
        ("'tuple[int, str]'", True),
        ("Pair", True),
        ("tuple[str, ...]", False),
        ("tuple[Column, ...] | None", False),
        ("Sequence[tuple[str, int]]", False),
        ("Days", False),
    ],
)
def test_a_packed_parameter_is_recognised(text: str, packed: bool) -> None:
    """A tuple of fixed shape is one under every spelling; a list's rows and tuples of any length are not."""
    assert is_packed(ast.parse(text, mode="eval").body, {"Pair"}) is packed


def test_no_parameter_is_an_anonymous_tuple() -> None:
    """What belongs together has a name of the domain and named parts, or it stands side by side."""
    names = packed_names()
    wrong = [
        f"{module_of(file)}:{arg.lineno} {function}({arg.arg}: {ast.unparse(arg.annotation)})"
        for file, function, arg in parameters()
        if arg.annotation is not None and is_packed(arg.annotation, names[module_of(file)])
    ]
    assert wrong == []


def test_formatting_is_left_alone_no_more_than_today() -> None:
    """Statements that stay as they were written get no more."""
    count = sum(file.read_text("utf-8").count("# fmt: skip") for file in PACKAGE.rglob("*.py"))
    assert count == UNFORMATTED


def shared_names() -> dict[str, set[str]]:
    """Names of public classes that stand in several modules while another room imports one; their modules.

    Left out: a mechanic's own (`referral.mechanics` is an interface that each module answers under the
    same names), and tables, which are called as what they keep.
    """
    defined: dict[str, set[str]] = defaultdict(set)
    for file, tree in sources().items():
        if file.parent.name != "mechanics" and file.name != "tables.py":
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    defined[node.name].add(module_of(file))
    abroad = {name for name, module in imported_abroad() if module in defined.get(name, ())}
    return {name: modules for name, modules in defined.items() if len(modules) > 1 and name in abroad}


def imported_abroad() -> Iterator[tuple[str, str]]:
    """Each name that a room imports from a module of another one, and that module."""
    for file, tree in sources().items():
        room = module_of(file).split(".")[:2]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[:2] != room:
                for alias in node.names:
                    yield alias.name, node.module


def test_a_class_name_means_one_thing() -> None:
    """A class that another room imports has its name to itself."""
    assert {name: sorted(modules) for name, modules in shared_names().items()} == {}


def common_names() -> dict[str, list[str]]:
    """Public functions and classes that stand in three or more modules, and these.

    Left out: `INTERFACES`, checks (a face by room) and commands, which are called as what is typed.
    """
    defined: dict[str, list[str]] = defaultdict(list)
    for file, tree in sources().items():
        module = module_of(file).removeprefix("digitool.")
        answered = INTERFACES.get(module.rpartition(".")[0], set())
        if not file.name.endswith("checks.py") and not module.startswith("cli.commands"):
            for node in tree.body:
                if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name not in answered:
                    defined[node.name].append(module)
    return {name: found for name, found in defined.items() if len(found) > 2 and not name.startswith("_")}


def test_a_name_tells_what_is_meant() -> None:
    """No more names stand in three modules than today; another one is called in its room's own words."""
    found = common_names()
    assert len(found) == COMMON_NAMES, found
