"""Which commands exist: one file or folder each in ``cli/commands``, read by name and never imported here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

COMMANDS = Path(__file__).parent.parent / "commands"

AREAS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Start", ("init", "demo", "import", "formats")),
    ("Customer flow", ("flow",)),
    (
        "Channels of your own",
        ("official-store", "coupon", "guide", "referral", "community", "campaign"),
    ),
    ("Customers and stores", ("customer",)),
    ("Keeping it", ("reconcile", "check", "doctor", "log", "backup", "restore", "migrate")),
    ("Everything else", ("sql", "config", "completion", "help")),
)
"""The order of ``digitool --help``; a command that is not named here comes at the end."""


class Entry(NamedTuple):
    """One command: its name, the module that holds it, and its line in the overview (English)."""

    name: str
    module: str
    summary: str


def entries() -> dict[str, Entry]:
    """All commands by name, in the order of `AREAS`."""
    found = {}
    for file in (*COMMANDS.glob("*.py"), *COMMANDS.glob("*/__init__.py")):
        stem = file.parent.name if file.parent != COMMANDS else file.stem
        if not stem.startswith("_"):
            name = stem.strip("_").replace("_", "-")
            found[name] = Entry(name, f"digitool.cli.commands.{stem}", _first_line(file))
    order = [name for _, names in AREAS for name in names]
    known = [name for name in order if name in found]
    return {name: found[name] for name in known + sorted(set(found) - set(order))}


def sections() -> list[tuple[str, list[Entry]]]:
    """Headings (English) with their commands, for the overview; empty sections are left out."""
    rest = entries()
    shown = []
    for heading, names in AREAS:
        members = [rest.pop(name) for name in names if name in rest]
        if heading == AREAS[-1][0]:
            members += rest.values()
        if members:
            shown.append((heading, members))
    return shown


def _first_line(file: Path) -> str:
    """The first line of a module's docstring, without importing or parsing the module."""
    with file.open(encoding="utf-8") as lines:
        return lines.readline().strip().strip('"')
