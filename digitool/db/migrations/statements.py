"""SQL statements of a revision, frozen in a file so that later code cannot change them."""

from __future__ import annotations

from pathlib import Path

SEPARATOR = "\n;;\n"
"""Between statements; a trigger holds single semicolons."""


def statements(name: str) -> list[str]:
    """The statements of ``versions/<name>.sql`` in order."""
    text = (Path(__file__).parent / "versions" / f"{name}.sql").read_text("utf-8")
    return [statement for statement in (part.strip() for part in text.split(SEPARATOR)) if statement]


def all_statements() -> list[str]:
    """The statements of every revision, the oldest first."""
    names = sorted(path.stem for path in (Path(__file__).parent / "versions").glob("*.sql"))
    return [statement for name in names for statement in statements(name)]
