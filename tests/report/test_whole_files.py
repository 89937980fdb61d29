"""Everything that copies, makes or replaces a database is known, and does it under the workspace's lock."""

from __future__ import annotations

import ast

from tests.contracts.templates import PACKAGE, sources

WHOLE_FILE = {"copy_open", "copy_database", "held_alone", "overwrite", "create_database", "upgrade", "backup"}
"""Functions that touch a database as a whole; ``backup`` is the driver's."""

KNOWN = {
    "db/backup.py": "the functions themselves",
    "db/schema/making.py": "a new database is built under another name",
    "report/keeping.py": "make_backup",
    "report/restoring.py": "restore_backup",
    "report/migrating.py": "migrate_workspace",
    "workspace/found.py": "found_workspace, whose callers hold the lock",
}

LOCKED = {
    "report/keeping.py": {"make_backup", "prune"},
    "report/restoring.py": {"restore_backup"},
    "report/migrating.py": {"migrate_workspace"},
    "cli/commands/init.py": {"init"},
    "demo/running.py": {"run_demo"},
}
"""The functions that begin such work, each of which holds `found.alone`."""


def _calls(tree: ast.AST) -> set[str]:
    """Names of everything that is called."""
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {getattr(one, "id", getattr(one, "attr", "")) for one in called}


def test_nobody_else_touches_a_database_as_a_whole() -> None:
    """A new place that copies, holds or replaces a database is listed here, and given a lock below."""
    found = {str(file.relative_to(PACKAGE)) for file, tree in sources().items() if _calls(tree) & WHOLE_FILE}
    assert found == set(KNOWN)


def test_what_begins_such_work_holds_the_lock() -> None:
    """Each function that makes, copies, replaces or deletes whole databases does it inside ``alone``."""
    holding: dict[str, set[str]] = {}
    for file, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(inner, ast.With) and any("alone(" in ast.unparse(item) for item in inner.items)
                for inner in ast.walk(node)
            ):
                holding.setdefault(str(file.relative_to(PACKAGE)), set()).add(node.name)
    assert holding == LOCKED
