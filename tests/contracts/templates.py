"""Find every English template in the source that a user can see, by reading the syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import digitool
from digitool.cli.pages import paragraphs

PACKAGE = Path(digitool.__file__).parent

POSITIONS: dict[str, tuple[int, ...]] = {
    "Phrase": (0,),
    "stored_as": (0,),
    "NotTaken": (2, 3),
    "Problem": (0,),
    "Refused": (2, 3),
    "Reject": (3, 4),
    "Warn": (1,),
    "Column": (1,),
    "Key": (2,),
    "setting": (2,),
    "Declined": (1,),
    "Table": (1,),
    "say": (0,),
    "note": (0,),
    "detail": (0,),
    "warn": (0,),
    "progress": (0,),
    "confirm": (0,),
    "title": (0,),
    "text": (0,),
    "table": (0,),
    "line": (0,),
}
"""Where a call holds templates: by the last part of the function's name."""

KEYWORDS = {"hint", "help", "empty", "heading", "meaning", "where", "rich_help_panel"}
"""Keyword arguments that hold templates in the calls above, in errors, options and results."""

TABLES = {"_CAUSES": 1, "ROWS": 1, "AREAS": 0}
"""Module constants that are tuples of tuples, and which element is a template."""


class Template(NamedTuple):
    """One template and where it stands."""

    text: str
    place: str


@lru_cache(maxsize=1)
def sources() -> dict[Path, ast.Module]:
    """Every module of the package but the catalogue, parsed."""
    files = sorted(file for file in PACKAGE.rglob("*.py") if "words" not in file.parts)
    return {file: ast.parse(file.read_text("utf-8")) for file in files}


@lru_cache(maxsize=1)
def nodes() -> dict[Path, list[ast.AST]]:
    """Every node of each of these modules, walked once for all contracts."""
    return {file: list(ast.walk(tree)) for file, tree in sources().items()}


@lru_cache(maxsize=1)
def templates() -> list[Template]:
    """All templates of the package."""
    found = []
    for file, tree in sources().items():
        place = str(file.relative_to(PACKAGE.parent))
        if file.name != "tables.py":  # `text(...)` there is SQL
            found += [Template(text, place) for text in _in_module(file, tree) if _has_words(text)]
    return found


@lru_cache(maxsize=1)
def all_strings() -> frozenset[str]:
    """Every string constant of the package, and the paragraphs of those that have several."""
    texts = set()
    for inside in nodes().values():
        for node in inside:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                first = node.value.split("\n")[0]
                texts.update([node.value, *paragraphs(node.value), first, first.rstrip(".")])
    return frozenset(texts)


def _has_words(text: str) -> bool:
    """Whether anything is left to translate without the places."""
    return any(map(str.isalpha, re.sub(r"\{\w*[^{}]*\}", "", text)))


def _in_module(file: Path, tree: ast.Module) -> Iterator[str]:
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node, constants)
        elif isinstance(node, ast.FunctionDef) and any(
            _name(one) == "command" for one in node.decorator_list
        ):
            yield from paragraphs(ast.get_docstring(node) or "")
    for name, value in constants.items():
        if name in TABLES:
            yield from _column(value, TABLES[name])
    if file.parent.name == "commands" and not file.name.startswith("_"):
        yield (ast.get_docstring(tree) or "").split("\n")[0]
    if file.parent.name == "policies":
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                yield (ast.get_docstring(node) or "").split("\n")[0].rstrip(".")
    if file.parent.name == "topics":
        for name in ("TITLE", "HEADING"):
            yield from _texts(constants.get(name), constants)
        for text in _texts(constants.get("TEXT"), constants):
            yield from paragraphs(text)


def _in_call(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[str]:
    name = _name(call)
    positions = (1,) if name.endswith("Error") else POSITIONS.get(name, ())
    for position in positions:
        if position < len(call.args) and not any(
            isinstance(one, ast.Starred) for one in call.args[:position]
        ):
            yield from _texts(call.args[position], constants)
    if name == "table" and len(call.args) == 2:
        yield from _column(call.args[1], 1)
    templated = bool(positions) or name in {"Option", "Argument", "Result", "Format"}
    for keyword in call.keywords:
        if templated and keyword.arg in KEYWORDS | ({"message"} if positions else set()):
            yield from _texts(keyword.value, constants)


def _texts(node: ast.expr | None, constants: dict[str, ast.expr]) -> Iterator[str]:
    """The literal texts that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _texts(constants[node.id], {})


def _column(node: ast.expr, place: int) -> Iterator[str]:
    if isinstance(node, (ast.Tuple, ast.List)):
        for row in node.elts:
            if isinstance(row, ast.Tuple):
                yield from _texts(row.elts[place], {})


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that a module binds, to what it binds them (also inside functions, once)."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
