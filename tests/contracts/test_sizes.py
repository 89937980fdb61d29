"""Gates of style: short files and functions, few parameters, everything typed and explained."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Union

from .templates import PACKAGE, sources

MAX_FILE, MAX_FUNCTION, MAX_PARAMETERS, P90 = 400, 60, 6, 27

FLOORS = {
    "model": 1.0,
    "representatives": 0.45,
    **dict.fromkeys(("db", "workspace", "report", "identity", "referral", "sources"), 0.5),
    **{"campaign": 0.6, "cli": 0.15, "communities": 0.95, "coupons": 0.75, "demo": 0.2, "facts": 0.15},
    **{"flow": 0.25, "guides": 0.8, "ingest": 1.35, "ledger": 0.55, "official_store": 0.65, "render": 0.6},
    **{"rules": 0.7, "segments": 0.75},
}
"""Least lines of test a line of code, by room: what it has, and never less; the ground floor has one each."""

USUAL_FLOOR = 0.5
"""What a new room begins with."""

FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]


class Function(NamedTuple):
    """A function of the package: its file, its node, and what holds it."""

    file: Path
    node: FunctionNode
    method: bool
    """A class holds it."""
    hidden: bool
    """A function or a private class holds it."""

    @property
    def place(self) -> str:
        """File, line and name."""
        return f"{self.file.relative_to(PACKAGE.parent)}:{self.node.lineno} {self.node.name}"

    @property
    def lines(self) -> int:
        """Lines without its docstring."""
        body = self.node.body
        first = body[0]
        doc = 0
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            doc = (first.end_lineno or 0) - first.lineno + 1
        return (self.node.end_lineno or 0) - self.node.lineno + 1 - doc

    @property
    def parameters(self) -> list[ast.arg]:
        """Its parameters without self and cls."""
        args = self.node.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        static = any(ast.unparse(one) == "staticmethod" for one in self.node.decorator_list)
        return every[1:] if self.method and not static else every


def functions() -> list[Function]:
    """Every function and method of the package."""
    return [one for file, tree in sources().items() for one in _of(file, tree)]


def _of(file: Path, node: ast.AST, *, method: bool = False, hidden: bool = False) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Function(file, child, method, hidden)
            yield from _of(file, child, hidden=True)
        elif isinstance(child, ast.ClassDef):
            yield from _of(file, child, method=True, hidden=hidden or child.name.startswith("_"))
        elif isinstance(child, (ast.stmt, ast.excepthandler)):
            yield from _of(file, child, method=method, hidden=hidden)


def test_files_are_short() -> None:
    """No file of the package has more than 400 lines."""
    counts = {
        str(file.relative_to(PACKAGE)): file.read_text("utf-8").count("\n") for file in PACKAGE.rglob("*.py")
    }
    assert {name: count for name, count in counts.items() if count > MAX_FILE} == {}


def test_every_room_is_tested_as_much_as_before() -> None:
    """Code that is added to a room brings its tests along; the catalogue has a contract of its own."""
    code, tests = _lines(PACKAGE), _lines(Path(__file__).parent.parent)
    share = {room: round(tests[room] / lines, 2) for room, lines in code.items() if room != "words"}
    assert FLOORS.keys() <= share.keys()
    assert {room: found for room, found in share.items() if found < FLOORS.get(room, USUAL_FLOOR)} == {}


def _lines(root: Path) -> Counter[str]:
    """Lines of Python below each folder of a directory."""
    found: Counter[str] = Counter()
    for file in root.glob("*/**/*.py"):
        found[file.relative_to(root).parts[0]] += file.read_text("utf-8").count("\n")
    return found


def test_functions_are_short() -> None:
    """No function has more than 60 lines without its docstring, and nine in ten have at most 27."""
    every = functions()
    assert [f"{one.place} ({one.lines})" for one in every if one.lines > MAX_FUNCTION] == []
    assert sorted(one.lines for one in every)[int(len(every) * 0.9)] <= P90


DECLARING = {"setting"}
"""Says a key of a form with all that a key has, each by its name, as `dataclasses.field` says a field."""


def test_functions_take_few_parameters() -> None:
    """Outside the command line a function takes at most six parameters."""
    wrong = [
        f"{one.place} ({len(one.parameters)})"
        for one in functions()
        if "cli" not in one.file.parts
        and len(one.parameters) > MAX_PARAMETERS
        and one.place.split(" ")[-1] not in DECLARING
    ]
    assert wrong == []


def test_everything_is_typed() -> None:
    """Every parameter and every result has a type."""
    untyped = []
    for one in functions():
        stars = [star for star in (one.node.args.vararg, one.node.args.kwarg) if star]
        if one.node.returns is None and one.node.name != "__init__":
            untyped.append(one.place)
        untyped += [f"{one.place}({arg.arg})" for arg in [*one.parameters, *stars] if arg.annotation is None]
    assert untyped == []


def test_everything_public_is_explained() -> None:
    """Every module, public class and public function has a docstring."""
    bare = []
    for file, tree in sources().items():
        place = str(file.relative_to(PACKAGE.parent))
        if not ast.get_docstring(tree):
            bare.append(place)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bare += [] if ast.get_docstring(node) else [f"{place} {node.name}"]
    bare += [
        one.place
        for one in functions()
        if not one.hidden and not one.node.name.startswith("_") and not ast.get_docstring(one.node)
    ]
    assert bare == []


def test_tests_say_what_must_hold() -> None:
    """Every test has a sentence as its docstring."""
    root = Path(__file__).parent.parent
    silent = [
        f"{file.relative_to(root)}:{node.lineno} {node.name}"
        for file in root.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_is_left_to_do() -> None:
    """No file of the package holds a marker of unfinished work."""
    markers = ("TO" + "DO", "FIX" + "ME")
    found = [
        f"{file.relative_to(PACKAGE)}: {marker}"
        for file in PACKAGE.rglob("*.py")
        for marker in markers
        if marker in file.read_text("utf-8")
    ]
    assert found == []
