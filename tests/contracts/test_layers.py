"""The house: a room imports from lower floors and from itself, and keeps to its trade."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from .templates import PACKAGE, nodes, sources

FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors", "model", "rules", "words"),
    ("forms",),
    ("sources", "db"),
    ("workspace",),
    ("evidence",),
    ("identity", "facts", "ledger"),
    ("flow", "coupons"),
    ("official_store", "reconcile"),
    ("segments",),
    ("guides",),
    ("representatives",),
    ("referral",),
    ("communities",),
    ("ingest", "campaign"),
    ("report", "render", "demo"),
    ("cli",),
)
"""Design section 3, from the ground up; the channels of floor 4 stand in a row, a later one on an earlier."""

FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}

HEAVY = {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "rich", "numpy", "psycopg"}
"""Packages that cost a start-up: imported where they are used, not at the top of a module."""

TABLES = {"tables.py"}
"""Modules that are themselves loaded on use, and may import the table library at their top."""

PURE = {"model", "sources", "errors", "rules"}
"""Rooms without database, clock, randomness or network."""


class Import:
    """One import statement: where it stands, what it names, and whether it runs at import time."""

    def __init__(self, file: Path, line: int, module: str, *, top: bool) -> None:
        self.file, self.line, self.module, self.top = file, line, module, top

    @property
    def room(self) -> str:
        """The room of the importing file."""
        return self.file.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @property
    def target(self) -> str:
        """The imported room of ours, or an empty text."""
        parts = self.module.split(".")
        return parts[1] if parts[0] == "digitool" and len(parts) > 1 else ""

    def __repr__(self) -> str:
        return f"{self.file.relative_to(PACKAGE.parent)}:{self.line} imports {self.module}"


@cache
def imports() -> list[Import]:
    """Every import of the package that runs; those for type checkers alone are left out."""
    return [one for file, tree in sources().items() for one in _walk(file, tree.body, top=True)]


def _walk(file: Path, body: list[ast.stmt], *, top: bool) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, name.name, top=top) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (Import(file, node.lineno, _full(node, name), top=top) for name in node.names)
        inner = top and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for field in ("body", "orelse", "finalbody", "handlers"):
            yield from _walk(file, getattr(node, field, []), top=inner)


def _full(node: ast.ImportFrom, name: ast.alias) -> str:
    return f"digitool.{name.name}" if node.module == "digitool" else str(node.module)


def test_every_room_has_a_floor() -> None:
    """A new room is placed in the house before it is built."""
    rooms = {file.parent.relative_to(PACKAGE).parts[0] for file in sources() if file.parent != PACKAGE}
    assert sorted(rooms - FLOOR.keys()) == []


def test_rooms_import_only_downwards() -> None:
    """No room imports from a higher floor, nor from another room of its own floor."""
    wrong = [
        one
        for one in imports()
        if one.target in FLOOR
        and one.room in FLOOR
        and one.target != one.room
        and FLOOR[one.target] >= FLOOR[one.room]
        and not (FLOOR[one.room] == 0 and one.target == "errors")
        and not (FLOOR[one.room] == 0 and one.target == "model")
    ]
    assert wrong == []


def test_only_db_opens_a_database() -> None:
    """``sqlite3.connect`` and engines are called in the room db alone."""
    opening = {
        "sqlite3.connect",
        "create_engine",
        "sqlmodel.create_engine",
        "sqlalchemy.create_engine",
        "psycopg.connect",
    }
    wrong = [
        f"{file.relative_to(PACKAGE.parent)}:{node.lineno}"
        for file, inside in nodes().items()
        if file.relative_to(PACKAGE).parts[0] != "db"
        for node in inside
        if isinstance(node, ast.Call) and ast.unparse(node.func) in opening
    ]
    assert wrong == []


def test_heavy_packages_are_imported_on_use() -> None:
    """Only tables import a heavy package at their top, and campaign numpy."""
    wrong = [
        one
        for one in imports()
        if one.top
        and one.module.split(".")[0] in HEAVY
        and one.file.name not in TABLES
        and not (one.room in {"campaign", "flow"} and one.module.split(".")[0] == "numpy")
        and not (one.room == "db" and "migrations" in one.file.parts)
    ]
    assert wrong == []


def test_tables_are_declared_and_not_run() -> None:
    """The library of tables and the modules that need it serve the build and the migrations alone."""
    serving = {"ddl.py", "declaring.py", "making.py", "engine.py", "walls.py"}
    wrong = [
        one
        for one in imports()
        if one.module.split(".")[0] in {"sqlmodel", "sqlalchemy", "alembic"}
        and one.file.name not in TABLES
        and not (one.room == "db" and (one.file.name in serving or "migrations" in one.file.parts))
    ]
    assert wrong == []
    declaring = {file for file, tree in sources().items() if "(SQLModel, table=True)" in ast.unparse(tree)}
    assert {file.name for file in declaring} == TABLES
    names = {_module_name(file) for file in declaring}
    assert [one for one in imports() if one.module in names or one.module.rpartition(".")[0] in names] == []


@pytest.mark.parametrize("room", sorted(PURE))
def test_pure_rooms_know_no_world(room: str) -> None:
    """The ground floor and the sources use no database, network, randomness, screen or process."""
    forbidden = {"sqlite3", "sqlmodel", "sqlalchemy", "socket", "urllib", "http", "random", "time"}
    forbidden |= {"subprocess", "typer", "rich"}
    assert [one for one in imports() if one.room == room and one.module.split(".")[0] in forbidden] == []


def test_only_cli_knows_the_command_line() -> None:
    """Only the room cli imports typer, and nobody imports click or the copy inside typer."""
    everywhere = [one for one in imports() if one.module.split(".")[0] in {"click", "typer"}]
    assert [one for one in everywhere if one.room != "cli"] == []
    assert [one for one in everywhere if "click" in one.module] == []


def test_only_cli_and_render_write_to_streams() -> None:
    """No other room prints."""
    wrong = []
    for file, inside in nodes().items():
        room = file.relative_to(PACKAGE).parts[0]
        for node in inside:
            written = isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "print",
                "sys.stdout.write",
                "sys.stderr.write",
            }
            if written and (room not in {"cli", "render"} or ast.unparse(node.func) == "print"):
                wrong.append(f"{file.relative_to(PACKAGE.parent)}:{node.lineno}")
    assert wrong == []


def test_modules_form_no_cycle() -> None:
    """The graph of imports that run at import time has no cycle."""
    names = {_module_name(file): file for file in sources()}
    edges: dict[str, set[str]] = {name: set() for name in names}
    for one in imports():
        if one.top:
            target = one.module if one.module in names else one.module.rpartition(".")[0]
            if target in names:
                edges[_module_name(one.file)].add(target)
    assert _cycle(edges) == []


def _module_name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _cycle(edges: dict[str, set[str]]) -> list[str]:
    """One cycle of a graph, empty when there is none (depth-first, three colours)."""
    state: dict[str, int] = {}

    def visit(name: str, path: list[str]) -> list[str]:
        state[name] = 1
        for target in sorted(edges[name]):
            if state.get(target) == 1:
                return [*path[path.index(target) :], target] if target in path else [name, target]
            if target not in state:
                found = visit(target, [*path, target])
                if found:
                    return found
        state[name] = 2
        return []

    for name in sorted(edges):
        if name not in state:
            found = visit(name, [name])
            if found:
                return found
    return []
