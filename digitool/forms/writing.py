"""Values, keys and tables as TOML text, on one line each, so that a comment may stand behind them."""

from __future__ import annotations

from collections.abc import Mapping

from digitool.forms.toml_file import quoted


def toml_value(value: object) -> str:
    """A text, number, flag, list or table of such as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(toml_lines(value)) + " }"
    return str(value)


def toml_key(name: str) -> str:
    """A key, in quotes where it must be, and where it would look like a number or a date."""
    return name if name.isascii() and name.replace("-", "_").isidentifier() else quoted(name)


def toml_lines(values: Mapping[str, object]) -> list[str]:
    """``key = value`` for each."""
    return [f"{toml_key(name)} = {toml_value(value)}" for name, value in values.items()]


def toml_table(header: str, values: Mapping[str, object]) -> str:
    """A table with its header line, such as ``[chain]``."""
    return "\n".join([header, *toml_lines(values)]) + "\n"
