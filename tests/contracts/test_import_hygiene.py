"""What a command loads: a fresh interpreter runs it and tells which modules it holds at the end."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .templates import PACKAGE, nodes

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "rich", "numpy", "alembic", "click", "typer._click.testing")

_PROBE = """
import json, sys
from digitool.cli.entry import run
code = run(sys.argv[1:])
sys.stdout.flush()
print()
print(json.dumps([code, sorted(sys.modules)]))
"""


def loaded(*args: str, cwd: Path) -> tuple[int, set[str]]:
    """Exit code, and the modules that are loaded after a command."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *args], capture_output=True, text=True, cwd=cwd, check=True
    )
    code, names = json.loads(done.stdout.strip().splitlines()[-1])
    return code, set(names)


@pytest.mark.parametrize(
    "args",
    [["--help"], ["--version"], [], ["flow", "--help"], ["init", "--help"], ["config", "show", "--json"]],
    ids=lambda args: " ".join(args) or "nothing",
)
def test_light_commands_load_nothing_heavy(args: list[str], workspace: Path) -> None:
    """Help, version and reading commands start without the database library, pydantic, rich or numpy."""
    code, names = loaded(*args, cwd=workspace)
    assert code == 0
    assert names & set(HEAVY) == set()


def test_the_overview_does_without_the_parser(tmp_path: Path) -> None:
    """The page of digitool --help is printed before typer is loaded, and imports no command."""
    _, names = loaded("--help", cwd=tmp_path)
    assert "typer" not in names
    assert [name for name in names if name.startswith("digitool.cli.commands.")] == []


def test_english_needs_no_chinese(tmp_path: Path) -> None:
    """With --lang en the Chinese catalogue is not loaded."""
    _, names = loaded("--help", "--lang", "en", cwd=tmp_path)
    assert [name for name in names if name.startswith("digitool.words.zh")] == []


def test_a_report_reads_through_the_plain_driver(workspace: Path) -> None:
    """The rate is read with sqlite3 alone: no sqlmodel, sqlalchemy or numpy."""
    code, names = loaded("flow", "rate", "--last", "7d", "--json", cwd=workspace)
    assert code == 0
    assert names & {"sqlmodel", "sqlalchemy", "numpy", "pydantic", "rich"} == set()


def test_one_command_loads_no_other(workspace: Path) -> None:
    """Calling one command imports its own module and none of its neighbours."""
    _, names = loaded("config", "show", "--json", cwd=workspace)
    modules = {name for name in names if name.startswith("digitool.cli.commands.")}
    assert modules == {"digitool.cli.commands.config"}


_WALK = """
import json, os, sys
from pathlib import Path
from tests.contracts.walking import NOON, call, doors_of, leaves, stock
told = {}
def note(*words):
    told[" ".join(words)] = sorted({name.split(".")[0] for name in sys.modules} & set(sys.argv[1:]))
assert call(["init", "shop"]).exit == 0
note("init")
os.chdir("shop")
known = stock(Path.cwd())
for path in leaves():
    if path not in {("demo",), ("migrate",)}:
        when = [door for door in doors_of(path) if door.name == "--as-of"]
        call(when[0].words(NOON, known) if when else list(path))
        note(*path)
print(json.dumps(told))
"""


def test_no_command_loads_the_library_of_tables(tmp_path: Path) -> None:
    """One interpreter founds a workspace and runs every command there; migrate alone may need Alembic."""
    done = subprocess.run(
        [sys.executable, "-c", _WALK, "sqlmodel", "sqlalchemy", "alembic"],
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert len(told) > 100
    assert {words: names for words, names in told.items() if names} == {}


def test_what_the_top_imports_is_not_imported_again_below() -> None:
    """A module from which a file imports at its top is loaded already: an import in a function hides that."""
    again = []
    for file in nodes():
        tree = ast.parse(file.read_text("utf-8"))
        top = {one.module for one in tree.body if isinstance(one, ast.ImportFrom)}
        again += [
            f"{file.relative_to(PACKAGE)}:{one.lineno}"
            for function in ast.walk(tree)
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
            for one in ast.walk(function)
            if isinstance(one, ast.ImportFrom) and one.module in top and not _is_package(one.module)
        ]
    assert again == []


def _is_package(module: str | None) -> bool:
    """Whether the module is a folder, from which a later import loads more."""
    return (PACKAGE.parent / str(module).replace(".", "/")).is_dir()
