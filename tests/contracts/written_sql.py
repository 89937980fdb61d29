"""Every statement of the house: the tallies, and the texts of Python modules that begin as one does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import digitool
from digitool.db.statements import SQLITE

ROOT = Path(digitool.__file__).parent
_BEGINS = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE (?:TABLE|VIEW|INDEX))\s+\S"
)
_OF_AN_ENGINE = "db"
"""The room that may write in one engine's own words; triggers, too, are made for one engine."""


class Written(NamedTuple):
    """One statement, where it stands (``room/file.py:12``), and whether a part of it is filled in later."""

    where: str
    text: str
    partial: bool


def tallies() -> Iterator[Written]:
    """The tallies of all rooms."""
    for file in sorted(ROOT.glob("*/**/tallies/*.sql")):
        yield Written(str(file.relative_to(ROOT)), file.read_text("utf-8"), partial=False)


def inline() -> Iterator[Written]:
    """Statements inside Python, outside the room of the database; ``{name}`` stands for what is filled in."""
    for file in sorted(ROOT.rglob("*.py")):
        place = file.relative_to(ROOT)
        if place.parts[0] != _OF_AN_ENGINE:
            tree = ast.parse(file.read_text("utf-8"))
            for line, text, partial in _texts(tree):
                if _BEGINS.match(text):
                    yield Written(f"{place}:{line}", text, partial)


def unrendered() -> Iterator[str]:
    """Places where a tally, or a text with a macro, is put to a database without a call that renders it."""
    for file in sorted(ROOT.rglob("*.py")):
        place = file.relative_to(ROOT)
        if place.parts[0] != _OF_AN_ENGINE:
            tree = ast.parse(file.read_text("utf-8"))
            named = dict(_constants(tree))
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and any(_is_house_sql(part, named) for part in _driven(call)):
                    yield f"{place}:{call.lineno}"


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The module's names of texts."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            parts = [one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
            yield node.targets[0].id, " ".join(map(str, parts))


def _driven(call: ast.Call) -> Iterator[ast.AST]:
    """The parts of the statement that a call puts to a driver; nothing for other calls."""
    driven = isinstance(call.func, ast.Attribute) and call.func.attr in ("execute", "executemany")
    return ast.walk(call.args[0]) if driven and call.args else iter(())


def _is_house_sql(part: ast.AST, named: dict[str, str]) -> bool:
    if isinstance(part, ast.Call):
        return isinstance(part.func, ast.Name) and part.func.id == "sql"
    text = named.get(part.id, "") if isinstance(part, ast.Name) else getattr(part, "value", "")
    return isinstance(text, str) and SQLITE.render(text) != text


def _texts(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    sums = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    joined = {id(side) for one in sums for side in (one.left, one.right)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [one.value if isinstance(one, ast.Constant) else "{part}" for one in node.values]
            yield node.lineno, "".join(map(str, parts)), True
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value, id(node) in joined or "{" in node.value
