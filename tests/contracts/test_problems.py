"""A problem is told in one place: no code with the same words is built twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from digitool import errors

from .templates import PACKAGE, nodes

ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and name.endswith("Error")}

PLACES = {**dict.fromkeys(ERRORS, (0, 1)), "Refused": (0, 2), "Declined": (0, 1), "Problem": (0, 0)}
"""Where a call has its code and its template; the problem of a key in a file has no code of its own."""


def _literals(node: ast.expr, bound: dict[str, ast.expr]) -> list[str]:
    """The texts that an expression can be, where that is plain to see."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body, bound), *_literals(node.orelse, bound)]
    return _literals(bound[node.id], {}) if isinstance(node, ast.Name) and node.id in bound else []


def _bound(inside: list[ast.AST]) -> dict[str, ast.expr]:
    return {
        node.targets[0].id: node.value
        for node in inside
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def built() -> Iterator[tuple[tuple[str, str, str], str]]:
    """(class, code, template) of every problem of the package, and where it is built."""
    for file, inside in nodes().items():
        bound = _bound(inside)
        for node in inside:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLACES:
                code, template = PLACES[node.func.id]
                if len(node.args) > template:
                    place = f"{file.relative_to(PACKAGE.parent)}:{node.lineno}"
                    for one in _literals(node.args[code], bound):
                        for text in _literals(node.args[template], bound):
                            yield (node.func.id, one, text), place


def test_a_problem_is_built_in_one_place() -> None:
    """What several places meet is a function of the room that owns it, with its hint (``problems.py``)."""
    places: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for problem, place in built():
        places[problem].add(place)
    assert {problem: sorted(where) for problem, where in places.items() if len(where) > 1} == {}


def test_problems_are_seen() -> None:
    """The search above finds errors, refusals of rows and of events, also where one of two texts stands."""
    found = {problem for problem, _ in built()}
    assert len(found) > 400
    assert {"UsageError", "DamageError", "Refused", "Declined"} <= {kind for kind, _, _ in found}
    assert len({text for kind, code, text in found if code == "disk_full"}) == 2
