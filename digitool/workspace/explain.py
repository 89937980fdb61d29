"""Where a setting comes from: its value, the line or default behind it, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from digitool.errors import UsageError
from digitool.forms.form import Key, all_keys
from digitool.forms.toml_file import dotted, key_path, line_of, read_toml
from digitool.model.text import mask_value, meant
from digitool.workspace.hours import OpenTime, format_span
from digitool.workspace.inputs import reading
from digitool.workspace.settings import TABLES

DEFAULT = "default"
_INHERITED = {("stores", "zone"): "zone", ("stores", "cutoff_hour"): "cutoff_hour"}


class Explained(NamedTuple):
    """One setting. ``origin`` is ``digitool.toml:12``, ``default``, or an environment variable.

    ``meaning`` is an English template; ``value`` and ``default`` are texts with phones masked.
    """

    key: str
    value: str
    origin: str
    default: str
    meaning: str
    example: str


class SettingsFile:
    """A settings file as written, for questions about single keys."""

    def __init__(self, path: Path | None, environ: Mapping[str, str]) -> None:
        self.tables: dict[str, Any] = {}
        self.text, self.name = "", "digitool.toml"
        self.environ = environ
        if path is not None:
            self.tables, self.text = read_toml(reading(path))
            self.name = path.name

    def explain(self, typed: str) -> Explained:
        """One key such as ``chain.zone`` or ``stores.S001.open``. Raises UsageError with the nearest."""
        path = key_path(typed)
        table = TABLES.get(path[0])
        key = table.key(path[-1]) if table and len(path) > 1 else None
        if table is None or key is None:
            raise _unknown(typed)
        return self._explained((*path[:1], ".".join(path[1:-1]), path[-1]) if len(path) > 2 else path, key)

    def show(self) -> list[Explained]:
        """Every setting in force: single tables whole, of the others what is written."""
        rows: list[Explained] = []
        for name, table in TABLES.items():
            given = self.tables.get(name, [] if table.shape == "list" else {})
            if table.shape == "single":
                rows += [self._explained((name, key.name), key) for key in table.keys]
                continue
            items = enumerate(given) if table.shape == "list" else given.items()
            for code, values in items:
                paths = [(name, str(code), key.name) for key in table.keys if key.name in values]
                rows += [self._explained(path, table.key(path[-1])) for path in paths]
        return rows

    def _explained(self, path: tuple[str, ...], key: Key | None) -> Explained:
        if key is None:
            raise _unknown(dotted(path))
        value, origin = self._value(path, key)
        return Explained(
            key=dotted(path),
            value=shown_setting(value),
            origin=origin,
            default="" if key.default is None else shown_setting(key.default),
            meaning=key.meaning,
            example=key.example,
        )

    def _value(self, path: tuple[str, ...], key: Key) -> tuple[Any, str]:
        if path == ("chain", "language") and self.environ.get("DIGITOOL_LANG"):
            return self.environ["DIGITOOL_LANG"], "DIGITOOL_LANG"
        found, value = self._written(path)
        if found:
            return value, f"{self.name}:{line_of(self.text, path)}"
        inherited = _INHERITED.get((path[0], path[-1]))
        if inherited:
            chain_key = TABLES["chain"].key(inherited)
            if chain_key is not None:
                return self._value(("chain", inherited), chain_key)
        return key.default, DEFAULT

    def _written(self, path: tuple[str, ...]) -> tuple[bool, Any]:
        here: Any = self.tables
        for part in path:
            if isinstance(here, list):
                if not part.isdecimal() or int(part) >= len(here):
                    return False, None
                here = here[int(part)]
            elif isinstance(here, dict) and part in here:
                here = here[part]
            else:
                return False, None
        return True, here


def shown_setting(value: Any) -> str:  # noqa: ANN401 - any setting
    """A value as TOML would have it, phones masked."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, OpenTime):
        return format_span(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(shown_setting, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {shown_setting(one)}" for name, one in value.items()) + "}"
    if isinstance(value, date):
        return value.isoformat()
    return mask_value(str(value), 400)


def _unknown(typed: str) -> UsageError:
    parts = key_path(typed)
    return UsageError(
        "no_such_key",
        "there is no key {key}",
        try_next="digitool config show",
        key=mask_value(typed),
        **meant(f"{parts[0]}.{parts[-1]}", all_keys(TABLES), "keys look like chain.zone or stores.S001.open"),
    )
