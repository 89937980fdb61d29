"""The commented ``digitool.toml`` that ``digitool init`` writes: made from the schema, so it cannot drift."""

from __future__ import annotations

from digitool.model.cells import pad
from digitool.words import say
from digitool.workspace.schema import TABLES
from digitool.workspace.setting import Key, Table

CODES = {
    "stores": "S001",
    "touchpoints": '"S001-shelf"',
    "sensors": '"6600000000000001"',
    "guides": "zhangsan",
    "commission_rules": "spring",
}
"""A code for the example of each table that has codes."""

_COLUMN = 44


def template(language: str) -> str:
    """The text of a new settings file: the chain's keys in force, everything else as a comment."""
    lines = [
        "# " + say("digitool.toml: your stores, and what is in them. Ask for any key with:", language),
        "#   digitool config show        digitool config explain chain.cutoff_hour",
        "# " + say("Take the # away where a line is to count.", language),
    ]
    for name, table in TABLES.items():
        lines += ["", "# " + say(table.meaning, language) + "."]
        mark = "" if name == "chain" else "# "
        lines.append(mark + header(name, table))
        lines += [_key_line(key, language, active=name == "chain") for key in table.keys]
    return "\n".join(lines) + "\n"


def header(name: str, table: Table) -> str:
    """The line that opens an example of a table."""
    if table.shape == "list":
        return f"[[{name}]]"
    return f"[{name}.{CODES[name]}]" if table.shape == "named" else f"[{name}]"


def _key_line(key: Key, language: str, *, active: bool) -> str:
    """A key as a comment, with its example; in force, with its default, where it has one."""
    text = "# " + key.example
    if active and key.default not in ("", (), None):
        text = f"{key.name} = {_toml(key.default)}"
    return f"{pad(text, _COLUMN)}  # {say(key.meaning, language)}"


def _toml(value: object) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'
