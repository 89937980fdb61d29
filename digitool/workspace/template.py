"""The commented ``digitool.toml`` that ``digitool init`` writes: made from the form, so it cannot drift."""

from __future__ import annotations

from digitool.forms.form import Table
from digitool.forms.template import Commented
from digitool.forms.writing import toml_lines
from digitool.workspace.settings import TABLES

CODES = {
    "stores": "S001",
    "touchpoints": '"S001-shelf"',
    "sensors": '"6600000000000001"',
    "guides": "zhangsan",
    "commission_rules": "spring",
}
"""A code for the example of each table that has codes."""


def template(language: str) -> str:
    """The text of a new settings file: the chain's keys in force, everything else as a comment."""
    text = Commented(language, column=44)
    lines = [
        text.comment("digitool.toml: your stores, and what is in them. Ask for any key with:"),
        "#   digitool config show        digitool config explain chain.cutoff_hour",
        text.comment("Take the # away where a line is to count."),
    ]
    for name, table in TABLES.items():
        lines += text.section(header(name, table), table, _in_force(table) if name == "chain" else {})
    return "\n".join(lines) + "\n"


def header(name: str, table: Table) -> str:
    """The line that opens an example of a table."""
    return table.header(name, CODES.get(name, ""))


def _in_force(table: Table) -> dict[str, str]:
    """The keys that have a default, set to it."""
    defaults = {key.name: key.default for key in table.keys if key.default not in ("", (), None)}
    return dict(zip(defaults, toml_lines(defaults), strict=True))
